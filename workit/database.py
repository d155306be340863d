"""The wall: row-level security, composite foreign keys and grants for every tenant table, and the check that they stand.

`protect` runs as the owner after every migrate and reads the catalogue, so a new tenant table cannot be forgotten: the app
role gets no right on a table before it is protected. `gaps` looks again, with other queries, and names what is missing.
"""

from collections.abc import Iterable

from django.db.backends.base.base import BaseDatabaseWrapper

APP_ROLE, BACKUP_ROLE = "workit_app", "workit_backup"

# `(select …)` makes the setting an InitPlan: evaluated once per statement, and the index on the town is used.
IN_FORCE = (
    "municipality_id = any ((select string_to_array(nullif(current_setting('app.towns', true), ''), ',')::bigint[])::bigint[])"
)

# Tables whose rows are written once: the app role may add and read, never change or remove.
APPEND_ONLY = ("workit_auditentry", "workit_securityentry", "pghistory_context")

TENANT_TABLES = """
    select c.oid, c.relname from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'municipality_id' and not a.attisdropped
    where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
"""

SINGLE_COLUMN_KEYS = f"""
    with tenant as ({TENANT_TABLES})
    select k.conname, s.relname, a.attname, t.relname, b.attname
    from pg_constraint k
    join tenant s on s.oid = k.conrelid join tenant t on t.oid = k.confrelid
    join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
    join pg_attribute b on b.attrelid = k.confrelid and b.attnum = k.confkey[1]
    where k.contype = 'f' and array_length(k.conkey, 1) = 1
"""


# pghistory's own function changes the context of a request while it goes on, which rows written once do not allow: the
# first write of a request decides who and where.
HISTORY_CONTEXT = """
    create or replace function _pgh_attach_context() returns pghistory_context.id%TYPE as $$
    declare
        context_id uuid := nullif(current_setting('pghistory.context_id', true), '');
        context_metadata jsonb := nullif(current_setting('pghistory.context_metadata', true), '');
    begin
        if context_id is null or context_metadata is null then
            return null;
        end if;
        insert into pghistory_context (id, metadata, created_at, updated_at)
        values (context_id, context_metadata, now(), now()) on conflict (id) do nothing;
        return context_id;
    end
    $$ language plpgsql
"""


def _rows(connection: BaseDatabaseWrapper, sql: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def _run(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def is_append_only(table: str) -> bool:
    """Whether rows of this table are written once (audit, history events)."""
    return table in APPEND_ONLY or table.endswith("event")


def protect(connection: BaseDatabaseWrapper) -> None:
    """Put policy, composite keys and grants on every table; may be repeated at will. Runs as the owner."""
    for _, table in _rows(connection, TENANT_TABLES):
        _run(
            connection,
            [
                f'alter table "{table}" enable row level security',
                f'alter table "{table}" force row level security',
                f'drop policy if exists town on "{table}"',
                f'create policy town on "{table}" using ({IN_FORCE}) with check ({IN_FORCE})',
            ],
        )
    _run(connection, _composite_keys(connection))
    _run(connection, [HISTORY_CONTEXT])
    _run(connection, _grants(connection))


def _composite_keys(connection: BaseDatabaseWrapper) -> list[str]:
    """A key between tenant tables carries the town, or it would see through row-level security."""
    statements = []
    for name, source, column, target, target_column in _rows(connection, SINGLE_COLUMN_KEYS):
        unique = f"{target[:40]}_town_{target_column}"
        statements += [
            f"do $$ begin if not exists (select from pg_constraint where conname = '{unique}') then "
            f'alter table "{target}" add constraint "{unique}" unique (municipality_id, "{target_column}"); end if; end $$',
            f'alter table "{source}" drop constraint "{name}"',
            f'alter table "{source}" add constraint "{name}" foreign key (municipality_id, "{column}") '
            f'references "{target}" (municipality_id, "{target_column}") deferrable initially deferred',
        ]
    return statements


def _grants(connection: BaseDatabaseWrapper) -> list[str]:
    tables = [row[0] for row in _rows(connection, "select tablename from pg_tables where schemaname = 'public'")]
    statements = [
        f"grant usage on schema public to {APP_ROLE}",
        f"grant usage, select on all sequences in schema public to {APP_ROLE}",
        f"grant select on all tables in schema public to {BACKUP_ROLE}",
    ]
    for table in tables:
        if table == "django_migrations":
            rights = "select"
        elif is_append_only(table):
            rights = "select, insert"
        else:
            rights = "select, insert, update, delete"
        statements += [f'revoke all on "{table}" from {APP_ROLE}', f'grant {rights} on "{table}" to {APP_ROLE}']
    return statements


GAPS = {
    "no row-level security": f"""
        with tenant as ({TENANT_TABLES}) select c.relname from tenant t join pg_class c on c.oid = t.oid
        where not (c.relrowsecurity and c.relforcerowsecurity)""",
    "no policy for reading and writing": f"""
        with tenant as ({TENANT_TABLES}) select t.relname from tenant t where not exists (
            select from pg_policy p where p.polrelid = t.oid and p.polcmd = '*' and p.polqual is not null
            and p.polwithcheck is not null)""",
    "more than one policy": f"""
        with tenant as ({TENANT_TABLES}) select t.relname from tenant t
        where (select count(*) from pg_policy p where p.polrelid = t.oid) > 1""",
    "single-column key between tenant tables": f"select conname from ({SINGLE_COLUMN_KEYS}) k",
    "unique across towns": f"""
        with tenant as ({TENANT_TABLES})
        select i.indexrelid::regclass::text from pg_index i join tenant t on t.oid = i.indrelid
        where i.indisunique and not i.indisprimary and not exists (
            select from pg_attribute a where a.attrelid = i.indrelid and a.attnum = any (i.indkey)
            and a.attname = 'municipality_id')""",
    "materialised view": "select matviewname from pg_matviews where schemaname = 'public'",
    "view that runs as its owner": """
        select c.relname from pg_class c where c.relkind = 'v' and c.relnamespace = 'public'::regnamespace
        and not coalesce(c.reloptions::text ilike '%security_invoker=true%', false)""",
    "function that runs as its owner": """
        select p.proname from pg_proc p where p.prosecdef and p.pronamespace = 'public'::regnamespace""",
    "app role owns": f"select relname from pg_class where relowner = '{APP_ROLE}'::regrole",
    "app role may too much": f"""
        select rolname from pg_roles where rolname = '{APP_ROLE}' and (rolsuper or rolbypassrls or rolcreaterole)""",
    "app role is a member of another": f"""
        select roleid::regrole::text from pg_auth_members where member = '{APP_ROLE}'::regrole""",
    "app role may truncate": f"""
        select table_name from information_schema.role_table_grants where grantee = '{APP_ROLE}'
        and privilege_type in ('TRUNCATE', 'REFERENCES', 'TRIGGER')""",
    "append-only table can be changed": f"""
        select table_name from information_schema.role_table_grants where grantee = '{APP_ROLE}'
        and privilege_type in ('UPDATE', 'DELETE')
        and (table_name in {APPEND_ONLY} or table_name like '%event')""",
}


def gaps(connection: BaseDatabaseWrapper) -> list[str]:
    """What the catalogue says is missing from the wall, as sentences; empty when it stands."""
    return [f"{what}: {row[0]}" for what, sql in GAPS.items() for row in _rows(connection, sql)]
