"""The way of a town: verbs and their refusals, evidence, gates, pages."""

import datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from forums.bodies.models import Body, BodyKind
from forums.meetings.models import Meeting, MeetingState
from tests.cast import Cast
from workit.audit.models import AuditEntry
from workit.notices.models import Notice
from workit.stages import services
from workit.stages.evidence import PROVIDERS, checklist_of, is_suggested, provides, refresh
from workit.stages.jobs import nightly
from workit.stages.models import Evidence, Milestone, State, TownMilestone, TownStage
from workit.stages.progress import Verdict
from workit.stages.way import way_of, ways_of
from workit.tenancy import acting_for
from workit.web.errors import DomainError

LONG_AGO = 200


@pytest.fixture
def walking(cast: Cast) -> Any:
    """The cast's town set out on the way long ago, and is in force."""
    with acting_for([cast.town.pk]):
        services.start_way(town=cast.town, on=days_ago(LONG_AGO), by=cast.programme_manager)
        yield cast


def days_ago(days: int) -> datetime.date:
    return timezone.localdate() - datetime.timedelta(days=days)


def milestone(code: str) -> TownMilestone:
    return TownMilestone.objects.select_related("milestone__stage", "municipality").get(milestone__code=code)


def confirm(cast: Cast, *codes: str, done_on: datetime.date | None = None) -> None:
    for code in codes:
        services.confirm(town_milestone=milestone(code), by=cast.referent, done_on=done_on)


KICKOFF = ("mayor_engaged", "agreements", "referent", "lead_team")


def test_a_town_sets_out_at_the_first_milestone(walking: Cast) -> None:
    way = way_of(walking.town)
    assert len(way.milestones) == 15
    assert [stage.stage.number for stage in way.stages] == [1, 2, 3]
    assert way.here is not None and way.here.milestone.code == "mayor_engaged"
    assert way.days == LONG_AGO
    assert way.started_on == days_ago(LONG_AGO)


def test_a_town_sets_out_once(walking: Cast) -> None:
    with pytest.raises(DomainError):
        services.start_way(town=walking.town, by=walking.programme_manager)


def test_confirming_moves_the_town_on_and_leaves_a_trace(walking: Cast) -> None:
    confirm(walking, "mayor_engaged", done_on=days_ago(10))
    way = way_of(walking.town)
    assert way.here is not None and way.here.milestone.code == "agreements"
    assert way.days == 10
    assert way.counted == (1, 15)
    entry = AuditEntry.objects.get(verb="milestone.confirmed")
    assert (entry.by, entry.facts["milestone"]) == (walking.referent, "mayor_engaged")


def test_the_second_to_confirm_is_told_that_it_was_done(walking: Cast) -> None:
    row = milestone("mayor_engaged")
    services.confirm(town_milestone=row, by=walking.referent)
    with pytest.raises(DomainError, match=str(row.milestone.name)):
        services.confirm(town_milestone=row, by=walking.coordinator)


def test_a_form_filled_before_somebody_elses_change_is_refused(walking: Cast) -> None:
    row = milestone("agreements")
    seen = services.fingerprint(row)
    services.assign(town_milestone=row, by=walking.referent, owner=walking.referent, target_on=None, seen=seen)
    with pytest.raises(DomainError):
        services.assign(town_milestone=row, by=walking.coordinator, owner=None, target_on=days_ago(-30), seen=seen)
    assert milestone("agreements").owner == walking.referent


def test_a_milestone_is_not_confirmed_for_a_day_ahead(walking: Cast) -> None:
    with pytest.raises(DomainError):
        confirm(walking, "mayor_engaged", done_on=days_ago(-1))


def test_no_gate_locks_work_of_a_later_stage(walking: Cast) -> None:
    confirm(walking, "task_teams")
    assert milestone("task_teams").state == State.DONE
    way = way_of(walking.town)
    assert way.here is not None and way.here.milestone.code == "mayor_engaged"


def test_not_applicable_needs_a_reason_and_moves_the_town_on(walking: Cast) -> None:
    with pytest.raises(DomainError):
        services.dismiss(town_milestone=milestone("mayor_engaged"), by=walking.referent, reason="  ")
    services.dismiss(town_milestone=milestone("mayor_engaged"), by=walking.referent, reason="ראש הרשות יזם את התהליך")
    way = way_of(walking.town)
    assert way.here is not None and way.here.milestone.code == "agreements"
    assert way.counted == (0, 14)


