"""The icons and status marks of the product, drawn inline (no sprite request, colours from the page's own tokens)."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

# Line icons on a 24-unit grid. A check is heavier, dots are heavier still.
ICONS: dict[str, str] = {
    "account": "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4.5 20c1-4 4-5.5 7.5-5.5s6.5 1.5 7.5 5.5",
    "arrow": "M4 12h15M13 6l6 6-6 6",
    "bell": "M6 17V11a6 6 0 1 1 12 0v6l1.5 1.5h-15zM10 21h4",
    "calendar": "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4",
    "chart": "M4 20h16M7 16v-5M12 16V6M17 16v-8",
    "check": "m5 12.5 4.5 4.5L19 7",
    "clock": "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM12 8v4.5l3 2",
    "close": "M6 6l12 12M18 6 6 18",
    "contrast": "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM12 4v16M12 8h5.5M12 12h8M12 16h5.5",
    "decision": "M4 20h9M8 11l5 5M6.5 12.5 12 7l4 4-5.5 5.5zM11 5l7 7",
    "discussion": "M4 5h16v11H11l-5 4v-4H4z",
    "document": "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
    "down": "m6 9 6 6 6-6",
    "download": "M12 4v11M7 10.5l5 4.5 5-4.5M4 16v4h16v-4",
    "globe": "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM4 12h16M12 4c3 2.5 3 13.5 0 16M12 4c-3 2.5-3 13.5 0 16",
    "grip": "M9 6v.2M15 6v.2M9 12v.2M15 12v.2M9 18v.2M15 18v.2",
    "home": "M4 11 12 4l8 7M6 10v9h12v-9M10 19v-5h4v5",
    "key": "M8.5 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM12.5 12H21M18 12v3.5",
    "layers": "m12 4 8 4-8 4-8-4zM4 12l8 4 8-4M4 16l8 4 8-4",
    "list": "M9 6h11M9 12h11M9 18h11M4 6h1M4 12h1M4 18h1",
    "lock": "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
    "mail": "M4 6h16v13H4zM4 7l8 6.5L20 7",
    "more": "M6 12v.2M12 12v.2M18 12v.2",
    "next": "m9 6 6 6-6 6",
    "people": "M9 5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7zM2.5 19c.8-3.5 3.3-5 6.5-5s5.7 1.5 6.5 5"
    "M16 5.4a3.5 3.5 0 0 1 0 6.2M18 14.4c2 .7 3.1 2.3 3.5 4.6",
    "phone": "M6 4h3.5l1.5 4-2 1.5c1 2.5 3 4.5 5.5 5.5l1.5-2 4 1.5V18c0 1.2-.8 2-2 2C10.5 20 4 13.5 4 6c0-1.2.8-2 2-2z",
    "pin": "M12 21c4.5-4.5 7-8 7-11a7 7 0 1 0-14 0c0 3 2.5 6.5 7 11zM12 7.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z",
    "play": "M8 5v14l11-7z",
    "plus": "M12 5v14M5 12h14",
    "print": "M7 9V4h10v5M5 17H3V9h18v8h-2M7 14h10v6H7z",
    "route": "M6 19a2 2 0 1 1 0-4 2 2 0 0 1 0 4zM18 9a2 2 0 1 1 0-4 2 2 0 0 1 0 4z"
    "M8 17h6.5a3.5 3.5 0 0 0 0-7h-5a3 3 0 0 1 0-3H16",
    "search": "M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM16 16l4.5 4.5",
    "sign_out": "M14 4h5v16h-5M4 12h11M11 8l4 4-4 4",
    "skip": "M5 12h11M12 7.5l5 4.5-5 4.5M20 6v12",
    "theme": "M19 14.5A7.5 7.5 0 0 1 9.5 5a7.5 7.5 0 1 0 9.5 9.5z",
    "up": "m6 15 6-6 6 6",
}
# Icons that point along the reading direction; CSS mirrors them in right-to-left pages.
DIRECTIONAL = frozenset({"arrow", "next", "skip", "route", "discussion", "sign_out"})
_STROKE = {"check": "2.6", "more": "3.2", "grip": "3.2"}

_GLYPH = 'fill="none" stroke-linecap="round" stroke-linejoin="round"'
# Status marks on a 20-unit grid. The silhouette alone tells them apart: circle, triangle, square, dashed ring, thick ring.
MARKS: dict[str, str] = {
    "ok": '<circle cx="10" cy="10" r="9" fill="var(--ok-fill)"/>'
    f'<path d="m5.8 10.3 2.9 2.9 5.5-6" {_GLYPH} stroke="var(--on-fill)" stroke-width="2.4"/>',
    "watch": '<path d="M10 1.5 19 18H1z" fill="var(--watch-fill)" stroke="var(--watch)"'
    ' stroke-width="1.2" stroke-linejoin="round"/>'
    f'<path d="M10 7v5M10 14.7v.3" {_GLYPH} stroke="var(--on-watch)" stroke-width="2.2"/>',
    "late": '<rect x="1" y="1" width="18" height="18" rx="3" fill="var(--late-fill)"/>'
    f'<path d="m6 6 8 8M14 6l-8 8" {_GLYPH} stroke="var(--on-fill)" stroke-width="2.4"/>',
    "none": '<circle cx="10" cy="10" r="8" fill="none" stroke="var(--line-strong)" stroke-width="2" stroke-dasharray="3.5 3"/>',
    "now": '<circle cx="10" cy="10" r="6.5" fill="var(--surface)" stroke="var(--now)" stroke-width="5"/>',
}

LOGO = (
    '<path d="M25.5 5v8.5a4 4 0 0 1-4 4h-13a4 4 0 0 0-4 4V25" fill="none" stroke="var(--brand)"'
    ' stroke-width="3.4" stroke-linecap="round"/>'
    '<circle cx="25.5" cy="5" r="3" fill="var(--brand)"/>'
    '<circle cx="15" cy="17.5" r="4.3" fill="var(--surface)" stroke="var(--now)" stroke-width="3.4"/>'
    '<circle cx="4.5" cy="25" r="2.6" fill="var(--surface)" stroke="var(--brand)" stroke-width="2.4"/>'
)


def draw_icon(name: str, size: int = 18) -> SafeString:
    """A line icon as inline SVG, hidden from screen readers: the word stands beside it or in the button's label.

    Raises KeyError for a name that is not drawn.
    """
    return format_html(
        '<svg{} width="{}" height="{}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="{}"'
        ' stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="{}"/></svg>',
        SafeString(' class="i-dir"') if name in DIRECTIONAL else "",
        size,
        size,
        _STROKE.get(name, "1.8"),
        ICONS[name],
    )


def draw_mark(name: str, size: int = 18) -> SafeString:
    """A status mark as inline SVG; raises KeyError for an unknown status."""
    return format_html(
        '<svg width="{}" height="{}" viewBox="0 0 20 20" aria-hidden="true">{}</svg>', size, size, SafeString(MARKS[name])
    )


def draw_logo(size: int = 30) -> SafeString:
    """The sign of the product: the way in one stroke."""
    return format_html(
        '<svg width="{}" height="{}" viewBox="0 0 30 30" aria-hidden="true">{}</svg>', size, size, SafeString(LOGO)
    )
