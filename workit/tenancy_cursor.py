"""The towns in force, and the database cursor that carries them in the same message as every statement.

It stands apart from `workit.tenancy` because the settings name the cursor before any model can be imported.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextvars import ContextVar
from typing import Any

import psycopg2.extensions
from psycopg2.sql import Composable

# Ids of the municipalities whose rows may be read and written now. Empty: no town in force, no rows.
towns_in_force: ContextVar[tuple[int, ...]] = ContextVar("towns_in_force", default=())


class TenantCursor(psycopg2.extensions.cursor):
    """Prefixes each statement with the towns in force, as a transaction-local setting.

    One message keeps setting and statement together, in autocommit and behind a transaction pooler too; a setting kept
    per connection would survive a rollback and leak.
    """

    def _with_towns(self, sql: str | bytes | Composable) -> str | bytes:
        if self.name:
            raise RuntimeError("A server-side cursor cannot carry the towns in force: use an ordinary one.")
        towns = ",".join(str(int(town)) for town in towns_in_force.get())
        head = f"select set_config('app.towns', '{towns}', true); "
        if isinstance(sql, bytes):
            return head.encode() + sql
        return head + (sql if isinstance(sql, str) else sql.as_string(self))

    def execute(self, query: str | bytes | Composable, vars: Sequence[Any] | Mapping[str, Any] | None = None) -> None:
        """Run one statement with the towns in force.

        Going back to a savepoint stands alone: after an error the database refuses every other statement before it.
        """
        is_way_back = isinstance(query, str) and query.startswith("ROLLBACK TO SAVEPOINT")
        super().execute(query if is_way_back else self._with_towns(query), vars)

    def executemany(self, query: str | bytes | Composable, vars_list: Iterable[Sequence[Any] | Mapping[str, Any]]) -> None:
        """Run one statement for each set of values, with the towns in force."""
        super().executemany(self._with_towns(query), vars_list)

    def copy_expert(self, sql: str | bytes | Composable, file: Any, size: int = 8192) -> None:
        """Refused without a transaction: COPY cannot share a message with the setting, so it is set just before."""
        if self.connection.autocommit:
            raise RuntimeError("COPY needs a transaction, or the towns in force would not reach it.")
        super().execute(self._with_towns("select 1"))
        super().copy_expert(sql, file, size)
