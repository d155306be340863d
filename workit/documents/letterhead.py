"""The head of a document: the authority's name, its address and, when it gave one, its sign."""

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from workit.documents.text import one_line

LARGEST_LOGO = 512 * 1024
WIDEST_LOGO = 4000
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_HEADER_LENGTH = 13
SVG = "{http://www.w3.org/2000/svg}"
# Shapes, paint and structure. No scripts, pictures, foreign content, links, animation, style sheets, text or fonts.
SVG_ELEMENTS = frozenset(
    {"svg", "g", "defs", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "title", "desc", "use"}
    | {"linearGradient", "radialGradient", "stop", "clipPath", "mask", "metadata", "symbol"}
)
# `use` inside `use` multiplies: a small file could grow without end.
MOST_USES = 20
INNER_REFERENCE = re.compile(r"^#[\w.-]+$")
OUTER_PAINT = re.compile(r"url\(\s*['\"]?(?!#)|@import|javascript:|expression\(", re.IGNORECASE)


class LogoError(ValueError):
    """The picture cannot stand on a document; the message says why."""


@dataclass(frozen=True, slots=True)
class Logo:
    """A checked picture; made by `read_logo` only."""

    content: bytes
    kind: Literal["png", "svg"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """Who sends a document: the authority as it signs ("עיריית …"), one address line, an optional sign."""

    authority: str
    address: str = ""
    logo: Logo | None = None

    def context(self) -> dict[str, Any]:
        """The letterhead as the PDF templates read it."""
        return {"authority": one_line(self.authority), "address": one_line(self.address), "logo": _picture(self.logo)}


def read_logo(content: bytes) -> Logo:
    """A logo from the bytes a person gave, or LogoError."""
    if len(content) > LARGEST_LOGO:
        raise LogoError(_("The logo is larger than %(kilobytes)d KB.") % {"kilobytes": LARGEST_LOGO // 1024})
    if content.startswith(PNG_SIGNATURE):
        _check_png(content)
        return Logo(content, "png")
    _check_svg(content)
    return Logo(content, "svg")


def _picture(logo: Logo | None) -> dict[str, Any] | None:
    if logo is None:
        return None
    if logo.kind == "svg":
        return {"kind": "svg", "text": logo.content.decode()}
    return {"kind": "png", "octets": list(logo.content)}


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and body of each chunk of a PNG whose checksums hold."""
    at = len(PNG_SIGNATURE)
    while at < len(content):
        (length,) = struct.unpack_from(">I", content, at)
        name, body = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        (checksum,) = struct.unpack_from(">I", content, at + 8 + length)
        if zlib.crc32(name + body) != checksum:
            raise LogoError(_("The logo is damaged."))
        yield name, body
        at += 12 + length


def _check_png(content: bytes) -> None:
    try:
        chunks = list(_chunks(content))
    except struct.error as error:
        raise LogoError(_("The logo is damaged.")) from error
    if not chunks or chunks[0][0] != b"IHDR" or len(chunks[0][1]) != PNG_HEADER_LENGTH or chunks[-1][0] != b"IEND":
        raise LogoError(_("The logo is damaged."))
    if not all(0 < side <= WIDEST_LOGO for side in struct.unpack_from(">II", chunks[0][1])):
        raise LogoError(_("The logo is wider or higher than %(pixels)d pixels.") % {"pixels": WIDEST_LOGO})


def _check_svg(content: bytes) -> None:
    try:
        content.decode()
        root = fromstring(content, forbid_dtd=True)
    except (DefusedXmlException, SyntaxError, ValueError) as error:
        raise LogoError(_("The logo is neither PNG nor a plain SVG.")) from error
    elements = list(root.iter())
    allowed = root.tag == f"{SVG}svg" and all(
        str(element.tag).removeprefix(SVG) in SVG_ELEMENTS and not _reaches_out(element.attrib) for element in elements
    )
    if not allowed or sum(element.tag == f"{SVG}use" for element in elements) > MOST_USES:
        raise LogoError(_("The logo holds more than shapes: scripts, links, pictures or fonts."))


def _reaches_out(attributes: dict[str, str]) -> bool:
    """Whether an element runs something or points outside its own file."""
    for name, value in attributes.items():
        bare = name.rpartition("}")[2].lower()
        if bare.startswith("on") or OUTER_PAINT.search(value):
            return True
        if bare in {"href", "src"} and not INNER_REFERENCE.match(value):
            return True
    return False
