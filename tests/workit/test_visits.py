"""The coordinator's visits: plan, write up, cancel; contacts seen are recorded."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from tests.cast import Cast, grant
from workit.access.roles import Role
from workit.audit.models import AuditEntry
from workit.people.models import RoleAssignment
from workit.stages import services, visits
from workit.stages.models import Evidence, Visit
from workit.tenancy import acting_for
from workit.web.errors import DomainError


@pytest.fixture
def region(cast: Cast) -> Any:
    """The cast, its town in force."""
    with acting_for([cast.town.pk]):
        yield cast


def plan(cast: Cast, **more: Any) -> Visit:
    given = {"planned_at": timezone.now() + datetime.timedelta(days=2), "purpose": "הקמת צוות מוביל", **more}
    return visits.plan(town=cast.town, by=cast.coordinator, **given)


def test_a_visit_is_planned_and_written_up(region: Cast) -> None:
    visit = plan(region)
    visits.write_up(visit=visit, by=region.coordinator, held_on=timezone.localdate(), summary="סוכם על צוות")
    visit.refresh_from_db()
    assert (visit.held_on, visit.summary) == (timezone.localdate(), "סוכם על צוות")
    assert set(AuditEntry.objects.values_list("verb", flat=True)) == {"visit.planned", "visit.written_up"}


def test_a_visit_written_up_is_evidence(region: Cast) -> None:
    services.start_way(town=region.town, by=None)
    visit = plan(region)
    visits.write_up(visit=visit, by=region.coordinator, held_on=timezone.localdate(), summary="היכרות")
    assert Evidence.objects.filter(provider="visit", object_id=str(visit.pk)).exists()


def test_what_a_visit_refuses(region: Cast) -> None:
    with pytest.raises(DomainError):
        plan(region, purpose=" ")
    visit = plan(region)
    with pytest.raises(DomainError):
        visits.write_up(visit=visit, by=region.coordinator, held_on=timezone.localdate(), summary=" ")
    with pytest.raises(DomainError):
        visits.write_up(
            visit=visit, by=region.coordinator, held_on=timezone.localdate() + datetime.timedelta(days=1), summary="מחר"
        )
    with pytest.raises(DomainError):
        visits.cancel(visit=visit, by=region.coordinator, reason="")
    visits.cancel(visit=visit, by=region.coordinator, reason="נדחה")
    with pytest.raises(DomainError):
        visits.write_up(visit=visit, by=region.coordinator, held_on=timezone.localdate(), summary="בכל זאת")
    with pytest.raises(DomainError):
        visits.cancel(visit=visit, by=region.coordinator, reason="שוב")


def test_the_board_fills_the_form_and_the_form_plans(region: Cast, sign_in: Any) -> None:
    client = sign_in(region.coordinator)
    page = client.get("/r/all/visits/plan/", {"town": region.town.code, "purpose": "הקמת צוות מוביל"}).content.decode()
    assert 'value="הקמת צוות מוביל"' in page
    day = (timezone.localdate() + datetime.timedelta(days=3)).isoformat()
    sent = {"town": region.town.code, "kind": "visit", "day": day, "hour": "09:00", "purpose": "הקמת צוות מוביל"}
    assert client.post("/r/all/visits/plan/", sent).status_code == 302
    assert Visit.objects.get().municipality == region.town
    assert "ביקור אחד נקבע" in client.get("/r/all/visits/").content.decode()


def test_a_town_of_another_region_cannot_be_visited(region: Cast, sign_in: Any) -> None:
    sent = {"town": region.other_town.code, "kind": "visit", "day": "2030-01-06", "hour": "09:00", "purpose": "x"}
    answer = sign_in(region.coordinator).post("/r/all/visits/plan/", sent)
    assert answer.status_code == 200
    assert not Visit.objects.exists()


def test_seeing_the_contacts_is_recorded(region: Cast, sign_in: Any) -> None:
    visit = plan(region)
    page = sign_in(region.coordinator).get(f"/r/all/visits/{visit.pk}/")
    assert region.referent.email in page.content.decode()
    entry = AuditEntry.objects.get(verb="visit.contacts_viewed")
    assert entry.by == region.coordinator
    assert region.referent.email not in str(entry.facts)


def test_the_page_writes_up_and_cancels(region: Cast, sign_in: Any) -> None:
    client, visit = sign_in(region.coordinator), plan(region)
    sent = {"held_on": timezone.localdate().isoformat(), "summary": ""}
    assert client.post(f"/r/all/visits/{visit.pk}/write-up/", sent).status_code == 200
    assert client.post(f"/r/all/visits/{visit.pk}/write-up/", {**sent, "summary": "סוכם"}).status_code == 302
    other = plan(region)
    assert client.post(f"/r/all/visits/{other.pk}/cancel/", {"reason": "חג"}).status_code == 302


def test_who_may(region: Cast, sign_in: Any) -> None:
    visit = plan(region)
    manager = sign_in(region.people[Role.DISTRICT_MANAGER])
    assert manager.get(f"/r/all/visits/{visit.pk}/").status_code == 200
    assert manager.post(f"/r/all/visits/{visit.pk}/cancel/", {"reason": "x"}).status_code == 403
    assert sign_in(region.stranger[Role.REGIONAL_COORDINATOR]).get(f"/r/all/visits/{visit.pk}/").status_code == 404
    assert sign_in(region.referent).get("/r/all/visits/").status_code == 404


def test_a_coordinator_of_one_region_who_reads_another_writes_nothing_there(region: Cast, sign_in: Any) -> None:
    visit = plan(region)
    person = region.stranger[Role.REGIONAL_COORDINATOR]
    RoleAssignment.objects.create(user=person, role=Role.OBSERVER, scope="programme")
    assert sign_in(person).post(f"/r/all/visits/{visit.pk}/cancel/", {"reason": "x"}).status_code == 403
    grant(person, Role.REGIONAL_COORDINATOR, region.town)
    assert sign_in(person).post(f"/r/all/visits/{visit.pk}/cancel/", {"reason": "x"}).status_code == 302
