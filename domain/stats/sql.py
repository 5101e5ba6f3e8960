"""The pieces of SQL that the figures share; both databases take most of them as they are."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tortoise.connection import get_connection
from tortoise.queryset import QuerySet

from domain.conditions import statement_of
from domain.database import dialect
from domain.models import Ticket
from domain.stats.scope import StatsScope

SOLVED = "COALESCE(resolved_at, closed_at)"


def created_in(scope: StatsScope) -> QuerySet[Ticket]:
    return Ticket.filter(scope.condition, created_at__gte=scope.start, created_at__lt=scope.end)


async def run(query: Any, around: str) -> list[dict[str, Any]]:
    """The rows of `around`, in which `{query}` stands for the SQL of a Tortoise query."""
    sql, values = statement_of(query)
    return await get_connection("default").execute_query_dict(
        around.replace("{query}", f"({sql})"), values
    )


def moment(value: datetime) -> str:
    """A date as a literal: SQLite's text, which PostgreSQL reads as well."""
    return f"'{value.astimezone(UTC).isoformat(' ')}'"


def day_of(column: str, boundaries: Sequence[datetime]) -> str:
    """The number of the day that `column` lies in, 0 for the first; no check of the ends.

    A binary search through the days' beginnings, written as CASE: nine comparisons a row
    for 400 days, without an index, a join or time zones in the database. Days differ in
    length where clocks change, so no arithmetic would do.
    """

    def between(low: int, high: int) -> str:
        if high - low == 1:
            return str(low)
        middle = (low + high) // 2
        left, right = between(low, middle), between(middle, high)
        return f"CASE WHEN {column} < {moment(boundaries[middle])} THEN {left} ELSE {right} END"

    return between(0, len(boundaries) - 1)


def zero_filled(scope: StatsScope, counts: dict[int, int]) -> list[tuple[date, int]]:
    return [(scope.first + timedelta(days=n), counts.get(n, 0)) for n in range(scope.day_count)]


def floor(number: str) -> str:
    """The whole part of what is not negative; a plain CAST rounds on PostgreSQL."""
    return (
        f"CAST(FLOOR({number}) AS INTEGER)"
        if dialect() == "postgres"
        else (f"CAST({number} AS INTEGER)")
    )


def text_before(mark: str, column: str) -> str:
    """The text up to the first `mark`; all of it where there is none."""
    find = "strpos" if dialect() == "postgres" else "instr"
    place = f"{find}({column}, '{mark}')"
    return f"CASE WHEN {place} > 0 THEN substr({column}, 1, {place} - 1) ELSE {column} END"


def micros_between(start: str, end: str) -> str:
    """Microseconds from one date column to another, exact."""
    if dialect() == "postgres":
        return f"(EXTRACT(EPOCH FROM {end} - {start}) * 1000000)"
    return f"({_sqlite_micros(end)} - {_sqlite_micros(start)})"


def _sqlite_micros(column: str) -> str:
    """SQLite's own functions round to milliseconds, so the fraction is taken from the text.

    `2026-03-01 12:00:00+00:00`, or with six digits behind a dot.
    """
    seconds = f"CAST(strftime('%s', substr({column}, 1, 19)) AS INTEGER)"
    fraction = f"CAST(substr({column}, 21, 6) AS INTEGER)"
    return (
        f"({seconds} * 1000000 + CASE substr({column}, 20, 1) WHEN '.' THEN {fraction} ELSE 0 END)"
    )
