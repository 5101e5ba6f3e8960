"""What is for staff, and what is somebody else's, reaches a requester by no path."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type
from tortoise import Tortoise

from domain import tickets
from domain.actors import ANONYMOUS, SYSTEM, Actor
from domain.catalog import create_category, ensure_defaults
from domain.models import Comment, Mail, Ticket, User
from domain.tickets import NewTicket
from domain.triage.batches import start_batch
from domain.unit_of_work import transact
from domain.vocabulary import Visibility
from tests.api.desk_server import HASHER, DeskServer, serve_desk
from tests.domain.factories import Desk, open_desk
from tests.jobs.support import all_done, eventually
from tests.schema.canary_desk import (
    CANARY,
    OWNERS,
    hide_canaries,
    staff_filters,
    texts_asked_for,
)
from tests.schema.policy_operations import MUTATIONS, QUERIES
from tests.schema.policy_scene import MAKERS, PASSWORD, Maker, Scene
from tests.schema.selections import CORE, documents

ALIASES = 20
TICKET_LIST = (
    "query($filter: TicketFilter, $search: String) "
    "{ tickets(filter: $filter, search: $search, first: 100) { totalCount nodes { id } } }"
)


@dataclass
class Trap:
    """The desk with its canaries, and who must not see which of them."""

    people: Desk
    server: DeskServer
    ticket: Ticket
    password_hash: str

    @property
    def viewers(self) -> dict[str, tuple[Actor, tuple[str, ...]]]:
        return {
            "owner": (self.people.requester, (CANARY,)),
            "other": (self.people.stranger, (CANARY, OWNERS)),
            "nobody": (ANONYMOUS, (CANARY, OWNERS)),
        }

    async def ask(self, viewer: Actor, query: str, variables: dict[str, Any] | None = None) -> Any:
        authorization = await self.server.sign_in(viewer) if viewer.is_known else None
        return await self.server.ask(authorization, query, variables)

    def scene(self, viewer: Actor) -> Scene:
        return Scene(self.people, self.server, viewer, self.password_hash, self.makers())

    def makers(self) -> dict[str, Maker]:
        """The owner's ticket wherever one is wanted, and staff wherever somebody is."""

        async def ticket(_scene: Scene) -> str:
            return self.ticket.id

        async def number(_scene: Scene) -> str:
            return str(self.ticket.number)

        async def staff(_scene: Scene) -> str:
            return self.people.moderator.user_id or ""

        async def internal(_scene: Scene) -> str:
            hidden = Comment.filter(ticket_id=self.ticket.id, visibility=Visibility.INTERNAL)
            return str((await hidden.get_or_none(body__contains="Psst") or await hidden.first()).id)  # type: ignore[union-attr]

        async def canary(_scene: Scene) -> str:
            return CANARY

        asked = [name for name in MAKERS if name.endswith(" ticket") and name != "word of a ticket"]
        return {
            **MAKERS,
            **dict.fromkeys(["ticket", *asked], ticket),
            "ticket's number": number,
            "internal comment": internal,
            "somebody": staff,
            "colleague": staff,
            "word of a ticket": canary,
        }


@asynccontextmanager
async def open_trap() -> AsyncIterator[Trap]:
    people = await open_desk()
    await people.category.delete()
    await transact(ensure_defaults, SYSTEM)
    password_hash = await HASHER.hash(PASSWORD)
    await User.all().update(password_hash=password_hash)
    async with serve_desk(with_jobs=True) as server:
        yield Trap(people, server, await hide_canaries(people), password_hash)


async def test_staff_do_see_the_canaries(db: str) -> None:
    """Or else finding none would prove nothing."""
    async with open_trap() as trap:
        asked = {"id": trap.ticket.id}
        call = "ticket(id: $id)"
        kind = CORE.type_map["Ticket"]
        assert isinstance(kind, GraphQLObjectType)
        answers = [
            str(await trap.ask(trap.people.admin, document, asked))
            for document in documents("query", "($id: ID!)", call, kind)
        ]
        text = "".join(answers)
        hidden = ("notes", "suggestedReply", "summary", "email", "name", "body", "candidates")
        for field in (*hidden, "externalId", "examples", "evidence", "reasons"):
            assert any(CANARY in part[:80] for part in text.split(f"'{field}': ")[1:]), field
        owner = str(await trap.ask(trap.people.requester, documents_of("ticket")[0], asked))
        assert OWNERS in owner


