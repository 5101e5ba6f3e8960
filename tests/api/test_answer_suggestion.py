"""Help while typing over a real socket: in order, newest wins, leaving aborts, limits hold."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from domain.actors import SYSTEM
from domain.articles import NewArticle, create_article
from domain.catalog import ensure_defaults
from domain.errors import TransientError
from domain.models import Event, LlmCall, Suggestion, Ticket
from domain.ports import StreamEnd
from domain.unit_of_work import transact
from domain.vocabulary import ArticleStatus, EventKind
from jobs.hints import BroadcastHints
from tests.api.desk_server import DeskServer, desk_settings, serve_desk
from tests.api.socket_client import Client
from tests.domain.factories import Desk, open_desk
from tests.fake_llm import fake_model, streams
from tests.jobs.llm_desk import chain_of, llm_settings
from tests.jobs.support import eventually

QUERY = """subscription($draft: SuggestionDraft!) { answerSuggestion(draft: $draft) {
  id kind delta
  classification { message category { category { key } confidence decidedBy }
                   priority { priority confidence } skills { skills { name } } }
  sources { title quote score article { id } ticket { id } }
  answer { text source confidence cited { article { id } } } } }"""
DRAFT = {"title": "Printer prints blank pages", "description": "Since the toner was changed."}
BODY = "Read this first.\n\n1. Shake the toner.\n2. Print a page again."


@dataclass
class ScriptedModel:
    """Streams its pieces; with a gate it waits before the second; knows when it was left."""

    pieces: tuple[str, ...] = ("Shake the toner [1]", ", then print.")
    gate: asyncio.Event | None = None
    failure: Exception | None = None
    asked: list[str] = field(default_factory=list)
    left: asyncio.Event = field(default_factory=asyncio.Event)

    async def stream(
        self, *, system: str, user: str, subject_id: str | None = None
    ) -> AsyncGenerator[str | StreamEnd, None]:
        self.asked.append(user)
        try:
            for place, piece in enumerate(self.pieces):
                if place and self.gate is not None:
                    await self.gate.wait()
                if place and self.failure is not None:
                    raise self.failure
                yield piece
            yield StreamEnd("scripted", "m", 10, 5, 3)
        finally:
            self.left.set()


async def knowing_desk() -> tuple[Desk, str]:
    desk = await open_desk()
    await desk.category.delete()
    await transact(ensure_defaults, SYSTEM)
    new = NewArticle("Blank pages from the printer", BODY, status=ArticleStatus.PUBLISHED)
    return desk, (await transact(create_article, desk.admin, new)).id


async def suggested(server: DeskServer, authorization: str, **draft: Any) -> list[dict[str, Any]]:
    async with server.socket(authorization) as client:
        await client.subscribe(QUERY, variables={"draft": DRAFT | draft})
        return [payload["data"]["answerSuggestion"] for payload in await client.results()]


async def part(client: Client, operation_id: str = "1") -> dict[str, Any]:
    message = await client.receive()
    assert (message["type"], message["id"]) == ("next", operation_id), message
    return dict(message["payload"]["data"]["answerSuggestion"])


async def test_without_a_model_it_sends_what_it_is_about_what_is_like_it_and_an_article(
    db: str,
) -> None:
    desk, article_id = await knowing_desk()
    async with serve_desk() as server:
        first, second, third = await suggested(server, await server.sign_in(desk.requester))
    assert [it["kind"] for it in (first, second, third)] == [
        "CLASSIFICATION",
        "SOURCES",
        "ANSWER",
    ]
    assert len({it["id"] for it in (first, second, third)}) == 1
    found = first["classification"]
    assert found["category"]["category"] == {"key": "technical"}
    assert found["category"]["confidence"] > 0.5
    assert found["message"] is None
    assert found["priority"]["priority"] == "MEDIUM"
    assert found["skills"] == {"skills": None}
    [source] = second["sources"]
    assert (source["article"], source["ticket"]) == ({"id": article_id}, None)
    assert source["quote"] == "1. Shake the toner.\n2. Print a page again."
    assert third["answer"] == {
        "text": BODY,
        "source": "ARTICLE",
        "confidence": source["score"],
        "cited": [{"article": {"id": article_id}}],
    }


async def test_a_model_answers_piece_by_piece_from_what_the_viewer_may_read(db: str) -> None:
    desk, article_id = await knowing_desk()
    hidden = NewArticle("Blank pages: swordfish", "Swordfish.", status=ArticleStatus.DRAFT)
    await transact(create_article, desk.admin, hidden)
    model = ScriptedModel()
    async with serve_desk(llm=model) as server:
        parts = await suggested(server, await server.sign_in(desk.requester))
    assert [it["kind"] for it in parts] == [
        "CLASSIFICATION", "SOURCES", "DELTA", "DELTA", "ANSWER",
    ]  # fmt: skip
    assert [it["delta"] for it in parts[2:4]] == list(model.pieces)
    assert parts[-1]["answer"]["text"] == "Shake the toner [1], then print."
    assert (parts[-1]["answer"]["source"], parts[-1]["answer"]["cited"]) == (
        "LLM",
        [{"article": {"id": article_id}}],
    )
    [asked] = model.asked
    assert "Shake the toner." in asked
    assert "wordfish" not in asked


async def test_a_real_endpoint_streams_and_the_books_name_the_suggestion(db: str) -> None:
    desk, _ = await knowing_desk()
    async with fake_model() as fake, chain_of(llm_settings(fake)) as chain:
        fake.script(streams("Shake ", "it [1]."))
        async with serve_desk(llm=chain) as server:
            parts = await suggested(server, await server.sign_in(desk.requester))
        assert "".join(it["delta"] or "" for it in parts) == "Shake it [1]."
        assert parts[-1]["answer"]["source"] == "LLM"
        await eventually(LlmCall.filter(subject_id=parts[0]["id"]).exists)


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_a_desk_without_providers_answers_from_its_articles(db: str) -> None:
    desk, _ = await knowing_desk()
    async with chain_of(llm_settings()) as chain, serve_desk(llm=chain) as server:
        parts = await suggested(server, await server.sign_in(desk.requester))
    assert [it["kind"] for it in parts] == ["CLASSIFICATION", "SOURCES", "ANSWER"]
    assert parts[-1]["answer"]["source"] == "ARTICLE"


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_when_the_model_fails_half_way_the_article_answers(db: str) -> None:
    desk, _ = await knowing_desk()
    model = ScriptedModel(failure=TransientError("gone"))
    async with serve_desk(llm=model) as server:
        parts = await suggested(server, await server.sign_in(desk.requester))
    assert parts[2]["delta"] == model.pieces[0]
    assert parts[-1]["answer"]["source"] == "ARTICLE"


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_where_nothing_is_known_no_model_is_asked_and_it_says_so_kindly(db: str) -> None:
    desk, _ = await knowing_desk()
    model = ScriptedModel()
    async with serve_desk(llm=model) as server:
        authorization = await server.sign_in(desk.requester)
        for draft in (
            {"title": "Zebra", "description": "Qwerty."},
            {"title": "", "description": ""},
        ):
            parts = await suggested(server, authorization, **draft)
            assert [it["kind"] for it in parts] == ["CLASSIFICATION", "SOURCES", "ANSWER"]
            found = parts[0]["classification"]
            assert found["category"]["category"] == {"key": "general"}
            assert (found["category"]["confidence"], found["category"]["decidedBy"]) == (
                0.0,
                "DEFAULT",
            )
            assert "sort it for you" in found["message"]
            assert (parts[1]["sources"], parts[2]["answer"]) == ([], None)
    assert model.asked == []


async def test_a_new_draft_ends_the_one_before_and_its_request_to_the_model(db: str) -> None:
    desk, _ = await knowing_desk()
    model = ScriptedModel(gate=asyncio.Event())
    async with (
        serve_desk(llm=model) as server,
        server.socket(await server.sign_in(desk.requester)) as client,
    ):
        await client.subscribe(QUERY, "a", variables={"draft": DRAFT})
        for kind in ("CLASSIFICATION", "SOURCES", "DELTA"):
            assert (await part(client, "a"))["kind"] == kind
        model.left.clear()
        await client.subscribe(QUERY, "b", variables={"draft": {"title": "Zebra"}})
        ended, others = None, []
        while ended is None or len(others) < 4:
            message = await client.receive()
            if message["id"] == "a":
                assert message == {"id": "a", "type": "complete"}
                ended = message
            else:
                others.append(message["type"])
        assert others == ["next", "next", "next", "complete"]
        await asyncio.wait_for(model.left.wait(), 5)
    assert len(model.asked) == 1


@asynccontextmanager
async def told_by(redis_url: str, server: DeskServer) -> AsyncIterator[None]:
    """The server's drafts on the channel, as in a process of their own."""
    hints = BroadcastHints(redis_url, server.feed.wake, server.drafts.hear)
    server.drafts.say = hints.say
    await hints.start()
    assert hints.is_connected
    yield
    await hints.stop()


