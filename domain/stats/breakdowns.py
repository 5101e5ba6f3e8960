"""Tickets created in the range, told apart by one of their columns."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.stats.counts import DayCount
from domain.stats.scope import StatsScope
from domain.stats.sql import created_in, day_of, run, zero_filled
from domain.vocabulary import Channel, Priority, Sentiment, TicketStatus, Urgency


class Dimension(StrEnum):
    """The value is the name of the column."""

    STATUS = "status"
    CATEGORY = "category_id"
    PRIORITY = "priority"
    URGENCY = "urgency"
    SENTIMENT = "sentiment"
    CHANNEL = "channel"
    ASSIGNEE = "assignee_id"


@dataclass(frozen=True, slots=True)
class Share:
    """`key` is an enumeration's value or an id; None for tickets without an assignee."""

    key: str | None
    count: int


@dataclass(frozen=True, slots=True)
class ShareByDay:
    key: str | None
    days: list[DayCount]

    @property
    def count(self) -> int:
        return sum(day.count for day in self.days)


_VALUES: dict[Dimension, Sequence[str]] = {
    Dimension.STATUS: [value.value for value in TicketStatus],
    Dimension.PRIORITY: [value.value for value in Priority],
    Dimension.URGENCY: [value.value for value in Urgency],
    Dimension.SENTIMENT: [value.value for value in Sentiment],
    Dimension.CHANNEL: [value.value for value in Channel],
}


async def breakdown(scope: StatsScope, dimension: Dimension) -> list[Share]:
    """Every value of an enumeration in its order; else what occurs, the most frequent first."""
    rows = await run(
        created_in(scope).values(dimension.value),
        f"SELECT {dimension.value} AS key, COUNT(*) AS count FROM {{query}} hit GROUP BY 1",
    )
    counts = {row["key"]: int(row["count"]) for row in rows}
    return [Share(key, counts.get(key, 0)) for key in _sorted_keys(dimension, counts)]


async def breakdown_by_day(scope: StatsScope, dimension: Dimension) -> list[ShareByDay]:
    """The same keys in the same order, each with every day of the range."""
    rows = await run(
        created_in(scope).values(dimension.value, "created_at"),
        f"SELECT {dimension.value} AS key, {day_of('created_at', scope.boundaries)} AS day,"
        " COUNT(*) AS count FROM {query} hit GROUP BY 1, 2",
    )
    days: dict[str | None, dict[int, int]] = defaultdict(dict)
    for row in rows:
        days[row["key"]][int(row["day"])] = int(row["count"])
    counts = {key: sum(by_day.values()) for key, by_day in days.items()}
    return [
        ShareByDay(key, [DayCount(day, n) for day, n in zero_filled(scope, days[key])])
        for key in _sorted_keys(dimension, counts)
    ]


def _sorted_keys(dimension: Dimension, counts: dict[str | None, int]) -> Sequence[str | None]:
    if dimension in _VALUES:
        return _VALUES[dimension]
    return sorted(counts, key=lambda key: (-counts[key], key or ""))
