"""Lists of providers, prices and the books of the language models; they are for admins."""

from enum import StrEnum
from typing import Final

from domain.cursors import Order
from domain.filters import Column, FilterSpec, Kind
from domain.lists.listing import Listing
from domain.models import LlmCall, ModelPrice, Provider


class ProviderOrderField(StrEnum):
    POSITION = "POSITION"
    NAME = "NAME"
    CREATED_AT = "CREATED_AT"


class ModelPriceOrderField(StrEnum):
    MODEL = "MODEL"
    UPDATED_AT = "UPDATED_AT"


class LlmCallOrderField(StrEnum):
    CREATED_AT = "CREATED_AT"


PROVIDERS: Final = Listing(
    FilterSpec(
        Provider,
        {
            "id": Column("id", Kind.ID),
            "name": Column("name", Kind.TEXT),
            "preset": Column("preset", Kind.ENUM),
            "base_url": Column("base_url", Kind.TEXT),
            "triage_model": Column("triage_model", Kind.TEXT),
            "answer_model": Column("answer_model", Kind.TEXT),
            "position": Column("position", Kind.NUMBER),
            "is_enabled": Column("is_enabled", Kind.FLAG),
            "created_at": Column("created_at", Kind.MOMENT),
            "updated_at": Column("updated_at", Kind.MOMENT),
        },
    ),
    {
        ProviderOrderField.POSITION: Order("position"),
        ProviderOrderField.NAME: Order("name", is_unique=True),
        ProviderOrderField.CREATED_AT: Order("created_at"),
    },
    Order("position"),
)
MODEL_PRICES: Final = Listing(
    FilterSpec(
        ModelPrice,
        {
            "id": Column("id", Kind.ID),
            "model": Column("model", Kind.TEXT),
            "updated_at": Column("updated_at", Kind.MOMENT),
        },
    ),
    {
        ModelPriceOrderField.MODEL: Order("model", is_unique=True),
        ModelPriceOrderField.UPDATED_AT: Order("updated_at"),
    },
    Order("model", is_unique=True),
)
LLM_CALLS: Final = Listing(
    FilterSpec(
        LlmCall,
        {
            "id": Column("id", Kind.ID),
            "purpose": Column("purpose", Kind.ENUM),
            "subject_id": Column("subject_id", Kind.ID),
            "provider_id": Column("provider_id", Kind.ID),
            "provider": Column("provider", Kind.TEXT),
            "model": Column("model", Kind.TEXT),
            "outcome": Column("outcome", Kind.ENUM),
            "input_tokens": Column("input_tokens", Kind.NUMBER),
            "output_tokens": Column("output_tokens", Kind.NUMBER),
            "latency_ms": Column("latency_ms", Kind.NUMBER),
            "is_estimated": Column("is_estimated", Kind.FLAG),
            "created_at": Column("created_at", Kind.MOMENT),
        },
    ),
    {LlmCallOrderField.CREATED_AT: Order("created_at")},
    Order("created_at", descending=True),
)
