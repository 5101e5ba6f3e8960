"""What triage costs and what it is worth: by day, model and category, and for each ticket."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from tortoise.queryset import QuerySet

from domain.conditions import is_among
from domain.models import TriageRun
from domain.stats.durations import percentiles
from domain.stats.scope import StatsScope
from domain.stats.sql import created_in, day_of, micros_between, run, text_before
from domain.stats.triage import TriageLatency, runs_in
from domain.vocabulary import TriageStatus

MOST_GROUPS: Final = 100
MOST_FAILURES: Final = 20
_TOKENS: Final = ("input_tokens", "output_tokens", "cost_micros")


class CostGroup(StrEnum):
    DAY = "DAY"
    MODEL = "MODEL"
    CATEGORY = "CATEGORY"


@dataclass(frozen=True, slots=True)
class CostShare:
    """Exactly one of `day`, `model` and `category_id` is asked for; a model of None is none."""

    runs: int
    input_tokens: int
    output_tokens: int
    cost_micros: int
    day: date | None = None
    model: str | None = None
    category_id: str | None = None


@dataclass(frozen=True, slots=True)
class TicketCost:
    """Over the tickets created in the range that were triaged.

    All runs of each, whenever, and the answer that was given while it was typed.
    """

    tickets: int
    cost_micros: int

    @property
    def cost_micros_per_ticket(self) -> float | None:
        return self.cost_micros / self.tickets if self.tickets else None


@dataclass(frozen=True, slots=True)
class Failure:
    """A reason for which runs gave up, or went on without the language model."""

    gave_up: bool
    reason: str
    count: int


async def triage_costs(scope: StatsScope, group: CostGroup) -> list[CostShare]:
    """Runs that began in the range. Every day of the range; else the most expensive first."""
    sums = "COUNT(*) AS runs, " + ", ".join(
        f"COALESCE(SUM({name}), 0) AS {name}" for name in _TOKENS
    )
    key = {
        CostGroup.DAY: day_of("hit.created_at", scope.boundaries),
        CostGroup.MODEL: "hit.model",
        CostGroup.CATEGORY: "ticket.category_id",
    }[group]
    rows = await run(
        runs_in(scope).values("ticket_id", "created_at", "model", *_TOKENS),
        f"SELECT {key} AS key, {sums} FROM {{query}} hit"
        " JOIN ticket ON ticket.id = hit.ticket_id GROUP BY 1",
    )
    found = {row["key"]: row for row in rows}
    if group is CostGroup.DAY:
        return [_share(found.get(number, {}), day=day) for number, day in enumerate(scope.days)]
    if group is CostGroup.MODEL:
        shares = [_share(row, model=key) for key, row in found.items()]
    else:
        shares = [_share(row, category_id=key) for key, row in found.items()]
    shares.sort(key=lambda one: (-one.cost_micros, -one.runs, one.model or one.category_id or ""))
    return shares[:MOST_GROUPS]


async def ticket_cost(scope: StatsScope) -> TicketCost:
    rows = await run(
        _runs_of(scope).filter(status=TriageStatus.COMPLETED).values("ticket_id"),
        "SELECT COUNT(*) AS tickets, COALESCE(SUM((SELECT SUM(cost_micros) FROM triage_run"
        " WHERE triage_run.ticket_id = done.ticket_id)), 0)"
        " + COALESCE(SUM((SELECT SUM(llm_call.cost_micros) FROM suggestion"
        " JOIN llm_call ON llm_call.subject_id = suggestion.id"
        " WHERE suggestion.ticket_id = done.ticket_id)), 0) AS cost_micros"
        " FROM (SELECT DISTINCT ticket_id FROM {query} hit) done",
    )
    return TicketCost(int(rows[0]["tickets"]), int(rows[0]["cost_micros"]))


async def time_to_completion(scope: StatsScope) -> TriageLatency:
    """From a ticket's creation, when its first run is queued, to the end of that run.

    Of first runs that began in the range and were completed; in milliseconds.
    """
    done = runs_in(scope).filter(status=TriageStatus.COMPLETED, finished_at__not_isnull=True)
    source = (
        f"(SELECT {micros_between('created_at', 'finished_at')} / 1000.0 AS value"
        " FROM {query} hit WHERE NOT EXISTS (SELECT 1 FROM triage_run earlier"
        " WHERE earlier.ticket_id = hit.ticket_id AND earlier.id < hit.id)) measured"
    )
    columns = done.values("id", "ticket_id", "created_at", "finished_at")
    count, median, p95 = await percentiles(columns, source, (0.5, 0.95))
    return TriageLatency(count, median, p95)


async def triage_failures(scope: StatsScope) -> list[Failure]:
    """The most frequent first; of errors the kind alone, without what it says of one ticket."""
    failed = f"status = '{TriageStatus.FAILED.value}'"
    rows = await run(
        runs_in(scope).values("status", "fallback_reason", "error"),
        "SELECT gave_up, reason, COUNT(*) AS count FROM (SELECT"
        f" CASE WHEN {failed} THEN 1 ELSE 0 END AS gave_up,"
        f" CASE WHEN {failed} THEN {text_before(':', 'error')} ELSE fallback_reason END AS reason"
        " FROM {query} hit) told WHERE gave_up = 1 OR reason IS NOT NULL"
        " GROUP BY gave_up, reason ORDER BY count DESC, gave_up, reason"
        f" LIMIT {MOST_FAILURES}",
    )
    return [Failure(row["gave_up"] == 1, row["reason"] or "", int(row["count"])) for row in rows]


def _share(
    row: Mapping[str, Any],
    *,
    day: date | None = None,
    model: str | None = None,
    category_id: str | None = None,
) -> CostShare:
    runs, read, written, cost = (int(row.get(name, 0)) for name in ("runs", *_TOKENS))
    return CostShare(runs, read, written, cost, day, model, category_id)


def _runs_of(scope: StatsScope) -> QuerySet[TriageRun]:
    return TriageRun.filter(is_among("triage_run", "ticket_id", created_in(scope)))
