"""The model's client against a real server on loopback: formats, failures, limits."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from domain.errors import PermanentError, TransientError
from domain.triage.engine import think
from domain.triage.values import CategoryChoice, Choices, TicketText, TriageTask
from domain.vocabulary import DecidedBy
from jobs.adapters import llm as adapter
from jobs.adapters.llm import OpenAIModel
from tests.fake_llm import FakeModel, Step, answer, fails, fake_model, raw, says
from tests.jobs.support import make_settings

SCHEMA: dict[str, Any] = {"type": "object", "properties": {"a": {"type": "string"}}}


@pytest.fixture
async def fake() -> AsyncIterator[FakeModel]:
    async with fake_model() as model:
        yield model


@pytest.fixture
async def client(fake: FakeModel) -> AsyncIterator[OpenAIModel]:
    model = _client(fake)
    yield model
    await model.close()


def _client(fake: FakeModel, **values: Any) -> OpenAIModel:
    settings = make_settings(
        llm_base_url=fake.base_url, llm_model="sorter", llm_api_key="k", **values
    )
    return OpenAIModel(settings)


async def ask(client: OpenAIModel) -> Any:
    return await client.complete(system="sort", user="ticket", schema=SCHEMA)


async def test_it_asks_for_structured_output_and_counts_tokens(
    fake: FakeModel, client: OpenAIModel
) -> None:
    fake.script(says({"a": "b"}))
    completion = await ask(client)
    assert completion.content == {"a": "b"}
    assert (completion.model, completion.input_tokens, completion.output_tokens) == (
        "fake-1",
        1000,
        100,
    )
    (request,) = fake.requests
    assert request["model"] == "sorter"
    assert [m["content"] for m in request["messages"]] == ["sort", "ticket"]
    assert request["response_format"]["json_schema"]["schema"] == SCHEMA
    assert request["max_tokens"] == adapter.MAX_ANSWER_TOKENS


async def test_an_endpoint_that_refuses_a_format_is_asked_for_less_from_then_on(
    fake: FakeModel, client: OpenAIModel
) -> None:
    fake.script(
        fails(400, "response_format json_schema is not supported"),
        fails(400, "json_object is not supported"),
        says('Sure! ```json\n{"a": "c"}\n```'),
        says({"a": "d"}),
    )
    assert (await ask(client)).content == {"a": "c"}
    assert (await ask(client)).content == {"a": "d"}
    formats = [request.get("response_format", {}).get("type") for request in fake.requests]
    assert formats == ["json_schema", "json_object", None, None]
    assert '"properties"' in fake.requests[-1]["messages"][0]["content"]


async def test_a_model_that_names_its_limit_differently_is_understood(
    fake: FakeModel, client: OpenAIModel
) -> None:
    fake.script(fails(400, "use 'max_completion_tokens' instead"), says({"a": "b"}))
    assert (await ask(client)).content == {"a": "b"}
    assert "max_tokens" not in fake.requests[1]
    assert fake.requests[1]["response_format"]["type"] == "json_schema"


async def test_a_server_fault_is_tried_once_more(fake: FakeModel, client: OpenAIModel) -> None:
    fake.script(fails(500, retry_after_ms="1"), says({"a": "b"}))
    assert (await ask(client)).content == {"a": "b"}
    assert len(fake.requests) == 2


FAILURES: list[tuple[Step, type[Exception]]] = [
    (fails(429, retry_after_ms="1"), TransientError),
    (fails(503, retry_after_ms="1"), TransientError),
    (fails(401), PermanentError),
    (fails(404), PermanentError),
    (fails(400, "content policy"), PermanentError),
    (says("I cannot do that."), PermanentError),
    (says('{"a": '), PermanentError),
    (says("{" * 3000 + "}" * 3000), PermanentError),
    (says('{"a": "' + "x" * 60_000 + '"}'), PermanentError),
    (says('{"a": "b"', finish_reason="length"), PermanentError),
    (says(""), PermanentError),
    (raw(b"<html>nginx</html>", "text/html"), PermanentError),
    (raw(b'{"choices": []}'), PermanentError),
    (raw(b'{"choices": null}'), PermanentError),
    (raw(b"[]"), PermanentError),
    (raw(b"not json"), PermanentError),
]


@pytest.mark.parametrize(("step", "error"), FAILURES)
async def test_every_failure_is_either_passing_or_final(
    fake: FakeModel, client: OpenAIModel, step: Step, error: type[Exception]
) -> None:
    fake.script(step)
    with pytest.raises(error):
        await ask(client)


async def test_a_slow_model_and_a_closed_port_are_passing(
    fake: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapter, "MAX_RETRIES", 0)
    slow = _client(fake, llm_timeout_s=0.2)
    fake.hold()
    with pytest.raises(TransientError, match="in time"):
        await ask(slow)
    fake.release()
    await slow.close()
    away = OpenAIModel(make_settings(llm_base_url="http://127.0.0.1:9/v1"))
    with pytest.raises(TransientError, match="reached"):
        await ask(away)
    await away.close()


@pytest.mark.parametrize("step", [step for step, _ in FAILURES])
async def test_triage_survives_every_one_of_them(
    fake: FakeModel, client: OpenAIModel, step: Step
) -> None:
    task = TriageTask(
        run_id="trn_1",
        ticket_id="tkt_1",
        text=TicketText("Charged twice", ""),
        text_hash="h",
        choices=Choices(categories=(CategoryChoice("cat_1", "billing", "Billing"),)),
    )
    fake.script(step)
    outcome = await think(task, client, make_settings())
    assert outcome.fallback_reason
    fake.script(says(answer(evidence="charged twice")))
    outcome = await think(task, client, make_settings())
    assert outcome.fallback_reason is None
    assert outcome.candidates[-1].source is DecidedBy.LLM
    assert outcome.cost_micros == 560
