"""Providers through the API: keys go in and never come out, and a test tells what is wrong."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import structlog
from tortoise import Tortoise

from domain.models import Event, LlmCall, Provider
from domain.vocabulary import LlmOutcome, LlmPurpose
from tests.api.desk_server import DeskServer, serve_desk
from tests.domain.factories import Desk, open_desk
from tests.fake_llm import FakeModel, fails, fake_model, says
from tests.schema.policy_scene import make_provider
from tests.schema.selections import CORE, documents

KEY = "zqsecretkey9"


@pytest.fixture
async def fake() -> AsyncIterator[FakeModel]:
    async with fake_model() as model:
        yield model


class Asker:
    """The desk's admin at a running desk."""

    def __init__(self, server: DeskServer, desk: Desk, authorization: str) -> None:
        self.server, self.desk, self.authorization = server, desk, authorization
        self.answers: list[Any] = []

    async def ask(self, query: str, variables: dict[str, Any] | None = None) -> Any:
        answer = await self.server.ask(self.authorization, query, variables)
        self.answers.append(answer)
        return answer

    async def do(self, mutation: str, given: dict[str, Any], pick: str) -> Any:
        name = mutation[0].upper() + mutation[1:] + "Input"
        query = (
            f"mutation($input: {name}!) {{ {mutation}(input: $input) "
            f"{{ {pick} errors {{ code path message }} }} }}"
        )
        return (await self.ask(query, {"input": given}))["data"][mutation]


@pytest.fixture
async def admin(db: str) -> AsyncIterator[Asker]:
    desk = await open_desk()
    async with serve_desk() as server:
        yield Asker(server, desk, await server.sign_in(desk.admin))


def new_provider(fake: FakeModel, **values: Any) -> dict[str, Any]:
    return {
        "name": "Ours",
        "preset": "CUSTOM",
        "baseUrl": fake.base_url,
        "triageModel": "sorter",
        "apiKey": KEY,
    } | values


async def test_a_key_goes_in_and_never_comes_out(admin: Asker, fake: FakeModel) -> None:
    with structlog.testing.capture_logs() as logs:
        created = await admin.do("providerCreate", new_provider(fake), "provider { id hasKey }")
        assert created["errors"] == []
        assert created["provider"]["hasKey"]
        provider_id = created["provider"]["id"]
        fake.script(fails(401, f"Incorrect API key provided: {KEY}"))
        tested = await admin.do(
            "providerTest", {"id": provider_id}, "test { ok triage { detail } }"
        )
        assert tested["test"] == {"ok": False, "triage": {"detail": "It refused the key (401)."}}
        assert fake.keys == [KEY]
        update = {"id": provider_id, "apiKey": f"{KEY}0", "baseUrl": "https://x.example"}
        assert (await admin.do("providerUpdate", update, "provider { id }"))["errors"] == []
        for field, call in (("providers", "providers"), ("llmCalls", "llmCalls")):
            assert CORE.query_type is not None
            for document in documents("query", "", call, CORE.query_type.fields[field].type):
                await admin.ask(document)
        await admin.ask(f'{{ node(id: "{provider_id}") {{ id }} }}')
        await admin.do("providerDelete", {"id": provider_id}, "provider { id }")
    assert KEY not in json.dumps(admin.answers)
    assert KEY not in str(logs)
    for model in Tortoise.apps["domain"].values():
        for row in await model.all():
            assert KEY not in str(dict(row)), model.__name__  # type: ignore[call-overload]
    actions = [event.data["action"] for event in await Event.filter(subject_id=provider_id)]
    assert actions == ["created", "updated", "deleted"]


