"""People with an account, their roles with from and to, and the invitations that make accounts.

Global tables: a person may hold roles in several towns, and the roles must be known before a town can be put in force.
"""

import datetime
from typing import Any, ClassVar

import rules
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workit.access.roles import Role, Scope
from workit.tenancy import uuid7


class AddressForm(models.TextChoices):
    """How the product speaks to the person (DESIGN.md §11)."""

    FEMININE = "f", _("Feminine")
    MASCULINE = "m", _("Masculine")
    NEUTRAL = "n", _("Neutral")


class UserManager(BaseUserManager["User"]):
    """Accounts are keyed by e-mail, kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An account; without a password it signs in by e-mail code or passkey."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """E-mail addresses are compared without case."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A person who signs in. What they may do comes from role assignments alone, never from flags of the account."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(_("E-mail"), unique=True)
    display_name = models.CharField(_("Name or title"), max_length=120)
    phone = models.CharField(_("Phone"), max_length=20, blank=True)
    address_form = models.CharField(
        _("Form of address"), max_length=1, choices=AddressForm.choices, default=AddressForm.NEUTRAL
    )
    language = models.CharField(_("Language"), max_length=2, default="he")
    keyboard_shortcuts = models.BooleanField(_("Keyboard shortcuts"), default=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # What roles_here means is set for one request by the middleware.
    roles_here: frozenset[str]

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        ordering = ["display_name"]

    def __str__(self) -> str:
        return self.display_name or self.email

    def has_perm(self, action: str, subject: object = None) -> bool:
        """Whether the person may do this in the place now in force; Django's own permission tables are not used."""
        return self.is_active and rules.has_perm(action, self, subject)


class RoleAssignmentQuerySet(models.QuerySet["RoleAssignment"]):
    """Query words of role assignments."""

    def in_force(self, on: datetime.date) -> "RoleAssignmentQuerySet":
        """Held on that day; both days of the term are included."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)

    def changing(self, on: datetime.date, days: int = 90) -> "RoleAssignmentQuerySet":
        """Beginning or ending within that many days before or after the day."""
        near = (on - datetime.timedelta(days=days), on + datetime.timedelta(days=days))
        return self.filter(Q(ends_on__range=near) | Q(starts_on__range=near))


class RoleAssignment(models.Model):
    """One role of one person, over one place, from a day to a day (both included; open-ended without `ends_on`)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(_("Role"), max_length=30, choices=Role.choices)
    scope = models.CharField(_("Scope"), max_length=10, choices=Scope.choices, default=Scope.TOWN)
    town = models.ForeignKey("workit.Municipality", on_delete=models.PROTECT, null=True, blank=True)
    bureau = models.ForeignKey("workit.Bureau", on_delete=models.PROTECT, null=True, blank=True)
    region = models.ForeignKey("workit.Region", on_delete=models.PROTECT, null=True, blank=True)
    district = models.ForeignKey("workit.District", on_delete=models.PROTECT, null=True, blank=True)
    starts_on = models.DateField(_("From"), default=timezone.localdate)
    ends_on = models.DateField(_("Until"), null=True, blank=True)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    end_reason = models.CharField(_("Reason"), max_length=300, blank=True)
    successor = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="predecessors")

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("role assignment")
        ordering = ["role", "starts_on"]
        constraints = [
            models.CheckConstraint(
                name="assignment_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on") - datetime.timedelta(days=1)),
            ),
            models.CheckConstraint(
                name="assignment_scope_names_its_place",
                condition=(
                    Q(scope="town", town__isnull=False, bureau=None, region=None, district=None)
                    | Q(scope="bureau", bureau__isnull=False, town=None, region=None, district=None)
                    | Q(scope="region", region__isnull=False, town=None, bureau=None, district=None)
                    | Q(scope="district", district__isnull=False, town=None, bureau=None, region=None)
                    | Q(scope="programme", town=None, bureau=None, region=None, district=None)
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.place}"

    @property
    def place(self) -> str:
        """Where the role is held, by name."""
        return str(self.town or self.bureau or self.region or self.district or _("The whole programme"))

    def is_in_force(self, on: datetime.date | None = None) -> bool:
        """Whether the role is held on that day (today)."""
        on = on or timezone.localdate()
        return self.starts_on <= on and (self.ends_on is None or self.ends_on >= on)


class Invitation(models.Model):
    """The only way to an account: who is asked, to which role, where, until when. The token is kept as its hash."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(_("E-mail"))
    display_name = models.CharField(_("Name or title"), max_length=120, blank=True)
    role = models.CharField(_("Role"), max_length=30, choices=Role.choices)
    scope = models.CharField(max_length=10, choices=Scope.choices, default=Scope.TOWN)
    town = models.ForeignKey("workit.Municipality", on_delete=models.PROTECT, null=True, blank=True)
    bureau = models.ForeignKey("workit.Bureau", on_delete=models.PROTECT, null=True, blank=True)
    region = models.ForeignKey("workit.Region", on_delete=models.PROTECT, null=True, blank=True)
    district = models.ForeignKey("workit.District", on_delete=models.PROTECT, null=True, blank=True)
    starts_on = models.DateField(_("From"), default=timezone.localdate)
    ends_on = models.DateField(_("Until"), null=True, blank=True)
    message = models.TextField(_("A word to the person invited"), blank=True, max_length=1000)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations_sent")
    token_sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.email} · {self.get_role_display()}"

    @property
    def place(self) -> str:
        """Where the role is to be held, by name."""
        return str(self.town or self.bureau or self.region or self.district or _("The whole programme"))

    @property
    def is_open(self) -> bool:
        """Whether it can still be accepted."""
        return self.accepted_at is None and self.withdrawn_at is None and self.expires_at > timezone.now()


class PublicLink(models.Model):
    """A link that works without an account: one purpose, one row, one town, until a time. Only the token's hash is kept.

    Global, because the town is known from the link and not from a person.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    token_sha256 = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=40)
    town = models.ForeignKey("workit.Municipality", on_delete=models.PROTECT)
    object_id = models.UUIDField()
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("public link")
        indexes = [models.Index(fields=["purpose", "object_id"])]

    def __str__(self) -> str:
        return f"{self.purpose} · {self.town}"

    @property
    def is_open(self) -> bool:
        """Whether the link still works."""
        return self.revoked_at is None and self.expires_at > timezone.now()
