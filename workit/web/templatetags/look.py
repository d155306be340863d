"""Template words of the look: icons, marks, shares for bars, dates, isolation of what people typed.

`{% load look %}` gives them all.
"""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_bidi

from workit.web import days, icons
from workit.web.stylesheet import BUNDLE, source_names

register = template.Library()
MAX_UNITS = 12
UNIT_CLASS = {"done": "d", "late": "l", "missing": "m", "extra": "x", "open": ""}

register.simple_tag(icons.draw_icon, name="icon")
register.simple_tag(icons.draw_mark, name="mark")
register.simple_tag(icons.draw_logo, name="logo")


@register.simple_tag
def stylesheets() -> SafeString:
    """The link to the bundle; while developing, one link per source file in the order of the layers."""
    names = source_names() if settings.DEBUG else [BUNDLE]
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', ((static(name),) for name in names))


@register.simple_tag
def page_direction() -> str:
    """Value of the page's `dir`."""
    return "rtl" if get_language_bidi() else "ltr"


@register.simple_tag
def page_language() -> str:
    """Value of the page's `lang`."""
    return get_language() or settings.LANGUAGE_CODE


@register.simple_tag
def page_languages() -> list[tuple[str, str]]:
    """The languages of the product, each by its own name."""
    return list(settings.LANGUAGES)


@register.filter
def share(part: float | Decimal | str | None, whole: float | Decimal | str | None) -> str:
    """Percentage of the whole for an SVG attribute, 0 to 100 with a dot whatever the language."""
    if not part or not whole:
        return "0"
    if not float(whole):
        return "0"
    return f"{max(0.0, min(100.0, float(part) / float(whole) * 100)):.2f}".rstrip("0").rstrip(".")


@register.filter
def count(number: int | str | None) -> str:
    """A whole number with the grouping of the country: 1,284."""
    return "" if number in (None, "") else number_format(number, decimal_pos=0, use_l10n=True, force_grouping=True)


@register.filter
def table_day(moment: date | datetime | None) -> str:
    """20.10.2025."""
    return days.table_day(moment) if moment else ""


@register.filter
def prose_day(moment: date | datetime | None) -> str:
    """יום ב׳, 20 באוקטובר."""
    return days.prose_day(moment) if moment else ""


@register.filter
def weekday(moment: date | datetime | None) -> str:
    """יום ב׳."""
    return days.weekday_name(days.as_day(moment)) if moment else ""


@register.filter
def day_month(moment: date | datetime | None) -> str:
    """באוקטובר: the month as it follows the day."""
    return days.in_month(days.as_day(moment)) if moment else ""


@register.filter
def near_day(moment: date | datetime | None) -> str:
    """מחר, יום ה׳, 3 ימי איחור, or the exact date."""
    return days.near_day(moment) if moment else ""


@register.filter
def distance(moment: date | datetime | None) -> str:
    """בעוד 6 ימים, לפני 9 ימים."""
    return days.distance(moment) if moment else ""


@register.filter
def clock(moment: datetime | time | None) -> str:
    """09:00."""
    if isinstance(moment, time):
        return moment.strftime("%H:%M")
    return days.clock(moment)


@register.simple_tag
def hours(start: datetime | time, end: datetime | time) -> SafeString:
    """09:00–12:00 with each end isolated, so the start stands first in the reading direction."""
    return days.hours(clock(start), clock(end))


@register.filter
def isolated(text: Any) -> SafeString:
    """What a person or a file supplied, isolated from the direction of the sentence around it."""
    return format_html("<bdi>{}</bdi>", text)


@register.filter
def ltr(text: Any) -> SafeString:
    """E-mail, phone, file name, address or code: always left to right."""
    return format_html('<bdi dir="ltr">{}</bdi>', text)


@register.filter
def unit_classes(done: int | str, planned: int | str) -> list[str]:
    """One class per unit cell: done, missing to the plan, above it (see the component `units`)."""
    done, planned = int(done or 0), int(planned or 0)
    names = ["done"] * min(done, planned) + ["missing"] * max(0, planned - done) + ["extra"] * max(0, done - planned)
    return [UNIT_CLASS[name] for name in names[:MAX_UNITS]]
