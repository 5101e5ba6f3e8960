"""How many: altogether, by day, and done so far."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from domain import clock
from domain.models import Ticket
from domain.stats.scope import StatsScope, start_of_day
from domain.stats.sql import SOLVED, created_in, day_of, moment, run, zero_filled
from domain.vocabulary import ACTIVE_STATUSES

_ACTIVE = ", ".join(f"'{status.value}'" for status in ACTIVE_STATUSES)


@dataclass(frozen=True, slots=True)
class Totals:
    """`created` in the range, `open` those of them that still are, `solved` in the range.

    `average_per_day` is created ÷ calendar days.
    """

    created: int
    open: int
    solved: int
    average_per_day: float


@dataclass(frozen=True, slots=True)
class DayCount:
    day: date
    count: int


@dataclass(frozen=True, slots=True)
class Processed:
    """Solved since the beginning of today, this week (from Monday) and this month."""

    today: int
    this_week: int
    this_month: int


async def totals(scope: StatsScope) -> Totals:
    created = await run(
        created_in(scope).values("status"),
        "SELECT COUNT(*) AS created, COALESCE(SUM(CASE WHEN status IN"
        f" ({_ACTIVE}) THEN 1 ELSE 0 END), 0) AS open FROM {{query}} hit",
    )
    solved = await _solved_between(scope, scope.start, scope.end).count()
    count = int(created[0]["created"])
    return Totals(count, int(created[0]["open"]), solved, count / scope.day_count)


async def created_by_day(scope: StatsScope) -> list[DayCount]:
    rows = await run(
        created_in(scope).values("created_at"),
        f"SELECT {day_of('created_at', scope.boundaries)} AS day, COUNT(*) AS count"
        " FROM {query} hit GROUP BY 1",
    )
    return _day_counts(scope, rows)


async def solved_by_day(scope: StatsScope) -> list[DayCount]:
    rows = await run(
        _solved_between(scope, scope.start, scope.end).values("resolved_at", "closed_at"),
        f"SELECT {day_of('solved_at', scope.boundaries)} AS day, COUNT(*) AS count"
        f" FROM (SELECT {SOLVED} AS solved_at FROM {{query}} hit) solved GROUP BY 1",
    )
    return _day_counts(scope, rows)


async def processed(scope: StatsScope) -> Processed:
    """Counted from now, whatever the scope's range; its filter and zone hold."""
    today = clock.now().astimezone(scope.zone).date()
    starts = [
        start_of_day(day, scope.zone)
        for day in (today, today - timedelta(days=today.weekday()), today.replace(day=1))
    ]
    sums = ", ".join(
        f"COALESCE(SUM(CASE WHEN {SOLVED} >= {moment(start)} THEN 1 ELSE 0 END), 0) AS n{place}"
        for place, start in enumerate(starts)
    )
    since = _solved_between(scope, min(starts), clock.now() + timedelta(days=1))
    rows = await run(since.values("resolved_at", "closed_at"), f"SELECT {sums} FROM {{query}} hit")
    return Processed(*(int(rows[0][f"n{place}"]) for place in range(3)))


def _solved_between(scope: StatsScope, start: datetime, end: datetime) -> QuerySet[Ticket]:
    resolved = Q(resolved_at__gte=start, resolved_at__lt=end)
    closed = Q(resolved_at__isnull=True, closed_at__gte=start, closed_at__lt=end)
    return Ticket.filter(scope.condition, resolved | closed)


def _day_counts(scope: StatsScope, rows: list[dict[str, int]]) -> list[DayCount]:
    counts = {int(row["day"]): int(row["count"]) for row in rows}
    return [DayCount(day, count) for day, count in zero_filled(scope, counts)]
