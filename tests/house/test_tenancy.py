"""The wall between towns: the catalogue has no gap, raw SQL reaches no foreign row, and no town in force means no rows."""

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.db.utils import DatabaseError
from django_scopes.exceptions import ScopeError

from tests.cast import Cast
from workit import database
from workit.organisations.models import Organisation
from workit.tenancy import TownModel, acting_for
from workit.tenancy_cursor import towns_in_force

# Models that belong to no town, and why.
GLOBAL_MODELS = {
    "account.emailaddress": "belongs to a person, who may have roles in several towns",
    "account.emailconfirmation": "belongs to a person",
    "auth.group": "Django's; unused, roles are assignments",
    "auth.group_permissions": "Django's; unused",
    "auth.permission": "Django's; unused, actions are declared",
    "contenttypes.contenttype": "Django's",
    "mfa.authenticator": "belongs to a person",
    "pghistory.context": "who and where of a change; ids only",
    "sessions.session": "belongs to a browser",
    "usersessions.usersession": "belongs to a person",
    "workit.bureau": "reference list; one bureau serves several towns",
    "workit.bureautown": "reference list",
    "workit.checklistitem": "methodology, the same for all towns",
    "workit.code": "reference list",
    "workit.district": "reference list",
    "workit.duerun": "schedule; names no town",
    "workit.invitation": "accepted before any role exists; seen only through its token or by who may grant",
    "workit.methodology": "the same for all towns",
    "workit.milestone": "methodology",
    "workit.municipality": "the tenants themselves and the reference list of authorities",
    "workit.preference": "belongs to a person",
    "workit.publiclink": "tells the town of somebody without an account",
    "workit.region": "reference list",
    "workit.roleassignment": "decides which towns can be put in force",
    "workit.securityentry": "concerns accounts and roles, not one town",
    "workit.session": "methodology",
    "workit.stage": "methodology",
    "workit.user": "a person may have roles in several towns",
}


def tenant_models() -> list[type[models.Model]]:
    """Every concrete model with the town's column, history events included."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and not model._meta.proxy
        and any(f.column == "municipality_id" for f in model._meta.local_fields)
    ]


def test_every_model_is_of_a_town_or_global_with_a_reason() -> None:
    tenant = {model._meta.label_lower for model in tenant_models()}
    every = {
        model._meta.label_lower
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }
    assert every - tenant == set(GLOBAL_MODELS)


def test_every_tenant_model_speaks_through_the_scope() -> None:
    silent = [
        model._meta.label
        for model in tenant_models()
        if issubclass(model, TownModel) and not hasattr(model.objects, "with_scopes_disabled")
    ]
    assert silent == []


@pytest.mark.django_db
def test_the_catalogue_has_no_gap() -> None:
    assert database.gaps(connection) == []


@pytest.mark.django_db
def test_the_tests_work_as_the_app_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select current_user, rolsuper, rolbypassrls from pg_roles where rolname = current_user")
        assert cursor.fetchone() == ("workit_app", False, False)


@pytest.fixture
def two_towns(cast: Cast) -> Cast:
    """An organisation in each town."""
    with acting_for([cast.town.id, cast.other_town.id]):
        for town in (cast.town, cast.other_town):
            Organisation.objects.create(municipality=town, name=f"ארגון {town.code}", sector="academia")
    return cast


def count(sql: str) -> int:
    """The one number of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])


def test_without_a_town_the_voice_raises_and_the_wall_is_closed(two_towns: Cast) -> None:
    with pytest.raises(ScopeError):
        list(Organisation.objects.all())
    assert count("select count(*) from workit_organisation") == 0


def test_with_a_town_only_its_rows_are_there(two_towns: Cast) -> None:
    with acting_for([two_towns.town.id]):
        assert count("select count(*) from workit_organisation") == 1
        assert Organisation.objects.get().municipality == two_towns.town
    with acting_for([two_towns.town.id, two_towns.other_town.id]):
        assert count("select count(*) from workit_organisation") == 2


def test_leaving_a_town_restores_the_one_before(two_towns: Cast) -> None:
    with acting_for([two_towns.town.id]):
        with acting_for([two_towns.other_town.id]):
            assert towns_in_force.get() == (two_towns.other_town.id,)
        assert towns_in_force.get() == (two_towns.town.id,)
    assert towns_in_force.get() == ()


def test_a_rollback_does_not_bring_a_wider_view_back(two_towns: Cast) -> None:
    with acting_for([two_towns.town.id, two_towns.other_town.id]):
        sid = transaction.savepoint()
        count("select count(*) from workit_organisation")
    with acting_for([two_towns.town.id]):
        transaction.savepoint_rollback(sid)
        assert count("select count(*) from workit_organisation") == 1


@pytest.mark.parametrize(
    "sql",
    [
        "update workit_organisation set name = 'x' where municipality_id = %(other)s",
        "delete from workit_organisation where municipality_id = %(other)s",
    ],
)
def test_foreign_rows_are_not_touched(two_towns: Cast, sql: str) -> None:
    with acting_for([two_towns.town.id]), connection.cursor() as cursor:
        cursor.execute(sql, {"other": two_towns.other_town.id})
        assert cursor.rowcount == 0


@pytest.mark.parametrize(
    "sql",
    [
        "update workit_organisation set municipality_id = %(other)s",
        "insert into workit_organisation (id, municipality_id, name, sector, email, phone, is_active) "
        "values (gen_random_uuid(), %(other)s, 'x', 'academia', '', '', true)",
        "insert into workit_organisation (id, municipality_id, name, sector, email, phone, is_active) "
        "select gen_random_uuid(), %(other)s, name, sector, email, phone, is_active from workit_organisation "
        "on conflict (municipality_id, name) do update set phone = 'x'",
        "truncate workit_organisation",
        "alter table workit_organisation disable row level security",
        "set role workit_owner",
    ],
)
def test_the_wall_refuses(two_towns: Cast, sql: str) -> None:
    with (
        acting_for([two_towns.town.id]),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, {"other": two_towns.other_town.id})


def test_a_key_cannot_reach_into_another_town(two_towns: Cast) -> None:
    from forums.members.models import Member

    with acting_for([two_towns.other_town.id]):
        foreign = Organisation.objects.get()
    with acting_for([two_towns.town.id]), pytest.raises(DatabaseError), transaction.atomic():
        Member.objects.create(municipality=two_towns.town, name="x", sector="academia", organisation_id=foreign.id)
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")


STATEMENTS = {
    "select": "select count(*) from {table}",
    "update": "update {table} set municipality_id = municipality_id",
    "delete": "delete from {table}",
}
SCOPES: dict[str, list[int]] = {"none": [], "nobody": [987_654_321]}


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("verb", STATEMENTS)
def test_every_tenant_table_is_closed_without_its_town(two_towns: Cast, verb: str, scope: str) -> None:
    """Raw SQL on every tenant table, as the app role, without a town and with a foreign one: no row is seen or touched."""
    for model in tenant_models():
        table = model._meta.db_table
        if verb != "select" and database.is_append_only(table):
            continue
        with acting_for(SCOPES[scope]), connection.cursor() as cursor:
            cursor.execute(STATEMENTS[verb].format(table=table))
            touched = cursor.fetchone()[0] if verb == "select" else cursor.rowcount
        assert touched == 0, table


def test_a_garbled_setting_is_an_error_and_no_open_door(two_towns: Cast) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select set_config('app.towns', 'all', true); select count(*) from workit_organisation")
