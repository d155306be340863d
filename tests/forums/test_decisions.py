"""Decisions: numbered while they are written, taken once, followed until done."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from forums.decisions import services
from forums.decisions.models import Decision, DecisionStatus, MayorApproval
from tests.forums.minutes import Minutes, make_minutes, new, post
from workit.tenancy import acting_for
from workit.web.errors import DomainError


@pytest.fixture
def minutes(cast: Any) -> Iterator[Minutes]:
    with acting_for([cast.town.id]):
        yield make_minutes(cast.town, cast.referent)


@pytest.fixture
def taken(minutes: Minutes) -> Decision:
    """A decision that waits for the mayor."""
    minutes.decision("יוקם צוות", mayor_approval=MayorApproval.NEEDED)
    return services.take_all(meeting=minutes.meeting, by=minutes.by)[0]


def test_decisions_are_numbered_in_the_order_they_are_read(minutes: Minutes) -> None:
    late = minutes.decision("אחרונה", item=3)
    early = minutes.decision("ראשונה", item=1)
    late.refresh_from_db()
    assert (early.label, late.label) == ("5.1", "5.2")
    services.remove_decision(meeting=minutes.meeting, decision=early)
    late.refresh_from_db()
    assert late.label == "5.1"


def test_a_decision_gets_its_register_number_when_it_is_taken(minutes: Minutes) -> None:
    draft = minutes.decision()
    assert draft.register_number == ""
    taken = services.take_all(meeting=minutes.meeting, by=minutes.by)
    assert [decision.serial for decision in taken] == [1]
    assert taken[0].register_number == f"{minutes.town.code}/{taken[0].year}/1"
    assert services.take_all(meeting=minutes.meeting, by=minutes.by) == []


def test_below_the_mark_a_body_that_says_so_decides_nothing(cast: Any, sign_in: Any) -> None:
    with acting_for([cast.town.id]):
        minutes = make_minutes(cast.town, cast.referent, quorum_blocks=True)
        sent = {"item": str(minutes.items[1].pk), "revision": 0, "fields": {"text": "יוקם צוות"}, "was": {"text": ""}}
        answer = post(sign_in(cast.referent), minutes.url(f"decisions/{new()}/"), **sent)
        assert answer.status_code == 422
        assert "4" in answer.json()["message"]
        minutes.mark_all(present=4)
        assert minutes.decision().label == "5.1"


def test_a_decision_is_written_by_the_screen_with_its_vote(minutes: Minutes, sign_in: Any) -> None:
    fields = {"text": "יאושר", "kind": "vote", "votes_for": "4", "votes_against": "1", "votes_abstained": "", "mayor": True}
    url = minutes.url(f"decisions/{new()}/")
    answer = post(sign_in(minutes.by), url, item=str(minutes.items[1].pk), revision=0, fields=fields, was={})
    assert answer.status_code == 200
    decision = Decision.objects.get()
    assert (decision.votes_for, decision.votes_abstained, decision.mayor_approval) == (4, None, MayorApproval.NEEDED)
    assert "4" in services.how_decided(decision)
    assert "5" in services.how_decided(decision)


def test_a_taken_decision_is_not_removed(minutes: Minutes, taken: Decision) -> None:
    with pytest.raises(DomainError):
        services.remove_decision(meeting=minutes.meeting, decision=taken)


def test_the_database_refuses_a_taken_decision_without_words(taken: Decision) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=taken.pk).update(text="")


def test_a_decision_goes_its_way_and_no_other(taken: Decision, minutes: Minutes) -> None:
    moved = services.move(decision=taken, status=DecisionStatus.IN_EXECUTION, by=minutes.by)
    moved = services.move(decision=moved, status=DecisionStatus.DONE, by=minutes.by)
    assert moved.status == DecisionStatus.DONE
    with pytest.raises(DomainError):
        services.move(decision=moved, status=DecisionStatus.WITHDRAWN, by=minutes.by)


def test_only_a_later_decision_changes_one(taken: Decision, minutes: Minutes) -> None:
    minutes.decision("יוקמו שני צוותים", item=3)
    later = services.take_all(meeting=minutes.meeting, by=minutes.by)[0]
    with pytest.raises(DomainError):
        services.replace(decision=later, by_decision=taken, by=minutes.by)
    changed = services.replace(decision=taken, by_decision=later, by=minutes.by)
    assert (changed.status, changed.changed_by) == (DecisionStatus.CHANGED, later)


def test_the_mayor_answers_on_a_day_that_can_be(taken: Decision, minutes: Minutes) -> None:
    with pytest.raises(DomainError):
        services.answer_for_mayor(
            decision=taken, approved=True, on=timezone.localdate() + datetime.timedelta(days=1), by=minutes.by
        )
    answered = services.answer_for_mayor(decision=taken, approved=False, on=timezone.localdate(), by=minutes.by)
    assert answered.mayor_approval == MayorApproval.REFUSED


def test_the_register_tells_the_news_and_filters(taken: Decision, minutes: Minutes, sign_in: Any) -> None:
    client = sign_in(minutes.by)
    page = client.get(f"/t/{minutes.town.code}/decisions/").content.decode()
    assert "יוקם צוות" in page
    empty = client.get(f"/t/{minutes.town.code}/decisions/?words=שאין").content.decode()
    assert "יוקם צוות" not in empty


def test_the_page_of_a_decision_takes_the_mayors_answer(taken: Decision, minutes: Minutes, cast: Any, sign_in: Any) -> None:
    url = f"/t/{minutes.town.code}/decisions/{taken.pk}/"
    mayor = sign_in(cast.people["mayor"])
    assert mayor.get(url).status_code == 200
    bad = mayor.post(f"{url}answer/", {"approved": "yes", "on": "2001-01-01"})
    assert bad.status_code == 422
    good = mayor.post(f"{url}answer/", {"approved": "yes", "on": timezone.localdate().isoformat()})
    assert good.status_code == 302
    taken.refresh_from_db()
    assert taken.mayor_approval == MayorApproval.GIVEN


def test_members_see_the_decisions_of_their_bodies_without_internal_ones(
    taken: Decision, minutes: Minutes, cast: Any, sign_in: Any
) -> None:
    url = f"/t/{minutes.town.code}/decisions/{taken.pk}/"
    client = sign_in(cast.member)
    assert client.get(url).status_code == 404
    minutes.members[3].user = cast.member
    minutes.members[3].save(update_fields=["user"])
    assert client.get(url).status_code == 200
    minutes.items[1].is_internal = True
    minutes.items[1].save(update_fields=["is_internal"])
    assert client.get(url).status_code == 404
    assert sign_in(cast.stranger["referent"]).get(url).status_code == 404
