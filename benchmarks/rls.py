"""What row-level security costs: the same query as the app role behind the wall, and past it with an explicit filter."""

from collections.abc import Iterator

import psycopg2

from benchmarks.figures import Figure, in_turn, seconds_of
from benchmarks.ground import database
from ops.services import Urls

QUERIES = {
    "open_tasks": "select id, text, due_on from forums_task where status = 'open' {town} order by due_on limit 50",
    "attendance": "select presence, count(*) from forums_invitee {where} group by presence",
    "audit_page": "select id, verb from workit_auditentry {where} order by number desc limit 50",
}
TIMES = 200
TOWNS = 257


def measure(urls: Urls, rounds: int) -> Iterator[Figure]:
    """One figure for each query."""
    with database(urls, f"bench_{TOWNS}", TOWNS) as here:
        walled, free = psycopg2.connect(here.app), psycopg2.connect(here.backup)
        with free.cursor() as cursor:
            cursor.execute("select id from workit_municipality where code = '2800'")
            town = cursor.fetchone()[0]
        for name, sql in QUERIES.items():
            behind = f"select set_config('app.towns', '{town}', true); " + sql.format(town="", where="")
            past = "select 1; " + sql.format(town=f"and municipality_id = {town}", where=f"where municipality_id = {town}")

            def run(connection: "psycopg2.extensions.connection", statement: str) -> list[object]:
                with connection.cursor() as cursor:
                    cursor.execute(statement)
                    return list(cursor.fetchall())

            if sorted(map(str, run(walled, behind))) != sorted(map(str, run(free, past))):
                raise RuntimeError(f"{name}: the two ways do not answer the same")
            yield in_turn(
                f"rls_{name}",
                "s",
                seconds_of(lambda behind=behind: run(walled, behind), TIMES),  # type: ignore[misc]
                limit=("no_rls", 1.3, seconds_of(lambda past=past: run(free, past), TIMES)),  # type: ignore[misc]
                rounds=rounds,
                note="goal 1.1; fails at 1.3",
            )
        walled.close()
        free.close()
