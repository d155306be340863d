"""Background work of meetings: the mails, each job sending what its rows say at that moment and nothing twice."""

from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from forums.meetings import invitations, letters
from forums.meetings.documents import agenda_pdf
from forums.meetings.models import Answer, Invitee, Meeting, MeetingState
from forums.meetings.reminders import remind_town
from workit.documents.pdf import RenderError
from workit.jobs.registry import declare_periodic, job_kind
from workit.jobs.run import JobRun
from workit.notices.mail import NotSent
from workit.notices.models import SendLog, SendState


def _meeting(job: JobRun) -> Meeting | None:
    found: Meeting | None = (
        Meeting.objects.select_related("body", "municipality", "created_by").filter(pk=job.args["meeting"]).first()
    )
    return found


def _settle(job: JobRun, sent: list[SendLog | None]) -> dict[str, Any]:
    """Count; what was refused is tried again by trying the job again."""
    failed = sum(line is not None and line.state == SendState.FAILED for line in sent)
    if failed:
        raise NotSent(f"{failed} of {len(sent)}")
    return {"sent": sum(line is not None for line in sent)}


@job_kind("meeting.invite", label=_("Sending invitations to a meeting"))
def send_invitations(job: JobRun) -> dict[str, Any]:
    """To everybody invited who has not had this state of the invitation; a later state leaves the older unsent."""
    meeting = _meeting(job)
    if meeting is None or meeting.state != MeetingState.PLANNED or meeting.sequence != job.args["sequence"]:
        return {"sent": 0}
    people = list(meeting.invitees.exclude(email="").exclude(invited_at=None).select_related("member", "meeting__municipality"))
    agenda = _agenda(meeting)
    sent: list[SendLog | None] = []
    for number, invitee in enumerate(people):
        job.progress(number, len(people))
        invitee.meeting = meeting
        sent.append(letters.send_invitation(meeting, invitee, agenda))
        sent.append(letters.send_substitute(meeting, invitee))
    job.progress(len(people), len(people))
    return _settle(job, sent)


def _agenda(meeting: Meeting) -> bytes | None:
    """The printed agenda, or nothing when it cannot be set: an invitation is not held up by its attachment."""
    try:
        return agenda_pdf(letters.agenda_document(meeting))
    except RenderError:
        return None


@job_kind("meeting.reissue", label=_("Sending the changes of a meeting"), atomic=True)
def reissue(job: JobRun) -> dict[str, Any]:
    """Changes made since the freeze, in one mail."""
    meeting = _meeting(job)
    if meeting is None or meeting.state != MeetingState.PLANNED or invitations.gaps(meeting):
        return {"people": 0}
    return {"people": invitations.issue(meeting=meeting, by=None)}


@job_kind("meeting.cancel", label=_("Sending the cancellation of a meeting"))
def send_cancellations(job: JobRun) -> dict[str, Any]:
    """To everybody who was told of the meeting, substitutes too."""
    meeting = _meeting(job)
    if meeting is None or meeting.starts_at is None:
        return {"sent": 0}
    sent: list[SendLog | None] = []
    for invitee in meeting.invitees.exclude(invited_at=None).select_related("member"):
        language = letters.language_of(invitee)
        for name, email in ((invitee.name, invitee.email), (invitee.substitute_name, invitee.substitute_email)):
            if email:
                sent.append(letters.send_cancellation(meeting, name=name, email=email, language=language))
    return _settle(job, sent)


@job_kind("meeting.withdraw", label=_("Withdrawing an invitation"))
def send_withdrawal(job: JobRun) -> dict[str, Any]:
    """To somebody who was taken off the list; who that was, the row history still knows."""
    meeting = _meeting(job)
    history = apps.get_model("forums", "InviteeEvent").objects
    gone = history.filter(pgh_obj_id=job.args["invitee"]).order_by("-pgh_id").first()
    if meeting is None or meeting.starts_at is None or gone is None or not gone.email:
        return {"sent": 0}
    line = letters.send_cancellation(meeting, name=gone.name, email=gone.email, language="he", is_withdrawn=True)
    return _settle(job, [line])


@job_kind("meeting.substitute", label=_("Writing to a substitute"))
def send_to_substitute(job: JobRun) -> dict[str, Any]:
    """To whoever comes instead."""
    invitee = (
        Invitee.objects.filter(pk=job.args["invitee"])
        .select_related("member", "meeting__body", "meeting__municipality", "meeting__created_by")
        .first()
    )
    if invitee is None or invitee.answer != Answer.DECLINED or invitee.meeting.state != MeetingState.PLANNED:
        return {"sent": 0}
    return _settle(job, [letters.send_substitute(invitee.meeting, invitee)])


@job_kind("meeting.remind", label=_("Reminding of a meeting"))
def send_reminders(job: JobRun) -> dict[str, Any]:
    """To those of the list who still have not answered."""
    meeting = _meeting(job)
    if meeting is None or meeting.state != MeetingState.PLANNED:
        return {"sent": 0}
    people = meeting.invitees.filter(pk__in=job.args["invitees"], answer=Answer.NONE).select_related("member")
    sent: list[SendLog | None] = []
    for invitee in people:
        invitee.meeting = meeting
        sent.append(letters.send_reminder(meeting, invitee))
    return _settle(job, sent)


declare_periodic("meeting.reminders", remind_town, label=_("Reminding of meetings ahead"))
