"""Every door of the resolver: its action is declared, each role gets what the action says, another town's row is not there.

The expectation is computed from the declared action, not written down, so a new address is tested unasked. An address whose
arguments have no sample fails and names itself.
"""

import hashlib
import re
import uuid
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.cast import Cast
from tests.house.test_tenancy import tenant_models
from tests.samples import MODELS, Address, addresses, first_row, furnish_both
from workit.access.actions import ACTIONS
from workit.access.roles import Role
from workit.places.models import Municipality
from workit.tenancy import acting_for

# Doors without an action, and why.
OPEN_DOORS = {
    "workit:healthz": "says only that the process answers",
    "workit:components": "the living components page; shows nothing of anybody",
}
# Doors that a role's holder may find closed for some rows, and why.
NARROWED = {
    "role.end": "only roles the person may give (workit.people.granting)",
    "role.hand_over": "only roles the person may give (workit.people.granting)",
}
PLAIN = {"region": "north", "milestone": "mayor_engaged", "code": "session_1", "methodology": "1"}
PLAIN |= {"number": "1", "item": "mayor_meeting", "letter": "referent", "kind": "pdf"}


def arguments(address: Address, town: Municipality, *, pk: uuid.UUID | None = None) -> dict[str, Any]:
    """Sample values for the address's arguments; KeyError names what has none."""
    values: dict[str, Any] = {}
    for name in address.arguments:
        if name == "town":
            values[name] = town.code
        elif name == "token":
            values[name] = "no-such-token-at-all-22"
        elif name == "pk":
            values[name] = pk or sample_pk(address, town)
        elif name == "item" and address.name.startswith("forums:"):
            values[name] = first_row(MODELS[name], town) or uuid.uuid4()
        elif name == "block":
            values[name] = uuid.UUID(int=1)
        elif name in PLAIN:
            values[name] = PLAIN[name]
        elif name in MODELS:
            values[name] = first_row(MODELS[name], town) or uuid.uuid4()
        else:
            raise KeyError(f"{address.name}: no sample for {name}")
    return values


def sample_pk(address: Address, town: Municipality) -> uuid.UUID:
    """A row of the noun of the address: the longest known noun its name begins with."""
    stem = address.name.split(":")[1]
    for noun in sorted(MODELS, key=len, reverse=True):
        if stem.startswith(noun):
            return first_row(MODELS[noun], town) or uuid.uuid4()
    raise KeyError(f"{address.name}: tests/samples.py knows no model for it")


def in_place(where: str) -> list[Address]:
    """The addresses whose action holds in that kind of place."""
    return [a for a in addresses() if a.action_name and ACTIONS[a.action_name].where == where]


def test_every_address_declares_its_action() -> None:
    silent = [a.name for a in addresses() if a.action_name is None and a.name not in OPEN_DOORS]
    assert silent == []
    unknown = [a.name for a in addresses() if a.action_name is not None and a.action_name not in ACTIONS]
    assert unknown == []


def test_every_action_has_a_door_or_a_use() -> None:
    """An action nobody asks for is a leftover."""
    from pathlib import Path

    source = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("workit", "forums", "mapping", "surveys", "workplans", "templates")
        for path in Path(folder).rglob("*")
        if path.suffix in (".py", ".html", ".txt")
    )
    idle = [name for name in ACTIONS if source.count(f'"{name}"') + source.count(f"'{name}'") < 2]
    assert idle == []


def test_every_argument_has_a_sample(cast: Cast) -> None:
    missing = []
    for address in addresses():
        try:
            reverse(address.name, kwargs=arguments(address, cast.town))
        except (KeyError, NoReverseMatch) as error:
            missing.append(str(error))
    assert missing == []


@pytest.fixture
def furnished(cast: Cast) -> Cast:
    """Both towns with rows of every kind."""
    furnish_both(cast)
    return cast


@pytest.fixture
def quick() -> Iterator[None]:
    """Pages are not rendered: what is asked here is who comes through the door."""
    with mock.patch("django.template.backends.django.Template.render", return_value=""):
        yield


def probe(client: Client, path: str, method: str) -> HttpResponse:
    """Ask once, and take back whatever it changed."""
    with transaction.atomic():
        answer = getattr(client, method)(path)
        transaction.set_rollback(True)
    return answer


