"""How long: medians and 90th percentiles, interpolated, equal on both databases."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tortoise.queryset import QuerySet

from domain.database import dialect
from domain.models import Ticket
from domain.stats.scope import StatsScope
from domain.stats.sql import SOLVED, created_in, day_of, micros_between, run

MICROS = 1_000_000


@dataclass(frozen=True, slots=True)
class Durations:
    """In seconds, over `count` tickets; None when there are none."""

    count: int
    median_s: float | None
    p90_s: float | None


@dataclass(frozen=True, slots=True)
class DayDuration:
    """Of the `count` tickets created on one day; in seconds, None when there are none."""

    day: date
    count: int
    median_s: float | None


async def time_to_first_answer(scope: StatsScope) -> Durations:
    """From creation to the first public comment by staff, of tickets created in the range."""
    answered = created_in(scope).filter(first_response_at__not_isnull=True)
    return await _durations(answered, "first_response_at")


async def time_to_resolution(scope: StatsScope) -> Durations:
    """From creation to the solution, of tickets created in the range and solved by now."""
    return await _durations(created_in(scope), SOLVED)


async def first_answer_by_day(scope: StatsScope) -> list[DayDuration]:
    """The median time to the first answer, for every day of the range."""
    return await _by_day(scope, "first_response_at")


async def resolution_by_day(scope: StatsScope) -> list[DayDuration]:
    """The median time to the solution, for every day of the range."""
    return await _by_day(scope, SOLVED)


async def _by_day(scope: StatsScope, end: str) -> list[DayDuration]:
    """The median of each day is the mean of its middle value or two."""
    rows = await run(
        created_in(scope).values("created_at", "first_response_at", "resolved_at", "closed_at"),
        "SELECT day, n, AVG(value) AS median FROM ("
        "SELECT day, value, COUNT(*) OVER (PARTITION BY day) AS n,"
        " ROW_NUMBER() OVER (PARTITION BY day ORDER BY value) AS place FROM ("
        f"SELECT {day_of('created_at', scope.boundaries)} AS day,"
        f" {micros_between('created_at', end)} AS value FROM {{query}} hit"
        f" WHERE {end} IS NOT NULL) measured) placed"
        " WHERE place IN ((n + 1) / 2, n / 2 + 1) GROUP BY day, n",
    )
    medians = {row["day"]: (int(row["n"]), _seconds(row["median"])) for row in rows}
    return [
        DayDuration(scope.first + timedelta(days=place), *medians.get(place, (0, None)))
        for place in range(scope.day_count)
    ]


async def _durations(tickets: QuerySet[Ticket], end: str) -> Durations:
    columns = tickets.values("created_at", "first_response_at", "resolved_at", "closed_at")
    source = (
        f"(SELECT {micros_between('created_at', end)} AS value FROM {{query}} hit"
        f" WHERE {end} IS NOT NULL) measured"
    )
    count, median, p90 = await percentiles(columns, source, (0.5, 0.9))
    return Durations(count, _seconds(median), _seconds(p90))


async def percentiles(
    query: Any, source: str, shares: tuple[float, float]
) -> tuple[int, float | None, float | None]:
    """How many values there are, and two of their percentiles.

    `source` is a FROM item with a column `value`, in which `{query}` stands for `query`.
    A percentile between two values is interpolated, as by `percentile_cont`.
    """
    low, high = shares
    if dialect() == "postgres":
        rows = await run(
            query,
            "SELECT COUNT(value) AS n,"
            f" percentile_cont({low}) WITHIN GROUP (ORDER BY value::float8) AS low,"
            f" percentile_cont({high}) WITHIN GROUP (ORDER BY value::float8) AS high"
            f" FROM {source}",
        )
        return rows[0]["n"], rows[0]["low"], rows[0]["high"]
    places = ", ".join(
        f"CAST((n - 1) * {share} AS INTEGER) + {step}" for share in shares for step in (0, 1)
    )
    rows = await run(
        query,
        "SELECT place, n, value FROM (SELECT value, COUNT(*) OVER () AS n,"
        f" ROW_NUMBER() OVER (ORDER BY value) - 1 AS place FROM {source}) ranked"
        f" WHERE place IN ({places})",
    )
    if not rows:
        return 0, None, None
    values, n = {row["place"]: float(row["value"]) for row in rows}, rows[0]["n"]
    return n, _interpolated(values, n, low), _interpolated(values, n, high)


def _interpolated(values: dict[int, float], n: int, share: float) -> float:
    exact = (n - 1) * share
    place = int(exact)
    below = values[place]
    return below + (exact - place) * (values.get(place + 1, below) - below)


def _seconds(micros: float | None) -> float | None:
    return None if micros is None else float(micros) / MICROS
