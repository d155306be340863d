"""Evidence the core itself provides: roles granted, letters sent, visits held, hand-overs approved."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workit.access.roles import REFERENTS, Role
from workit.audit.models import AuditEntry
from workit.places.models import Municipality
from workit.stages.evidence import Found, provides
from workit.stages.holders import assignments_in
from workit.stages.models import Handover, Visit


def _granted(town: Municipality, roles: Iterable[str]) -> list[Found]:
    return [
        Found(
            object_type="workit.roleassignment",
            object_id=str(assignment.pk),
            label=f"{assignment.get_role_display()}: {assignment.user}",
            happened_on=assignment.starts_on,
        )
        for assignment in assignments_in(town, roles)
    ]


@provides("role_granted:referent", label=_("A referent was appointed"))
def referents(town: Municipality) -> list[Found]:
    """Referents of either kind in force."""
    return _granted(town, REFERENTS)


@provides("role_granted:referent_operational", label=_("An operational referent was appointed"))
def operational_referents(town: Municipality) -> list[Found]:
    """Operational referents in force."""
    return _granted(town, [Role.REFERENT_OPERATIONAL])


@provides("role_granted:referent_strategic", label=_("A strategic referent was appointed"))
def strategic_referents(town: Municipality) -> list[Found]:
    """Strategic referents in force."""
    return _granted(town, [Role.REFERENT_STRATEGIC])


@provides("role_granted:team_lead", label=_("A task team lead was appointed"))
def team_leads(town: Municipality) -> list[Found]:
    """Leads of task teams in force."""
    return _granted(town, [Role.TEAM_LEAD])


def _letters(town: Municipality, code: str) -> list[Found]:
    entries = AuditEntry.objects.filter(municipality=town, verb="letter.sent", facts__letter=code)
    return [
        Found("workit.auditentry", str(entry.pk), str(LETTERS[code]), timezone.localtime(entry.at).date()) for entry in entries
    ]


LETTERS = {
    "mayor_first": _("The first letter to the mayor was sent"),
    "referent": _("The referent's letter of appointment was sent"),
}


@provides("letter_sent:mayor_first", label=LETTERS["mayor_first"])
def first_letters(town: Municipality) -> list[Found]:
    """The first letter to the mayor, as recorded in the toolbox."""
    return _letters(town, "mayor_first")


@provides("letter_sent:referent", label=LETTERS["referent"])
def referent_letters(town: Municipality) -> list[Found]:
    """Letters of appointment of referents, as recorded in the toolbox."""
    return _letters(town, "referent")


@provides("visit", label=_("A visit was written up"))
def visits(town: Municipality) -> list[Found]:
    """Visits that were held."""
    return [
        Found("workit.visit", str(visit.pk), visit.purpose, visit.held_on)
        for visit in Visit.objects.filter(municipality=town, held_on__isnull=False)
        if visit.held_on
    ]


@provides("handover", label=_("The coordinator's hand-over was approved"))
def handovers(town: Municipality) -> list[Found]:
    """Hand-overs the district manager approved."""
    return [
        Found(
            "workit.handover",
            str(handover.pk),
            str(_("The coordinator's hand-over was approved")),
            timezone.localtime(handover.approved_at).date(),
            reverse("workit:handover_detail", args=["all", handover.pk]),
        )
        for handover in Handover.objects.filter(municipality=town, approved_at__isnull=False)
        if handover.approved_at
    ]
