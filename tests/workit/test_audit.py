"""The audit: who did and who saw what, in one chain for each town, readable and never changed."""

import ast
import re
from typing import Any

import pghistory
import pytest
from django.contrib.auth import authenticate
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse
from django.utils.translation import pgettext

from tests.cast import Cast
from tests.conftest import ROOT, owner_connection
from workit.audit.models import AuditEntry, SecurityEntry
from workit.audit.queries import PER_PAGE, broken_link, history_of
from workit.audit.record import record, record_security_at_once, record_view
from workit.audit.wording import SECURITY_VERBS, VERBS
from workit.organisations.models import Organisation
from workit.tenancy import acting_for


def organisation(cast: Cast, name: str = "מכללת העמק") -> Organisation:
    return Organisation.objects.create(municipality=cast.town, name=name, sector="academia")


def test_entries_of_a_town_form_a_chain_and_a_changed_one_shows(committed: Cast) -> None:
    with acting_for([committed.town.pk]):
        subject = organisation(committed)
        for number in range(5):
            record("organisation.changed", subject=subject, by=committed.referent, number=number)
        assert [entry.number for entry in AuditEntry.objects.order_by("number")] == [1, 2, 3, 4, 5]
        assert broken_link() is None
        with owner_connection() as owner, owner.cursor() as cursor:
            cursor.execute("select set_config('app.towns', %s, false)", [str(committed.town.pk)])
            cursor.execute("alter table workit_auditentry disable trigger user")
            cursor.execute("update workit_auditentry set verb = 'organisation.viewed' where number = 3")
            cursor.execute("alter table workit_auditentry enable trigger user")
        broken = broken_link()
        assert broken is not None and broken.number == 3


def test_an_entry_can_be_neither_changed_nor_removed(cast: Cast) -> None:
    with acting_for([cast.town.pk]):
        entry = record("organisation.created", subject=organisation(cast), by=cast.referent)
        with pytest.raises(DatabaseError), transaction.atomic():
            AuditEntry.objects.filter(pk=entry.pk).update(verb="organisation.viewed")
        with pytest.raises(DatabaseError), transaction.atomic():
            AuditEntry.objects.filter(pk=entry.pk).delete()


def test_an_entry_vanishes_with_the_deed_that_failed(cast: Cast) -> None:
    with acting_for([cast.town.pk]):
        subject = organisation(cast)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            record("organisation.changed", subject=subject, by=cast.referent)
            raise ZeroDivisionError
        assert not AuditEntry.objects.exists()


def test_an_attempt_that_failed_stays_when_the_request_is_rolled_back(committed: Cast) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record_security_at_once("sign_in.refused", about_email=committed.referent.email.upper(), network="192.0.2.0/24")
        raise ZeroDivisionError
    entry = SecurityEntry.objects.get()
    assert (entry.verb, entry.about, entry.facts) == ("sign_in.refused", committed.referent, {"network": "192.0.2.0/24"})


def test_sign_ins_and_refused_ones_are_entered_without_the_address_typed(committed: Cast, client: Any) -> None:
    request = RequestFactory().post("/accounts/login/", REMOTE_ADDR="192.0.2.77")
    assert authenticate(request, email="somebody@elsewhere.example", password="wrong") is None
    client.force_login(committed.referent, backend="allauth.account.auth_backends.AuthenticationBackend")
    refused = SecurityEntry.objects.get(verb="sign_in.refused")
    assert refused.about is None
    assert "elsewhere" not in str(refused.facts) and "77" not in str(refused.facts)
    assert SecurityEntry.objects.get(verb="sign_in.done").about == committed.referent


def test_the_history_of_a_record_tells_deeds_and_fields(cast: Cast) -> None:
    with acting_for([cast.town.pk]):
        with pghistory.context(user=str(cast.referent.pk)):
            subject = organisation(cast)
            subject.name = "המכללה האקדמית"
            subject.save(update_fields=["name"])
        record("organisation.changed", subject=subject, by=cast.ceo)
        deeds = history_of(subject)
    changed = next(change for change in deeds if change.fields)
    assert changed.by == str(cast.referent)
    assert changed.fields[0][1:] == ("מכללת העמק", "המכללה האקדמית")
    assert any(change.by == str(cast.ceo) for change in deeds)


