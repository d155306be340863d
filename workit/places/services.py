"""What happens to places: an authority becomes a town of the programme, moves between regions, leaves; bureaus serve towns."""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from workit.audit.record import record_security
from workit.people.models import Invitation, RoleAssignment, User
from workit.places.models import Bureau, BureauTown, District, Municipality, Region
from workit.places.setup import SETUPS
from workit.stages.models import TownMilestone
from workit.stages.services import start_way
from workit.tenancy import acting_for
from workit.web.errors import DomainError


@transaction.atomic
def add_town(
    *,
    code: str,
    region: Region,
    by: User | None,
    joined_on: datetime.date | None = None,
    district: District | None = None,
    bureaus: Iterable[Bureau] = (),
) -> Municipality:
    """Make an authority of the reference list a town of the programme and set it out on the way.

    A town that left comes back with everything it had. Raises DomainError for an unknown code or a town that takes part.
    """
    joined_on = joined_on or timezone.localdate()
    town = Municipality.objects.select_for_update(of=("self",)).filter(code=code).first()
    if town is None:
        raise DomainError(_("No authority has the code %(code)s.") % {"code": code})
    if town.is_tenant:
        raise DomainError(_("%(town)s takes part already.") % {"town": town})
    came_back = town.left_on is not None
    town.region, town.left_on = region, None
    town.joined_on = town.joined_on if came_back else joined_on
    town.district = district or town.district
    town.save(update_fields=["region", "district", "joined_on", "left_on"])
    set_bureaus(town, bureaus)
    with acting_for([town.pk]):
        if not TownMilestone.objects.filter(municipality=town).exists():
            start_way(town=town, on=joined_on, by=by)
            for setup in SETUPS:
                setup(town, joined_on, by)
    record_security("town.came_back" if came_back else "town.joined", by=by, place=town, code=code, region=region.code)
    return town


@transaction.atomic
def change_town(
    town: Municipality, *, by: User | None, region: Region, district: District | None, bureaus: Iterable[Bureau]
) -> Municipality:
    """Move a town to another region or district, or change which bureaus serve it."""
    row = Municipality.objects.select_for_update(of=("self",)).get(pk=town.pk)
    if not row.is_tenant:
        raise DomainError(_("The town has to join the programme first."))
    row.region, row.district = region, district
    row.save(update_fields=["region", "district"])
    set_bureaus(row, bureaus)
    record_security("town.changed", by=by, place=row, code=row.code, region=region.code)
    return row


@transaction.atomic
def leave(town: Municipality, *, by: User | None, left_on: datetime.date, reason: str) -> Municipality:
    """Record that a town left: nobody sees its records from then on, nothing is deleted, its roles and invitations end."""
    row = Municipality.objects.select_for_update(of=("self",)).get(pk=town.pk)
    if not row.is_tenant or row.joined_on is None:
        raise DomainError(_("The town has to join the programme first."))
    if not row.joined_on <= left_on <= timezone.localdate():
        raise DomainError(_("The last day has to be between joining and today."))
    row.left_on = left_on
    row.save(update_fields=["left_on"])
    today = timezone.localdate()
    yesterday = today - datetime.timedelta(days=1)
    for assignment in RoleAssignment.objects.filter(town=row).in_force(today):
        assignment.ends_on = max(yesterday, assignment.starts_on - datetime.timedelta(days=1))
        assignment.end_reason = reason[:300]
        assignment.save(update_fields=["ends_on", "end_reason"])
    Invitation.objects.filter(town=row, accepted_at=None, withdrawn_at=None).update(withdrawn_at=timezone.now())
    record_security("town.left", by=by, place=row, code=row.code, left_on=left_on.isoformat(), reason=reason)
    return row


@transaction.atomic
def keep_bureau(
    bureau: Bureau | None, *, by: User | None, name: str, district: District | None, towns: Iterable[Municipality]
) -> Bureau:
    """Add a bureau, or change its name, district and the towns it serves."""
    names = Bureau.objects.filter(name_he=name)
    if (names.exclude(pk=bureau.pk) if bureau else names).exists():
        raise DomainError(_("There is a bureau of that name."))
    if bureau is None:
        bureau = Bureau(code=free_code(Bureau.objects.values_list("code", flat=True), "bureau"))
    bureau.name_he, bureau.district = name, district
    bureau.save()
    wanted = {town.pk for town in towns}
    BureauTown.objects.filter(bureau=bureau).exclude(town__in=wanted).delete()
    served = set(BureauTown.objects.filter(bureau=bureau).values_list("town_id", flat=True))
    BureauTown.objects.bulk_create(BureauTown(bureau=bureau, town_id=town) for town in wanted - served)
    record_security("bureau.kept", by=by, place=bureau, towns=len(wanted))
    return bureau


@transaction.atomic
def keep_region(region: Region | None, *, by: User | None, name_he: str, name_en: str = "", name_ar: str = "") -> Region:
    """Add a region, or change its names."""
    if region is None:
        codes = list(Region.objects.values_list("code", flat=True))
        region = Region(code=free_code(codes, slugify(name_en) or "region"), position=len(codes))
    region.name_he, region.name_en, region.name_ar = name_he, name_en, name_ar
    region.save()
    record_security("region.kept", by=by, place=region)
    return region


def set_bureaus(town: Municipality, bureaus: Iterable[Bureau]) -> None:
    """Have just these bureaus serve the town."""
    wanted = {bureau.pk for bureau in bureaus}
    BureauTown.objects.filter(town=town).exclude(bureau__in=wanted).delete()
    serving = set(BureauTown.objects.filter(town=town).values_list("bureau_id", flat=True))
    BureauTown.objects.bulk_create(BureauTown(town=town, bureau_id=bureau) for bureau in wanted - serving)


def free_code(taken: Iterable[str], stem: str) -> str:
    """The stem itself, or with the first number that is not taken."""
    known = set(taken)
    stem = stem[:15]
    return stem if stem not in known else next(f"{stem}-{n}" for n in range(2, len(known) + 3) if f"{stem}-{n}" not in known)
