"""What happens to decisions: written during the meeting, taken when the protocol is published, followed until done."""

import datetime
import uuid
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.decisions.models import Decision, DecisionStatus, MayorApproval
from forums.meetings import attendance, blocks
from forums.meetings.blocks import Change
from forums.meetings.live_services import GoneError
from forums.meetings.models import AgendaItem, Meeting
from workit.audit.record import record
from workit.people.models import User
from workit.web.errors import DomainError

SERIAL_LOCK = 1_404
# Where a decision may go from where it stands; a changed or withdrawn one is history.
NEXT: dict[str, frozenset[str]] = {
    DecisionStatus.TAKEN: frozenset({DecisionStatus.IN_EXECUTION, DecisionStatus.DONE, DecisionStatus.WITHDRAWN}),
    DecisionStatus.IN_EXECUTION: frozenset({DecisionStatus.TAKEN, DecisionStatus.DONE, DecisionStatus.WITHDRAWN}),
    DecisionStatus.DONE: frozenset({DecisionStatus.IN_EXECUTION}),
}


def refuse_below_mark(meeting: Meeting) -> None:
    """Where the body says so, no decision is written below the attendance mark."""
    body = meeting.body
    if not body.quorum_blocks:
        return
    counted = attendance.count(body, meeting.invitees.all())
    if not counted.is_reached:
        raise DomainError(
            _("This body decides only from %(needed)s present on; %(present)s are marked as present.")
            % {"needed": counted.needed, "present": counted.present}
        )


def write_decision(
    *, meeting: Meeting, item: AgendaItem, pk: uuid.UUID, change: Change, position: int, by: User | None
) -> Decision:
    """Write a decision under a topic. Its number is meeting.order and may change until the protocol is published."""
    with blocks.writing(meeting):
        decision = Decision.objects.filter(pk=pk, meeting=meeting).first()
        if decision is None and change.is_new:
            refuse_below_mark(meeting)
            made: Decision = blocks.insert(
                Decision,
                pk,
                municipality_id=meeting.municipality_id,
                body_id=meeting.body_id,
                meeting=meeting,
                item=item,
                position=position,
                year=_day(meeting).year,
                decided_on=_day(meeting),
                **change.fields,
            )
            renumber(meeting)
            made.refresh_from_db(fields=["label"])
            return made
        if decision is None:
            raise GoneError(_("Somebody else removed this while you were typing."))
        blocks.write(decision, change)
        found: Decision = decision
        return found


def remove_decision(*, meeting: Meeting, decision: Decision) -> None:
    """Remove a decision that was not taken yet; those after it move up."""
    with blocks.writing(meeting):
        if decision.status != DecisionStatus.PROPOSED:
            raise DomainError(_("This decision was taken. It can be withdrawn or changed by a later decision."))
        decision.delete()
        renumber(meeting)


def renumber(meeting: Meeting) -> None:
    """Number the decisions in the order in which they are read: 5.1, 5.2…"""
    for order, decision in enumerate(meeting.decisions.order_by("item__position", "position", "created_at"), start=1):
        label = f"{meeting.number}.{order}"
        if decision.label != label:
            Decision.objects.filter(pk=decision.pk).update(label=label)


def take_all(*, meeting: Meeting, by: User | None) -> list[Decision]:
    """Take every decision of the meeting: each gets its number in the register. Called when the protocol is published."""
    renumber(meeting)
    proposed = meeting.decisions.filter(status=DecisionStatus.PROPOSED).order_by("item__position", "position", "created_at")
    taken = list(proposed)
    if not taken:
        return []
    refuse_below_mark(meeting)
    year, day = _day(meeting).year, _day(meeting)
    serial = _last_serial(meeting.municipality_id, year)
    for decision in taken:
        serial += 1
        decision.status, decision.serial, decision.year, decision.decided_on = DecisionStatus.TAKEN, serial, year, day
    Decision.objects.bulk_update(taken, ["status", "serial", "year", "decided_on"])
    for decision in taken:
        record("decision.taken", subject=decision, by=by, number=f"{year}/{decision.serial}")
    return taken


def _last_serial(town_id: int, year: int) -> int:
    """The last number of the year; others of the town wait until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, %s)", [SERIAL_LOCK, town_id])
    last = Decision.objects.filter(municipality=town_id, year=year).aggregate(last=Max("serial"))["last"]
    return int(last or 0)


def _day(meeting: Meeting) -> datetime.date:
    return timezone.localdate(meeting.starts_at)


def _locked(decision: Decision) -> Decision:
    found: Decision = Decision.objects.select_for_update(of=("self",)).select_related("municipality").get(pk=decision.pk)
    return found


@transaction.atomic
def move(*, decision: Decision, status: str, by: User | None) -> Decision:
    """Say what became of a decision: in execution, done, withdrawn."""
    found = _locked(decision)
    if found.status == status:
        return found
    if status not in NEXT.get(found.status, frozenset()):
        raise DomainError(_("From here the decision cannot go there."))
    before, found.status = found.status, status
    found.revision += 1
    found.save(update_fields=["status", "revision"])
    record("decision.moved", subject=found, by=by, before=before, after=status)
    return found


@transaction.atomic
def replace(*, decision: Decision, by_decision: Decision, by: User | None) -> Decision:
    """Say that a later decision changed this one."""
    found = _locked(decision)
    if by_decision.pk == found.pk or by_decision.status == DecisionStatus.PROPOSED:
        raise DomainError(_("Choose the decision, taken later, that changed this one."))
    if (by_decision.year, by_decision.serial or 0) <= (found.year, found.serial or 0):
        raise DomainError(_("A decision can be changed only by one taken after it."))
    found.status, found.changed_by = DecisionStatus.CHANGED, by_decision
    found.revision += 1
    found.save(update_fields=["status", "changed_by", "revision"])
    record("decision.changed", subject=found, by=by, changed_by=str(by_decision.pk))
    return found


@transaction.atomic
def answer_for_mayor(*, decision: Decision, approved: bool, on: datetime.date, by: User | None) -> Decision:
    """Note that the mayor approved or refused, and when."""
    found = _locked(decision)
    if found.mayor_approval == MayorApproval.NOT_NEEDED or found.status == DecisionStatus.PROPOSED:
        raise DomainError(_("This decision does not wait for the mayor."))
    if on < found.decided_on or on > timezone.localdate():
        raise DomainError(_("The day of the mayor's answer lies between the decision and today."))
    found.mayor_approval = MayorApproval.GIVEN if approved else MayorApproval.REFUSED
    found.mayor_approved_on, found.mayor_approved_by = on, by
    found.revision += 1
    found.save(update_fields=["mayor_approval", "mayor_approved_on", "mayor_approved_by", "revision"])
    record("decision.answered_by_mayor", subject=found, by=by, approved=approved, on=on.isoformat())
    return found


def how_decided(decision: Decision) -> str:
    """How it was decided, in words with the count and its base: "by vote: 11 for, 2 against, 1 abstained, of 14"."""
    if decision.kind != "vote":
        return str(decision.get_kind_display())
    counts: list[Any] = [decision.votes_for or 0, decision.votes_against or 0, decision.votes_abstained or 0]
    return _("By vote: %(for)s for, %(against)s against, %(abstained)s abstained, of %(base)s") % {
        "for": counts[0],
        "against": counts[1],
        "abstained": counts[2],
        "base": sum(counts),
    }