def test_reopening_needs_a_reason_starts_the_clock_anew_and_opens_the_closed_stage(walking: Cast) -> None:
    confirm(walking, *KICKOFF, done_on=days_ago(60))
    stage = TownStage.objects.get(stage__number=1)
    services.close_stage(town_stage=stage, by=walking.ceo, confirmation="ישיבת היגוי, סעיף 4")
    with pytest.raises(DomainError):
        services.reopen(town_milestone=milestone("referent"), by=walking.referent, reason="")
    services.reopen(town_milestone=milestone("referent"), by=walking.referent, reason="הרפרנט הוחלף")
    way = way_of(walking.town)
    assert way.here is not None and way.here.milestone.code == "referent"
    assert way.days == 0
    stage.refresh_from_db()
    assert (stage.closed_on, stage.reopened_reason) == (None, "הרפרנט הוחלף")


def test_a_stage_closes_when_its_required_milestones_are_behind_and_the_steering_team_confirmed(walking: Cast) -> None:
    stage = TownStage.objects.get(stage__number=1)
    confirm(walking, *KICKOFF[:3])
    with pytest.raises(DomainError, match=str(milestone("lead_team").milestone.name)):
        services.close_stage(town_stage=stage, by=walking.ceo, confirmation="ישיבת היגוי")
    confirm(walking, "lead_team")
    with pytest.raises(DomainError):
        services.close_stage(town_stage=stage, by=walking.ceo, confirmation=" ")
    services.close_stage(town_stage=stage, by=walking.ceo, confirmation="ישיבת היגוי, סעיף 4")
    stage.refresh_from_db()
    assert stage.closed_on == timezone.localdate()
    with pytest.raises(DomainError):
        services.close_stage(town_stage=stage, by=walking.ceo, confirmation="שוב")


def test_ticking_marks_the_milestone_as_moving_and_can_be_taken_back(walking: Cast) -> None:
    row = milestone("forum_established")
    item = row.milestone.checklist.first()
    assert item is not None
    ticked = services.tick(town_milestone=row, item=item, by=walking.referent, is_done=True)
    assert ticked.done_on == timezone.localdate()
    assert milestone("forum_established").state == State.IN_PROGRESS
    services.tick(town_milestone=row, item=item, by=walking.referent, is_done=False)
    ticked.refresh_from_db()
    assert (ticked.is_done, ticked.done_on) == (False, None)


def test_an_item_of_another_milestone_is_refused(walking: Cast) -> None:
    item = Milestone.objects.get(code="focuses").checklist.first()
    assert item is not None
    with pytest.raises(DomainError):
        services.tick(town_milestone=milestone("control"), item=item, by=walking.referent, is_done=True)


def hold_meeting(cast: Cast, kind: str) -> Meeting:
    body, _ = Body.objects.get_or_create(municipality=cast.town, kind=kind, defaults={"name": str(BodyKind(kind).label)})
    number = body.meetings.count() + 1
    return Meeting.objects.create(
        municipality=cast.town,
        body=body,
        number=number,
        title=f"פגישה {number}",
        state=MeetingState.CLOSED,
        starts_at=timezone.now() - datetime.timedelta(days=3),
    )


def test_a_meeting_that_was_held_is_suggested_once_and_confirmed_by_a_person(walking: Cast) -> None:
    hold_meeting(walking, BodyKind.MAYOR)
    assert refresh(walking.town) > 0
    assert refresh(walking.town) == 0
    row = milestone("mayor_engaged")
    piece = Evidence.objects.get(town_milestone=row, provider="meeting_held:mayor")
    pieces = list(row.evidence.all())
    assert is_suggested(row, checklist_of(row, pieces), pieces)
    assert row.state == State.IN_PROGRESS, "nothing is done until a person says so"
    services.confirm_evidence(evidence=piece, by=walking.referent)
    piece.refresh_from_db()
    assert piece.confirmed_by == walking.referent