@pytest.mark.timeout(400)
async def test_no_query_and_no_mutation_tells_a_requester(db: str) -> None:
    async with open_trap() as trap:
        for name, (viewer, words) in trap.viewers.items():
            for operation in (*QUERIES, *MUTATIONS):
                asked, variables = await whole_documents(trap.scene(viewer), operation)
                for document in asked:
                    answer = await trap.ask(viewer, document, variables)
                    check(answer, words, name, operation)
                    assert "BAD_REQUEST" not in codes(answer), (operation, answer)
                    if answer.get("data") is None:
                        break  # refused, whatever is selected


async def whole_documents(scene: Scene, operation: str) -> tuple[list[str], dict[str, Any]]:
    """What a line of the policy table sends, with all that can be selected."""
    field = operation.partition(":")[0]
    if operation in QUERIES:
        call = call_of(await scene.fill(QUERIES[operation]))
        return documents("query", "", call, query_type(field)), {}
    head, call, kind = mutation_of(field)
    variables = {"input": await scene.fill(MUTATIONS[operation])} if head else {}
    return documents("mutation", head, call, kind), variables


async def test_no_id_of_anything_opens_what_is_hidden(db: str) -> None:
    async with open_trap() as trap:
        ids = [id for model in Tortoise.apps["domain"].values() for id in await ids_of(model)]
        assert len(ids) > 60
        for name, (viewer, words) in trap.viewers.items():
            authorization = await trap.server.sign_in(viewer) if viewer.is_known else None
            for start in range(0, len(ids), ALIASES):
                some = ids[start : start + ALIASES]
                nodes = " ".join(
                    f'n{place}: node(id: "{id}") {{ id ... on Ticket {{ title description notes }} '
                    "... on Comment { body author { name email } } ... on User { name email tags } "
                    "... on Article { title body sourceTicket { id } } "
                    "... on Category { examples } ... on Skill { name } ... on Tag { name } }"
                    for place, id in enumerate(some)
                )
                answer = await trap.server.ask(authorization, f"{{ {nodes} }}")
                check(answer, words, name, "node")


async def test_no_filter_and_no_search_is_an_oracle(db: str) -> None:
    async with open_trap() as trap:
        for viewer in (trap.people.requester, trap.people.stranger):
            authorization = await trap.server.sign_in(viewer)
            hidden_id = await trap.makers()["internal comment"](trap.scene(viewer))
            for word, nonsense in ((CANARY, "zqnothing1"), (hidden_id, "cmt_" + "0" * 26)):
                asked = list(zip(texts_asked_for(word), texts_asked_for(nonsense), strict=True))
                for sought, control in [*asked, *(({"not": a}, {"not": b}) for a, b in asked)]:
                    found, nothing = [
                        await trap.server.ask(authorization, TICKET_LIST, {"filter": condition})
                        for condition in (sought, control)
                    ]
                    assert found.get("data") == nothing.get("data"), sought
                    assert codes(found) == codes(nothing), sought
            for search in (CANARY, CANARY[:5], f"smokes {CANARY}", f'"{CANARY}"', f"{CANARY} OR a"):
                found = await trap.server.ask(authorization, TICKET_LIST, {"search": search})
                assert found["data"]["tickets"] == {"totalCount": 0, "nodes": []}, search


async def test_a_filter_on_what_is_for_staff_is_refused(db: str) -> None:
    asked = list(staff_filters())
    assert len(asked) > 60
    people = await open_desk()
    async with serve_desk() as server:
        authorization = await server.sign_in(people.requester)
        for sought in asked:
            for wrapped in (sought, {"not": sought}, {"or": [{"and": [sought]}]}):
                answer = await server.ask(authorization, TICKET_LIST, {"filter": wrapped})
                assert codes(answer) == ["FORBIDDEN"], wrapped


