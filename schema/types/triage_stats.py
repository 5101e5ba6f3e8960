"""What triage is worth: each field is one aggregation, run only when it is asked for."""

import asyncio
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import strawberry

from domain import stats
from domain.policy import may_see_costs
from domain.settings import Settings
from domain.triage.settings import TriageSettings, load_triage_settings
from domain.vocabulary import DecidedBy, LlmOutcome, LlmPurpose, TriageField
from schema.context import Info
from schema.fields import column, derived, relation
from schema.types.catalog import Category
from schema.types.stats import TriageLatency

DEFAULT_TARGET = 0.95


@dataclass(slots=True)
class TriageScope:
    """What the figures are about; the desk's settings are read once, when one needs them."""

    scope: stats.StatsScope
    group: stats.CostGroup
    settings: Settings
    _desk: asyncio.Task[TriageSettings] | None = field(default=None, repr=False)

    async def desk(self) -> TriageSettings:
        if self._desk is None:
            load = load_triage_settings(self.settings.triage_threshold)
            self._desk = asyncio.create_task(load)
        return await self._desk


@dataclass(frozen=True, slots=True)
class _Quality:
    figures: stats.TriageQuality
    confidence: stats.Confidence | None
    target: float


@strawberry.type(description="How good triage is at one field, by one source or by all.")
class TriageFieldQuality:
    field: TriageField = derived(lambda row: row.figures.field, "Which field.")
    source: DecidedBy | None = derived(
        lambda row: row.figures.source, "Whose decisions; null for all sources together."
    )
    decisions: int = derived(lambda row: row.figures.decisions, "How many decisions.")
    automatic: int = derived(
        lambda row: row.figures.automatic, "How many of them triage applied by itself."
    )
    automatic_share: float | None = derived(
        lambda row: row.figures.automatic_share, "Automatic ÷ decisions; null without decisions."
    )
    reviewed: int = derived(
        lambda row: row.figures.reviewed, "How many people accepted or corrected."
    )
    accepted: int = derived(lambda row: row.figures.accepted, "How many of these were right.")
    corrected: int = derived(lambda row: row.figures.corrected, "How many were wrong.")
    accuracy: float | None = derived(
        lambda row: row.figures.accuracy, "Accepted ÷ reviewed; null before the first review."
    )
    acceptance: float | None = derived(
        lambda row: row.figures.acceptance,
        "Of what was only suggested and then reviewed, the share that was accepted.",
    )
    uncontested: int = derived(
        lambda row: row.figures.uncontested,
        "Automatic ones in tickets that are over, which nobody reviewed or changed. They count as "
        "neither right nor wrong.",
    )
    calibration_error: float | None = derived(
        lambda row: row.confidence and row.confidence.calibration_error,
        "How far confidence is from what came true, in tenths and weighed by reviews.",
    )
    precision_target: float = derived(
        lambda row: row.target, "The field's precision target; 0.95 where admins have set none."
    )
    coverage_at_target: float | None = derived(
        lambda row: row.confidence and row.confidence.coverage,
        "The share of decisions that could be applied and meet the target, by the reviews of the "
        "range; null where none could.",
    )


@strawberry.type(description="What triage used on one day, with one model, or for one category.")
class TriageCostShare:
    day: date | None = column("The day; null when grouped otherwise.")
    model: str | None = column("The language model; null without one, or grouped otherwise.")
    category: Category | None = relation(
        "categories", "category_id", "The tickets' category; null when grouped otherwise."
    )
    runs: int = column("How many runs.")
    input_tokens: float = column("Tokens read; a whole number that may exceed 32 bits.")
    output_tokens: float = column("Tokens written; a whole number that may exceed 32 bits.")
    cost_micros: float = column("Millionths of a US dollar; a whole number, as above.")


@strawberry.type(description="Calls of language models for one purpose that ended in one way.")
class LlmCallShare:
    purpose: LlmPurpose = column("What they were for.")
    outcome: LlmOutcome = column("What became of them.")
    calls: int = column("How many calls.")
    input_tokens: float = column("Tokens read; a whole number that may exceed 32 bits.")
    output_tokens: float = column("Tokens written; a whole number that may exceed 32 bits.")
    cost_micros: float = column("Millionths of a US dollar; a whole number, as above.")


@strawberry.type(description="What triage cost for each ticket.")
class TriageTicketCost:
    tickets: int = column("Tickets created in the range that were triaged.")
    cost_micros: float = column(
        "What all their runs cost, and the answers given while they were typed, in millionths of "
        "a US dollar."
    )
    cost_micros_per_ticket: float | None = column("Cost ÷ tickets; null without tickets.")


@strawberry.type(description="An estimate of the time that triage saved.")
class TriageTimeSaved:
    tickets: int = column("Tickets created in the range that were triaged.")
    minutes_per_ticket: float = column("What admins take one to save: a setting.")
    estimated_minutes: float = column("Tickets × minutes: an estimate, and nothing measured.")


