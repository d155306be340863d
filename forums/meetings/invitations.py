"""Inviting: who is on the list, the invitation and its changes in the authority's name, the cancellation.

What was last told is kept as a fingerprint; changes after it wait, and go out together in one mail with a raised sequence
(`issue`). From the freeze on (a setting of the methodology) they go out by themselves, a quarter of an hour after the first.
"""

import datetime
import hashlib
import json
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forums.links import address
from forums.meetings.models import Answer, Invitee, Meeting, MeetingState
from forums.meetings.services import editable
from forums.meetings.sessions import freeze_days
from forums.members.models import Member, Seat
from workit.audit.record import record
from workit.jobs.services import enqueue
from workit.notices.models import Category, Notice
from workit.notices.registry import declare_notice
from workit.notices.services import tell
from workit.people.links import revoke_links
from workit.people.models import PublicLink, User
from workit.stages import evidence
from workit.web.errors import DomainError

ANSWER_LINK, SUBSTITUTE_LINK = "meeting.answer", "meeting.substitute"
# Changes typed within this time go out in one mail.
BATCH = datetime.timedelta(minutes=15)

declare_notice("meeting.invited", category=Category.MEETINGS, label=gettext_lazy("Invitation: %(title)s, %(at)s"))
declare_notice("meeting.updated", category=Category.MEETINGS, label=gettext_lazy("Changed: %(title)s, %(at)s"))
declare_notice("meeting.cancelled", category=Category.MEETINGS, label=gettext_lazy("Cancelled: %(title)s, %(at)s"))


@transaction.atomic
def add_guest(*, meeting: Meeting, email: str, by: User | None, name: str = "") -> Invitee:
    """Invite somebody by mail, without an account; a member of the town is recognised by the address.

    Raises DomainError for an address that is on the list already.
    """
    email = email.strip().lower()
    locked = editable(meeting)
    member = Member.objects.active().filter(email__iexact=email).first()
    if member is not None:
        return add_member(meeting=locked, member=member, by=by)
    if locked.invitees.filter(email__iexact=email).exists():
        raise DomainError(_("This address is on the list already."))
    try:
        with transaction.atomic():
            guest: Invitee = Invitee.objects.create(
                municipality_id=locked.municipality_id,
                meeting=locked,
                is_guest=True,
                name=name or email,
                email=email,
            )
    except IntegrityError as error:
        raise DomainError(_("This address is on the list already.")) from error
    record("invitee.added", subject=guest, by=by, guest=True)
    return guest


@transaction.atomic
def add_member(*, meeting: Meeting, member: Member, by: User | None) -> Invitee:
    """Invite a member of the town; without a seat in the body as a guest, who is not counted."""
    locked = editable(meeting)
    if locked.invitees.filter(member=member).exists():
        raise DomainError(_("%(name)s is on the list already.") % {"name": member})
    seated = Seat.objects.filter(body=locked.body, member=member).active().exists()
    invitee: Invitee = Invitee.objects.create(
        municipality_id=locked.municipality_id,
        meeting=locked,
        member=member,
        is_guest=not seated,
        name=member.name,
        email=member.email,
        sector=member.sector,
    )
    record("invitee.added", subject=invitee, by=by, guest=not seated)
    return invitee


@transaction.atomic
def remove_invitee(*, invitee: Invitee, by: User | None) -> None:
    """Take somebody off the list; who was told of the meeting is told that the invitation is withdrawn."""
    meeting = editable(invitee.meeting)
    record("invitee.removed", subject=invitee, by=by, told=invitee.invited_at is not None)
    revoke_links(purpose=ANSWER_LINK, object_id=invitee.pk)
    revoke_links(purpose=SUBSTITUTE_LINK, object_id=invitee.pk)
    if invitee.invited_at and invitee.email:
        args = {"meeting": str(meeting.pk), "invitee": str(invitee.pk)}
        enqueue("meeting.withdraw", key=str(invitee.pk), town=meeting.municipality, args=args, by=by)
    invitee.delete()


