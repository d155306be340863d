"""The look: pages that say their language, parts with contracts, and a stylesheet that keeps the rules of the design."""

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.test import Client, RequestFactory

from workit.web import days, icons, specimens, stylesheet
from workit.web.forms import DateField
from workit.web.templatetags.look import share, unit_classes

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = sorted((ROOT / "static" / "css").rglob("*.css"))
PAGES = [path for path in TEMPLATES if "emails" not in path.parts and "documents" not in path.parts]
BUDGET = 15 * 1024
PHYSICAL = re.compile(
    r"(?:^|[\s;{])(?:left|right|(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right)(?:-\w+)*"
    r"|border-(?:top|bottom)-(?:left|right)-radius|float|clear)\s*:|text-align\s*:\s*(?:left|right)\b|\bto (?:left|right)\b"
)
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|rgba|hsl|hsla|oklch)\(")
INLINE = re.compile(
    r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<script(?![^>]*(?:\ssrc=|application/json))"
    r"|\shx-on|href=[\"']javascript:"
)


def names(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.fixture
def visitor(db: None) -> Client:
    return Client()


@pytest.fixture
def html(visitor: Client) -> str:
    return visitor.get("/components/", secure=True, headers={"accept-language": "he"}).content.decode()


def test_the_components_page_shows_every_component_with_its_contract(html: str) -> None:
    for name, contract in specimens.contracts().items():
        assert contract.splitlines()[0].startswith(f"c-{name.replace('_', '-')}:"), name
    assert "מיקוד מעסיקים" in html
    assert html.count('class="contract"') == len(specimens.contracts())


def test_no_component_tag_reaches_the_browser(html: str) -> None:
    assert "<c-" not in html
    assert "{%" not in html


@pytest.mark.parametrize(("language", "direction"), [("he", "rtl"), ("ar", "rtl"), ("en", "ltr")])
def test_a_page_says_its_language_and_direction(visitor: Client, language: str, direction: str) -> None:
    body = visitor.get("/components/", secure=True, headers={"accept-language": language}).content.decode()
    assert f'<html lang="{language}" dir="{direction}"' in body


def test_hebrew_pages_preload_their_two_fonts(html: str) -> None:
    assert html.count('rel="preload"') == 2


def test_theme_and_contrast_come_from_this_browsers_cookies(visitor: Client) -> None:
    answer = visitor.post("/look/", {"theme": "dark", "next": "/components/"}, secure=True)
    assert answer.headers["Location"] == "/components/"
    visitor.post("/look/", {"contrast": "more"}, secure=True)
    body = visitor.get("/components/", secure=True).content.decode()
    assert 'data-theme="dark" data-contrast="more"' in body
    visitor.post("/look/", {"theme": ""}, secure=True)
    assert "data-theme" not in visitor.get("/components/", secure=True).content.decode().split(">", 2)[1]


def test_a_made_up_theme_changes_nothing_and_leads_nowhere_else(visitor: Client) -> None:
    answer = visitor.post("/look/", {"theme": '"><script>', "next": "https://elsewhere.example/"}, secure=True)
    assert answer.headers["Location"] == "/"
    assert "script" not in str(visitor.cookies.get("theme", ""))


@pytest.mark.parametrize("path", PAGES, ids=names)
def test_a_template_has_no_inline_style_or_script(path: Path) -> None:
    assert INLINE.search(path.read_text(encoding="utf-8")) is None


@pytest.mark.parametrize("path", TEMPLATES, ids=names)
def test_a_template_compiles(path: Path) -> None:
    get_template(path.relative_to(ROOT / "templates").as_posix())


@pytest.mark.parametrize("path", STYLES, ids=names)
def test_a_stylesheet_knows_no_left_and_right(path: Path) -> None:
    assert PHYSICAL.search(path.read_text(encoding="utf-8")) is None


@pytest.mark.parametrize("path", [path for path in STYLES if path.name != "tokens.css"], ids=names)
def test_a_stylesheet_takes_its_colours_from_the_tokens(path: Path) -> None:
    assert COLOUR.search(path.read_text(encoding="utf-8")) is None


@pytest.mark.parametrize("path", STYLES, ids=names)
def test_a_stylesheet_uses_only_tokens_that_exist(path: Path) -> None:
    known = set(re.findall(r"(--[\w-]+)\s*:", "".join(style.read_text(encoding="utf-8") for style in STYLES)))
    assert set(re.findall(r"var\((--[\w-]+)", path.read_text(encoding="utf-8"))) <= known


def test_icons_take_their_colours_from_the_tokens() -> None:
    assert COLOUR.search("".join([*icons.MARKS.values(), icons.LOGO])) is None


def test_the_whole_stylesheet_fits_its_budget() -> None:
    assert len(gzip.compress(stylesheet.bundle().encode(), 9)) <= BUDGET


def test_the_stylesheet_loses_nothing_but_comments_and_spaces() -> None:
    css = '/* why */ .a > b { content: attr(data-l) ": "; margin: 0 1px; }'
    assert stylesheet.shrink(css) == '.a>b{content:attr(data-l) ": ";margin:0 1px}'


def test_the_bundle_is_offered_to_collectstatic() -> None:
    ((name, storage),) = stylesheet.BundleFinder().list(None)
    assert name == stylesheet.BUNDLE
    assert storage.open(name).read().decode() == stylesheet.bundle()


def test_vendored_files_are_the_ones_named() -> None:
    rows = json.loads((ROOT / "static" / "vendored.json").read_text(encoding="utf-8"))
    listed = {row["file"] for row in rows}
    fonts = {f"fonts/{path.name}" for path in (ROOT / "static" / "fonts").glob("*.woff2")}
    assert fonts == listed
    for row in rows:
        assert hashlib.sha256((ROOT / "static" / row["file"]).read_bytes()).hexdigest() == row["sha256"], row["file"]
        assert (ROOT / "static" / row["licence_file"]).exists()


def test_a_field_says_label_hint_error_control_in_this_order() -> None:
    form = specimens.SampleForm({"name": "x"})
    html = str(form["due"].as_field_group())
    assert html.index("<label") < html.index('id="id_due_error"') < html.index("<input")
    assert 'type="date"' in html
    assert 'aria-describedby="id_due_error"' in html
    assert "required" not in html.replace("aria-required", "")


def test_what_is_typed_has_its_own_direction() -> None:
    form = specimens.SampleForm()
    assert 'dir="auto"' in str(form["name"])
    assert 'dir="ltr"' in str(form["email"])
    assert 'autocomplete="email"' in str(form["email"])


def test_a_day_is_read_in_both_spellings() -> None:
    assert DateField().clean("2025-10-20") == DateField().clean("20.10.2025")


def test_days_are_said_as_people_say_them() -> None:
    from datetime import date

    from django.utils.translation import override

    monday = date(2025, 10, 20)
    with override("he"):
        assert days.prose_day(monday).startswith("יום ב׳, 20 באוקטובר")
        assert days.near_day(monday, today=date(2025, 10, 23)) == "3 ימי איחור"
        assert days.near_day(monday, today=date(2025, 10, 19)) == "מחר"
        assert days.near_day(monday, today=date(2025, 10, 16)) == "יום ב׳"
        assert days.near_day(monday, today=date(2025, 9, 1)) == "20.10.2025"
        assert days.distance(monday, today=date(2025, 10, 14)) == "בעוד 6 ימים"
        assert days.distance(monday, today=date(2025, 10, 22)) == "לפני יומיים"


def test_a_range_of_hours_reads_with_the_sentence() -> None:
    assert days.hours("09:00", "12:00") == "<bdi>09:00</bdi>–<bdi>12:00</bdi>"


def test_shares_and_units_stay_within_their_track() -> None:
    assert share(11, 18) == "61.11"
    assert share(20, 18) == "100"
    assert share(0, 0) == "0"
    assert unit_classes(2, 4) == ["d", "d", "m", "m"]
    assert unit_classes(3, 2) == ["d", "d", "x"]
    assert len(unit_classes(30, 40)) == 12


def test_the_page_for_a_missing_address_wears_the_gate(visitor: Client) -> None:
    body = visitor.get("/nothing/here/", secure=True, headers={"accept-language": "he"})
    assert body.status_code == 404
    assert 'class="gate-page"' in body.content.decode()


def test_the_page_for_a_breakdown_needs_no_request() -> None:
    from workit.web.errors import broken

    assert broken(RequestFactory().get("/")).status_code == 500


@pytest.mark.parametrize("address", ["/accessibility/", "/privacy/"])
def test_the_statements_are_open_to_everybody_and_stand_in_every_foot(visitor: Client, html: str, address: str) -> None:
    assert visitor.get(address, secure=True).status_code == 200
    assert f'href="{address}"' in html
