"""The daily summary: one mail to each person about what they have not read and was not mailed, over all their towns."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from workit.access.towns import roles_by_town
from workit.jobs.registry import job_kind
from workit.jobs.run import JobRun
from workit.jobs.services import enqueue
from workit.notices import mail
from workit.notices.models import Delivery, Notice, SendState
from workit.notices.services import deliveries
from workit.notices.wording import in_words
from workit.people.models import User
from workit.places.models import Municipality
from workit.tenancy import acting_for


def fan_out(name: str, period: str) -> None:
    """A job for each person who has something to read, kept in the first of the towns it came from."""
    towns = {town.pk: town for town in Municipality.objects.tenants()}
    with acting_for(towns):
        waiting = Notice.objects.filter(read_at=None, mailed_at=None, to__is_active=True)
        rows = list(waiting.values_list("to_id", "category", "municipality_id").distinct().order_by("municipality_id"))
        chosen = deliveries({person for person, _category, _town in rows})
        first: dict[UUID, int] = {}
        for person, category, town in rows:
            if chosen[person, category] == Delivery.DIGEST:
                first.setdefault(person, town)
        for person, town in first.items():
            enqueue(name, key=f"{period}:{person}", town=towns[town], args={"person": str(person), "period": period})


@job_kind("notice.digest", label=_("Sending the daily summary"))
def send_digest(job: JobRun) -> dict[str, Any]:
    """Send one person's summary. Towns and preferences are looked up now, so an ended role ends its mail too."""
    person = User.objects.get(pk=job.args["person"])
    with acting_for(roles_by_town(person)):
        chosen = deliveries([person.pk])
        wanted = [category for (_person, category), how in chosen.items() if how == Delivery.DIGEST]
        waiting = Notice.objects.filter(to=person, read_at=None, mailed_at=None, category__in=wanted)
        notices = list(waiting.select_related("municipality").order_by("created_at"))
        if not notices:
            return {"sent": 0}
        with translation.override(person.language):
            by_town: dict[Municipality, list[Notice]] = defaultdict(list)
            for notice in notices:
                by_town[notice.municipality].append(in_words(notice))
        with acting_for([job.town.pk]):
            log = mail.send(
                "notice.digest",
                key=job.job.key,
                town=job.town,
                recipient=person.email,
                template="digest",
                context={
                    "town": None,
                    "person": person,
                    "towns": dict(by_town),
                    "count": len(notices),
                    "list_path": reverse("workit:notice_list"),
                },
                language=person.language,
                from_name="WORKIT",
            )
        if log.state == SendState.FAILED:
            raise mail.NotSent(log.error)
        Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mailed_at=timezone.now())
    return {"sent": len(notices)}
