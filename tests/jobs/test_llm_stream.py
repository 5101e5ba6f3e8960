"""Answers in words, streamed from a real socket: in order, in the books, and broken off."""

import asyncio
from contextlib import aclosing

import pytest

from domain.errors import PermanentError, TransientError
from domain.models import LlmCall
from domain.ports import StreamEnd
from domain.vocabulary import LlmOutcome, LlmPurpose
from jobs.adapters.llm import ProviderChain
from tests.fake_llm import COST_MICROS, FakeModel, fails, raw, streams
from tests.jobs.llm_desk import add_provider, chain_of, llm_settings
from tests.jobs.support import eventually

pytestmark = pytest.mark.usefixtures("impatient")


async def listen(chain: ProviderChain, user: str = "u") -> tuple[list[str], StreamEnd]:
    parts = [part async for part in chain.stream(system="s", user=user, subject_id="sug_1")]
    *texts, end = parts
    assert isinstance(end, StreamEnd)
    return [text for text in texts if isinstance(text, str)], end


async def test_pieces_come_in_order_and_the_end_says_what_it_cost(db: str, fake: FakeModel) -> None:
    await add_provider(fake)
    fake.script(streams("Open ", "the ", "window."))
    async with chain_of(llm_settings()) as chain:
        texts, end = await listen(chain)
    assert texts == ["Open ", "the ", "window."]
    assert end == StreamEnd("Ours", "fake-1", 1000, 100, COST_MICROS)
    [request] = fake.requests
    assert (request["model"], request["stream"]) == ("writer", True)
    assert request["stream_options"] == {"include_usage": True}
    [call] = await LlmCall.all()
    assert (call.purpose, call.subject_id) == (LlmPurpose.ANSWER, "sug_1")
    assert (call.outcome, call.cost_micros, call.reserved_micros) == ("ANSWERED", COST_MICROS, 0)


async def test_a_piece_is_there_before_the_next_is_written(db: str, fake: FakeModel) -> None:
    await add_provider(fake)
    gate = asyncio.Event()
    fake.script(streams("first", " second", gate=gate))
    async with (
        chain_of(llm_settings()) as chain,
        aclosing(chain.stream(system="s", user="u")) as parts,
    ):
        assert await anext(parts) == "first"
        gate.set()
        assert await anext(parts) == " second"


async def test_closing_it_breaks_the_request_off_and_books_an_estimate(
    db: str, fake: FakeModel
) -> None:
    await add_provider(fake)
    fake.script(streams("first", *["more"] * 100, gate=asyncio.Event()))
    async with chain_of(llm_settings()) as chain:
        async with aclosing(chain.stream(system="s", user="u" * 300)) as parts:
            assert await anext(parts) == "first"

        async def is_broken_off() -> bool:
            return fake.aborted == 1

        await eventually(is_broken_off)
        [call] = await LlmCall.all()
        assert (call.outcome, call.is_estimated) == (LlmOutcome.ABANDONED, True)
        assert call.input_tokens >= 100
        assert 0 < call.cost_micros < COST_MICROS
        assert call.reserved_micros == 0


async def test_a_cancelled_reader_breaks_it_off_as_well(db: str, fake: FakeModel) -> None:
    await add_provider(fake)
    fake.script(streams("first", "more", gate=asyncio.Event()))
    began = asyncio.Event()

    async def read(chain: ProviderChain) -> None:
        async with aclosing(chain.stream(system="s", user="u")) as parts:
            async for _ in parts:
                began.set()

    async with chain_of(llm_settings()) as chain:
        reading = asyncio.create_task(read(chain))
        await began.wait()
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
    [call] = await LlmCall.all()
    assert call.outcome is LlmOutcome.ABANDONED


async def test_the_next_provider_answers_if_nothing_has_come(
    db: str, fake: FakeModel, other_fake: FakeModel
) -> None:
    await add_provider(fake, "First")
    await add_provider(other_fake, "Second")
    fake.script(fails(500))
    other_fake.script(streams("Hello"))
    async with chain_of(llm_settings()) as chain:
        texts, end = await listen(chain)
    assert (texts, end.provider) == (["Hello"], "Second")


async def test_what_has_begun_is_not_begun_again_elsewhere(
    db: str, fake: FakeModel, other_fake: FakeModel
) -> None:
    await add_provider(fake, "First")
    await add_provider(other_fake, "Second")
    gate = asyncio.Event()
    fake.script(streams("Hello", " there", gate=gate))
    async with chain_of(llm_settings(llm_timeout_s=0.3)) as chain:
        parts = chain.stream(system="s", user="u")
        assert await anext(parts) == "Hello"
        with pytest.raises(TransientError, match="in time"):
            await anext(parts)
    gate.set()
    assert other_fake.requests == []


async def test_an_endpoint_that_tells_no_usage_is_booked_by_an_estimate(
    db: str, fake: FakeModel
) -> None:
    await add_provider(fake)
    fake.script(fails(400, "stream_options?"), streams("Hello", ends=False))
    async with chain_of(llm_settings()) as chain:
        texts, end = await listen(chain)
    assert texts == ["Hello"]
    assert end.cost_micros > 0
    assert "stream_options" not in fake.requests[1]
    [call] = await LlmCall.filter(outcome=LlmOutcome.ANSWERED)
    assert call.is_estimated


@pytest.mark.parametrize(
    "body",
    [b"", b"data: [DONE]\n\n", b"data: []\n\ndata: {}\n\n", b"data: not json\n\n", b"<html>",
     b"data: " + b"x" * 10_000_000],
)  # fmt: skip
async def test_nonsense_is_no_answer(db: str, fake: FakeModel, body: bytes) -> None:
    await add_provider(fake)
    fake.script(raw(body, "text/event-stream"))
    async with chain_of(llm_settings()) as chain:
        with pytest.raises(PermanentError):
            await listen(chain)


async def test_what_is_personal_is_hidden_there_and_shown_here(db: str, fake: FakeModel) -> None:
    await add_provider(fake)
    fake.script(streams("Dear [EMA", "IL_", "1], [yes", "]"))
    async with chain_of(llm_settings()) as chain:
        texts, _ = await listen(chain, "I am ann@x.example")
    assert "".join(texts) == "Dear ann@x.example, [yes]"
    assert "ann@x" not in str(fake.requests)
