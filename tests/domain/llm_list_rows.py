"""Rows of the lists of language models, for the lists' oracle."""

import random
from datetime import UTC, datetime
from typing import Any

from domain import models
from domain.ids import new_id
from domain.vocabulary import LlmOutcome, LlmPurpose, ProviderPreset

NAMES = ("Ann", "ann", "ANN b", "100%", "_x", "Zoë", "")
COUNT = 12


async def make_providers(chance: random.Random) -> list[dict[str, Any]]:
    rows = [
        {
            "id": new_id("prv"),
            "name": f"{chance.choice(NAMES)} {number}",
            "preset": chance.choice(list(ProviderPreset)),
            "base_url": chance.choice(["https://a.example/v1", "https://b.example"]),
            "triage_model": chance.choice(["sorter", "Sorter 2"]),
            "answer_model": chance.choice(["writer", "sorter"]),
            "position": chance.randrange(5),
            "is_enabled": chance.random() < 0.5,
            "created_at": _moment(chance),
            "updated_at": _moment(chance),
        }
        for number in range(COUNT)
    ]
    for row in rows:
        await models.Provider.create(**row)
    return rows


async def make_prices(chance: random.Random) -> list[dict[str, Any]]:
    rows = [
        {
            "id": new_id("prc"),
            "model": f"{chance.choice(NAMES)} {number}",
            "updated_at": _moment(chance),
        }
        for number in range(COUNT)
    ]
    for row in rows:
        await models.ModelPrice.create(**row, input_micros=1, output_micros=2)
    return rows


async def make_calls(chance: random.Random) -> list[dict[str, Any]]:
    rows = [
        {
            "id": new_id("llc"),
            "purpose": chance.choice(list(LlmPurpose)),
            "subject_id": chance.choice([None, "trn_1", "trn_2"]),
            "provider_id": chance.choice([None, "prv_1"]),
            "provider": chance.choice(["Ann", "environment"]),
            "model": chance.choice(["sorter", "writer"]),
            "outcome": chance.choice(list(LlmOutcome)),
            "input_tokens": chance.randrange(3),
            "output_tokens": chance.randrange(3),
            "latency_ms": chance.choice([None, 1, 2]),
            "is_estimated": chance.random() < 0.5,
            "created_at": _moment(chance),
        }
        for _ in range(COUNT)
    ]
    for row in rows:
        await models.LlmCall.create(**row)
    return rows


def _moment(chance: random.Random) -> datetime:
    """Often the same."""
    return datetime(2026, 3, 1, chance.randrange(4), tzinfo=UTC)
