"""What happens on the way: a town sets out, milestones are confirmed, stages are closed. No gate locks anything."""

import datetime
import hashlib
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from workit.audit.record import record
from workit.people.models import User
from workit.places.models import Municipality
from workit.stages import evidence as evidence_registry
from workit.stages import progress, telling
from workit.stages.models import (
    ChecklistItem,
    Evidence,
    Methodology,
    Milestone,
    Stage,
    State,
    TownChecklistItem,
    TownMilestone,
    TownStage,
)
from workit.stages.way import step_of, way_of
from workit.tenancy import uuid7
from workit.web.errors import DomainError


@transaction.atomic
def start_way(
    *, town: Municipality, methodology: Methodology | None = None, on: datetime.date | None = None, by: User | None
) -> TownStage:
    """Set a town out on the way: its stages and milestones of one version of the methodology, the first one current.

    Raises DomainError when it is on the way already.
    """
    if TownMilestone.objects.filter(municipality=town).exists():
        raise DomainError(_("%(town)s is on the way already.") % {"town": town})
    on = on or timezone.localdate()
    methodology = methodology or Methodology.objects.get(is_current=True)
    stages = [TownStage(municipality=town, stage=stage) for stage in Stage.objects.filter(methodology=methodology)]
    stages[0].opened_on = on
    TownStage.objects.bulk_create(stages)
    milestones = Milestone.objects.filter(stage__methodology=methodology).order_by("stage__number", "number")
    rows = [TownMilestone(municipality=town, milestone=milestone) for milestone in milestones]
    rows[0].state, rows[0].entered_on, rows[0].moved_on = State.IN_PROGRESS, on, on
    TownMilestone.objects.bulk_create(rows)
    record("stage.opened", subject=stages[0], by=by, number=1, methodology=methodology.version)
    return stages[0]


def fingerprint(row: TownMilestone) -> str:
    """What a form was filled from: changes when anybody changes the milestone."""
    facts = (row.state, row.owner_id, row.target_on, row.done_on, row.reason)
    return hashlib.sha256(repr(tuple(str(fact) for fact in facts)).encode()).hexdigest()[:16]


def _locked(row: TownMilestone, seen: str = "") -> TownMilestone:
    """The row as it is now, held until the end of the transaction; DomainError when it is not what the form showed."""
    found: TownMilestone = (
        TownMilestone.objects.select_for_update(of=("self",)).select_related("milestone__stage").get(pk=row.pk)
    )
    if seen and seen != fingerprint(found):
        raise DomainError(
            _("Somebody changed this milestone a moment ago. What stands here now is the newest; please look and repeat.")
        )
    return found


@transaction.atomic
def confirm(*, town_milestone: TownMilestone, by: User, done_on: datetime.date | None = None, seen: str = "") -> TownMilestone:
    """Say that a milestone was reached, on a day that has passed; the town moves to the next one ahead.

    Raises DomainError for a day ahead, for one that is done, and when somebody else was faster.
    """
    row = _locked(town_milestone)
    today = timezone.localdate()
    done_on = done_on or today
    if row.state == State.DONE:
        raise DomainError(_("%(milestone)s was confirmed already, with the date %(day)s.") % _named(row, row.done_on))
    _locked(row, seen)
    if done_on > today:
        raise DomainError(_("A milestone is confirmed after it was reached: the date has to be today or earlier."))
    row.state, row.done_on, row.confirmed_by, row.reason, row.moved_on = State.DONE, done_on, by, "", today
    row.save(update_fields=["state", "done_on", "confirmed_by", "reason", "moved_on"])
    record("milestone.confirmed", subject=row, by=by, milestone=row.milestone.code, done_on=done_on.isoformat())
    _move_on(row, done_on)
    telling.milestone_confirmed(row, by=by)
    return row


@transaction.atomic
def dismiss(*, town_milestone: TownMilestone, by: User, reason: str, seen: str = "") -> TownMilestone:
    """Say that a milestone does not apply to the town, and why; the town moves on.

    Raises DomainError without a reason, and for a milestone that is done.
    """
    row = _locked(town_milestone, seen)
    if not reason.strip():
        raise DomainError(_("A reason has to be written."))
    if row.state in progress.BEHIND:
        raise DomainError(_("Only a milestone that is open can be marked as not applicable."))
    row.state, row.reason, row.moved_on = State.NOT_APPLICABLE, reason.strip(), timezone.localdate()
    row.save(update_fields=["state", "reason", "moved_on"])
    record("milestone.dismissed", subject=row, by=by, milestone=row.milestone.code)
    _move_on(row, timezone.localdate())
    return row


