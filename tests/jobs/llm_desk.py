"""A desk whose language models are scripted endpoints on loopback."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from pydantic import SecretStr

from domain import clock
from domain.ids import new_id
from domain.models import Provider
from domain.ports import Completion
from domain.providers.keyring import Keyring
from domain.settings import Settings
from domain.vocabulary import ProviderPreset
from jobs.adapters import llm as adapter
from jobs.adapters.llm import ProviderChain
from tests.fake_llm import FakeModel
from tests.jobs.support import make_settings

SCHEMA: dict[str, Any] = {"type": "object", "properties": {"a": {"type": "string"}}}
KEY = "zqsecretkey9"


def llm_settings(fake: FakeModel | None = None, **values: Any) -> Settings:
    """With `fake` the environment names it; without, only rows count."""
    named = {"llm_base_url": fake.base_url, "llm_model": "sorter"} if fake else {}
    known = {"master_key": SecretStr("m" * 40), "llm_api_key": SecretStr("k" if fake else "")}
    return make_settings(**(known | named | values))


async def add_provider(fake: FakeModel, name: str = "Ours", **values: Any) -> Provider:
    """A row that leads to `fake`; all that is asked there costs what the settings say."""
    provider_id, now = new_id("prv"), clock.now()
    known = {
        "preset": ProviderPreset.CUSTOM,
        "base_url": fake.base_url,
        "encrypted_key": Keyring(["m" * 40]).encrypt(KEY, provider_id),
        "triage_model": "sorter",
        "answer_model": "writer",
        "position": await Provider.all().count() + 1,
    }
    return await Provider.create(
        id=provider_id, name=name, created_at=now, updated_at=now, **(known | values)
    )


@asynccontextmanager
async def chain_of(settings: Settings) -> AsyncIterator[ProviderChain]:
    chain = ProviderChain(settings)
    try:
        yield chain
    finally:
        await chain.close()


async def ask(chain: ProviderChain, **values: Any) -> Completion:
    given = {"system": "sort", "user": "ticket", "schema": SCHEMA} | values
    return await chain.complete(**given)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two tries there is hardly a wait."""
    monkeypatch.setattr(adapter, "USUAL_WAIT_S", 0.01)