@strawberry.type(description="Why runs gave up, or went on without the language model.")
class TriageFailure:
    gave_up: bool = column("Whether the run failed; else the rest of triage decided.")
    reason: str = column("The kind of error, or why the language model did not help.")
    count: int = column("How many runs.")


@strawberry.type(description="Questions that help while typing answered, whatever the filter.")
class Deflections:
    accepted: int = column("Somebody said that it solved his problem, and wrote no ticket.")
    tickets: int = column("Tickets that were written after help all the same.")


@strawberry.type(
    description="Tickets with an answer by triage that were over before any of the staff had "
    "written. By the event log: no further back than events are kept."
)
class UnaidedTickets:
    answered: int = column("Tickets created in the range that had an answer by triage.")
    confirmed: int = column("The requester said that this solved it.")
    assumed: int = column("Others ended it, and the answer was all that the requester got.")
    reopened: int = column("Ended in one of these ways, and went on afterwards; in neither.")


async def _quality(root: TriageScope) -> list[Any]:
    desk = await root.desk()
    targets = {
        one.field: DEFAULT_TARGET if one.precision_target is None else one.precision_target
        for one in desk.fields
    }
    figures = await stats.triage_quality(root.scope)
    confidence = await stats.triage_confidence(root.scope, targets)
    return [
        _Quality(one, confidence.get((one.field, one.source)), targets[one.field])
        for one in figures
    ]


async def _costs(root: TriageScope, info: Info) -> list[Any] | None:
    if not may_see_costs(info.context.actor):
        return None
    return list(await stats.triage_costs(root.scope, root.group))


async def _cost_per_ticket(root: TriageScope, info: Info) -> Any:
    return await stats.ticket_cost(root.scope) if may_see_costs(info.context.actor) else None


async def _llm_calls(root: TriageScope, info: Info) -> Any:
    return await stats.llm_calls(root.scope) if may_see_costs(info.context.actor) else None


async def _time_saved(root: TriageScope) -> Any:
    minutes = (await root.desk()).minutes_saved_per_ticket
    tickets = (await stats.ticket_cost(root.scope)).tickets
    return TriageTimeSaved(
        tickets=tickets, minutes_per_ticket=minutes, estimated_minutes=tickets * minutes
    )


async def _latency(root: TriageScope) -> Any:
    return await stats.triage_latency(root.scope)


async def _time_to_completion(root: TriageScope) -> Any:
    return await stats.time_to_completion(root.scope)


async def _failures(root: TriageScope) -> Any:
    return await stats.triage_failures(root.scope)


async def _deflections(root: TriageScope) -> Any:
    return await stats.deflections(root.scope)


async def _unaided(root: TriageScope) -> Any:
    return await stats.resolved_unaided(root.scope)


@strawberry.type(description="What triage is worth. Each field is computed only when asked for.")
class TriageWorth:
    quality: list[TriageFieldQuality] = strawberry.field(
        resolver=_quality,
        description="How often it is right, of runs that began in the range.",
        metadata={"list_size": len(TriageField) * 4},
    )
    costs: list[TriageCostShare] | None = strawberry.field(
        resolver=_costs,
        description="What runs that began in the range used, grouped as asked for: every day, "
        "else at most 100, the most expensive first. Admins only.",
        metadata={"list_size": stats.MAX_DAYS},
    )
    cost_per_ticket: TriageTicketCost | None = strawberry.field(
        resolver=_cost_per_ticket, description="What it cost for each ticket. Admins only."
    )
    llm_calls: list[LlmCallShare] | None = strawberry.field(
        resolver=_llm_calls,
        description="All calls of language models in the range, by purpose and outcome, whatever "
        "the filter: also failed ones, and answers to drafts of which no ticket came. Admins only.",
        metadata={"list_size": len(LlmPurpose) * len(LlmOutcome)},
    )
    latency: TriageLatency = strawberry.field(
        resolver=_latency, description="How long runs took that began in the range."
    )
    time_to_completion: TriageLatency = strawberry.field(
        resolver=_time_to_completion,
        description="From a ticket's creation to the end of its first run (TRIAGE_COMPLETED).",
    )
    time_saved: TriageTimeSaved = strawberry.field(
        resolver=_time_saved, description="An estimate of the time that it saved."
    )
    failures: list[TriageFailure] = strawberry.field(
        resolver=_failures,
        description="What went wrong, the most frequent first; at most 20 kinds.",
        metadata={"list_size": stats.MOST_FAILURES},
    )
    deflections: Deflections = strawberry.field(
        resolver=_deflections, description="Questions that were answered without a ticket."
    )
    resolved_unaided: UnaidedTickets = strawberry.field(
        resolver=_unaided, description="Tickets that were over without a word by staff."
    )
