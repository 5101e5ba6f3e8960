"""What lists of providers, prices and calls of language models are filtered by."""

from typing import Annotated

import strawberry

from domain.vocabulary import LlmOutcome, LlmPurpose, ProviderPreset
from schema.inputs.filters import (
    AND,
    NOT,
    OR,
    BooleanFilter,
    DateTimeFilter,
    EnumFilter,
    IDFilter,
    IntFilter,
    OptionalIDFilter,
    OptionalIntFilter,
    StringFilter,
    optional,
)


@strawberry.input(description="On providers of language models.")
class ProviderFilter:
    and_: list["ProviderFilter"] | None = optional(AND, name="and")
    or_: list["ProviderFilter"] | None = optional(OR, name="or")
    not_: Annotated["ProviderFilter", strawberry.lazy(__name__)] | None = optional(NOT, name="not")
    id: IDFilter | None = optional("The id.")
    name: StringFilter | None = optional("The name.")
    preset: EnumFilter[ProviderPreset] | None = optional("Which kind it is.")
    base_url: StringFilter | None = optional("Where it is.")
    triage_model: StringFilter | None = optional("The model that triages.")
    answer_model: StringFilter | None = optional("The model that answers people.")
    position: IntFilter | None = optional("Its place in the order.")
    is_enabled: BooleanFilter | None = optional("Whether it is asked at all.")
    created_at: DateTimeFilter | None = optional("When it was added.")
    updated_at: DateTimeFilter | None = optional("When it was last changed.")


@strawberry.input(description="On prices of language models.")
class ModelPriceFilter:
    and_: list["ModelPriceFilter"] | None = optional(AND, name="and")
    or_: list["ModelPriceFilter"] | None = optional(OR, name="or")
    not_: Annotated["ModelPriceFilter", strawberry.lazy(__name__)] | None = optional(
        NOT, name="not"
    )
    id: IDFilter | None = optional("The id.")
    model: StringFilter | None = optional("The model.")
    updated_at: DateTimeFilter | None = optional("When it was last set.")


@strawberry.input(description="On calls of language models.")
class LlmCallFilter:
    and_: list["LlmCallFilter"] | None = optional(AND, name="and")
    or_: list["LlmCallFilter"] | None = optional(OR, name="or")
    not_: Annotated["LlmCallFilter", strawberry.lazy(__name__)] | None = optional(NOT, name="not")
    id: IDFilter | None = optional("The id.")
    purpose: EnumFilter[LlmPurpose] | None = optional("What it was for.")
    subject_id: OptionalIDFilter | None = optional(
        "The triage run, suggestion, article or provider it was for."
    )
    provider_id: OptionalIDFilter | None = optional("The provider's id.")
    provider: StringFilter | None = optional("The provider's name at that time.")
    model: StringFilter | None = optional("The model that was asked for.")
    outcome: EnumFilter[LlmOutcome] | None = optional("What became of it.")
    input_tokens: IntFilter | None = optional("Tokens read.")
    output_tokens: IntFilter | None = optional("Tokens written.")
    latency_ms: OptionalIntFilter | None = optional("How long it took, in milliseconds.")
    is_estimated: BooleanFilter | None = optional("Whether its tokens are estimated.")
    created_at: DateTimeFilter | None = optional("When it was made.")
