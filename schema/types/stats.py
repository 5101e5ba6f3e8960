"""Statistics: each field is one aggregation, run only when it is asked for."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import strawberry

from domain import stats
from domain.vocabulary import Channel, Priority, Sentiment, TicketStatus, Urgency
from schema.context import Info
from schema.fields import column, derived, relation
from schema.types.catalog import Category
from schema.types.user import User

DAYS = {"list_size": stats.MAX_DAYS}


@strawberry.type(description="Tickets of the range.")
class StatsTotals:
    created: int = column("Created in the range.")
    open: int = column("Those of them that are still to be solved.")
    solved: int = column("Solved in the range, whenever they were created.")
    average_per_day: float = column("Created ÷ calendar days of the range.")


@strawberry.type(description="One calendar day.")
class DayCount:
    day: date = column("The day, in the time zone that was asked for.")
    count: int = column("How many.")


@strawberry.type(description="What was solved lately, counted from now whatever the range.")
class ProcessedCounts:
    today: int = column("Since midnight.")
    this_week: int = column("Since Monday.")
    this_month: int = column("Since the first of the month.")


@strawberry.type(description="How long something took.")
class DurationStats:
    count: int = column("How many tickets were measured.")
    median: float | None = column("Half of them took no longer; in seconds.", source="median_s")
    p90: float | None = column("Nine of ten took no longer; in seconds.", source="p90_s")


@strawberry.type(description="How long something took, for the tickets created on one day.")
class DayDuration:
    day: date = column("The day, in the time zone that was asked for.")
    count: int = column("How many tickets were measured.")
    median: float | None = column("Half of them took no longer; in seconds.", source="median_s")


@strawberry.type(description="What requesters gave for the help, from 1 to 5.")
class RatingStats:
    count: int = column("How many tickets created in the range are rated.")
    average: float | None = column("The mean; null before the first rating.")
    counts: list[int] = strawberry.field(
        resolver=lambda root: list(root.counts),
        description="How many gave 1, 2, 3, 4 and 5.",
        metadata={"list_size": stats.BEST},
    )


@dataclass(slots=True)
class Breakdown:
    """Remembers the days of all shares, so that however many ask, one statement runs."""

    scope: stats.StatsScope
    dimension: stats.Dimension
    _days: asyncio.Task[list[stats.ShareByDay]] | None = None

    async def days_of(self, key: str | None) -> Sequence[stats.DayCount]:
        if self._days is None:
            self._days = asyncio.create_task(_by_day(self.scope, self.dimension))
        for share in await self._days:
            if share.key == key:
                return share.days
        return [stats.DayCount(day, 0) for day in self.scope.days]


@dataclass(slots=True)
class ShareOf:
    """A share, and where its days come from."""

    key: str | None
    count: int
    breakdown: Breakdown = field(repr=False)


async def _by_day(scope: stats.StatsScope, dimension: stats.Dimension) -> list[stats.ShareByDay]:
    return await stats.breakdown_by_day(scope, dimension)


async def _days(root: ShareOf) -> Any:
    return await root.breakdown.days_of(root.key)


def _days_field() -> Any:
    return strawberry.field(
        resolver=_days, description="The same for every day of the range.", metadata=DAYS
    )


_COUNT = "How many tickets created in the range."


@strawberry.type(description="Tickets of one status.")
class StatusShare:
    status: TicketStatus = derived(lambda row: TicketStatus(row.key), "The status.")
    count: int = column(_COUNT)
    days: list[DayCount] = _days_field()


@strawberry.type(description="Tickets of one priority.")
class PriorityShare:
    priority: Priority = derived(lambda row: Priority(row.key), "The priority.")
    count: int = column(_COUNT)
    days: list[DayCount] = _days_field()


@strawberry.type(description="Tickets of one urgency.")
class UrgencyShare:
    urgency: Urgency = derived(lambda row: Urgency(row.key), "The urgency.")
    count: int = column(_COUNT)
    days: list[DayCount] = _days_field()


@strawberry.type(description="Tickets of one tone.")
class SentimentShare:
    sentiment: Sentiment = derived(lambda row: Sentiment(row.key), "The tone.")
    count: int = column(_COUNT)
    days: list[DayCount] = _days_field()


@strawberry.type(description="Tickets that came in one way.")
class ChannelShare:
    channel: Channel = derived(lambda row: Channel(row.key), "How they came in.")
    count: int = column(_COUNT)
    days: list[DayCount] = _days_field()


@strawberry.type(description="Tickets of one category.")
class CategoryShare:
    category: Category = relation("categories", "key", "The category.")
    count: int = column(_COUNT)
    days: list[DayCount] = _days_field()


@strawberry.type(description="Tickets of one assignee.")
class AssigneeShare:
    assignee: User | None = relation("users", "key", "Who; null for tickets that nobody has.")
    count: int = column(_COUNT)
    days: list[DayCount] = _days_field()


@strawberry.type(description="What triage used.")
class TriageCost:
    runs: int = column("How many runs began in the range.")
    failures: int = column("How many of them gave up.")
    input_tokens: float = column("Tokens read; a whole number that may exceed 32 bits.")
    output_tokens: float = column("Tokens written; a whole number that may exceed 32 bits.")
    cost_micros: float = column("Millionths of a US dollar; a whole number, as above.")


@strawberry.type(description="How long triage took.")
class TriageLatency:
    count: int = column("How many runs were timed.")
    p50: float | None = column("Half took no longer; in milliseconds.", source="p50_ms")
    p95: float | None = column("19 of 20 took no longer; in milliseconds.", source="p95_ms")


@strawberry.type(description="What people said to triage's decisions.")
class TriageReviews:
    reviewed: int = column("How many decisions were accepted or corrected.")
    corrected: int = column("How many were corrected.")
    corrected_share: float | None = column("Corrected ÷ reviewed; null before the first review.")


Figure = Callable[[stats.StatsScope], Awaitable[Any]]


def _figure(figure: Figure, description: str, **metadata: int) -> Any:
    async def resolve(root: Any) -> Any:
        return await figure(root)

    return strawberry.field(resolver=resolve, description=description, metadata=metadata)


def _shares(dimension: stats.Dimension, description: str, size: int) -> Any:
    async def resolve(root: Any) -> Any:
        breakdown = Breakdown(root, dimension)
        shares = await stats.breakdown(root, dimension)
        return [ShareOf(share.key, share.count, breakdown) for share in shares]

    return strawberry.field(resolver=resolve, description=description, metadata={"list_size": size})


@strawberry.type(description="Triage in the range.")
class TriageStats:
    cost: TriageCost = _figure(stats.triage_cost, "What it used.")
    latency: TriageLatency = _figure(stats.triage_latency, "How long it took.")
    reviews: TriageReviews = _figure(stats.triage_reviews, "How often it was right.")


def _itself(root: Any, info: Info) -> Any:
    return root


@strawberry.type(description="Figures about tickets. Each field is computed only when asked for.")
class TicketStats:
    totals: StatsTotals = _figure(stats.totals, "How many.")
    created_by_day: list[DayCount] = _figure(
        stats.created_by_day, "Tickets created on each day of the range.", **DAYS
    )
    solved_by_day: list[DayCount] = _figure(
        stats.solved_by_day, "Tickets solved on each day of the range.", **DAYS
    )
    processed: ProcessedCounts = _figure(stats.processed, "What was solved lately.")
    time_to_first_answer: DurationStats = _figure(
        stats.time_to_first_answer,
        "From creation to the first public comment by staff, of tickets created in the range.",
    )
    time_to_resolution: DurationStats = _figure(
        stats.time_to_resolution,
        "From creation to the solution, of tickets created in the range and solved by now.",
    )
    first_answer_by_day: list[DayDuration] = _figure(
        stats.first_answer_by_day, "The time to the first answer for each day of the range.", **DAYS
    )
    resolution_by_day: list[DayDuration] = _figure(
        stats.resolution_by_day, "The time to the solution for each day of the range.", **DAYS
    )
    ratings: RatingStats = _figure(stats.ratings, "What requesters gave for the help.")
    by_status: list[StatusShare] = _shares(stats.Dimension.STATUS, "By status, all of them.", 5)
    by_category: list[CategoryShare] = _shares(
        stats.Dimension.CATEGORY, "By category, the most frequent first.", 10
    )
    by_priority: list[PriorityShare] = _shares(
        stats.Dimension.PRIORITY, "By priority, all of them.", 4
    )
    by_urgency: list[UrgencyShare] = _shares(stats.Dimension.URGENCY, "By urgency, all of them.", 3)
    by_sentiment: list[SentimentShare] = _shares(
        stats.Dimension.SENTIMENT, "By tone, all of them.", 3
    )
    by_channel: list[ChannelShare] = _shares(
        stats.Dimension.CHANNEL, "By how they came in, all of them.", 3
    )
    by_assignee: list[AssigneeShare] = _shares(
        stats.Dimension.ASSIGNEE, "By assignee, the busiest first.", 10
    )
    triage: TriageStats = strawberry.field(resolver=_itself, description="What triage did.")
