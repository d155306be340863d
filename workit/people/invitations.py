"""Invitations: the only way to an account. The token stands in the mail alone; here only its hash is kept."""

import datetime
from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from workit.access.towns import roles_by_town, wide_roles
from workit.audit.record import record_security
from workit.notices.mail import build, render
from workit.people.granting import GIVES, may_give
from workit.people.links import absolute, hash_token, new_token
from workit.people.models import AddressForm, Invitation, RoleAssignment, User
from workit.people.places import Place
from workit.people.services import announce_end, check_giver, check_scope, grant
from workit.people.titles import main_role, title_of
from workit.web.errors import DomainError

VALID_DAYS = 14


@dataclass(frozen=True, slots=True)
class Terms:
    """What is offered: the role, where, and from when to when."""

    role: str
    place: Place
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None


@transaction.atomic
def invite(*, email: str, terms: Terms, by: User, display_name: str = "", message: str = "") -> tuple[Invitation, str]:
    """Invite somebody to a role; the mail leaves after the commit. Returns the invitation and its token.

    A second invitation of the same person to the same role and place replaces the first.
    """
    email = email.strip().lower()
    check_scope(terms.role, terms.place)
    check_giver(by, terms.role, terms.place)
    starts_on = terms.starts_on or timezone.localdate()
    if terms.ends_on is not None and terms.ends_on < max(starts_on, timezone.localdate()):
        raise DomainError(_("The role has to end after it begins."))
    held = RoleAssignment.objects.filter(user__email=email, role=terms.role, **terms.place.fields)
    if held.in_force(starts_on).exists():
        raise DomainError(_("This person already holds the role in these days."))
    earlier = Invitation.objects.filter(email=email, role=terms.role, accepted_at=None, withdrawn_at=None, **terms.place.fields)
    earlier.update(withdrawn_at=timezone.now())
    token, digest = new_token()
    invitation = Invitation.objects.create(
        email=email,
        display_name=display_name.strip(),
        role=terms.role,
        starts_on=starts_on,
        ends_on=terms.ends_on,
        message=message.strip(),
        invited_by=by,
        token_sha256=digest,
        expires_at=timezone.now() + datetime.timedelta(days=VALID_DAYS),
        **terms.place.fields,
    )
    record_security("invitation.sent", by=by, place=terms.place, invitation=str(invitation.pk), role=terms.role)
    transaction.on_commit(lambda: send(invitation, token), robust=True)
    return invitation, token


@transaction.atomic
def invite_successor(
    assignment: RoleAssignment, *, email: str, by: User, starts_on: datetime.date, ends_on: datetime.date
) -> Invitation:
    """Set the last day of a role and invite who takes it over; the two are linked when the invitation is accepted."""
    if assignment.user.email == email.strip().lower():
        raise DomainError(_("The successor has to be somebody else."))
    announce_end(assignment, by=by, starts_on=starts_on, ends_on=ends_on)
    terms = Terms(assignment.role, Place.held_by(assignment), starts_on)
    return invite(email=email, terms=terms, by=by)[0]


@transaction.atomic
def resend(invitation: Invitation, *, by: User) -> str:
    """Send again, with a new token and a new term; the address sent before no longer works. Returns the token."""
    row = Invitation.objects.select_for_update().get(pk=invitation.pk)
    check_giver(by, row.role, Place.held_by(row))
    if row.accepted_at or row.withdrawn_at:
        raise DomainError(_("This invitation is closed; send a new one."))
    token, row.token_sha256 = new_token()
    row.expires_at = timezone.now() + datetime.timedelta(days=VALID_DAYS)
    row.save(update_fields=["token_sha256", "expires_at"])
    record_security("invitation.sent_again", by=by, place=Place.held_by(row), invitation=str(row.pk), role=row.role)
    transaction.on_commit(lambda: send(row, token), robust=True)
    return token


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User) -> None:
    """Take an invitation back; its address no longer works."""
    row = Invitation.objects.select_for_update().get(pk=invitation.pk)
    check_giver(by, row.role, Place.held_by(row))
    if row.accepted_at:
        raise DomainError(_("The invitation has been accepted; the role can be ended."))
    row.withdrawn_at = timezone.now()
    row.save(update_fields=["withdrawn_at"])
    record_security("invitation.withdrawn", by=by, place=Place.held_by(row), invitation=str(row.pk), role=row.role)


