"""How many rows a list has, counted again only when something has happened since.

To count, a database looks at every row of the list; to say where the event log ends it looks at
one. A table whose every change has an event in the same transaction is what it was while the log
ends where it did.
"""

import time
from typing import Any, Final, NamedTuple
from weakref import WeakKeyDictionary

from tortoise.connection import get_connection
from tortoise.queryset import QuerySet

from domain.database import dialect
from domain.database.parameters import parameter
from domain.database.rows import fetch_row
from domain.reading import conditions_of

KEPT: Final = 1_000
"""Lists of a process whose counts are remembered."""
KEPT_S: Final = 5.0
"""Seconds after which a list is counted anew: somebody may have changed rows by hand."""


class _Count(NamedTuple):
    rows: int
    end: int
    old_at: float


_NONE: Final = _Count(0, -1, 0.0)
_known: WeakKeyDictionary[Any, dict[str, _Count]] = WeakKeyDictionary()
"""By connection: another database has other rows."""


async def count_where(query: QuerySet[Any]) -> int:
    """How many rows satisfy the conditions of `query`; one statement."""
    where, values = conditions_of(query)
    sql = f'SELECT count(*) FROM "{query.model._meta.db_table}"{where}'
    # Other tables that the conditions look at may change without an event.
    if not query.model.tells_of_changes or "SELECT" in where:
        [rows] = await fetch_row(sql, values)
        return int(rows)
    known = _known.setdefault(get_connection("default"), {})
    key = f"{sql}{values}"
    count = known.get(key, _NONE)
    if count.old_at < time.monotonic():
        count = _NONE
    end, rows = await _count_unless(sql, values, count.end)
    if rows is None:
        return count.rows
    known.pop(key, None)
    if end:
        known[key] = _Count(rows, end, time.monotonic() + KEPT_S)
    if len(known) > KEPT:
        del known[next(iter(known))]
    return int(rows)


async def _count_unless(sql: str, values: list[Any], end: int) -> tuple[int, int | None]:
    """Where the log ends, and the count, which is not made if it ends at `end`.

    Both are of one moment, and neither database looks at the rows before it needs the count.
    """
    given = [end, *values] if dialect() == "sqlite" else [*values, end]
    needed = f'CASE WHEN "end" <> {parameter(len(given))} THEN ({sql}) END'
    log_end = 'SELECT coalesce(max("position"), 0) AS "end" FROM "event"'
    newest, rows = await fetch_row(f'SELECT "end", {needed} FROM ({log_end}) "log"', given)
    return newest, rows
