"""What triage costs, how long it takes, and how often people find it right.

About the runs that began in the range, for tickets that the filter finds.
"""

from dataclasses import dataclass

from tortoise.queryset import QuerySet

from domain.conditions import is_among
from domain.models import Ticket, TriageDecision, TriageRun
from domain.stats.durations import percentiles
from domain.stats.scope import StatsScope
from domain.stats.sql import run
from domain.vocabulary import Review, TriageStatus


@dataclass(frozen=True, slots=True)
class TriageCost:
    """`cost_micros` is in millionths of a US dollar; `failures` are runs that gave up."""

    runs: int
    failures: int
    input_tokens: int
    output_tokens: int
    cost_micros: int


@dataclass(frozen=True, slots=True)
class TriageLatency:
    """In milliseconds, over the `count` runs that were timed; None when there are none."""

    count: int
    p50_ms: float | None
    p95_ms: float | None


@dataclass(frozen=True, slots=True)
class TriageReviews:
    """Decisions that people accepted or corrected; `corrected_share` is None before the first."""

    reviewed: int
    corrected: int

    @property
    def corrected_share(self) -> float | None:
        return self.corrected / self.reviewed if self.reviewed else None


async def triage_cost(scope: StatsScope) -> TriageCost:
    sums = ", ".join(
        f"COALESCE(SUM({column}), 0) AS {column}"
        for column in ("input_tokens", "output_tokens", "cost_micros")
    )
    rows = await run(
        runs_in(scope).values("status", "input_tokens", "output_tokens", "cost_micros"),
        "SELECT COUNT(*) AS runs, COALESCE(SUM(CASE WHEN status ="
        f" '{TriageStatus.FAILED.value}' THEN 1 ELSE 0 END), 0) AS failures, {sums}"
        " FROM {query} hit",
    )
    return TriageCost(**{name: int(value) for name, value in rows[0].items()})


async def triage_latency(scope: StatsScope) -> TriageLatency:
    timed = runs_in(scope).filter(latency_ms__not_isnull=True).values("latency_ms")
    source = "(SELECT latency_ms AS value FROM {query} hit) measured"
    return TriageLatency(*await percentiles(timed, source, (0.5, 0.95)))


async def triage_reviews(scope: StatsScope) -> TriageReviews:
    decisions = TriageDecision.filter(
        is_among("triage_decision", "run_id", runs_in(scope)),
        review__not_isnull=True,
    )
    rows = await run(
        decisions.values("review"),
        "SELECT COUNT(*) AS reviewed, COALESCE(SUM(CASE WHEN review ="
        f" '{Review.CORRECTED.value}' THEN 1 ELSE 0 END), 0) AS corrected FROM {{query}} hit",
    )
    return TriageReviews(int(rows[0]["reviewed"]), int(rows[0]["corrected"]))


def runs_in(scope: StatsScope) -> QuerySet[TriageRun]:
    return TriageRun.filter(
        is_among("triage_run", "ticket_id", Ticket.filter(scope.condition)),
        created_at__gte=scope.start,
        created_at__lt=scope.end,
    )