def fingerprint(meeting: Meeting) -> str:
    """What an invited person is told: when, where, what about, and the public part of the agenda."""
    items = meeting.items.filter(is_internal=False).order_by("position")
    told = [
        meeting.title,
        meeting.starts_at.isoformat() if meeting.starts_at else "",
        meeting.minutes,
        meeting.place,
        meeting.link,
        [[item.title, item.minutes, item.kind, str(item.presenter_id or item.presenter_text)] for item in items],
    ]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def has_changes(meeting: Meeting) -> bool:
    """Whether an invited person was told something else than what stands now."""
    return meeting.state == MeetingState.PLANNED and meeting.invited_fingerprint != fingerprint(meeting)


def freezes_on(meeting: Meeting) -> datetime.date | None:
    """The day from which changes go out by themselves."""
    if meeting.starts_at is None:
        return None
    return timezone.localdate(meeting.starts_at) - datetime.timedelta(days=freeze_days(meeting.municipality))


def is_frozen(meeting: Meeting) -> bool:
    """Whether the agenda is frozen today."""
    frozen = freezes_on(meeting)
    return meeting.state == MeetingState.PLANNED and frozen is not None and timezone.localdate() >= frozen


def gaps(meeting: Meeting) -> list[tuple[str, str]]:
    """What has to be there before invitations go out: (id of the place on the page, sentence)."""
    found = []
    if meeting.starts_at is None:
        found.append(("id_day", _("A day and an hour have to be set")))
    elif meeting.starts_at < timezone.now():
        found.append(("id_day", _("The day is past. It has to be set again")))
    if not meeting.place and not meeting.link:
        found.append(("id_place", _("A place or a link has to be set")))
    if not meeting.items.exclude(title="").exists():
        found.append(("agenda", _("The agenda has no topics yet")))
    if not meeting.invitees.exists():
        found.append(("people", _("Nobody is on the list yet")))
    return found


@transaction.atomic
def invite(*, meeting: Meeting, by: User | None) -> Meeting:
    """Send the invitations of a draft: from now on the meeting is planned, and people hear of changes.

    Asking twice sends once. Raises DomainError naming what is missing.
    """
    locked = editable(meeting)
    if locked.state == MeetingState.PLANNED:
        return locked
    if missing := gaps(locked):
        raise DomainError(". ".join(sentence for _place, sentence in missing) + ".")
    locked.state, locked.invited_at = MeetingState.PLANNED, timezone.now()
    locked.invited_fingerprint = fingerprint(locked)
    locked.revision += 1
    locked.save(update_fields=["state", "invited_at", "invited_fingerprint", "revision"])
    people = list(locked.invitees.select_related("member__user"))
    locked.invitees.update(invited_at=locked.invited_at)
    record("meeting.invited", subject=locked, by=by, people=len(people))
    _tell("meeting.invited", locked, people, by)
    _enqueue(locked, by)
    evidence.refresh(locked.municipality)
    return locked


@transaction.atomic
def issue(*, meeting: Meeting, by: User | None) -> int:
    """Send what changed since the last mail, in one mail, and the invitation to whoever was added since.

    Returns how many people are written to; 0 when there is nothing to tell.
    """
    locked = editable(meeting)
    if locked.state != MeetingState.PLANNED:
        raise DomainError(_("The invitations were not sent yet."))
    if missing := gaps(locked):
        raise DomainError(". ".join(sentence for _place, sentence in missing) + ".")
    fresh = list(locked.invitees.filter(invited_at=None).select_related("member__user"))
    told = list(locked.invitees.exclude(invited_at=None).select_related("member__user")) if has_changes(locked) else []
    if not fresh and not told:
        return 0
    if told:
        locked.sequence += 1
        locked.invited_fingerprint = fingerprint(locked)
        locked.save(update_fields=["sequence", "invited_fingerprint"])
        _prolong(locked)
        _tell("meeting.updated", locked, told, by)
    locked.invitees.filter(invited_at=None).update(invited_at=timezone.now())
    _tell("meeting.invited", locked, fresh, by)
    record("meeting.reissued", subject=locked, by=by, sequence=locked.sequence, people=len(fresh) + len(told))
    _enqueue(locked, by)
    return len(fresh) + len(told)