@pytest.mark.parametrize("role", list(Role))
def test_each_role_gets_what_the_action_says(furnished: Cast, quick: None, sign_in: Any, role: str) -> None:
    client = sign_in(furnished.people[role])
    wrong = []
    for address in in_place("town"):
        action = ACTIONS[str(address.action_name)]
        path = reverse(address.name, kwargs=arguments(address, furnished.town))
        for method in ("get", "post"):
            status = probe(client, path, method).status_code
            if status >= 500:
                wrong.append(f"{method} {address.name}: {status}")
            elif role not in action.roles and status not in (403, 405):
                wrong.append(f"{method} {address.name}: {status}, expected 403 ({action.name})")
            elif role in action.roles and status == 403 and action.when is None and action.name not in NARROWED:
                wrong.append(f"{method} {address.name}: refused to a role of {action.name}")
            elif role in action.roles and status == 404 and "token" not in address.arguments and not address.arguments[1:]:
                wrong.append(f"{method} {address.name}: missing for a role of {action.name}")
    assert wrong == []


@pytest.mark.parametrize("role", [Role.REFERENT_OPERATIONAL, Role.MAYOR, Role.FORUM_MEMBER, Role.REGIONAL_COORDINATOR])
def test_another_town_is_not_there(furnished: Cast, quick: None, sign_in: Any, role: str) -> None:
    """404 for every door of the other town, and nothing of it is changed."""
    client = sign_in(furnished.people[role])
    before = fingerprint(furnished.other_town)
    wrong = []
    for address in in_place("town"):
        path = reverse(address.name, kwargs=arguments(address, furnished.other_town))
        for method in ("get", "post"):
            status = getattr(client, method)(path).status_code
            if status not in (404, 405):
                wrong.append(f"{method} {address.name}: {status}")
    assert wrong == []
    assert fingerprint(furnished.other_town) == before


def test_a_foreign_row_and_a_missing_one_answer_the_same_bytes(furnished: Cast, sign_in: Any) -> None:
    """The own town's address with an id of the other town, beside one with an id of nobody."""
    client = sign_in(furnished.referent)
    before = fingerprint(furnished.other_town)
    wrong = []
    for address in in_place("town"):
        if "pk" not in address.arguments:
            continue
        foreign = reverse(
            address.name, kwargs={**arguments(address, furnished.town), "pk": sample_pk(address, furnished.other_town)}
        )
        missing = reverse(address.name, kwargs={**arguments(address, furnished.town), "pk": uuid.uuid4()})
        for method in ("get", "post"):
            one, other = probe(client, foreign, method), probe(client, missing, method)
            if (one.status_code, masked(one)) != (other.status_code, masked(other)):
                wrong.append(f"{method} {address.name}: {one.status_code} and {other.status_code}")
    assert wrong == []
    assert fingerprint(furnished.other_town) == before


def masked(answer: HttpResponse) -> bytes:
    """The body without what changes at every request."""
    body = re.sub(rb"[A-Za-z0-9]{64}", b"", answer.content)
    return re.sub(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", b"", body)


def test_nobody_comes_in_unsigned(furnished: Cast, quick: None, client: Client) -> None:
    wrong = []
    for address in addresses():
        if address.name in OPEN_DOORS or ACTIONS[str(address.action_name)].where == "public":
            continue
        path = reverse(address.name, kwargs=arguments(address, furnished.town))
        for method in ("get", "post"):
            answer = probe(client, path, method)
            if answer.status_code not in (302, 405) or (
                answer.status_code == 302 and "/accounts/login/" not in answer["Location"]
            ):
                wrong.append(f"{method} {address.name}: {answer.status_code}")
    assert wrong == []


@pytest.mark.parametrize("where", ["region", "programme", "own", "signed_in"])
def test_wide_places_open_to_their_roles_only(furnished: Cast, quick: None, sign_in: Any, where: str) -> None:
    wrong = []
    for role in Role:
        client = sign_in(furnished.people[role])
        for address in in_place(where):
            action = ACTIONS[str(address.action_name)]
            path = reverse(address.name, kwargs=arguments(address, furnished.town))
            for method in ("get", "post"):
                status = probe(client, path, method).status_code
                is_meant = where == "signed_in" or role in action.roles
                if status >= 500:
                    wrong.append(f"{role} {method} {address.name}: {status}")
                elif not is_meant and status not in (403, 404, 405):
                    wrong.append(f"{role} {method} {address.name}: {status}, expected to be refused")
    assert wrong == []


def fingerprint(town: Municipality) -> dict[str, str]:
    """A hash of every tenant table's rows of the town."""
    found = {}
    with acting_for([town.id]), connection.cursor() as cursor:
        for model in tenant_models():
            table = model._meta.db_table
            cursor.execute(f"select count(*), md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from \"{table}\" t")
            count, digest = cursor.fetchone()
            found[table] = f"{count} {hashlib.sha256(digest.encode()).hexdigest()[:12]}"
    return found
