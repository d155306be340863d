"""What people type around a meeting: when and where, the agenda's rows, guests, answers, materials."""

import datetime
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forums.meetings.models import AgendaItem, Answer, Invitee, ItemKind, Meeting
from forums.meetings.services import Row
from forums.members.models import Member
from workit.tenancy import uuid7
from workit.web.durations import DurationField, parse_minutes
from workit.web.forms import DateField, TimeField

LINK = re.compile(r"https?://\S+")
# A presenter who is not in the directory is typed.
TYPED = "text"
MOST_ROWS = 60
# The id of the form on the planning pages.
PLAN = "plan"


class WhenForm(forms.Form):
    """Name, day, hour, length, and a place or a link in one field."""

    title = forms.CharField(label=gettext_lazy("Name of the meeting"), max_length=200, required=False)
    day = DateField(label=gettext_lazy("Date"), required=False)
    hour = TimeField(label=gettext_lazy("Hour"), required=False)
    length = DurationField(label=gettext_lazy("Length"), max_length=30)
    place = forms.CharField(label=gettext_lazy("Place or link"), max_length=400, required=False)
    greeting = forms.CharField(
        label=gettext_lazy("Opening words of the invitation"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # The fields stand among cards with forms of their own.
            field.widget.attrs["form"] = PLAN

    def clean(self) -> dict[str, Any]:
        """A day and an hour go together."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        day, hour = cleaned.get("day"), cleaned.get("hour")
        if day and not hour and "hour" not in self.errors:
            self.add_error("hour", _("An hour has to be chosen"))
        if hour and not day and "day" not in self.errors:
            self.add_error("day", _("A date has to be chosen"))
        return cleaned

    @property
    def starts_at(self) -> datetime.datetime | None:
        """The instant, on the wall clock of Israel."""
        day, hour = self.cleaned_data.get("day"), self.cleaned_data.get("hour")
        return timezone.make_aware(datetime.datetime.combine(day, hour)) if day and hour else None

    @property
    def fields_of_meeting(self) -> dict[str, Any]:
        """The fields of the meeting that were typed well; the others stay as they are."""
        cleaned, found = self.cleaned_data, {}
        if cleaned.get("title"):
            found["title"] = cleaned["title"]
        if "day" in cleaned and "hour" in cleaned and not {"day", "hour"} & set(self.errors):
            found["starts_at"] = self.starts_at
        if cleaned.get("length"):
            found["minutes"] = cleaned["length"]
        if "place" in cleaned:
            found["place"], found["link"] = split_place(cleaned["place"])
        if "greeting" in self.data and "greeting" in cleaned:
            found["greeting"] = cleaned["greeting"]
        return found


def split_place(text: str) -> tuple[str, str]:
    """A place and the first address in it."""
    link = LINK.search(text)
    place = " ".join(LINK.sub(" ", text).split()).strip(" ,·")
    return place[:200], link[0][:200] if link else ""


def join_place(meeting: Meeting) -> str:
    """Place and link as one field shows them."""
    return " ".join(filter(None, [meeting.place, meeting.link]))


def when_of(meeting: Meeting) -> dict[str, Any]:
    """The form's values of a meeting."""
    local = timezone.localtime(meeting.starts_at) if meeting.starts_at else None
    return {
        "title": meeting.title,
        "day": local.date() if local else None,
        "hour": local.time() if local else None,
        "length": meeting.minutes,
        "place": join_place(meeting),
        "greeting": meeting.greeting,
    }


@dataclass(slots=True)
class RowOnPage:
    """An item of the agenda as the page shows it: what was typed stays, with its error."""

    id: str
    title: str
    minutes: str
    kind: str
    presenter: str
    presenter_text: str
    is_internal: bool
    facilitator_note: str
    error: str = ""
    at: datetime.datetime | None = None
    is_over: bool = False

    @property
    def is_break(self) -> bool:
        """A pause is shown apart."""
        return self.kind == ItemKind.BREAK

    @property
    def number(self) -> int:
        """Its minutes, 0 while they cannot be read."""
        try:
            return parse_minutes(self.minutes)
        except ValueError:
            return 0

    @property
    def row(self) -> Row:
        """What the service is given."""
        return Row(
            id=uuid.UUID(self.id),
            title=self.title,
            minutes=self.number,
            kind=self.kind,
            presenter=_uuid(self.presenter),
            presenter_text=self.presenter_text if self.presenter == TYPED else "",
            is_internal=self.is_internal,
            facilitator_note=self.facilitator_note,
        )


def row_of(item: AgendaItem) -> RowOnPage:
    """The row of an item."""
    presenter = str(item.presenter_id or (TYPED if item.presenter_text else ""))
    return RowOnPage(
        id=str(item.pk),
        title=item.title,
        minutes=str(item.minutes),
        kind=item.kind,
        presenter=presenter,
        presenter_text=item.presenter_text,
        is_internal=item.is_internal,
        facilitator_note=item.facilitator_note,
    )


def empty_row(number: str = "") -> RowOnPage:
    """A new row."""
    return RowOnPage(number or str(uuid7()), "", "15", ItemKind.DISCUSSION, "", "", False, "")


def read_rows(data: QueryDict) -> list[RowOnPage]:
    """The rows of a request in their order; ids that are none are left out, errors are named on their row."""
    found: list[RowOnPage] = []
    for key in dict.fromkeys(data.getlist("item")[:MOST_ROWS]):
        if _uuid(key) is None:
            continue
        kind = data.get(f"kind-{key}", ItemKind.DISCUSSION)
        row = RowOnPage(
            id=str(uuid.UUID(key)),
            title=data.get(f"topic-{key}", "").strip()[:200],
            minutes=data.get(f"minutes-{key}", "").strip()[:10],
            kind=kind if kind in ItemKind.values else ItemKind.DISCUSSION,
            presenter=data.get(f"presenter-{key}", ""),
            presenter_text=data.get(f"presenter_text-{key}", "").strip()[:120],
            is_internal=f"internal-{key}" in data,
            facilitator_note=data.get(f"note-{key}", "").strip()[:5000],
        )
        row.error = _error(row)
        found.append(row)
    return found


def _error(row: RowOnPage) -> str:
    try:
        parse_minutes(row.minutes)
    except ValueError:
        return _("The minutes have to be a number")
    return "" if row.title or row.is_break else _("The topic has to be written")


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


class GuestForm(forms.Form):
    """Somebody to invite: a member of the town by name, or anybody by mail."""

    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    name = forms.CharField(label=gettext_lazy("Name or title"), max_length=120, required=False)
    member: "forms.ModelChoiceField[Member]" = forms.ModelChoiceField(queryset=None, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = Member.objects.active()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("email") and not cleaned.get("member") and not self.errors:
            self.add_error("email", _("An e-mail address has to be written, or a member chosen"))
        return cleaned


class MaterialForm(forms.Form):
    """A file, or the promise of one."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200, required=False)
    file = forms.FileField(label=gettext_lazy("File"), required=False)
    promised_by = forms.CharField(label=gettext_lazy("From whom"), max_length=120, required=False)
    promised_for = DateField(label=gettext_lazy("Until"), required=False)
    is_internal = forms.BooleanField(label=gettext_lazy("Not sent with the invitation"), required=False)

    def clean(self) -> dict[str, Any]:
        """A file, or a title of what is to come."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("file") and not cleaned.get("title") and not self.errors:
            self.add_error("title", _("A file has to be chosen, or what is awaited has to be named"))
        return cleaned


class Choice:
    """The four answers of the page; the third names who comes instead."""

    COMING, MAYBE, SUBSTITUTE, NOT = "accepted", "tentative", "substitute", "declined"
    ANSWERS = {COMING: Answer.ACCEPTED, MAYBE: Answer.TENTATIVE, SUBSTITUTE: Answer.DECLINED, NOT: Answer.DECLINED}  # noqa: RUF012


def choice_of(invitee: Invitee) -> str:
    """The answer given so far, as the page shows it."""
    if invitee.answer == Answer.DECLINED and invitee.substitute_name:
        return Choice.SUBSTITUTE
    return "" if invitee.answer == Answer.NONE else str(invitee.answer)


class AnswerForm(forms.Form):
    """An answer to an invitation, with who comes instead in the same step."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Shall we keep you a place?"),
        choices=[
            (Choice.COMING, gettext_lazy("I am coming")),
            (Choice.MAYBE, gettext_lazy("Not known yet")),
            (Choice.SUBSTITUTE, gettext_lazy("Not coming, somebody comes instead of me")),
            (Choice.NOT, gettext_lazy("Not coming")),
        ],
        error_messages={"required": gettext_lazy("One of the answers has to be chosen")},
    )
    substitute_name = forms.CharField(label=gettext_lazy("Who comes instead"), max_length=120, required=False)
    substitute_email = forms.EmailField(label=gettext_lazy("E-mail of the substitute"), required=False)
    note = forms.CharField(label=gettext_lazy("A word to the organisers"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """Whoever sends a substitute names one."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("answer") == Choice.SUBSTITUTE and not cleaned.get("substitute_name"):
            self.add_error("substitute_name", _("It has to be written who comes instead"))
        return cleaned

    @property
    def given(self) -> dict[str, Any]:
        """What the service is given."""
        cleaned = self.cleaned_data
        is_substitute = cleaned["answer"] == Choice.SUBSTITUTE
        return {
            "answer": Choice.ANSWERS[cleaned["answer"]],
            "note": cleaned["note"],
            "substitute_name": cleaned["substitute_name"] if is_substitute else "",
            "substitute_email": cleaned["substitute_email"] if is_substitute else "",
        }


class CancelForm(forms.Form):
    """Why a meeting is cancelled."""

    reason = forms.CharField(
        label=gettext_lazy("Why is the meeting cancelled?"),
        max_length=300,
        help_text=gettext_lazy("Everybody invited will read this sentence."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("It has to be said why the meeting is cancelled")},
    )


class TopicForm(forms.Form):
    """A topic for the backlog."""

    title = forms.CharField(
        label=gettext_lazy("Topic"),
        max_length=200,
        error_messages={"required": gettext_lazy("The topic has to be written")},
    )
    minutes = DurationField(label=gettext_lazy("Minutes"), initial="15", required=False)


def presenters_of(meeting: Meeting, rows: Iterable[RowOnPage]) -> list[tuple[str, str]]:
    """Who may be chosen to present: members on the list, and whoever stands on a row already."""
    listed = {str(pk) for pk in meeting.invitees.exclude(member=None).values_list("member_id", flat=True)}
    wanted = listed | {row.presenter for row in rows if _uuid(row.presenter)}
    members = Member.objects.filter(pk__in=wanted).order_by("name")
    return [(str(member.pk), member.name) for member in members]