@transaction.atomic
def reopen(*, town_milestone: TownMilestone, by: User, reason: str, seen: str = "") -> TownMilestone:
    """Open a milestone again, with a reason; its clock starts anew, and a stage that was closed over it opens too.

    Raises DomainError without a reason, and for a milestone that is open.
    """
    row = _locked(town_milestone, seen)
    today = timezone.localdate()
    if not reason.strip():
        raise DomainError(_("A reason has to be written."))
    if row.state not in progress.BEHIND:
        raise DomainError(_("%(milestone)s is open already.") % _named(row))
    row.state, row.done_on, row.confirmed_by, row.reason = State.IN_PROGRESS, None, None, reason.strip()
    row.entered_on = row.moved_on = today
    row.save(update_fields=["state", "done_on", "confirmed_by", "reason", "entered_on", "moved_on"])
    record("milestone.reopened", subject=row, by=by, milestone=row.milestone.code)
    stage = TownStage.objects.filter(stage=row.milestone.stage, closed_on__isnull=False).first()
    if stage is not None:
        reopen_stage(town_stage=stage, by=by, reason=reason)
    return row


@transaction.atomic
def assign(
    *, town_milestone: TownMilestone, by: User, owner: User | None, target_on: datetime.date | None, seen: str = ""
) -> TownMilestone:
    """Say who carries the milestone and by when.

    Raises DomainError when somebody changed it meanwhile.
    """
    row = _locked(town_milestone, seen)
    before = row.target_on
    row.owner, row.target_on = owner, target_on
    row.save(update_fields=["owner", "target_on"])
    record(
        "milestone.assigned",
        subject=row,
        by=by,
        milestone=row.milestone.code,
        owner=str(owner.pk) if owner else "",
        moved_from=before.isoformat() if before else "",
        target_on=target_on.isoformat() if target_on else "",
    )
    return row


@transaction.atomic
def tick(*, town_milestone: TownMilestone, item: ChecklistItem, by: User, is_done: bool, note: str = "") -> TownChecklistItem:
    """Tick a checklist item, or take the tick back; either way the milestone is one that moves.

    Raises DomainError for an item of another milestone.
    """
    if item.milestone_id != town_milestone.milestone_id:
        raise DomainError(_("This item belongs to another milestone."))
    row = _locked(town_milestone)
    ticked, _created = TownChecklistItem.objects.update_or_create(
        municipality_id=row.municipality_id,
        item=item,
        defaults={"is_done": is_done, "done_on": timezone.localdate() if is_done else None, "by": by, "note": note[:400]},
    )
    _touch(row)
    record("checklist.ticked" if is_done else "checklist.unticked", subject=row, by=by, item=item.code)
    return ticked


@transaction.atomic
def add_evidence(
    *,
    town_milestone: TownMilestone,
    by: User,
    label: str,
    happened_on: datetime.date | None = None,
    item: ChecklistItem | None = None,
    url: str = "",
    file: Any = None,
) -> Evidence:
    """Add what shows a milestone, by hand: a note with a date, and a link or a stored file. It counts as confirmed.

    Raises DomainError without words, and for a day ahead.
    """
    if not label.strip():
        raise DomainError(_("It has to be said what it is."))
    happened_on = happened_on or timezone.localdate()
    if happened_on > timezone.localdate():
        raise DomainError(_("What shows a milestone has happened: the date has to be today or earlier."))
    row = _locked(town_milestone)
    piece = Evidence.objects.create(
        municipality_id=row.municipality_id,
        town_milestone=row,
        item=item,
        provider=evidence_registry.BY_HAND,
        label=label.strip()[:200],
        object_id=str(uuid7()),
        url=url,
        file=file,
        happened_on=happened_on,
        confirmed_at=timezone.now(),
        confirmed_by=by,
    )
    _touch(row)
    record("evidence.added", subject=row, by=by, evidence=str(piece.pk))
    return piece


@transaction.atomic
def confirm_evidence(*, evidence: Evidence, by: User) -> Evidence:
    """Agree that a suggested object shows the milestone. Agreeing twice is once; a refusal is taken back."""
    piece: Evidence = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    if piece.confirmed_at is None:
        piece.confirmed_at, piece.confirmed_by, piece.refused_at = timezone.now(), by, None
        piece.save(update_fields=["confirmed_at", "confirmed_by", "refused_at"])
        _touch(_locked(piece.town_milestone))
        record("evidence.confirmed", subject=piece.town_milestone, by=by, evidence=str(piece.pk))
    return piece