def test_refused_evidence_is_not_suggested_again(walking: Cast) -> None:
    hold_meeting(walking, BodyKind.MAYOR)
    refresh(walking.town)
    row = milestone("mayor_engaged")
    for piece in row.evidence.all():
        services.refuse_evidence(evidence=piece, by=walking.referent)
    assert refresh(walking.town) == 0
    pieces = list(row.evidence.all())
    assert not is_suggested(row, checklist_of(row, pieces), pieces)


def test_a_role_is_evidence_of_the_referent(walking: Cast) -> None:
    refresh(walking.town)
    codes = set(Evidence.objects.filter(town_milestone=milestone("referent")).values_list("provider", flat=True))
    assert {"role_granted:referent_operational", "role_granted:referent_strategic"} <= codes


def test_evidence_of_another_town_is_not_found(walking: Cast) -> None:
    with acting_for([walking.other_town.pk]):
        services.start_way(town=walking.other_town, by=walking.programme_manager)
        hold = Body.objects.create(municipality=walking.other_town, kind=BodyKind.MAYOR, name="ראש הרשות")
        Meeting.objects.create(
            municipality=walking.other_town,
            body=hold,
            number=1,
            title="זרה",
            state=MeetingState.CLOSED,
            starts_at=timezone.now(),
        )
    refresh(walking.town)
    assert not Evidence.objects.filter(label__contains="זרה").exists()


def test_evidence_added_by_hand_counts_at_once(walking: Cast) -> None:
    row = milestone("agreements")
    piece = services.add_evidence(town_milestone=row, by=walking.referent, label="הסכם חתום", happened_on=days_ago(2))
    assert piece.confirmed_by == walking.referent
    with pytest.raises(DomainError):
        services.add_evidence(town_milestone=row, by=walking.referent, label=" ")
    with pytest.raises(DomainError):
        services.add_evidence(town_milestone=row, by=walking.referent, label="מחר", happened_on=days_ago(-1))


def test_two_finders_may_not_have_one_code() -> None:
    with pytest.raises(ValueError, match="twice"):
        provides("visit", label="x")(lambda town: [])
    assert "visit" in PROVIDERS


def test_every_kind_of_evidence_the_forum_can_know_is_provided(db: None) -> None:
    """What other apps will provide is named, so that a typing error in the methodology shows."""
    later = ("survey", "import", "work_plan", "indicator", "focus", "insight", "review_closed", "stakeholder_map")
    later += ("barrier_map", "referral", "theory_of_change", "document")
    named = set()
    for row in Milestone.objects.prefetch_related("checklist"):
        named.update(row.evidence, *(item.evidence for item in row.checklist.all()))
    assert {code for code in named if code.partition(":")[0] not in later} - set(PROVIDERS) == set()


def test_a_stuck_town_is_told_of_once_for_each_stay(walking: Cast) -> None:
    assert way_of(walking.town).verdict is Verdict.STUCK
    assert nightly(walking.town)["stuck"] is True
    nightly(walking.town)
    told = Notice.objects.filter(type="town.stuck")
    assert {notice.to for notice in told} == {walking.referent, walking.people["referent_strategic"], walking.coordinator}
    assert told.count() == 3


def test_confirming_is_told_to_those_who_follow_and_not_to_who_did_it(walking: Cast) -> None:
    confirm(walking, "mayor_engaged")
    told = {notice.to for notice in Notice.objects.filter(type="milestone.confirmed")}
    assert walking.coordinator in told
    assert walking.referent not in told


def test_the_news_says_what_was_reached_and_what_is_now(walking: Cast) -> None:
    confirm(walking, *KICKOFF)
    assert way_of(walking.town).sentences() == ["הצוות המוביל הוקם.", "עכשיו מקימים את הפורום."]


def test_ways_of_many_towns_take_as_many_queries_as_of_one(walking: Cast, django_assert_num_queries: Any) -> None:
    with acting_for([walking.town.pk, walking.other_town.pk]):
        services.start_way(town=walking.other_town, by=walking.programme_manager)
        with django_assert_num_queries(3):
            ways = ways_of([walking.town.pk, walking.other_town.pk])
        assert [len(way.milestones) for way in ways.values()] == [15, 15]


# Pages


