"""Providers of language models, what they cost, and the books."""

from datetime import datetime
from typing import Any

import strawberry

from domain.vocabulary import (
    LlmOutcome,
    LlmPurpose,
    ProviderFault,
    ProviderPreset,
    StructuredOutput,
)
from schema.fields import column, derived


@strawberry.type(
    description="An endpoint that serves language models. Its key is never readable. Admins only."
)
class Provider:
    id: strawberry.ID = column("Its id.")
    name: str = column("What it is called.")
    preset: ProviderPreset = column("Which kind it is.")
    base_url: str = column("Where it is.")
    has_key: bool = derived(lambda row: row.encrypted_key is not None, "Whether a key is kept.")
    triage_model: str = column("The model that triages.")
    answer_model: str = column("The model that answers people.")
    position: int = column("Its place in the order; a smaller one is asked first.")
    is_enabled: bool = column("Whether it is asked at all.")
    masks_personal_data: bool = column(
        "Whether mail addresses, card and telephone numbers and keys are replaced before a text "
        "is sent there."
    )
    triage_ability: StructuredOutput | None = column(
        "How the triage model answers in JSON; null until it is known."
    )
    answer_ability: StructuredOutput | None = column(
        "How the answer model answers in JSON; null until it is known."
    )
    triage_fault: ProviderFault | None = column("Why the triage model is not asked, if it is not.")
    answer_fault: ProviderFault | None = column("Why the answer model is not asked, if it is not.")
    faulty_since: datetime | None = column("Since when one of them is not asked.")
    version: int = column("Counts the changes; for updates that must not overwrite others'.")
    created_at: datetime = column("When it was added.")
    updated_at: datetime = column("When it was last changed.")


@strawberry.type(description="What a model costs. Admins only.")
class ModelPrice:
    id: strawberry.ID = column("Its id.")
    model: str = column("The model, as it is asked for.")
    input_micros: float = column(
        "For a million tokens read, in millionths of a US dollar; a whole number."
    )
    output_micros: float = column(
        "For a million tokens written, in millionths of a US dollar; a whole number."
    )
    updated_at: datetime = column("When it was last set.")


@strawberry.type(
    description="What language models may cost, and have cost, in millionths of a US dollar; all "
    "whole numbers. Days and months are UTC. Admins only."
)
class LlmBudget:
    daily_micros: float | None = column("At most in a day; null: no limit.")
    monthly_micros: float | None = column("At most in a month; null: no limit.")
    spent_today_micros: float = column("Spent today.")
    spent_this_month_micros: float = column("Spent this month.")
    reserved_today_micros: float = column(
        "What calls of today that are under way, timed out or were lost may have cost besides; "
        "counts against the budget."
    )
    reserved_this_month_micros: float = column("The same for this month.")


@strawberry.type(description="One request to a language model, in the books. Admins only.")
class LlmCall:
    id: strawberry.ID = column("Its id.")
    purpose: LlmPurpose = column("What it was for.")
    subject_id: strawberry.ID | None = column(
        "The triage run, suggestion, article or provider it was for, if any."
    )
    provider_id: strawberry.ID | None = column(
        "The provider's id; null: the one that the environment names."
    )
    provider: str = column("The provider's name at that time.")
    model: str = column("The model that was asked for.")
    outcome: LlmOutcome = column("What became of it.")
    input_tokens: int = column("Tokens read.")
    output_tokens: int = column("Tokens written.")
    cost_micros: float = column("What it cost, in millionths of a US dollar; a whole number.")
    reserved_micros: float = column(
        "What it may have cost at most while that is not known, in the same unit."
    )
    is_estimated: bool = column("Whether the endpoint told no tokens, and they are estimated.")
    latency_ms: int | None = column("How long it took, in milliseconds.")
    created_at: datetime = column("When it was made.")


@strawberry.type(description="What asking a model one small question showed.")
class ModelTest:
    is_reachable: bool = column("Whether the endpoint was reached.")
    is_key_accepted: bool | None = column("Whether it takes the key; null: not found out.")
    is_model_known: bool | None = column("Whether it has the model; null: not found out.")
    ability: StructuredOutput | None = column("How it answers in JSON; null if it did not answer.")
    latency_ms: int | None = column("How long the answer took, in milliseconds.")
    detail: str = column("What is wrong, in words, or that all is well.")


def _is_ok(test: Any) -> bool:
    return bool(test.is_ok)


@strawberry.type(description="What trying a provider out showed.")
class ProviderTest:
    ok: bool = derived(_is_ok, "Whether both models answer.")
    triage: ModelTest = column("The model that triages.")
    answer: ModelTest = column("The model that answers people.")
