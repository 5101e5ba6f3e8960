"""Fixtures for tests of the language model's clients."""

from collections.abc import AsyncIterator

import pytest

from tests.fake_llm import FakeModel, fake_model
from tests.jobs.llm_desk import impatient

assert impatient, "a fixture"


@pytest.fixture
async def fake() -> AsyncIterator[FakeModel]:
    async with fake_model() as model:
        yield model


@pytest.fixture
async def other_fake() -> AsyncIterator[FakeModel]:
    async with fake_model() as model:
        yield model