def follow_up(meeting: Meeting, by: User | None) -> None:
    """After a change: when the agenda is frozen, have it sent by itself, together with what else changes until then."""
    if is_frozen(meeting) and has_changes(meeting):
        enqueue(
            "meeting.reissue",
            key=f"{meeting.pk}:{meeting.sequence}:{meeting.invited_fingerprint[:16]}",
            town=meeting.municipality,
            args={"meeting": str(meeting.pk)},
            by=by,
            start_after=timezone.now() + BATCH,
        )


@transaction.atomic
def cancel(*, meeting: Meeting, reason: str, by: User | None) -> Meeting:
    """Cancel a meeting; everybody who was told of it hears at once, and it leaves their calendars.

    Asking twice cancels once. Raises DomainError for a meeting that has begun or is over.
    """
    locked: Meeting = Meeting.objects.select_for_update(of=("self",)).select_related("body", "municipality").get(pk=meeting.pk)
    if locked.state == MeetingState.CANCELLED:
        return locked
    locked = editable(locked)
    if not reason.strip():
        raise DomainError(_("It has to be said why the meeting is cancelled"))
    was_told = locked.state == MeetingState.PLANNED
    locked.state, locked.cancelled_reason = MeetingState.CANCELLED, reason.strip()[:300]
    locked.sequence += 1
    locked.revision += 1
    locked.save(update_fields=["state", "cancelled_reason", "sequence", "revision"])
    record("meeting.cancelled", subject=locked, by=by, told=was_told)
    if was_told:
        _tell("meeting.cancelled", locked, list(locked.invitees.select_related("member__user")), by)
        enqueue(
            "meeting.cancel",
            key=str(locked.pk),
            town=locked.municipality,
            args={"meeting": str(locked.pk)},
            by=by,
        )
    return locked


def _enqueue(meeting: Meeting, by: User | None) -> None:
    """One job for each state of the list and of what is told; the log of sent mail keeps anything from going out twice."""
    newest = meeting.invitees.order_by("-invited_at").values_list("invited_at", flat=True).first()
    enqueue(
        "meeting.invite",
        key=f"{meeting.pk}:{meeting.sequence}:{newest.isoformat() if newest else ''}",
        town=meeting.municipality,
        args={"meeting": str(meeting.pk), "sequence": meeting.sequence},
        by=by,
        action="meeting.invite" if by else "",
    )


def _prolong(meeting: Meeting) -> None:
    """Let the links in people's hands work until the meeting ends, wherever it moved."""
    ids = list(meeting.invitees.values_list("pk", flat=True))
    links = PublicLink.objects.filter(purpose__in=[ANSWER_LINK, SUBSTITUTE_LINK], object_id__in=ids, revoked_at=None)
    links.update(expires_at=meeting.ends_at)


def _tell(kind: str, meeting: Meeting, people: Iterable[Invitee], by: User | None) -> None:
    """A notice in the app for those with an account; the mail with the calendar file is sent apart, so this one is not."""
    users = [invitee.member.user for invitee in people if invitee.member and invitee.member.user]
    notices = tell(
        kind,
        to=users,
        town=meeting.municipality,
        key=f"{meeting.pk}:{meeting.sequence}",
        url=address("forums:meeting_detail", meeting.municipality.code, meeting.pk),
        facts={"title": meeting.title, "at": meeting.starts_at or ""},
        by=by,
    )
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mailed_at=timezone.now())


def silent(meeting: Meeting) -> list[Invitee]:
    """Those who were invited and have not answered."""
    return list(meeting.invitees.filter(answer=Answer.NONE, invited_at__isnull=False).order_by("is_guest", "name"))
