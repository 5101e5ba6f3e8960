"""How many rows a list has, counted again only when something has happened since.

To count, a database looks at every row of the list; to say where the event log ends it looks at
one. A table whose every change has an event in the same transaction is what it was while the log
ends where it did.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Count:
    """What a statement selects to count a list: two `columns` of the table `source`, with all
    parameters of the statement so far."""

    columns: str
    source: str
    values: list[Any]
    _key: str | None
    _known: _Count

    def settle(self, end: int, rows: int | None) -> int:
        """The count, from what the columns have given."""
        if rows is None:
            return self._known.rows
        if self._key is not None:
            _remember(self._key, _Count(rows, end, time.monotonic() + KEPT_S))
        return rows


async def count_where(query: QuerySet[Any]) -> int:
    """How many rows satisfy the conditions of `query`; one statement."""
    count = count_of(query)
    end, rows = await fetch_row(f"SELECT {count.columns} FROM {count.source}", count.values)
    return count.settle(end, rows)


def count_of(query: QuerySet[Any], values: Sequence[Any] = ()) -> Count:
    """The same for a statement that has these parameters already and reads more than this.

    Where the log ends, and the count, which is not made if the log ends where it was known to:
    both are of one moment, and neither database looks at the rows before it needs the count.
    """
    where, own = conditions_of(query)
    counted = f'SELECT count(*) FROM "{query.model._meta.db_table}"'
    key = f"{counted}{where}{own}"
    where, values = conditions_of(query, values) if values else (where, own)
    sql = f"{counted}{where}"
    # Other tables that the conditions look at may change without an event.
    if not query.model.tells_of_changes or "SELECT" in where:
        return Count(f'"end", ({sql})', '(SELECT 0 AS "end") "log"', values, None, _NONE)
    known = _counts().get(key, _NONE)
    if known.old_at < time.monotonic():
        known = _NONE
    given = [known.end, *values] if dialect() == "sqlite" else [*values, known.end]
    needed = f'"end", CASE WHEN "end" <> {parameter(len(given))} THEN ({sql}) END'
    log_end = '(SELECT coalesce(max("position"), 0) AS "end" FROM "event") "log"'
    return Count(needed, log_end, given, key, known)


def _counts() -> dict[str, _Count]:
    return _known.setdefault(get_connection("default"), {})


def _remember(key: str, count: _Count) -> None:
    counts = _counts()
    counts.pop(key, None)
    if count.end:
        counts[key] = count
    if len(counts) > KEPT:
        del counts[next(iter(counts))]