@pytest.mark.parametrize("dialect", ["postgres"])
async def test_a_new_draft_ends_the_one_before_in_another_process(db: str, redis_url: str) -> None:
    desk, _ = await knowing_desk()
    model, other_model = ScriptedModel(gate=asyncio.Event()), ScriptedModel()
    async with (
        serve_desk(llm=model) as one,
        serve_desk(llm=other_model) as other,
        told_by(redis_url, one),
        told_by(redis_url, other),
        one.socket(await one.sign_in(desk.requester)) as client,
    ):
        await client.subscribe(QUERY, variables={"draft": DRAFT})
        for kind in ("CLASSIFICATION", "SOURCES", "DELTA"):
            assert (await part(client))["kind"] == kind
        stranger = await suggested(other, await other.sign_in(desk.stranger))
        assert stranger[-1]["kind"] == "ANSWER"
        assert len(one.drafts) == 1, "a draft of somebody else ends nothing"
        parts = await suggested(other, await other.sign_in(desk.requester))
        assert parts[-1]["kind"] == "ANSWER"
        assert await client.receive() == {"id": "1", "type": "complete"}
        await asyncio.wait_for(model.left.wait(), 5)
        assert len(one.drafts) == 0


@pytest.mark.parametrize("dialect", ["sqlite"])
@pytest.mark.parametrize("how", ["complete", "close"])
async def test_leaving_aborts_the_request_to_the_model(db: str, how: str) -> None:
    desk, _ = await knowing_desk()
    model = ScriptedModel(gate=asyncio.Event())
    async with serve_desk(llm=model) as server:
        async with server.socket(await server.sign_in(desk.requester)) as client:
            await client.subscribe(QUERY, variables={"draft": DRAFT})
            for _ in range(3):
                await part(client)
            model.left.clear()
            if how == "complete":
                await client.complete()
                await asyncio.wait_for(model.left.wait(), 5)
        await asyncio.wait_for(model.left.wait(), 5)
    assert len(server.drafts) == 0


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_drafts_and_answers_are_limited_for_each_user(db: str) -> None:
    desk, _ = await knowing_desk()
    model = ScriptedModel()
    limits = desk_settings(suggestions_per_minute=2, suggestion_answers_per_minute=1)
    async with serve_desk(limits, llm=model) as server:
        authorization = await server.sign_in(desk.requester)
        kinds = [(await suggested(server, authorization))[-1]["answer"]["source"] for _ in range(2)]
        assert kinds == ["LLM", "ARTICLE"]
        async with server.socket(authorization) as client:
            await client.subscribe(QUERY, variables={"draft": DRAFT})
            error = await client.error()
        assert error["extensions"]["code"] == "RATE_LIMITED"
        assert error["extensions"]["retryAfter"] > 0
        other = await server.sign_in(desk.stranger)
        assert len(await suggested(server, other)) == 5
        query = '{ ticketClassify(description: "x") { message } }'
        answer = await server.ask(authorization, query)
        assert answer["errors"][0]["extensions"]["code"] == "RATE_LIMITED"


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_staff_see_the_skills_that_a_draft_needs(db: str) -> None:
    desk, _ = await knowing_desk()
    async with serve_desk() as server:
        [first, *_] = await suggested(server, await server.sign_in(desk.moderator))
    assert first["classification"]["skills"] == {"skills": [{"name": "Hardware"}]}


