"""What happens to members and their seats: joining, changing, leaving with a hand-over, being appointed in writing."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.bodies.models import Body
from forums.members.documents import letter_pdf
from forums.members.leaving import MATTERS, open_matters
from forums.members.models import Member, Seat, SeatRole
from workit.access.roles import Role
from workit.audit.record import record
from workit.documents.files import store
from workit.organisations.models import Sector
from workit.people import invitations
from workit.people.models import User
from workit.people.places import Place
from workit.places.models import Municipality
from workit.stages import evidence
from workit.web.errors import DomainError

# A body has one of each.
SINGLE = frozenset({SeatRole.CHAIR, SeatRole.SECRETARY, SeatRole.LEAD})
LETTER = "letter"


def add_member(
    *, town: Municipality, by: User | None, body: Body | None = None, role: str = SeatRole.MEMBER, **fields: Any
) -> Member:
    """A new member, with a first seat when a body is named; `fields` are those of the model.

    An account with the same address is the member's account. Raises DomainError for an address a member has already.
    """
    fields["email"] = str(fields.get("email", "")).strip().lower()
    try:
        with transaction.atomic():
            member: Member = Member.objects.create(municipality=town, user=_account(town, fields["email"]), **fields)
            record("member.added", subject=member, by=by, sector=member.sector)
            if body is not None:
                give_seat(member=member, body=body, role=role, by=by)
    except IntegrityError as error:
        raise DomainError(_known_address(town, fields["email"])) from error
    return member


def edit_member(*, member: Member, by: User | None, **fields: Any) -> Member:
    """Change what is known of a member; the audit names the fields, the row history their values."""
    if "email" in fields:
        fields["email"] = str(fields["email"]).strip().lower()
    changed = [name for name, value in fields.items() if getattr(member, name) != value]
    if not changed:
        return member
    for name in changed:
        setattr(member, name, fields[name])
    try:
        with transaction.atomic():
            if "email" in changed and member.user is None and member.email:
                member.user = _account(member.municipality, member.email)
            member.save(update_fields=[*changed, "user"])
            record("member.changed", subject=member, by=by, fields=changed)
    except IntegrityError as error:
        raise DomainError(_known_address(member.municipality, member.email)) from error
    return member


def _account(town: Municipality, email: str) -> User | None:
    """The account of that address, unless another member of the town has it."""
    user = User.objects.filter(email=email, is_active=True).first() if email else None
    if user is None or Member.objects.filter(municipality=town, user=user, ends_on=None).exists():
        return None
    return user


def _known_address(town: Municipality, email: str) -> str:
    known = Member.objects.filter(municipality=town, email=email, ends_on=None).first()
    return _("%(name)s is a member with this address already.") % {"name": known or email}


@transaction.atomic
def link_account(*, town: Municipality, user: User) -> Member | None:
    """Join an account to the member with its address, when it came after the member."""
    member: Member | None = Member.objects.filter(municipality=town, email=user.email, user=None, ends_on=None).first()
    if member is None or Member.objects.filter(municipality=town, user=user, ends_on=None).exists():
        return None
    member.user = user
    member.save(update_fields=["user"])
    record("member.joined", subject=member, by=user)
    return member


@transaction.atomic
def end_member(*, member: Member, on: datetime.date, reason: str, by: User, heir: Member | None = None) -> Member:
    """End a membership with its seats on a last day, and give the open tasks to another member.

    Raises DomainError while open tasks have no heir, and for a day before the membership began.
    """
    locked: Member = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if locked.ends_on is not None:
        return locked
    if on < locked.starts_on:
        raise DomainError(_("The last day has to be after the membership began."))
    left = open_matters(locked)
    if left and heir is None:
        raise DomainError(_("It has to be chosen who takes the open tasks."))
    if heir is not None and heir.pk == locked.pk:
        raise DomainError(_("The tasks have to go to somebody else."))
    if left and heir is not None:
        for matter in MATTERS:
            matter.hand_over(locked, heir, by)
    locked.ends_on = on
    locked.save(update_fields=["ends_on"])
    Seat.objects.filter(member=locked, ends_on=None, starts_on__lte=on).update(ends_on=on)
    Seat.objects.filter(member=locked, ends_on=None).update(ends_on=F("starts_on"))
    record("member.ended", subject=locked, by=by, reason=reason, tasks=left, heir=str(heir.pk) if heir else "")
    return locked


def give_seat(*, member: Member, body: Body, role: str, by: User | None, starts_on: datetime.date | None = None) -> Seat:
    """Give a member a seat in a body, or another role in the seat they have.

    Raises DomainError when the body is closed, the membership ended, or the role is taken.
    """
    if body.closed_on is not None:
        raise DomainError(_("The team is closed."))
    if member.ends_on is not None:
        raise DomainError(_("The membership has ended."))
    taken = Seat.objects.filter(body=body, role=role).active().exclude(member=member).select_related("member").first()
    if role in SINGLE and taken is not None:
        names = {"name": taken.member, "role": SeatRole(role).label}
        raise DomainError(_("%(name)s holds this role: %(role)s. That seat has to be changed first.") % names)
    with transaction.atomic():
        seat, is_new = Seat.objects.get_or_create(
            municipality=member.municipality,
            body=body,
            member=member,
            ends_on=None,
            defaults={"role": role, "starts_on": starts_on or timezone.localdate()},
        )
        if not is_new and seat.role == role:
            return seat
        seat.role = role
        seat.save(update_fields=["role"])
        record("seat.given" if is_new else "seat.changed", subject=seat, by=by, role=role, body=str(body.pk))
        evidence.refresh(member.municipality)
    return seat


@transaction.atomic
def end_seat(*, seat: Seat, by: User, on: datetime.date | None = None) -> Seat:
    """End a seat on a day (today)."""
    locked: Seat = Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    if locked.ends_on is None:
        locked.ends_on = max(on or timezone.localdate(), locked.starts_on)
        locked.save(update_fields=["ends_on"])
        record("seat.ended", subject=locked, by=by, body=str(locked.body_id))
    return locked


def appoint(*, member: Member, body: Body, on: datetime.date, by: User) -> Member:
    """Make the letter of appointment, keep it, and mark the member as appointed in writing."""
    content = letter_pdf(member, body, on=on)
    name = f"{_('Letter of appointment')} {member.name}.pdf"
    stored = store(content, name=name, kind=LETTER, town=member.municipality, by=by)
    with transaction.atomic():
        member.letter, member.appointed_on = stored, on
        member.save(update_fields=["letter", "appointed_on"])
        record("member.appointed", subject=member, by=by, on=on.isoformat())
        evidence.refresh(member.municipality)
    return member


def invite_to_account(*, member: Member, by: User) -> None:
    """Invite a member to an account, as lead of a team where they lead one, else as member of the forum."""
    if member.user is not None:
        raise DomainError(_("%(name)s has an account already.") % {"name": member})
    if not member.email:
        raise DomainError(_("An e-mail address has to be entered first."))
    leads = Seat.objects.filter(member=member, role=SeatRole.LEAD).active().exists()
    terms = invitations.Terms(Role.TEAM_LEAD if leads else Role.FORUM_MEMBER, Place.of(member.municipality))
    with transaction.atomic():
        invitations.invite(email=member.email, terms=terms, by=by, display_name=member.name)
        record("member.invited", subject=member, by=by)


@transaction.atomic
def set_mix(*, body: Body, wished: Mapping[str, int], by: User) -> Body:
    """Set how many of each sector are wished for around the body's table."""
    body.wished_mix = {sector: number for sector, number in wished.items() if sector in Sector.values}
    body.save(update_fields=["wished_mix"])
    record("body.changed", subject=body, by=by, fields=["wished_mix"])
    return body
