"""One provider against a real server on loopback: forms of request, failures, limits."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from domain.errors import NoLanguageModel, PermanentError, TransientError
from domain.models import LlmCall, Provider
from domain.vocabulary import LlmOutcome, LlmPurpose, StructuredOutput
from jobs.adapters.llm_usage import MAX_ANSWER_TOKENS
from tests.fake_llm import COST_MICROS, FakeModel, Step, fails, raw, says
from tests.jobs.llm_desk import KEY, SCHEMA, add_provider, ask, chain_of, llm_settings

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.usefixtures("impatient")


async def outcomes() -> list[LlmOutcome]:
    return [call.outcome for call in await LlmCall.all().order_by("created_at", "id")]


async def test_without_a_provider_nobody_is_asked(db: str) -> None:
    async with chain_of(llm_settings()) as chain:
        with pytest.raises(NoLanguageModel):
            await ask(chain)
        with pytest.raises(NoLanguageModel):
            await anext(chain.stream(system="s", user="u"))


async def test_it_asks_for_structured_output_and_books_what_it_costs(
    db: str, fake: FakeModel
) -> None:
    row = await add_provider(fake)
    fake.script(says({"a": "b"}))
    async with chain_of(llm_settings()) as chain:
        completion = await ask(chain, subject_id="trn_1")
    assert completion.content == {"a": "b"}
    assert (completion.model, completion.provider) == ("fake-1", "Ours")
    assert (completion.input_tokens, completion.output_tokens) == (1000, 100)
    assert completion.cost_micros == COST_MICROS
    [request] = fake.requests
    assert (request["model"], request["temperature"]) == ("sorter", 0)
    assert [m["content"] for m in request["messages"]] == ["sort", "ticket"]
    assert request["response_format"]["json_schema"]["schema"] == SCHEMA
    assert request["max_tokens"] == MAX_ANSWER_TOKENS
    assert fake.keys == [KEY]
    [call] = await LlmCall.all()
    assert (call.provider_id, call.model, call.subject_id) == (row.id, "sorter", "trn_1")
    assert (call.outcome, call.cost_micros, call.reserved_micros) == ("ANSWERED", COST_MICROS, 0)
    assert call.latency_ms is not None


async def test_articles_are_drafted_by_the_model_for_answers(db: str, fake: FakeModel) -> None:
    await add_provider(fake)
    async with chain_of(llm_settings()) as chain:
        await ask(chain, purpose=LlmPurpose.ARTICLE)
    assert fake.requests[0]["model"] == "writer"


async def test_an_endpoint_that_refuses_a_format_is_asked_for_less_from_then_on(
    db: str, fake: FakeModel
) -> None:
    row = await add_provider(fake)
    fake.script(
        fails(400, "response_format json_schema is not supported"),
        fails(400, "json_object is not supported"),
        says('Sure! ```json\n{"a": "c"}\n```'),
        says({"a": "d"}),
    )
    async with chain_of(llm_settings()) as chain:
        assert (await ask(chain)).content == {"a": "c"}
    assert (await Provider.get(id=row.id)).triage_ability is StructuredOutput.PLAIN
    async with chain_of(llm_settings()) as another_process:
        assert (await ask(another_process)).content == {"a": "d"}
    formats = [request.get("response_format", {}).get("type") for request in fake.requests]
    assert formats == ["json_schema", "json_object", None, None]
    assert '"properties"' in fake.requests[-1]["messages"][0]["content"]
    assert await outcomes() == ["REFUSED", "REFUSED", "ANSWERED", "ANSWERED"]


async def test_the_environments_provider_remembers_the_format_as_well(
    db: str, fake: FakeModel
) -> None:
    fake.script(fails(400, "json_schema?"), says({"a": "b"}))
    async with chain_of(llm_settings(fake)) as chain:
        for _ in range(2):
            assert (await ask(chain)).content == {"a": "b"}
    formats = [request["response_format"]["type"] for request in fake.requests]
    assert formats == ["json_schema", "json_object", "json_object"]


@pytest.mark.parametrize(
    ("refused", "name"),
    [("use 'max_completion_tokens' instead", "max_tokens"),
     ("Unsupported value: 'temperature' does not support 0", "temperature")],
)  # fmt: skip
async def test_a_model_that_wants_its_request_otherwise_gets_it(
    db: str, fake: FakeModel, refused: str, name: str
) -> None:
    await add_provider(fake)
    fake.script(fails(400, refused), says({"a": "b"}))
    async with chain_of(llm_settings()) as chain:
        for _ in range(2):
            assert (await ask(chain)).content == {"a": "b"}
    assert [name in request for request in fake.requests] == [True, False, False]
    assert fake.requests[1]["response_format"]["type"] == "json_schema"


async def test_a_passing_failure_is_tried_once_more(db: str, fake: FakeModel) -> None:
    await add_provider(fake)
    fake.script(fails(500), says({"a": "b"}))
    async with chain_of(llm_settings()) as chain:
        assert (await ask(chain)).content == {"a": "b"}
    assert await outcomes() == ["SERVER_FAULT", "ANSWERED"]


FAILURES: list[tuple[Step, type[Exception], LlmOutcome, int]] = [
    (fails(429, retry_after_ms="1"), TransientError, LlmOutcome.RATE_LIMITED, 0),
    (fails(503), TransientError, LlmOutcome.SERVER_FAULT, 0),
    (fails(401), PermanentError, LlmOutcome.KEY_REFUSED, 0),
    (fails(403), PermanentError, LlmOutcome.KEY_REFUSED, 0),
    (fails(404), PermanentError, LlmOutcome.MODEL_GONE, 0),
    (fails(302, location="http://127.0.0.1:9/"), PermanentError, LlmOutcome.REFUSED, 0),
    (fails(400, "content policy"), PermanentError, LlmOutcome.REFUSED, 0),
    (says("I cannot do that."), PermanentError, LlmOutcome.UNUSABLE, COST_MICROS),
    (says('{"a": '), PermanentError, LlmOutcome.UNUSABLE, COST_MICROS),
    (says("{" * 3000 + "}" * 3000), PermanentError, LlmOutcome.UNUSABLE, COST_MICROS),
    (says('{"a": "' + "x" * 60_000 + '"}'), PermanentError, LlmOutcome.UNUSABLE, COST_MICROS),
    (says('{"a": "b"', finish_reason="length"), PermanentError, LlmOutcome.UNUSABLE, COST_MICROS),
    (says(""), PermanentError, LlmOutcome.UNUSABLE, COST_MICROS),
    (raw(b"<html>nginx</html>", "text/html"), PermanentError, LlmOutcome.UNUSABLE, 0),
    (raw(b'{"choices": []}'), PermanentError, LlmOutcome.UNUSABLE, 0),
    (raw(b'{"choices": null}'), PermanentError, LlmOutcome.UNUSABLE, 0),
    (raw(b'{"choices": [[]], "usage": 7}'), PermanentError, LlmOutcome.UNUSABLE, 0),
    (raw(b"[]"), PermanentError, LlmOutcome.UNUSABLE, 0),
    (raw(b"not json"), PermanentError, LlmOutcome.UNUSABLE, 0),
    (raw(b"[" * 100_000), PermanentError, LlmOutcome.UNUSABLE, 0),
    (raw(b'{"a": "' + b"x" * 10_000_000 + b'"}'), PermanentError, LlmOutcome.UNUSABLE, 0),
]


@pytest.mark.parametrize(("step", "error", "outcome", "cost"), FAILURES)
async def test_every_failure_is_either_passing_or_final_and_booked(
    db: str, fake: FakeModel, step: Step, error: type[Exception], outcome: LlmOutcome, cost: int
) -> None:
    await add_provider(fake)
    fake.script(step)
    async with chain_of(llm_settings()) as chain:
        with pytest.raises(error) as caught:
            await ask(chain)
    tries = 2 if error is TransientError else 1
    assert await outcomes() == [outcome] * tries
    assert sum(call.cost_micros for call in await LlmCall.all()) == cost
    is_unknown = outcome is LlmOutcome.UNUSABLE and cost == 0
    assert all((call.reserved_micros > 0) is is_unknown for call in await LlmCall.all())
    assert KEY not in str(caught.value)


async def test_a_packed_answer_is_not_unpacked(db: str, fake: FakeModel) -> None:
    await add_provider(fake)
    step = says({"a": "b"})

    def packed(request: dict[str, Any]) -> Any:
        response = step(request)
        response.headers["content-encoding"] = "gzip"
        return response

    fake.script(packed)
    async with chain_of(llm_settings()) as chain:
        with pytest.raises(PermanentError, match="longer"):
            await ask(chain)


async def test_words_of_the_endpoint_reach_nobody(db: str, fake: FakeModel) -> None:
    """It may put the key, or anything, into its message."""
    await add_provider(fake)
    for status in (400, 401, 404, 429, 500):
        fake.script(fails(status, f"Your key {KEY} is nice", retry_after_ms="1"))
        await Provider.all().update(triage_fault=None, answer_fault=None)
        async with chain_of(llm_settings()) as chain:
            with pytest.raises((PermanentError, TransientError)) as caught:
                await ask(chain)
        assert KEY not in str(caught.value)
        assert "nice" not in str(caught.value)


async def test_a_model_that_is_late_is_not_waited_for(db: str, fake: FakeModel) -> None:
    await add_provider(fake)
    fake.hold()
    async with chain_of(llm_settings(llm_timeout_s=0.2)) as chain:
        with pytest.raises(TransientError, match="in time"):
            await ask(chain)
    fake.release()
    calls = await LlmCall.all()
    assert [call.outcome for call in calls] == ["TIMED_OUT"] * 2
    assert all(call.reserved_micros > 0 for call in calls), "nobody knows what it cost"


async def test_an_endpoint_that_is_away_costs_nothing(db: str, fake: FakeModel) -> None:
    await add_provider(fake, base_url="http://127.0.0.1:9/v1")
    async with chain_of(llm_settings()) as chain:
        with pytest.raises(TransientError, match="reached"):
            await ask(chain)
    assert await outcomes() == ["UNREACHABLE"] * 2
    assert not any(call.reserved_micros for call in await LlmCall.all())


async def test_a_name_that_leads_into_the_house_is_not_followed(db: str, fake: FakeModel) -> None:
    await add_provider(fake, base_url=fake.base_url.replace("127.0.0.1", "localhost"))
    async with chain_of(llm_settings(llm_private_addresses=False)) as chain:
        with pytest.raises(TransientError, match="must not be asked"):
            await ask(chain)
    assert fake.requests == []
    async with chain_of(llm_settings(llm_private_addresses=True)) as chain:
        fake.script(says({"a": "b"}))
        assert (await ask(chain)).content == {"a": "b"}


async def test_what_is_personal_stays_in_the_house_and_comes_back_in_the_answer(
    db: str, fake: FakeModel
) -> None:
    await add_provider(fake)
    fake.script(says({"a": "call [PHONE_1] or write to [EMAIL_1]"}))
    async with chain_of(llm_settings()) as chain:
        user = "I am ann@x.example, +49 30 1234567, card 4111 1111 1111 1111"
        completion = await ask(chain, user=user)
        assert completion.content == {"a": "call +49 30 1234567 or write to ann@x.example"}
        sent = str(fake.requests[0])
        assert all(secret not in sent for secret in ("ann@x", "1234567", "4111"))
        await Provider.all().update(masks_personal_data=False)
        await ask(chain, user=user)
        assert "ann@x.example" in str(fake.requests[1])


def test_the_slow_library_is_imported_by_the_first_question_alone() -> None:
    code = "import sys, jobs.services, jobs.adapters.llm, jobs.adapters.llm_probe, api.cli; "
    code += "sys.exit('openai' in sys.modules or 'httpx2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
