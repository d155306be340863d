"""A page's queries do not grow with its rows: each page is asked with the rows there are, and with several times as many."""

import uuid
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast
from tests.house.test_access import arguments
from tests.samples import addresses, furnish
from workit.access.actions import ACTIONS
from workit.access.roles import Role
from workit.tenancy import acting_for

# What is multiplied, and the fields that must differ from copy to copy.
MULTIPLIED = {
    "workit.Organisation": ("name",),
    "forums.Task": ("number",),
    "forums.Decision": ("serial",),
    "forums.Meeting": ("number",),
    "forums.Member": ("email", "user"),
    "forums.Topic": (),
    "workit.Visit": (),
}
COPIES = 4


def multiply(cast: Cast) -> None:
    """Four copies of each row of the multiplied models, with numbers and names of their own."""
    with acting_for([cast.town.id]):
        for label, different in MULTIPLIED.items():
            model: Any = apps.get_model(label)
            rows = []
            for copy in range(1, COPIES + 1):
                for place, row in enumerate(model.objects.all()[:12]):
                    row.pk = uuid.uuid4()
                    row._state.adding = True
                    for name in different:
                        if name == "user":
                            row.user = None
                        elif isinstance(getattr(row, name), int):
                            setattr(row, name, 1000 * copy + 50 * len(rows) + place)
                        elif getattr(row, name):
                            setattr(row, name, f"{copy}-{place}-{getattr(row, name)}")
                    rows.append(row)
            model.objects.bulk_create(rows)


def count_queries(client: Client, path: str) -> int:
    """How many queries a page takes, the second time it is asked."""
    client.get(path)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts.append(len(queries))
    # Once a minute the session notes that the person is there: the smaller count leaves that query out.
    return min(counts)


@pytest.mark.parametrize("role", [Role.REFERENT_OPERATIONAL, Role.REGIONAL_COORDINATOR, Role.PROGRAMME_MANAGER])
def test_queries_do_not_grow_with_rows(cast: Cast, sign_in: Any, role: str) -> None:
    furnish(cast.town, cast.people)
    client = sign_in(cast.people[role])
    paths = {}
    for address in addresses():
        action = ACTIONS.get(address.action_name or "")
        if action is None or role not in action.roles or action.where == "public":
            continue
        path = reverse(address.name, kwargs=arguments(address, cast.town))
        if client.get(path).status_code == 200:
            paths[address.name] = path
    few = {name: count_queries(client, path) for name, path in paths.items()}
    multiply(cast)
    many = {name: count_queries(client, path) for name, path in paths.items()}
    grown = {name: (few[name], many[name]) for name in paths if many[name] > few[name]}
    assert grown == {}