async def test_a_test_shows_what_works_and_is_remembered(admin: Asker, fake: FakeModel) -> None:
    row = await make_provider(
        base_url=fake.base_url, answer_model="writer", triage_fault="MODEL_GONE"
    )
    fake.script(fails(400, "json_schema"), says({"ready": True}), says({"ready": True}))
    pick = """test { ok
        triage { isReachable isKeyAccepted isModelKnown ability latencyMs detail }
        answer { ability } }"""
    test = (await admin.do("providerTest", {"id": row.id}, pick))["test"]
    latency = test["triage"].pop("latencyMs")
    assert latency >= 0
    assert test == {
        "ok": True,
        "triage": {"isReachable": True, "isKeyAccepted": True, "isModelKnown": True,
                   "ability": "JSON_OBJECT", "detail": "It answers."},
        "answer": {"ability": "JSON_SCHEMA"},
    }  # fmt: skip
    row = await Provider.get(id=row.id)
    assert (row.triage_ability, row.answer_ability) == ("JSON_OBJECT", "JSON_SCHEMA")
    assert row.triage_fault is None
    calls = await LlmCall.filter(purpose=LlmPurpose.TEST, subject_id=row.id)
    assert sorted(call.outcome for call in calls) == [
        LlmOutcome.ANSWERED, LlmOutcome.ANSWERED, LlmOutcome.REFUSED,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (401, {"isReachable": True, "isKeyAccepted": False, "isModelKnown": None}),
        (404, {"isReachable": True, "isKeyAccepted": None, "isModelKnown": False}),
        (500, {"isReachable": True, "isKeyAccepted": None, "isModelKnown": None}),
        (None, {"isReachable": False, "isKeyAccepted": None, "isModelKnown": None}),
    ],
)
async def test_a_test_tells_what_is_wrong_also_before_anything_is_kept(
    admin: Asker, fake: FakeModel, status: int | None, expected: dict[str, Any]
) -> None:
    draft = new_provider(fake)
    if status is None:
        draft["baseUrl"] = "http://127.0.0.1:9/v1"
    else:
        fake.script(fails(status))
    pick = "test { ok triage { isReachable isKeyAccepted isModelKnown } }"
    assert (await admin.do("providerTest", {"draft": draft}, pick))["test"] == {
        "ok": False,
        "triage": expected,
    }
    assert not await Provider.exists()


async def test_a_model_that_answers_in_words_alone_is_found_out(
    admin: Asker, fake: FakeModel
) -> None:
    fake.script(says("Yes, I am ready!"))
    pick = "test { ok triage { isReachable isModelKnown ability detail } }"
    test = (await admin.do("providerTest", {"draft": new_provider(fake)}, pick))["test"]
    assert not test["ok"]
    assert test["triage"]["isReachable"]
    assert test["triage"]["ability"] is None
    assert "JSON" in test["triage"]["detail"]


async def test_tests_are_limited_and_need_one_of_two_inputs(admin: Asker, fake: FakeModel) -> None:
    for given in ({}, {"id": "prv_1", "draft": new_provider(fake)}):
        payload = await admin.do("providerTest", given, "test { ok }")
        assert payload["errors"][0]["code"] == "REQUIRED"
    fake.script(says({"ready": True}))
    query = "mutation($input: ProviderTestInput!) { providerTest(input: $input) { test { ok } } }"
    variables = {"input": {"draft": new_provider(fake)}}
    answers = [await admin.ask(query, variables) for _ in range(21)]
    assert answers[-1]["errors"][0]["extensions"]["code"] == "RATE_LIMITED"
    assert "errors" not in answers[-2]


async def test_prices_and_budgets_are_whole_numbers_beyond_32_bits(admin: Asker) -> None:
    price = {"model": "m", "inputMicros": 15e9, "outputMicros": 1}
    made = await admin.do("modelPriceSet", price, "modelPrice { inputMicros outputMicros }")
    assert made["modelPrice"] == {"inputMicros": 15e9, "outputMicros": 1.0}
    half = await admin.do("modelPriceSet", price | {"inputMicros": 0.5}, "modelPrice { id }")
    assert half["errors"][0]["path"] == ["input", "inputMicros"]
    given = {"dailyMicros": 5e9, "monthlyMicros": 60e9}
    pick = "budget { dailyMicros monthlyMicros spentTodayMicros reservedThisMonthMicros }"
    made = await admin.do("llmBudgetUpdate", given, pick)
    assert made["budget"] == given | {"spentTodayMicros": 0, "reservedThisMonthMicros": 0}
    made = await admin.do("llmBudgetUpdate", {"dailyMicros": None}, pick)
    assert (made["budget"]["dailyMicros"], made["budget"]["monthlyMicros"]) == (None, 60e9)
    changed = [
        event.changes[0] for event in await Event.filter(subject_id="llm").order_by("position")
    ]
    assert [(change["field"], change["after"]) for change in changed] == [
        ("llm_daily_budget", 5_000_000_000),
        ("llm_monthly_budget", 60_000_000_000),
        ("llm_daily_budget", None),
    ]
