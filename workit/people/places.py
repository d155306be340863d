"""The place a role is held in: which scope, and which row names it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workit.access.roles import Scope
from workit.people.models import Invitation, RoleAssignment
from workit.places.models import Bureau, District, Municipality, Region


@dataclass(frozen=True, slots=True)
class Place:
    """A town, bureau, region, district or the whole programme; the last names no row."""

    scope: str
    town: Municipality | None = None
    bureau: Bureau | None = None
    region: Region | None = None
    district: District | None = None

    @classmethod
    def of(cls, row: Municipality | Bureau | Region | District | None) -> "Place":
        """The place a row names; the programme for None."""
        match row:
            case Municipality():
                return cls(Scope.TOWN, town=row)
            case Bureau():
                return cls(Scope.BUREAU, bureau=row)
            case Region():
                return cls(Scope.REGION, region=row)
            case District():
                return cls(Scope.DISTRICT, district=row)
        return cls(Scope.PROGRAMME)

    @classmethod
    def in_scope(cls, scope: str, row: Municipality | Bureau | Region | District | None) -> "Place | None":
        """The place of that scope, or None when the row is not of its kind."""
        place = cls.of(row)
        return place if place.scope == scope else None

    @classmethod
    def held_by(cls, row: RoleAssignment | Invitation) -> "Place":
        """Where an assignment or an invitation stands."""
        return cls(row.scope, row.town, row.bureau, row.region, row.district)

    @property
    def fields(self) -> dict[str, Any]:
        """The columns of an assignment or an invitation."""
        return {
            "scope": self.scope,
            "town": self.town,
            "bureau": self.bureau,
            "region": self.region,
            "district": self.district,
        }

    @property
    def row(self) -> Municipality | Bureau | Region | District | None:
        """The row that names the place."""
        return self.town or self.bureau or self.region or self.district

    def __str__(self) -> str:
        return str(self.row or _("The whole programme"))

    @property
    def name_with_towns(self) -> str:
        """The name, with how many towns a wider place holds: "אזור צפון, 7 יישובים"."""
        if self.scope == Scope.TOWN:
            return str(self)
        number = self.towns().count()
        return f"{self}, " + ngettext("%(number)s town", "%(number)s towns", number) % {"number": number}

    def towns(self) -> Any:
        """The towns of the programme that the place holds today."""
        tenants = Municipality.objects.tenants()
        match self.scope:
            case Scope.TOWN:
                return tenants.filter(pk=self.town.pk) if self.town else tenants.none()
            case Scope.BUREAU:
                return tenants.filter(bureaus=self.bureau)
            case Scope.REGION:
                return tenants.filter(region=self.region)
            case Scope.DISTRICT:
                return tenants.filter(district=self.district)
        return tenants
