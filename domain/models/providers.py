"""Language models: who serves them, what they cost, and the books of every call."""

from tortoise import fields
from tortoise.indexes import Index

from domain import limits
from domain.database.fields import IdField, enum_field, in_range, one_of, text_length
from domain.database.table import Table
from domain.vocabulary import (
    LlmOutcome,
    LlmPurpose,
    ProviderFault,
    ProviderPreset,
    StructuredOutput,
)


class Provider(Table):
    """An OpenAI-compatible endpoint; those enabled are asked in the order of `position`.

    `encrypted_key` is what domain.providers.keyring makes of the key. The abilities are what
    the endpoint was found to understand, null until it is known. A model with a fault is not
    asked until somebody changes the row.
    """

    id = IdField(primary_key=True)
    name = fields.CharField(limits.NAME_LENGTH, unique=True)
    preset = enum_field(ProviderPreset)
    base_url = fields.CharField(limits.URL_LENGTH)
    encrypted_key = fields.CharField(2 * limits.API_KEY_LENGTH, null=True)
    triage_model = fields.CharField(limits.NAME_LENGTH)
    answer_model = fields.CharField(limits.NAME_LENGTH)
    position = fields.IntField()
    is_enabled = fields.BooleanField(default=True)
    masks_personal_data = fields.BooleanField(default=True)
    triage_ability = enum_field(StructuredOutput, null=True)
    answer_ability = enum_field(StructuredOutput, null=True)
    triage_fault = enum_field(ProviderFault, null=True)
    answer_fault = enum_field(ProviderFault, null=True)
    faulty_since = fields.DatetimeField(null=True)
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "provider"
        indexes = (Index(fields=("position", "id")),)
        constraints = (
            one_of("provider", "preset", ProviderPreset),
            one_of("provider", "triage_ability", StructuredOutput),
            one_of("provider", "answer_ability", StructuredOutput),
            one_of("provider", "triage_fault", ProviderFault),
            one_of("provider", "answer_fault", ProviderFault),
            text_length("provider", "name", 1, limits.NAME_LENGTH),
            text_length("provider", "base_url", 1, limits.URL_LENGTH),
            text_length("provider", "triage_model", 1, limits.NAME_LENGTH),
            text_length("provider", "answer_model", 1, limits.NAME_LENGTH),
        )


class ModelPrice(Table):
    """What a model costs, in micro-dollars for a million tokens."""

    id = IdField(primary_key=True)
    model = fields.CharField(limits.NAME_LENGTH, unique=True)
    input_micros = fields.BigIntField()
    output_micros = fields.BigIntField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "model_price"
        constraints = (
            text_length("model_price", "model", 1, limits.NAME_LENGTH),
            in_range("model_price", "input_micros", 0, limits.MAX_MICROS),
            in_range("model_price", "output_micros", 0, limits.MAX_MICROS),
        )


class LlmCall(Table):
    """One request to one endpoint, written down before it is sent: no cost goes unseen.

    `subject_id` is what it was for: a triage run, a suggestion, a provider under test. Costs
    are in micro-dollars. While its cost is not known (under way, timed out, or its process
    died), `reserved_micros` is what it may have cost at most; `is_estimated` marks tokens
    that the endpoint did not tell. No text of anybody's is kept here.
    """

    id = IdField(primary_key=True)
    purpose = enum_field(LlmPurpose)
    subject_id = IdField(null=True)
    provider_id = IdField(null=True)
    provider = fields.CharField(limits.NAME_LENGTH)
    model = fields.CharField(limits.NAME_LENGTH)
    outcome = enum_field(LlmOutcome, default=LlmOutcome.STARTED)
    input_tokens = fields.IntField(default=0)
    output_tokens = fields.IntField(default=0)
    cost_micros = fields.BigIntField(default=0)
    reserved_micros = fields.BigIntField(default=0)
    is_estimated = fields.BooleanField(default=False)
    latency_ms = fields.IntField(null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "llm_call"
        indexes = (Index(fields=("created_at", "id")), Index(fields=("subject_id",)))
        constraints = (
            one_of("llm_call", "purpose", LlmPurpose),
            one_of("llm_call", "outcome", LlmOutcome),
            in_range("llm_call", "cost_micros", 0, limits.MAX_MICROS),
            in_range("llm_call", "reserved_micros", 0, limits.MAX_MICROS),
        )


class LlmDay(Table):
    """The sums of a day's calls (UTC, `2026-11-21`), kept with each of them for the budgets."""

    day = fields.CharField(10, primary_key=True)
    spent_micros = fields.BigIntField(default=0)
    reserved_micros = fields.BigIntField(default=0)

    class Meta:
        table = "llm_day"
        constraints = (
            in_range("llm_day", "spent_micros", 0, 1_000 * limits.MAX_MICROS),
            in_range("llm_day", "reserved_micros", 0, 1_000 * limits.MAX_MICROS),
        )
