"""What triage decided, and why."""

from datetime import datetime
from typing import Any

import strawberry

from domain.vocabulary import DecidedBy, Review, TriageField, TriageStatus
from schema.context import Info
from schema.fields import column, derived
from schema.scalars import JSON
from schema.types.user import User


@strawberry.type(description="One field as triage decided it.")
class TriageDecision:
    field: TriageField = column("Which field.")
    value: JSON | None = column("The value: a word of the enumeration, an id, or a list of ids.")
    confidence: float = column("How sure, 0 to 1.")
    decided_by: DecidedBy = column("Which source decided.")
    evidence: list[str] = column("The words of the ticket that led there.")
    applied: bool = column(
        "Whether it was written to the ticket; else it is a suggestion.", source="is_applied"
    )
    review: Review | None = column("What staff said to it.")
    reviewed_value: JSON | None = column("What staff set instead.")


async def _decisions(root: Any, info: Info) -> Any:
    return await info.context.loaders.decisions_of_runs.load(root.id)


async def _wished(root: Any, info: Info) -> Any:
    return await info.context.loaders.users.load(root["userId"])


@strawberry.type(description="Whom a rule asks for; he gets the ticket if he is free.")
class AssigneeWish:
    user: User | None = strawberry.field(resolver=_wished, description="Who.")
    rule: str = strawberry.field(
        resolver=lambda root: root["rule"], description="What the rule was called."
    )


@strawberry.type(description="One run of triage over a ticket's text. Staff only.")
class TriageRun:
    id: strawberry.ID = column("Its id.")
    status: TriageStatus = column("Where it stands.")
    fields: list[TriageDecision] = strawberry.field(
        resolver=_decisions, description="The decisions, one for each field."
    )
    summary: str = column("The ticket in a sentence.")
    notes: str = column("Hints for the moderator, as they were written.")
    suggested_reply: str = column("A reply to start from; empty if there is none.")
    model: str | None = column("The language model that helped; null without one.")
    prompt_version: str | None = column("The version of the prompt it was given.")
    tokens: int = derived(
        lambda run: run.input_tokens + run.output_tokens, "Tokens read and written."
    )
    cost_micros: int = column("What the model cost, in millionths of a US dollar.")
    latency_ms: int | None = column("How long it took, in milliseconds.")
    fallback_reason: str | None = column("Why the language model did not help, if it did not.")
    assignee_wish: AssigneeWish | None = column("Whom a rule asks for; null if none does.")
    created_at: datetime = column("When it was queued.")
    finished_at: datetime | None = column("When it ended.")
