"""What the planning page shows: the news, the agenda against the clock, readiness, and the invitation as it will look."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forums.meetings import invitations, letters, rhythm, services, sessions
from forums.meetings.agenda import Day, Slot
from forums.meetings.forms import RowOnPage, WhenForm, empty_row, presenters_of, row_of, when_of
from forums.meetings.models import Answer, Invitee, ItemKind, Material, Meeting, MeetingState
from forums.members.models import Member
from workit.web.days import clock
from workit.web.durations import hours_minutes


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the readiness: mark, words, and the place on the page where it is repaired."""

    mark: str
    words: str
    place: str = ""


class PlanPage:
    """A meeting being planned. `form` and `rows` carry what was typed when a save was refused."""

    def __init__(self, meeting: Meeting, form: WhenForm | None = None, rows: Sequence[RowOnPage] | None = None) -> None:
        self.meeting = meeting
        self.form = form or WhenForm(initial=when_of(meeting))
        self._rows = rows

    @cached_property
    def items(self) -> list[Any]:
        """The agenda as it is stored."""
        return list(self.meeting.items.select_related("presenter"))

    @cached_property
    def rows(self) -> list[RowOnPage]:
        """The agenda as the page shows it, with the clock."""
        rows = list(self._rows) if self._rows is not None else [row_of(item) for item in self.items]
        late = self.day_of(rows).late_places
        for place, (row, at) in enumerate(zip(rows, self.day_of(rows).starts, strict=True)):
            row.at, row.is_over = at, place in late
        return rows

    def day_of(self, rows: Sequence[RowOnPage]) -> Day:
        """The rows laid out."""
        slots = [Slot(row.number, row.kind == ItemKind.BREAK, row.title) for row in rows]
        return Day(slots, self.meeting.minutes, self.meeting.starts_at)

    @cached_property
    def day(self) -> Day:
        """The agenda against the clock."""
        return self.day_of(self.rows)

    @property
    def total_words(self) -> str:
        """3:15."""
        return hours_minutes(self.day.total)

    @property
    def planned_words(self) -> str:
        """3:00."""
        return hours_minutes(self.day.planned)

    @property
    def day_label(self) -> str:
        """The bar in words."""
        words = _("The agenda takes %(total)s. The meeting is set for %(planned)s.")
        return words % {"total": self.total_words, "planned": self.planned_words}

    @property
    def over_words(self) -> str:
        """ "15 minutes over"."""
        over = self.day.over
        return ngettext("%(minutes)s minute over", "%(minutes)s minutes over", over) % {"minutes": over}

    @property
    def spare_words(self) -> str:
        """Time to spare, or that all fits."""
        spare = self.day.spare
        if not spare:
            return _("Everything fits")
        return ngettext("%(minutes)s minute to spare", "%(minutes)s minutes to spare", spare) % {"minutes": spare}

    @property
    def extend_words(self) -> str:
        """ "Extend the meeting until 12:15"."""
        ends = self.day.ends_at
        if ends is not None:
            return _("Extend the meeting until %(hour)s") % {"hour": clock(ends)}
        return _("Extend the meeting to %(length)s") % {"length": self.total_words}

    @property
    def is_draft(self) -> bool:
        """Nobody was told yet."""
        return self.meeting.state == MeetingState.DRAFT

    @property
    def name(self) -> str:
        """ "Meeting 6"."""
        return _("Meeting %(number)s") % {"number": self.meeting.number}

    @property
    def news(self) -> str:
        """The page's title: what stands between this meeting and its invitations."""
        names = {"meeting": self.name, "minutes": self.day.over}
        if not self.is_draft:
            return self._news_of_planned(names)
        missing = {place for place, _words in self.gaps}
        if "id_day" in missing:
            return _("%(meeting)s is being prepared: the day is still to be set.") % names
        if self.day.over:
            words = ngettext(
                "%(meeting)s is nearly ready: the agenda is %(minutes)s minute too long.",
                "%(meeting)s is nearly ready: the agenda is %(minutes)s minutes too long.",
                self.day.over,
            )
            return words % names
        if missing:
            return _("%(meeting)s is nearly ready: %(gap)s.") % {**names, "gap": self.gaps[0][1].lower()}
        return _("%(meeting)s is ready: the invitations can be sent.") % names

    def _news_of_planned(self, names: dict[str, Any]) -> str:
        if self.has_changes:
            return _("%(meeting)s changed, and the people invited do not know yet.") % names
        return _("The invitations to %(meeting)s were sent, and nothing changed since.") % names

    @cached_property
    def gaps(self) -> list[tuple[str, str]]:
        """What is missing."""
        return invitations.gaps(self.meeting)

    @cached_property
    def has_changes(self) -> bool:
        """Something changed since people were told, or somebody on the list was not invited yet."""
        fresh = any(invitee.invited_at is None for invitee in self.invitees)
        return not self.is_draft and (fresh or invitations.has_changes(self.meeting))

    @property
    def is_frozen(self) -> bool:
        """Changes go out by themselves."""
        return invitations.is_frozen(self.meeting)

    @property
    def freezes_on(self) -> Any:
        """From when changes go out by themselves."""
        return invitations.freezes_on(self.meeting)

    @cached_property
    def readiness(self) -> list[Line]:
        """The lines above the action: done, or what is missing and where."""
        missing = dict(reversed(self.gaps))
        people = len(self.invitees)
        return [
            Line("late", missing["id_day"], "id_day") if "id_day" in missing else self._place_line(missing),
            Line("late", missing["people"], "people")
            if "people" in missing
            else Line("ok", ngettext("%(count)s person invited", "%(count)s people invited", people) % {"count": people}),
            self._agenda_line(missing),
            *self._material_lines(),
        ]

    def _place_line(self, missing: dict[str, str]) -> Line:
        return Line("late", missing["id_place"], "id_place") if "id_place" in missing else Line("ok", _("Day and place"))

    def _agenda_line(self, missing: dict[str, str]) -> Line:
        if "agenda" in missing:
            return Line("late", missing["agenda"], "agenda")
        if self.day.over:
            words = ngettext("The agenda is %(n)s minute over", "The agenda is %(n)s minutes over", self.day.over)
            return Line("late", words % {"n": self.day.over}, "agenda")
        count = len([row for row in self.rows if not row.is_break])
        return Line("ok", ngettext("Agenda, %(count)s topic", "Agenda, %(count)s topics", count) % {"count": count})

    def _material_lines(self) -> list[Line]:
        waiting = sum(material.file_id is None for material in self.materials)
        if not waiting:
            return []
        words = ngettext("%(count)s material has not come yet", "%(count)s materials have not come yet", waiting)
        return [Line("none", words % {"count": waiting}, "materials")]

    @cached_property
    def sentences(self) -> list[rhythm.Sentence]:
        """What is to be said about the day."""
        return rhythm.sentences(self.meeting)

    @cached_property
    def invitees(self) -> list[Invitee]:
        """Everybody on the list."""
        return list(self.meeting.invitees.select_related("member__organisation"))

    @property
    def seated(self) -> list[Invitee]:
        """Members of the body."""
        return [invitee for invitee in self.invitees if not invitee.is_guest]

    @property
    def guests(self) -> list[Invitee]:
        """Everybody else."""
        return [invitee for invitee in self.invitees if invitee.is_guest]

    @property
    def without_address(self) -> list[Invitee]:
        """Those no mail can reach."""
        return [invitee for invitee in self.invitees if not invitee.email]

    @cached_property
    def not_invited(self) -> list[Member]:
        """Members of the body who are not on the list."""
        return services.uninvited_seats(self.meeting)

    @cached_property
    def others(self) -> list[Member]:
        """Members of the town who may be invited as guests."""
        listed = [invitee.member_id for invitee in self.invitees if invitee.member_id]
        seated = [member.pk for member in self.not_invited]
        return list(Member.objects.active().exclude(pk__in=[*listed, *seated]))

    @cached_property
    def materials(self) -> list[Material]:
        """Background material, what is awaited last."""
        return sorted(self.meeting.materials.select_related("file"), key=lambda material: material.file is None)

    @property
    def material_words(self) -> str:
        """How many files go along, and what is still awaited."""
        files = sum(material.file is not None and not material.is_internal for material in self.materials)
        sent = ngettext("%(count)s file", "%(count)s files", files) % {"count": files} if files else _("No files")
        return ". ".join([sent, *(line.words for line in self._material_lines())])

    @cached_property
    def topics(self) -> list[Any]:
        """The backlog."""
        return list(services.waiting_topics(self.meeting.body))

    @cached_property
    def templates(self) -> list[sessions.Template]:
        """The templates of the body."""
        return sessions.templates_for(self.meeting.body)

    @cached_property
    def presenters(self) -> list[tuple[str, str]]:
        """Who may be chosen to present."""
        return presenters_of(self.meeting, self.rows)

    @property
    def blank(self) -> RowOnPage:
        """The row that is copied when a topic is added; the page's script gives it an id."""
        return empty_row("ROW")

    @property
    def kinds(self) -> list[tuple[str, Any]]:
        """What an item may be for."""
        return list(ItemKind.choices)

    @cached_property
    def lines(self) -> list[letters.Line]:
        """The agenda as invited people see it."""
        return letters.agenda_lines(self.meeting, self.items)

    @property
    def is_past(self) -> bool:
        """The day is behind us."""
        return self.meeting.starts_at is not None and self.meeting.starts_at < timezone.now()