def find_invitation(token: str) -> Invitation | None:
    """The open invitation of a token; None for one that never was, expired, was used, or whose sender may no longer invite."""
    rows = Invitation.objects.select_related("town", "bureau", "region", "district", "invited_by")
    invitation = rows.filter(token_sha256=hash_token(token)).first()
    if invitation is None or not invitation.is_open:
        return None
    place = Place.held_by(invitation)
    if place.town is not None and not place.town.is_tenant:
        return None
    return invitation if may_give(invitation.invited_by, invitation.role, place) else None


@transaction.atomic
def refuse(invitation: Invitation) -> None:
    """The receiver says the invitation was not meant for them: it closes, and the sender is told by the list of invitations."""
    Invitation.objects.filter(pk=invitation.pk, accepted_at=None).update(withdrawn_at=timezone.now())
    record_security("invitation.refused", place=Place.held_by(invitation), invitation=str(invitation.pk), role=invitation.role)


@transaction.atomic
def open_account(
    invitation: Invitation, *, display_name: str, address_form: str, language: str, password: str | None = None
) -> User:
    """Make the account the invitation promised and give it the role.

    Raises ValidationError for a weak password, DomainError when the address has an account (it signs in and accepts).
    """
    if User.objects.filter(email=invitation.email).exists():
        raise DomainError(_("There is an account with this address. Sign in to accept the invitation."))
    user = User(email=invitation.email, display_name=display_name, address_form=AddressForm(address_form), language=language)
    if password:
        validate_password(password, user)
    user.set_password(password)
    user.save()
    record_security("account.opened", about=user, invitation=str(invitation.pk))
    accept(invitation, user=user)
    return user


@transaction.atomic
def accept(invitation: Invitation, *, user: User) -> RoleAssignment:
    """Give the invited role to the account of the same address; an invitation is used once."""
    row = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not row.is_open:
        raise DomainError(_("This invitation can no longer be used."))
    if user.email != row.email:
        raise DomainError(_("The invitation was sent to another address."))
    row.accepted_at, row.accepted_by = timezone.now(), user
    row.save(update_fields=["accepted_at", "accepted_by"])
    assignment = grant(
        user=user,
        role=row.role,
        place=Place.held_by(row),
        by=row.invited_by,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
    )
    record_security("invitation.accepted", by=user, about=user, place=row.place, invitation=str(row.pk), role=row.role)
    return assignment


def send(invitation: Invitation, token: str) -> None:
    """Send the mail, in Hebrew, in the town's name; the token stands nowhere else."""
    with translation.override("he"):
        context = {
            "invitation": invitation,
            "place": Place.held_by(invitation),
            "sender": sender_title(invitation),
            "url": absolute(reverse("invitation_accept", args=[token])),
            "days": VALID_DAYS,
            "town": invitation.town,
        }
        subject, text, html = render("invitation", context, "he")
        from_name = invitation.town.title if invitation.town else "WORKIT"
        build(recipient=invitation.email, subject=subject, text=text, html=html, from_name=from_name).send()


def sender_title(invitation: Invitation) -> str:
    """Who invites, by the role in which they may, in their own form of address."""
    by = invitation.invited_by
    held = wide_roles(by)
    if invitation.town_id is not None:
        held |= roles_by_town(by).get(invitation.town_id, frozenset())
    role = main_role(frozenset(role for role in held if invitation.role in GIVES.get(role, frozenset()))) or main_role(held)
    return title_of(by, role) if role else str(by)
