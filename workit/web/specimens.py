"""What the living components page shows: the contract on top of every component file, and something to fill each with."""

import re
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.translation import gettext as _

from workit.web.forms import DateField
from workit.web.icons import ICONS

FOLDER = Path(settings.BASE_DIR) / "templates" / "cotton"
_CONTRACT = re.compile(r"\A\{% comment %\}(.*?)\{% endcomment %\}", re.DOTALL)
_MILESTONES = (4, 7, 4)
_REACHED = 9


@cache
def contracts() -> dict[str, str]:
    """Component name → the text of its contract.

    Raises ValueError for a component without a contract.
    """
    found = {}
    for path in sorted(FOLDER.glob("*.html")):
        contract = _CONTRACT.match(path.read_text(encoding="utf-8"))
        if contract is None:
            raise ValueError(f"{path.name} has no contract on top.")
        found[path.stem] = contract[1].strip()
    return found


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="", help_text="", max_length=80)
    due = DateField()
    kind = forms.ChoiceField(choices=(), widget=forms.RadioSelect, required=False)
    email = forms.EmailField(required=False)
    agreed = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the meeting")
        self.fields["name"].help_text = _("As it will stand in the invitation")
        self.fields["due"].label = _("Due date")
        self.fields["kind"].label = _("Kind of meeting")
        self.fields["kind"].choices = [("forum", _("Forum")), ("team", _("Task team"))]  # type: ignore[attr-defined]
        self.fields["email"].label = _("E-mail")
        self.fields["agreed"].label = _("Remember this device")


def _stages() -> list[dict[str, Any]]:
    names = (_("Start and foundations"), _("Mapping, planning and setting up the forum"), _("Carrying out"))
    done, stages = _REACHED, []
    for number, (name, length) in enumerate(zip(names, _MILESTONES, strict=True), start=1):
        states = ["done" if n < done else "now" if n == done else "ahead" for n in range(length)]
        done -= length
        state = "done" if done >= 0 else "now" if "now" in states else "ahead"
        note = _("%(done)s of %(all)s milestones") % {"done": states.count("done"), "all": length}
        milestones = [{"name": _("Milestone %(n)s") % {"n": n}, "state": s, "url": ""} for n, s in enumerate(states, start=1)]
        stages.append({"number": number, "name": name, "state": state, "note": note, "milestones": milestones})
    return stages


def specimens() -> dict[str, Any]:
    """The context of the page."""
    now = timezone.now()
    stages = _stages()
    return {
        "contracts": contracts(),
        "swatches": [
            ("brand-bg", _("Kinneret: action, the way already travelled"), "--brand · 8.4:1"),
            ("now-bg", _("Iris: now, waits for you"), "--now · 9.2:1"),
            ("ok-bg", _("On target"), "--ok · 5.6:1"),
            ("watch-bg", _("To watch"), "--watch · 7.5:1"),
            ("late-bg", _("Behind"), "--late · 6.2:1"),
            ("page-bg", _("Page and text"), "--text · 14.7:1"),
        ],
        "form": SampleForm({"name": _("Presenting the mapping"), "kind": "forum"}),
        "stages": stages,
        "mini": [milestone["state"] for stage in stages for milestone in stage["milestones"]],
        "agenda": [
            {"when": "09:00", "title": _("Opening and introductions"), "state": "done"},
            {"when": "09:20", "title": _("Choosing the accelerators"), "state": "now", "note": _("12 minutes left")},
            {"when": "09:50", "title": _("Round of closing words"), "state": "ahead"},
        ],
        "page": Paginator(range(96), 20).page(2),
        "icon_names": sorted(ICONS),
        "next_meeting": now + timedelta(days=6),
        "yesterday": now - timedelta(days=3),
        "tomorrow": now + timedelta(days=1),
    }
