"""Calendar files (RFC 5545 and 5546): invitations, their changes and cancellation, and a feed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vText, vUri

from workit.documents.text import clean, one_line

ZONE = ZoneInfo("Asia/Jerusalem")
PRODUCT = "-//WORKIT//WORKIT//HE"
FEED_REFRESH = "PT6H"
Method = Literal["REQUEST", "CANCEL", "PUBLISH"]
Answer = Literal["NEEDS-ACTION", "ACCEPTED", "TENTATIVE", "DECLINED"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A name with its e-mail; the organiser is the authority, never a person of the programme."""

    name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Someone invited, with the answer known so far."""

    name: str
    email: str
    answer: Answer = "NEEDS-ACTION"
    is_required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """A meeting as calendars know it: `uid` stays for its life, `sequence` rises with every change."""

    uid: str
    sequence: int
    title: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    organiser: Address
    url: str
    place: str = ""
    description: str = ""
    guests: Sequence[Guest] = ()
    is_cancelled: bool = False


def request(event: CalendarEvent) -> bytes:
    """An invitation, or a changed one when the sequence rose."""
    return _calendar("REQUEST", [event])


def cancel(event: CalendarEvent) -> bytes:
    """The cancellation of an invitation that went out."""
    return _calendar("CANCEL", [event])


def feed(events: Iterable[CalendarEvent], *, name: str) -> bytes:
    """A calendar to subscribe to; it lists no guests, since a feed's address may be passed on."""
    return _calendar("PUBLISH", list(events), name=name)


def _calendar(method: Method, events: Sequence[CalendarEvent], *, name: str = "") -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if name:
        calendar.add("name", one_line(name))
        calendar.add("x-wr-calname", one_line(name))
        calendar.add("x-wr-timezone", ZONE.key)
        calendar["refresh-interval"] = vText(FEED_REFRESH, params={"VALUE": "DURATION"})
    for event in events:
        calendar.add_component(_event(event, method))
    if events:
        calendar.add_component(_timezone(events))
    content: bytes = calendar.to_ical()
    return content


def _timezone(events: Sequence[CalendarEvent]) -> Timezone:
    """Israel's clock, written out for the years of the events: the zone's whole history would be eighty blocks.

    Summer time runs from the Friday before the last Sunday of March to the last Sunday of October, at 02:00 both times.
    """
    years = range(min(e.starts_at for e in events).year - 1, max(e.ends_at for e in events).year + 2)
    zone = Timezone()
    zone.add("tzid", ZONE.key)
    for part, name, before, after, turns in (
        (TimezoneDaylight(), "IDT", 2, 3, [_last_sunday(year, 3) - timedelta(days=2) for year in years]),
        (TimezoneStandard(), "IST", 3, 2, [_last_sunday(year, 10) for year in years]),
    ):
        part.add("dtstart", turns[0])
        part.add("rdate", turns[1:])
        part.add("tzname", name)
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        zone.add_component(part)
    return zone


def _last_sunday(year: int, month: int) -> datetime:
    """Two in the morning of the last Sunday; March and October both have 31 days."""
    last = datetime(year, month, 31, 2)  # noqa: DTZ001 - a clock time of the zone being defined
    return last - timedelta(days=(last.weekday() + 1) % 7)


def _event(event: CalendarEvent, method: Method) -> Event:
    item = Event()
    item.add("uid", one_line(event.uid))
    item.add("sequence", event.sequence)
    item.add("dtstamp", event.changed_at.astimezone(UTC))
    item.add("last-modified", event.changed_at.astimezone(UTC))
    item.add("dtstart", event.starts_at.astimezone(ZONE))
    item.add("dtend", event.ends_at.astimezone(ZONE))
    item.add("summary", one_line(event.title))
    if event.place:
        item.add("location", one_line(event.place))
    item.add("description", "\n".join(filter(None, (clean(event.description), one_line(event.url)))))
    item.add("url", vUri(one_line(event.url)))
    is_off = method == "CANCEL" or event.is_cancelled
    item.add("status", "CANCELLED" if is_off else "CONFIRMED")
    item.add("transp", "TRANSPARENT" if is_off else "OPAQUE")
    if method != "PUBLISH":
        item.add("organizer", _address(event.organiser.name, event.organiser.email))
        for guest in event.guests:
            item.add("attendee", _guest(guest))
    return item


def _address(name: str, email: str) -> vCalAddress:
    # Angle brackets, spaces and separators have no place in an address and could start another property.
    address = vCalAddress("mailto:" + "".join(mark for mark in one_line(email) if mark not in ' <>;,:"\\'))
    # Parameter values hold no quotation mark (RFC 5545 §3.2); Hebrew has its own.
    address.params["CN"] = vText(one_line(name).replace('"', "״"))
    return address


def _guest(guest: Guest) -> vCalAddress:
    address = _address(guest.name, guest.email)
    address.params["CUTYPE"] = vText("INDIVIDUAL")
    address.params["ROLE"] = vText("REQ-PARTICIPANT" if guest.is_required else "OPT-PARTICIPANT")
    address.params["PARTSTAT"] = vText(guest.answer)
    address.params["RSVP"] = vText("TRUE")
    return address