async def test_nothing_is_kept_until_it_is_accepted_or_a_ticket_is_written(db: str) -> None:
    desk, article_id = await knowing_desk()
    async with serve_desk() as server:
        authorization = await server.sign_in(desk.requester)
        id = (await suggested(server, authorization))[0]["id"]
        assert await Suggestion.all().count() == 0
        accept = """mutation($input: SuggestionAcceptInput!) { suggestionAccept(input: $input) {
            suggestion { id acceptedAt article { id } } errors { code path } } }"""
        given = {"input": {"id": id, "articleId": article_id}}
        answer = await server.ask(authorization, accept, given)
        payload = answer["data"]["suggestionAccept"]
        assert (payload["errors"], payload["suggestion"]["id"]) == ([], id)
        assert payload["suggestion"]["article"] == {"id": article_id}
        assert await Ticket.all().count() == 0
        assert await Event.filter(kind=EventKind.SUGGESTION_ACCEPTED).count() == 1
        second = (await suggested(server, authorization))[0]["id"]
        create = """mutation($input: TicketCreateInput!) { ticketCreate(input: $input) {
            ticket { id } errors { code path } } }"""
        given = {"input": DRAFT | {"suggestionId": second}}
        ticket = (await server.ask(authorization, create, given))["data"]["ticketCreate"]["ticket"]
        assert (await Suggestion.get(id=second)).ticket_id == ticket["id"]
        stranger = await server.sign_in(desk.stranger)
        refused = (await server.ask(stranger, create, given))["data"]["ticketCreate"]
        assert refused["errors"] == [{"code": "NOT_FOUND", "path": ["input", "suggestionId"]}]
