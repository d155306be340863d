"""Loads all local authorities, the districts of the Employment Service and the programme's regions."""

import csv
from pathlib import Path

from workit.places.models import AuthorityType, District, Municipality, Region

CONTENT = Path(__file__).parent.parent / "reference" / "content"
TYPES = {"עירייה": AuthorityType.CITY, "מועצה מקומית": AuthorityType.LOCAL_COUNCIL}
REGIONS = [("north", "אזור צפון", "North", "منطقة الشمال"), ("south", "אזור דרום", "South", "منطقة الجنوب")]
DISTRICTS = [
    ("north", "מחוז צפון", "Northern district", "لواء الشمال"),
    ("haifa", "מחוז חיפה", "Haifa district", "لواء حيفا"),
    ("centre", "מחוז תל אביב והמרכז", "Tel Aviv and Centre district", "لواء تل أبيب والمركز"),
    ("jerusalem", "מחוז ירושלים", "Jerusalem district", "لواء القدس"),
    ("south", "מחוז דרום", "Southern district", "لواء الجنوب"),
]
# Which district of the Employment Service serves which district of the CBS list.
DISTRICT_OF = {
    "הצפון": "north",
    "חיפה": "haifa",
    "המרכז": "centre",
    "תל אביב": "centre",
    "ירושלים": "jerusalem",
    "אזור יהודה והשומרון": "jerusalem",
    "הדרום": "south",
}


def read_content(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file shipped with the product."""
    with (CONTENT / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def load_places() -> int:
    """Create or refresh districts, regions and authorities; joined towns keep region and dates. Returns the authorities."""
    for position, (code, he, en, ar) in enumerate(REGIONS):
        names = {"name_he": he, "name_en": en, "name_ar": ar}
        Region.objects.update_or_create(code=code, defaults={**names, "position": position})
    districts = {}
    for code, he, en, ar in DISTRICTS:
        names = {"name_he": he, "name_en": en, "name_ar": ar}
        districts[code], _ = District.objects.update_or_create(code=code, defaults=names)
    # The list of all authorities spells some Arabic names loosely; those of the programme's towns were gone over.
    checked = {row["code"]: row["name_ar"] for row in read_content("towns14.csv")}
    rows = read_content("municipalities.csv")
    towns = [_municipality(row | {"name_ar": checked.get(row["code"], row["name_ar"])}, districts) for row in rows]
    Municipality.objects.bulk_create(
        towns,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[
            "name_he", "name_en", "name_ar", "name_ru", "authority_type", "district_cbs", "cluster_name", "population",
            "ses_cluster", "periphery_cluster", "latitude", "longitude", "district",
        ],
    )  # fmt: skip
    return len(towns)


def _municipality(row: dict[str, str], districts: dict[str, District]) -> Municipality:
    return Municipality(
        code=row["code"],
        name_he=row["name_he"],
        name_en=row["name_en"],
        name_ar=row["name_ar"],
        name_ru=row["name_ru"],
        authority_type=TYPES.get(row["status"], AuthorityType.REGIONAL_COUNCIL),
        district_cbs=row["district"],
        cluster_name=row["eshkol"],
        population=_number(row["population_2024"]),
        ses_cluster=_number(row["ses_cluster_2021"]),
        periphery_cluster=_number(row["periphery_cluster_2020"]),
        latitude=row["lat"] or None,
        longitude=row["lon"] or None,
        district=districts[DISTRICT_OF[row["district"]]],
    )


def _number(text: str) -> int | None:
    return int(float(text)) if text else None
