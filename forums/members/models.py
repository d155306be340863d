"""The people of the forum, with or without an account, and the seats they hold in its bodies."""

import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.bodies.models import Body
from workit.organisations.models import Organisation, Sector
from workit.people.models import AddressForm
from workit.tenancy import TownModel, history, scoped


class Seniority(models.TextChoices):
    """How senior a member is in the own organisation; low seniority against big goals is an early sign."""

    CEO = "ceo", _("CEO or head")
    SENIOR = "senior", _("Senior management")
    MIDDLE = "middle", _("Middle management")
    OTHER = "other", _("Other")


class MemberQuerySet(models.QuerySet["Member"]):
    """Query words of members."""

    def active(self, on: datetime.date | None = None) -> "MemberQuerySet":
        """Members on that day (today)."""
        on = on or timezone.localdate()
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)


@history
class Member(TownModel):
    """A person of a town's forum. An account is not needed to be invited, attend or own tasks."""

    name = models.CharField(_("Name or title"), max_length=120)
    title = models.CharField(_("Position"), max_length=120, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="members")
    sector = models.CharField(_("Sector"), max_length=20, choices=Sector.choices)
    seniority = models.CharField(_("Seniority"), max_length=10, choices=Seniority.choices, default=Seniority.SENIOR)
    email = models.EmailField(_("E-mail"), blank=True)
    phone = models.CharField(_("Phone"), max_length=20, blank=True)
    address_form = models.CharField(
        _("Form of address"), max_length=1, choices=AddressForm.choices, default=AddressForm.NEUTRAL
    )
    language = models.CharField(_("Language"), max_length=2, default="he")
    user = models.ForeignKey("workit.User", on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    letter = models.ForeignKey("workit.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    appointed_on = models.DateField(_("Appointed in writing on"), null=True, blank=True)
    starts_on = models.DateField(_("From"), default=timezone.localdate)
    ends_on = models.DateField(_("Until"), null=True, blank=True)

    objects = scoped(MemberQuerySet)

    class Meta:
        verbose_name = _("member")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "email"], condition=~Q(email="") & Q(ends_on=None), name="member_email_once"
            ),
            models.UniqueConstraint(fields=["municipality", "user"], condition=Q(ends_on=None), name="member_account_once"),
        ]

    def __str__(self) -> str:
        return self.name


class SeatRole(models.TextChoices):
    """What a member is in a body."""

    CHAIR = "chair", _("Chair")
    SECRETARY = "secretary", _("Secretary")
    LEAD = "lead", _("Team lead")
    MEMBER = "member", _("Member")


class SeatQuerySet(models.QuerySet["Seat"]):
    """Query words of seats."""

    def active(self, on: datetime.date | None = None) -> "SeatQuerySet":
        """Held on that day (today)."""
        on = on or timezone.localdate()
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)


@history
class Seat(TownModel):
    """A member's place in a body, from a day to a day."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="seats")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="seats")
    role = models.CharField(_("Role"), max_length=10, choices=SeatRole.choices, default=SeatRole.MEMBER)
    starts_on = models.DateField(_("From"), default=timezone.localdate)
    ends_on = models.DateField(_("Until"), null=True, blank=True)

    objects = scoped(SeatQuerySet)

    class Meta:
        verbose_name = _("seat")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "body", "member"], condition=Q(ends_on=None), name="seat_once")
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.body}"