def path(name: str, cast: Cast, *rest: Any) -> str:
    return reverse(f"workit:{name}", args=[cast.town.code, *rest])


def test_the_milestone_page_shows_why_who_and_what(walking: Cast, sign_in: Any) -> None:
    page = sign_in(walking.referent).get(path("milestone_detail", walking, "mayor_engaged")).content.decode()
    row = milestone("mayor_engaged")
    assert row.milestone.content["why_he"] in page
    assert "פגישת היכרות ורתימה עם ראש הרשות התקיימה" in page


def test_a_person_confirms_on_the_page(walking: Cast, sign_in: Any) -> None:
    url = path("milestone_confirm", walking, "mayor_engaged")
    answer = sign_in(walking.referent).post(url, {"done_on": timezone.localdate().isoformat(), "seen": ""})
    assert answer.status_code == 302
    assert milestone("mayor_engaged").state == State.DONE


def test_what_the_service_refuses_stands_in_the_form(walking: Cast, sign_in: Any) -> None:
    url = path("milestone_confirm", walking, "mayor_engaged")
    answer = sign_in(walking.referent).post(url, {"done_on": days_ago(-1).isoformat()})
    assert answer.status_code == 200
    assert milestone("mayor_engaged").state == State.IN_PROGRESS
    assert "errsum" in answer.content.decode()


def test_a_member_reads_and_does_not_confirm(walking: Cast, sign_in: Any) -> None:
    client = sign_in(walking.member)
    assert client.get(path("milestone_detail", walking, "mayor_engaged")).status_code == 200
    assert client.post(path("milestone_confirm", walking, "mayor_engaged"), {"done_on": "2020-01-01"}).status_code == 403
    assert client.post(path("stage_close", walking, 1), {"confirmation": "x"}).status_code == 403


def test_another_town_is_missing(walking: Cast, sign_in: Any) -> None:
    client = sign_in(walking.stranger["referent"])
    for name, rest in (("way_detail", ()), ("stage_detail", (1,)), ("milestone_detail", ("mayor_engaged",)), ("town_home", ())):
        assert client.get(path(name, walking, *rest)).status_code == 404
    assert client.post(path("milestone_confirm", walking, "mayor_engaged"), {}).status_code == 404


def test_an_unknown_milestone_and_stage_are_missing(walking: Cast, sign_in: Any) -> None:
    client = sign_in(walking.referent)
    assert client.get(path("milestone_detail", walking, "no_such")).status_code == 404
    assert client.get(path("stage_detail", walking, 9)).status_code == 404


def test_evidence_of_another_milestone_is_missing_under_this_one(walking: Cast, sign_in: Any) -> None:
    hold_meeting(walking, BodyKind.MAYOR)
    refresh(walking.town)
    piece = Evidence.objects.filter(town_milestone=milestone("mayor_engaged")).first()
    assert piece is not None
    client = sign_in(walking.referent)
    assert client.post(path("evidence_confirm", walking, "focuses", piece.pk)).status_code == 404
    assert client.post(path("evidence_confirm", walking, "mayor_engaged", piece.pk)).status_code == 302


def test_verbs_are_posted_only(walking: Cast, sign_in: Any) -> None:
    assert sign_in(walking.referent).get(path("milestone_confirm", walking, "mayor_engaged")).status_code == 405


def test_the_stage_page_names_what_the_closing_waits_for_and_closes(walking: Cast, sign_in: Any) -> None:
    client = sign_in(walking.ceo)
    assert "מינוי רפרנט יישובי" in client.get(path("stage_detail", walking, 1)).content.decode()
    confirm(walking, *KICKOFF)
    sent = {"confirmation": "ישיבת היגוי, סעיף 4", "closed_on": timezone.localdate().isoformat()}
    assert client.post(path("stage_close", walking, 1), sent).status_code == 302
    assert TownStage.objects.get(stage__number=1).closed_on is not None


def test_the_methodology_is_read_by_the_programme_manager_only(walking: Cast, sign_in: Any) -> None:
    url = reverse("workit:methodology_detail")
    page = sign_in(walking.programme_manager).get(url)
    assert page.status_code == 200
    assert "רתימת ראש הרשות" in page.content.decode()
    assert sign_in(walking.referent).get(url).status_code in (403, 404)
