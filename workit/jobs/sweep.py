"""The sweeper: what the doorbell lost is rung again, what a dead worker left is taken over, an endless mail is named so."""

import datetime

from django.db.models import Q
from django.db.models.functions import Now

from workit.jobs.models import Job, JobState
from workit.jobs.services import ring
from workit.notices.models import SendLog, SendState
from workit.places.models import Municipality
from workit.tenancy import acting_for

# No more in one sweep, so that the broker is not flooded after a long silence; the next sweep takes the next.
AT_MOST = 500
MAIL_SILENCE = datetime.timedelta(minutes=15)


def sweep() -> int:
    """Look at the jobs of every town; returns how many were rung."""
    with acting_for(Municipality.objects.tenants().values_list("id", flat=True)):
        waiting = Q(state=JobState.WAITING, start_after__lte=Now())
        left = Q(state=JobState.RUNNING, lease_until__lt=Now())
        rung = 0
        for job in Job.objects.filter(waiting | left).only("id", "municipality").order_by("start_after")[:AT_MOST]:
            if not ring(job):
                break
            rung += 1
        # Whether such a mail went out cannot be known; it is shown to people and not sent again by itself.
        SendLog.objects.filter(state=SendState.CLAIMED, claimed_at__lt=Now() - MAIL_SILENCE).update(state=SendState.UNKNOWN)
    return rung
