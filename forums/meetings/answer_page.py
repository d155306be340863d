"""What whoever answers an invitation sees: when, where, what about, and the answer given so far."""

from functools import cached_property
from typing import Any

from forums.meetings.answers import is_answerable
from forums.meetings.forms import AnswerForm, Choice, choice_of
from forums.meetings.letters import Line, agenda_lines
from forums.meetings.models import Answer, Invitee, Material


class AnswerPage:
    """An invitation of one person."""

    def __init__(self, invitee: Invitee) -> None:
        self.invitee, self.meeting = invitee, invitee.meeting

    @cached_property
    def lines(self) -> list[Line]:
        """The agenda with its clock."""
        return agenda_lines(self.meeting) if not self.meeting._state.adding else []

    @cached_property
    def materials(self) -> list[Material]:
        """Files that go with the invitation."""
        return list(self.meeting.materials.filter(is_internal=False, file__isnull=False).select_related("file"))

    @property
    def can_answer(self) -> bool:
        """Whether an answer still helps."""
        return is_answerable(self.meeting)

    @property
    def choice(self) -> str:
        """The answer given so far."""
        return choice_of(self.invitee)

    @property
    def has_answered(self) -> bool:
        """Whether there is one."""
        return self.invitee.answer != Answer.NONE

    def form(self, wanted: str = "") -> AnswerForm:
        """The form with the answer given so far, else with the one chosen in the mail; it is sent by a press only."""
        choice = self.choice or (wanted if wanted in Choice.ANSWERS else "")
        initial: dict[str, Any] = {
            "answer": choice,
            "substitute_name": self.invitee.substitute_name,
            "substitute_email": self.invitee.substitute_email,
            "note": self.invitee.answer_note,
        }
        return AnswerForm(initial=initial)
