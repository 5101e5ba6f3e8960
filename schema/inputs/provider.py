"""Inputs about providers of language models, prices and budgets."""

import strawberry

from domain.errors import ErrorCode, invalid
from domain.providers import NewProvider, ProviderChanges
from domain.unset import UNSET, UnsetType
from domain.vocabulary import ProviderPreset
from schema.inputs.given import given


@strawberry.input(description="A provider to add.")
class ProviderCreateInput:
    name: str = strawberry.field(description="1 to 100 characters; unique in any case.")
    preset: ProviderPreset = strawberry.field(description="Which kind it is.")
    triage_model: str = strawberry.field(description="The model that triages, as it is called.")
    answer_model: str = strawberry.field(
        default="", description="The model that answers people; empty: the same."
    )
    base_url: str = strawberry.field(
        default="", description="Where it is, mostly ending in /v1; empty: the preset's."
    )
    api_key: str = strawberry.field(
        default="", description="Its key; kept encrypted, never readable again."
    )
    is_enabled: bool = strawberry.field(default=True, description="Whether it is asked at all.")
    masks_personal_data: bool | None = strawberry.field(
        default=None,
        description="Whether personal data are replaced before a text is sent there; null: yes, "
        "unless it is LOCAL.",
    )

    def to_domain(self) -> NewProvider:
        return NewProvider(
            name=self.name,
            preset=self.preset,
            triage_model=self.triage_model,
            answer_model=self.answer_model,
            base_url=self.base_url,
            api_key=self.api_key,
            is_enabled=self.is_enabled,
            masks_personal_data=self.masks_personal_data,
        )


@strawberry.input(description="What to change about a provider; what is left out stays.")
class ProviderUpdateInput:
    id: strawberry.ID = strawberry.field(description="The provider.")
    name: str | None = strawberry.field(default=strawberry.UNSET, description="Another name.")
    base_url: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="Another address; with a kept key, apiKey must be given as well.",
    )
    api_key: str | None = strawberry.field(
        default=strawberry.UNSET, description="Another key; empty takes the kept one away."
    )
    triage_model: str | None = strawberry.field(
        default=strawberry.UNSET, description="Another model that triages."
    )
    answer_model: str | None = strawberry.field(
        default=strawberry.UNSET, description="Another model that answers people."
    )
    is_enabled: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Whether it is asked at all."
    )
    masks_personal_data: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Whether personal data are replaced."
    )
    version: int | None = strawberry.field(
        default=None, description="The version that this change is based on."
    )

    def to_domain(self) -> ProviderChanges:
        return ProviderChanges(
            name=given(self.name, "name"),
            base_url=given(self.base_url, "baseUrl"),
            api_key=given(self.api_key, "apiKey"),
            triage_model=given(self.triage_model, "triageModel"),
            answer_model=given(self.answer_model, "answerModel"),
            is_enabled=given(self.is_enabled, "isEnabled"),
            masks_personal_data=given(self.masks_personal_data, "masksPersonalData"),
        )


@strawberry.input(description="A provider to delete.")
class ProviderDeleteInput:
    id: strawberry.ID = strawberry.field(description="The provider.")


@strawberry.input(description="The order in which providers are asked.")
class ProviderReorderInput:
    ids: list[strawberry.ID] = strawberry.field(description="All providers, each once.")


@strawberry.input(description="A provider to try out: one that is kept, or one that is not yet.")
class ProviderTestInput:
    id: strawberry.ID | None = strawberry.field(default=None, description="One that is kept.")
    draft: ProviderCreateInput | None = strawberry.field(
        default=None, description="One that is not kept yet."
    )


@strawberry.input(description="What a model costs, in millionths of a US dollar.")
class ModelPriceSetInput:
    model: str = strawberry.field(description="The model, as it is asked for.")
    input_micros: float = strawberry.field(description="For a million tokens read; a whole number.")
    output_micros: float = strawberry.field(
        description="For a million tokens written; a whole number."
    )


@strawberry.input(description="A price to delete.")
class ModelPriceDeleteInput:
    id: strawberry.ID = strawberry.field(description="The price.")


@strawberry.input(description="What language models may cost; what is left out stays.")
class LlmBudgetUpdateInput:
    daily_micros: float | None = strawberry.field(
        default=strawberry.UNSET,
        description="In a day (UTC), in millionths of a US dollar; null: no limit.",
    )
    monthly_micros: float | None = strawberry.field(
        default=strawberry.UNSET,
        description="In a month (UTC), in millionths of a US dollar; null: no limit.",
    )


def whole(value: float, name: str) -> int:
    """A number that GraphQL's Int is too small for; raises INVALID unless it is whole."""
    if not value.is_integer():
        raise invalid("It must be a whole number.", name, code=ErrorCode.INVALID)
    return int(value)


def limit_of(value: float | None, name: str) -> int | UnsetType | None:
    """UNSET for what was left out, None for no limit."""
    if value is strawberry.UNSET:
        return UNSET
    return None if value is None else whole(value, name)