def test_raw_sql_stands_in_the_history_too(cast: Cast) -> None:
    with acting_for([cast.town.pk]):
        subject = organisation(cast)
        with connection.cursor() as cursor:
            cursor.execute("update workit_organisation set name = 'אחר' where id = %s", [subject.pk])
        assert history_of(subject)[0].fields[0][2] == "אחר"


def test_the_history_panel_is_only_for_those_who_may_see_it(cast: Cast) -> None:
    request = RequestFactory().get("/")
    panel = Template("{% load history %}{% history subject %}")
    with acting_for([cast.town.pk]):
        subject = organisation(cast)
        shown = []
        for person, role in ((cast.referent, "referent_operational"), (cast.member, "forum_member")):
            person.roles_here = frozenset({role})
            request.user = person
            shown.append("<details" in panel.render(Context({"request": request, "subject": subject})))
    assert shown == [True, False]


def page(cast: Cast, client: Any, **query: Any) -> str:
    return client.get(reverse("workit:audit_view", kwargs={"town": cast.town.code}), query).content.decode()


def test_the_page_filters_pages_by_key_and_checks_the_chain(cast: Cast, sign_in: Any) -> None:
    with acting_for([cast.town.pk]):
        first, second = organisation(cast), organisation(cast, "עמותת גשר")
        for _number in range(PER_PAGE):
            record("organisation.changed", subject=first, by=cast.referent)
        record_view("organisation.contacts_viewed", subject=second, by=cast.ceo)
    client = sign_in(cast.mayor)
    newest = page(cast, client)
    assert newest.count("<tr>") == PER_PAGE + 1 and "before=2" in newest
    assert page(cast, client, before=2).count("<tr>") == 2
    seen = re.sub(r"\s+", " ", page(cast, client, verb="organisation.contacts_viewed"))
    assert f"<b>{pgettext('deed', 'Looking at contact details')}</b>" in seen
    assert page(cast, client, person=str(cast.ceo.pk)).count("<tr>") == 2
    assert page(cast, client, subject="גשר").count("<tr>") == 2
    assert page(cast, client, until="2020-01-01").count("<tr>") == 0
    client.cookies["django_language"] = "en"
    assert "were checked" in page(cast, client, check=1)


def test_the_audit_is_for_chairs_referents_and_the_programme(cast: Cast, sign_in: Any) -> None:
    address = reverse("workit:audit_view", kwargs={"town": cast.town.code})
    answers = {
        name: sign_in(getattr(cast, name)).get(address).status_code for name in ("ceo", "referent", "member", "observer")
    }
    assert answers == {"ceo": 200, "referent": 200, "member": 403, "observer": 403}
    assert sign_in(cast.stranger["mayor"]).get(address).status_code == 404


def test_the_security_page_is_for_the_programme(cast: Cast, sign_in: Any) -> None:
    address = reverse("workit:security_view")
    page = sign_in(cast.programme_manager).get(address, headers={"accept-language": "en"}).content.decode()
    assert "attempt" in page and "sign in" in page
    assert sign_in(cast.referent).get(address).status_code in (403, 404)


def recorded_verbs(name: str) -> set[str]:
    """Every verb that the source hands to a function of that name."""
    found = set()
    for app in ("workit", "forums", "mapping", "surveys", "workplans"):
        for path in (ROOT / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and getattr(node.func, "id", getattr(node.func, "attr", "")) == name
                    and node.args
                ):
                    found |= {
                        leaf.value
                        for leaf in ast.walk(node.args[0])
                        if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str)
                    }
    return {verb for verb in found if "." in verb}


def test_every_verb_has_words() -> None:
    town_verbs = recorded_verbs("record") | recorded_verbs("record_view")
    assert sorted(verb for verb in town_verbs if verb not in SECURITY_VERBS and verb.rpartition(".")[2] not in VERBS) == []
    security = recorded_verbs("record_security") | recorded_verbs("record_security_at_once")
    assert sorted(security - set(SECURITY_VERBS)) == []