async def test_no_subscription_tells_a_requester(db: str) -> None:
    assert CORE.subscription_type is not None
    calls = {
        "ticketEvents": 'ticketEvents(after: "0")',
        "ticketUpdated": "ticketUpdated(id: $id)",
        "assignmentFeed": 'assignmentFeed(after: "0")',
        "deskChanges": 'deskChanges(after: "0")',
        "answerSuggestion": f'answerSuggestion(draft: {{title: "{CANARY} printer smokes"}})',
    }
    async with open_trap() as trap:
        batch = await transact(start_batch, trap.people.admin, [trap.ticket.id], None)
        await eventually(all_done)
        calls["triageProgress"] = f'triageProgress(id: "{batch.id}")'
        assert set(calls) == set(CORE.subscription_type.fields)
        last = {}
        for name, (viewer, _) in trap.viewers.items():
            if viewer.is_known:
                made = await transact(tickets.create_ticket, viewer, NewTicket("The last one"))
                last[name] = made.id
        await eventually(all_done)
        category = await transact(create_category, trap.people.admin, "The last of all")
        for name, (viewer, words) in trap.viewers.items():
            for field, call in calls.items():
                until = category.id if field == "deskChanges" else last.get(name)
                head = "($id: ID!)" if "$id" in call else ""
                kind = CORE.subscription_type.fields[field].type
                for document in documents("subscription", head, call, kind):
                    seen = await follow(trap, viewer, document, until)
                    check(seen, words, name, field)


async def test_no_mail_tells_a_requester(db: str) -> None:
    async with open_trap() as trap:
        requesters = await User.filter(role="USER").values_list("email", flat=True)
        mails = await Mail.filter(to_address__in=list(requesters))
        assert {mail.kind for mail in mails} >= {"TICKET_RECEIVED", "COMMENT_ADDED"}
        for mail in mails:
            if mail.recipient_id == trap.people.requester.user_id:
                text = f"{mail.subject} {mail.text_body} {mail.html_body} {mail.message_id}"
                assert CANARY not in text, mail.kind


async def test_no_page_for_machines_tells_anybody(db: str) -> None:
    async with open_trap() as trap:
        for path in ("/metrics", "/readyz", "/healthz", "/graphql?query={viewer{email}}"):
            text = (await trap.server.http.get(path)).text
            assert CANARY not in text
            assert OWNERS not in text


async def follow(trap: Trap, viewer: Actor, document: str, last: str | None) -> list[Any]:
    """What a subscription sends until it ends, or has come to what was made last."""
    authorization = await trap.server.sign_in(viewer) if viewer.is_known else None
    seen: list[Any] = []
    async with trap.server.socket(authorization) as client, asyncio.timeout(20):
        await client.subscribe(document, variables={"id": trap.ticket.id})
        while True:
            message = await client.receive()
            seen.append(message)
            if message["type"] != "next" or "ticketUpdated" in document:
                return seen
            if last is not None and last in json.dumps(message):
                return seen


def check(answer: Any, words: tuple[str, ...], viewer: str, operation: str) -> None:
    text = json.dumps(answer).lower()
    for word in words:
        place = text.find(word)
        assert place < 0, (
            f"{viewer} sees {word} in {operation}: …{text[max(0, place - 300) : place]}"
        )


def call_of(query: str) -> str:
    """The field of a query with its arguments, without its selection."""
    name, parenthesis, _ = query.partition(") {")
    return f"{name})" if parenthesis else query.partition(" {")[0]


def codes(answer: Any) -> list[str]:
    return [error["extensions"]["code"] for error in answer.get("errors", ())]


def query_type(field: str) -> Any:
    assert CORE.query_type is not None
    return CORE.query_type.fields[field].type


def documents_of(field: str) -> list[str]:
    return documents("query", "($id: ID!)", f"{field}(id: $id)", query_type(field))


def mutation_of(field: str) -> tuple[str, str, Any]:
    assert CORE.mutation_type is not None
    definition = CORE.mutation_type.fields[field]
    if not definition.args:
        return "", field, definition.type
    kind = get_named_type(definition.args["input"].type).name
    return f"($input: {kind}!)", f"{field}(input: $input)", definition.type


async def ids_of(model: Any) -> list[str]:
    if "id" not in model._meta.fields_map:
        return []
    return [str(id) for id in await model.all().values_list("id", flat=True)]
