"""Background work of notices: mail at once."""

from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from workit.access.towns import roles_by_town
from workit.jobs.registry import job_kind
from workit.jobs.run import JobRun
from workit.notices import mail
from workit.notices.models import Category, Delivery, Notice, SendState
from workit.notices.registry import TYPES
from workit.notices.services import deliveries
from workit.notices.wording import facts_in_words, in_words


@job_kind("notice.mail", label=_("Sending notices by mail"))
def send_notices(job: JobRun) -> dict[str, Any]:
    """Mail the notices of one telling, each to its reader. Preferences and roles are those of the moment of sending."""
    notices = list(Notice.objects.filter(pk__in=job.args["notices"]).select_related("to").order_by("pk"))
    chosen = deliveries([notice.to_id for notice in notices])
    sent = failed = 0
    for number, notice in enumerate(notices, start=1):
        job.progress(number - 1, len(notices))
        if notice.mailed_at or notice.read_at or chosen[notice.to_id, notice.category] != Delivery.AT_ONCE:
            continue
        # Who left the town hears no more of it, except of the role itself.
        if notice.category != Category.ROLES and job.town.pk not in roles_by_town(notice.to):
            continue
        if send_one(job, notice):
            sent += 1
        else:
            failed += 1
    if failed:
        raise mail.NotSent(f"{failed} of {len(notices)}")
    job.progress(len(notices), len(notices))
    return {"sent": sent}


def send_one(job: JobRun, notice: Notice) -> bool:
    """Mail one notice; False when the server refused it."""
    declared = TYPES.get(notice.type)
    with translation.override(notice.to.language):
        text = in_words(notice).text  # type: ignore[attr-defined]
        facts = facts_in_words(notice.facts)
    log = mail.send(
        notice.type,
        key=notice.key,
        town=job.town,
        recipient=notice.to.email,
        subject=text,
        template=declared.template if declared else "notice",
        context={**facts, "person": notice.to, "notice": notice, "text": text},
        language=notice.to.language,
    )
    if log.state == SendState.FAILED:
        return False
    Notice.objects.filter(pk=notice.pk).update(mailed_at=timezone.now())
    return True
