"""The planned hand-over of the coordinator's role: both see all, the outgoing decides, the district manager approves."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from forums.members.models import Member
from forums.tasks.models import Task
from tests.cast import Cast, make_person
from workit.access.roles import Role
from workit.people.models import RoleAssignment
from workit.stages import handover as services
from workit.stages.models import Handover
from workit.tenancy import acting_for
from workit.web.errors import DomainError


@pytest.fixture
def change(cast: Cast) -> Any:
    """The coordinator leaves in six days, the successor has begun."""
    today = timezone.localdate()
    incoming_user = make_person(Role.REGIONAL_COORDINATOR, cast.town, email="incoming@town.example", starts_on=today)
    incoming = incoming_user.assignments.get()
    outgoing = RoleAssignment.objects.get(user=cast.coordinator, role=Role.REGIONAL_COORDINATOR)
    outgoing.ends_on, outgoing.successor = today + datetime.timedelta(days=5), incoming
    outgoing.save(update_fields=["ends_on", "successor"])
    cast.people["incoming"] = incoming_user
    with acting_for([cast.town.pk]):
        yield cast


def begin(cast: Cast) -> Handover:
    outgoing = RoleAssignment.objects.select_related("successor").get(user=cast.coordinator, role=Role.REGIONAL_COORDINATOR)
    [row] = services.begin(outgoing=outgoing, incoming=outgoing.successor, by=cast.programme_manager)
    return row


def open_task(cast: Cast) -> Task:
    member = Member.objects.create(municipality=cast.town, name="רכזת האזור", sector="government", user=cast.coordinator)
    return Task.objects.create(municipality=cast.town, number=1, text="תיאום", owner=member, due_on=timezone.localdate())


def finish(cast: Cast, row: Handover) -> None:
    services.summarise(handover=row, by=cast.coordinator, summary="היישוב באבן דרך שלישית")
    services.introduce(handover=row, by=cast.coordinator, on=timezone.localdate())
    services.pass_contacts(handover=row, by=cast.coordinator)


def test_it_begins_once_in_each_town_of_the_region(change: Cast) -> None:
    first, second = begin(change), begin(change)
    assert first.pk == second.pk
    assert first.municipality == change.town


def test_only_a_coordinators_role_with_a_last_day_is_handed_over(change: Cast) -> None:
    ceo = RoleAssignment.objects.get(user=change.ceo)
    with pytest.raises(DomainError):
        services.begin(outgoing=ceo, incoming=None, by=change.programme_manager)
    with pytest.raises(DomainError):
        services.begin(outgoing=change.people["incoming"].assignments.get(), incoming=None, by=change.programme_manager)


def test_open_tasks_pass_to_the_successor(change: Cast) -> None:
    task, row = open_task(change), begin(change)
    assert services.open_matters([change.town.pk], change.coordinator) == {change.town.pk: 1}
    assert services.move_tasks(handover=row, by=change.coordinator) == 1
    task.refresh_from_db()
    assert task.owner is not None and task.owner.user == change.people["incoming"]
    assert services.open_matters([change.town.pk], change.coordinator) == {change.town.pk: 0}
    assert task.comments.count() == 1


def test_the_approval_names_what_is_missing_and_then_closes_the_matter(change: Cast) -> None:
    open_task(change)
    row = begin(change)
    with pytest.raises(DomainError, match="סיכום היישוב, המשימות הפתוחות, פגישת ההיכרות, אנשי הקשר"):
        services.approve(handover=row, by=change.people[Role.DISTRICT_MANAGER])
    services.move_tasks(handover=row, by=change.coordinator)
    finish(change, row)
    services.approve(handover=row, by=change.people[Role.DISTRICT_MANAGER])
    with pytest.raises(DomainError):
        services.summarise(handover=row, by=change.coordinator, summary="אחרי האישור")


def test_without_a_successor_nothing_moves(change: Cast) -> None:
    row = begin(change)
    Handover.objects.filter(pk=row.pk).update(incoming=None)
    with pytest.raises(DomainError):
        services.move_tasks(handover=row, by=change.coordinator)
    with pytest.raises(DomainError):
        services.approve(handover=row, by=change.people[Role.DISTRICT_MANAGER])


def test_the_page_shows_the_overlap_and_begins(change: Cast, sign_in: Any) -> None:
    client = sign_in(change.coordinator)
    assert "6 ימי חפיפה" in client.get("/r/all/handover/").content.decode()
    outgoing = RoleAssignment.objects.get(user=change.coordinator, role=Role.REGIONAL_COORDINATOR)
    assert client.post(f"/r/all/handover/{outgoing.pk}/begin/").status_code == 302
    assert Handover.objects.count() == 1


def test_in_the_overlap_both_see_and_only_the_outgoing_decides(change: Cast, sign_in: Any) -> None:
    row = begin(change)
    outgoing, incoming = sign_in(change.coordinator), sign_in(change.people["incoming"])
    for client in (outgoing, incoming):
        assert client.get(f"/r/all/handover/{row.pk}/").status_code == 200
    written = {"summary": "תיק היישוב"}
    assert incoming.post(f"/r/all/handover/{row.pk}/summarise/", written).status_code == 403
    assert outgoing.post(f"/r/all/handover/{row.pk}/summarise/", written).status_code == 302
    assert outgoing.post(f"/r/all/handover/{row.pk}/approve/").status_code == 403


def test_the_district_manager_approves_on_the_page(change: Cast, sign_in: Any) -> None:
    row = begin(change)
    finish(change, row)
    assert sign_in(change.people[Role.DISTRICT_MANAGER]).post(f"/r/all/handover/{row.pk}/approve/").status_code == 302
    row.refresh_from_db()
    assert row.approved_by == change.people[Role.DISTRICT_MANAGER]


def test_a_hand_over_of_another_region_is_missing(change: Cast, sign_in: Any) -> None:
    row = begin(change)
    assert sign_in(change.stranger[Role.REGIONAL_COORDINATOR]).get(f"/r/all/handover/{row.pk}/").status_code == 404