@transaction.atomic
def refuse_evidence(*, evidence: Evidence, by: User) -> Evidence:
    """Say that a suggested object does not show the milestone; it is not suggested again."""
    piece: Evidence = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    if piece.refused_at is None:
        piece.refused_at, piece.confirmed_at, piece.confirmed_by = timezone.now(), None, None
        piece.save(update_fields=["refused_at", "confirmed_at", "confirmed_by"])
        record("evidence.refused", subject=piece.town_milestone, by=by, evidence=str(piece.pk))
    return piece


@transaction.atomic
def close_stage(*, town_stage: TownStage, by: User, confirmation: str, on: datetime.date | None = None) -> TownStage:
    """Close a stage: its required milestones are behind, and the steering team confirmed, with where and when in words.

    Raises DomainError without the confirmation, with milestones open, for a day ahead, and for a closed stage.
    """
    stage: TownStage = TownStage.objects.select_for_update(of=("self",)).select_related("stage").get(pk=town_stage.pk)
    on = on or timezone.localdate()
    if stage.closed_on is not None:
        raise DomainError(_("The stage was closed already."))
    if not confirmation.strip():
        raise DomainError(_("What the steering team confirmed, and where, has to be written."))
    if on > timezone.localdate():
        raise DomainError(_("The date has to be today or earlier."))
    way = way_of(stage.municipality)
    if missing := progress.open_required(way.steps, stage.stage.number):
        codes = {step.code for step in missing}
        names = ", ".join(row.milestone.name for row in way.milestones if row.milestone.code in codes)
        raise DomainError(_("These milestones have to be reached first: %(milestones)s.") % {"milestones": names})
    stage.closed_on, stage.closed_by, stage.confirmation, stage.reopened_reason = on, by, confirmation.strip(), ""
    stage.save(update_fields=["closed_on", "closed_by", "confirmation", "reopened_reason"])
    TownStage.objects.filter(stage__number=stage.stage.number + 1, opened_on__isnull=True).update(opened_on=on)
    record("stage.closed", subject=stage, by=by, number=stage.stage.number)
    telling.stage_closed(stage, by=by)
    return stage


@transaction.atomic
def reopen_stage(*, town_stage: TownStage, by: User, reason: str) -> TownStage:
    """Open a closed stage again, with a reason; its milestones stay as they are.

    Raises DomainError without a reason, and for a stage that is open.
    """
    stage: TownStage = TownStage.objects.select_for_update(of=("self",)).select_related("stage").get(pk=town_stage.pk)
    if not reason.strip():
        raise DomainError(_("A reason has to be written."))
    if stage.closed_on is None:
        raise DomainError(_("The stage is open already."))
    stage.closed_on, stage.closed_by, stage.confirmation, stage.reopened_reason = None, None, "", reason.strip()
    stage.save(update_fields=["closed_on", "closed_by", "confirmation", "reopened_reason"])
    record("stage.reopened", subject=stage, by=by, number=stage.stage.number)
    telling.stage_reopened(stage, by=by)
    return stage


def _named(row: TownMilestone, day: datetime.date | None = None) -> dict[str, str]:
    return {"milestone": row.milestone.name, "day": f"{day:%d.%m.%Y}" if day else ""}


def _touch(row: TownMilestone) -> None:
    """Something moved at the milestone; one that had not begun has now."""
    row.moved_on = timezone.localdate()
    if row.state == State.NOT_STARTED:
        row.state = State.IN_PROGRESS
    row.save(update_fields=["moved_on", "state"])


def _move_on(row: TownMilestone, day: datetime.date) -> None:
    """Put the town at its next open milestone: the clock there starts on the day it came, its stage opens."""
    rows = list(TownMilestone.objects.filter(municipality_id=row.municipality_id).on_the_way())
    here = progress.current([step_of(found) for found in rows])
    if here is None:
        return
    following = next(found for found in rows if found.milestone.code == here.code)
    if following.entered_on is None:
        following.entered_on = following.moved_on = day
        following.state = State.IN_PROGRESS
        following.save(update_fields=["entered_on", "moved_on", "state"])
        TownStage.objects.filter(stage=following.milestone.stage, opened_on__isnull=True).update(opened_on=day)
