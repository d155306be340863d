"""Loads the code lists shipped with the product."""

from workit.places.loaders import read_content
from workit.reference.models import Code, CodeList

# list, file, columns: code, parent, Hebrew name, English name
LISTS = [
    (CodeList.INDUSTRY_SECTION, "industries2011_he_sections.csv", "section", "", "name_he", ""),
    (CodeList.INDUSTRY, "industries2011_he_2digit.csv", "division", "section", "name_he", ""),
    (CodeList.OCCUPATION_GROUP, "occupations2011_he_major_groups.csv", "major_group", "", "name_he", "name_en"),
    (CodeList.LOCALITY, "localities_2024.csv", "code", "authority_code", "name_he", "name_en"),
]


def load_codes() -> int:
    """Create or refresh every list; returns how many entries there are."""
    codes = [
        Code(
            list=code_list,
            code=row[code],
            parent=row[parent] if parent else "",
            name_he=row[name_he],
            name_en=row[name_en] if name_en else "",
        )
        for code_list, file, code, parent, name_he, name_en in LISTS
        for row in read_content(file)
    ]
    Code.objects.bulk_create(
        codes,
        update_conflicts=True,
        unique_fields=["list", "code"],
        update_fields=["parent", "name_he", "name_en"],
        batch_size=1000,
    )
    return len(codes)