class AnswersPage:
    """A meeting whose invitations went out: who comes, against the mark."""

    def __init__(self, meeting: Meeting) -> None:
        self.meeting = meeting
        order = [Answer.NONE, Answer.DECLINED, Answer.TENTATIVE, Answer.ACCEPTED]
        people = meeting.invitees.select_related("member__organisation", "member__user")
        self.invitees = sorted(people, key=lambda one: (order.index(Answer(one.answer)), one.is_guest, one.name))

    @cached_property
    def counted(self) -> list[Invitee]:
        """Members of the body."""
        return [invitee for invitee in self.invitees if not invitee.is_guest]

    @property
    def members(self) -> int:
        """How many they are."""
        return len(self.counted)

    @property
    def coming(self) -> int:
        """Members who come, or send somebody."""
        return sum(
            invitee.answer == Answer.ACCEPTED or (invitee.answer == Answer.DECLINED and bool(invitee.substitute_name))
            for invitee in self.counted
        )

    @property
    def mark(self) -> int:
        """How many are needed."""
        return self.meeting.body.quorum_of(len(self.counted))

    @property
    def missing(self) -> int:
        """How many are missing to the mark."""
        return max(0, self.mark - self.coming)

    @property
    def silent(self) -> list[Invitee]:
        """Invited and without an answer."""
        return [invitee for invitee in self.invitees if invitee.answer == Answer.NONE and invitee.invited_at]

    @property
    def news(self) -> str:
        """The page's title."""
        names = {"coming": self.coming, "members": len(self.counted), "missing": self.missing}
        if self.meeting.state == MeetingState.CANCELLED:
            return _("Meeting %(number)s was cancelled.") % {"number": self.meeting.number}
        if not self.counted:
            return _("The invitations to meeting %(number)s were sent.") % {"number": self.meeting.number}
        if not self.missing:
            return _("%(coming)s of %(members)s are coming: the mark is reached.") % names
        words = ngettext(
            "%(coming)s of %(members)s are coming, one answer is missing to the mark.",
            "%(coming)s of %(members)s are coming, %(missing)s answers are missing to the mark.",
            self.missing,
        )
        return words % names
