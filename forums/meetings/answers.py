"""Answers to an invitation: by link, in the app, or taken down by the referent on the phone."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forums.links import address
from forums.meetings.invitations import SUBSTITUTE_LINK
from forums.meetings.models import Answer, Invitee, Meeting, MeetingState
from workit.audit.record import record
from workit.jobs.services import enqueue
from workit.notices.models import Category, Notice
from workit.notices.registry import declare_notice
from workit.notices.services import tell
from workit.people.links import revoke_links
from workit.people.models import User
from workit.web.errors import DomainError

ANSWERABLE = (MeetingState.PLANNED, MeetingState.OPEN)

declare_notice("meeting.declined", category=Category.MEETINGS, label=gettext_lazy("%(name)s is not coming: %(title)s"))


def is_answerable(meeting: Meeting) -> bool:
    """Whether an answer still helps."""
    return meeting.state in ANSWERABLE and meeting.ends_at is not None and meeting.ends_at > timezone.now()


@transaction.atomic
def answer(
    *,
    invitee: Invitee,
    answer: str,
    by: User | None,
    note: str = "",
    substitute_name: str = "",
    substitute_email: str = "",
) -> Invitee:
    """Take down an answer, which may be changed until the meeting is over. A substitute is named with a refusal only.

    Raises DomainError when the meeting is over or was cancelled, and for an empty answer.
    """
    locked: Invitee = (
        Invitee.objects.select_for_update(of=("self",))
        .select_related("meeting__body", "meeting__municipality")
        .get(pk=invitee.pk)
    )
    meeting = locked.meeting
    if not is_answerable(meeting):
        raise DomainError(_("The meeting is over or was cancelled; the answer is no longer needed."))
    if answer not in (Answer.ACCEPTED, Answer.TENTATIVE, Answer.DECLINED):
        raise DomainError(_("One of the answers has to be chosen"))
    if answer != Answer.DECLINED:
        substitute_name = substitute_email = ""
    wanted = {
        "answer": answer,
        "answer_note": note.strip()[:300],
        "substitute_name": substitute_name.strip()[:120],
        "substitute_email": substitute_email.strip().lower(),
    }
    changed = [name for name, value in wanted.items() if getattr(locked, name) != value]
    if not changed:
        return locked
    for name in changed:
        setattr(locked, name, wanted[name])
    locked.answered_at = timezone.now()
    locked.revision += 1
    locked.save(update_fields=[*changed, "answered_at", "revision"])
    record("meeting.answered", subject=locked, by=by, answer=answer, substitute=bool(locked.substitute_name))
    if "substitute_email" in changed:
        revoke_links(purpose=SUBSTITUTE_LINK, object_id=locked.pk)
        _write_to_substitute(locked)
    if "answer" in changed and answer == Answer.DECLINED:
        _tell_planner(locked, by)
    return locked


def _write_to_substitute(invitee: Invitee) -> None:
    if invitee.substitute_email:
        enqueue(
            "meeting.substitute",
            key=f"{invitee.pk}:{invitee.revision}",
            town=invitee.meeting.municipality,
            args={"invitee": str(invitee.pk)},
        )


def _tell_planner(invitee: Invitee, by: User | None) -> None:
    """Whoever planned the meeting hears of a refusal, in the app only."""
    meeting = invitee.meeting
    if meeting.created_by is None:
        return
    notices = tell(
        "meeting.declined",
        to=[meeting.created_by],
        town=meeting.municipality,
        key=f"{invitee.pk}:{invitee.revision}",
        url=address("forums:meeting_detail", meeting.municipality.code, meeting.pk),
        facts={"name": invitee.name, "title": meeting.title},
        by=by,
    )
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mailed_at=timezone.now())
