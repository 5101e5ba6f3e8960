"""The policy, cell by cell: every operation as everybody, over HTTP and over the socket."""

import asyncio
import difflib
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type

from domain import tickets
from domain.actors import ANONYMOUS, SYSTEM, Actor
from domain.catalog import create_category, create_tag, create_triage_rule, ensure_defaults
from domain.event_log import head_position
from domain.ids import new_id
from domain.models import User
from domain.tickets import NewTicket
from domain.unit_of_work import transact
from domain.vocabulary import Scope, TicketStatus, Visibility
from schema.assembly import schema
from tests.api.desk_server import HASHER, Answer, DeskServer, serve_desk
from tests.domain.factories import Desk, make_ticket_in, open_desk
from tests.schema.policy_operations import MUTATIONS, QUERIES, SUBSCRIPTIONS
from tests.schema.policy_scene import PASSWORD, Scene, add_to_every_list
from tests.schema.policy_table import VIEWERS, as_line, expectations

CORE = schema._schema
PATIENCE_S = 10.0
Ask = Callable[[str | None, str, Answer | None], Awaitable[Answer]]


def fields_of(root: GraphQLObjectType | None) -> set[str]:
    assert root is not None
    return set(root.fields)


def test_every_operation_has_its_lines_in_the_table() -> None:
    tabled = set(expectations())
    assert tabled == {*QUERIES, *MUTATIONS, *SUBSCRIPTIONS}
    for sent, root in (
        (QUERIES, CORE.query_type),
        (MUTATIONS, CORE.mutation_type),
        (SUBSCRIPTIONS, CORE.subscription_type),
    ):
        assert {name.partition(":")[0] for name in sent} == fields_of(root)


@pytest.mark.parametrize("transport", ["http", "socket"])
@pytest.mark.timeout(300)
async def test_everybody_may_do_what_the_table_says(db: str, transport: str) -> None:
    matrix = await Matrix.open()
    async with serve_desk() as server:
        await matrix.enter(server)
        ask = server.ask if transport == "http" else server.ask_by_socket
        found = {
            name: {viewer: await matrix.answer(name, viewer, ask) for viewer in VIEWERS}
            for name in {**QUERIES, **MUTATIONS}
        }
        if transport == "socket":
            for name in SUBSCRIPTIONS:
                found[name] = {viewer: await matrix.follow(name, viewer) for viewer in VIEWERS}
    expected = {name: words for name, words in expectations().items() if name in found}
    if found != expected:
        pytest.fail(difference(expected, found), pytrace=False)


async def test_subscriptions_are_refused_over_http_to_everybody(db: str) -> None:
    people = await open_desk()
    async with serve_desk() as server:
        for viewer in (None, people.requester, people.admin):
            authorization = await server.sign_in(viewer) if viewer else None
            answer = await server.ask(authorization, "subscription { ticketEvents { id } }")
            assert [e["extensions"]["code"] for e in answer["errors"]] == ["BAD_REQUEST"]


class Matrix:
    """The desk's people, and what they are told."""

    def __init__(self, people: Desk, password_hash: str) -> None:
        self.people = people
        self.password_hash = password_hash
        self.server: DeskServer
        self.reader: str

    @classmethod
    async def open(cls) -> "Matrix":
        people = await open_desk()
        await people.category.delete()
        await transact(ensure_defaults, SYSTEM)
        await add_to_every_list()
        password_hash = await HASHER.hash(PASSWORD)
        await User.all().update(password_hash=password_hash)
        return cls(people, password_hash)

    async def enter(self, server: DeskServer) -> None:
        self.server = server
        self.reader = await server.api_token(self.people.admin, Scope.READ)

    def actor(self, viewer: str) -> Actor:
        return {
            "nobody": ANONYMOUS,
            "owner": self.people.requester,
            "other": self.people.stranger,
            "assignee": self.people.moderator,
            "moderator": self.people.other_moderator,
            "admin": self.people.admin,
            "reader": self.people.admin,
        }[viewer]

    async def authorize(self, viewer: str) -> str | None:
        if viewer in ("nobody", "reader"):
            return self.reader if viewer == "reader" else None
        return await self.server.sign_in(self.actor(viewer))

    def scene(self, viewer: str) -> Scene:
        return Scene(self.people, self.server, self.actor(viewer), self.password_hash)

    async def answer(self, name: str, viewer: str, ask: Ask) -> str:
        """What comes of one query or mutation, in the table's words."""
        authorization, scene = await self.authorize(viewer), self.scene(viewer)
        field = name.partition(":")[0]
        if name in QUERIES:
            return word(
                field, await ask(authorization, f"{{ {await scene.fill(QUERIES[name])} }}", {})
            )
        given = await scene.fill(MUTATIONS[name])
        return word(field, await ask(authorization, mutation(field), {"input": given}))

    async def follow(self, name: str, viewer: str) -> str:
        """Whether the wanted event of a new ticket comes before one of the viewer's own."""
        authorization, scene = await self.authorize(viewer), self.scene(viewer)
        selection, wanted = SUBSCRIPTIONS[name]
        after = await head_position()
        field = name.partition(":")[0]
        if field == "deskChanges":
            made = await self.change_desk()
            ticket, own = made[str(wanted)], made["last"]
        else:
            ticket, own = await self.busy_ticket(), await self.own_ticket(viewer)
        document = await scene.fill(selection.replace("<ticket>", ticket))
        head = "" if wanted is None else "($after: Position)"
        query = f"subscription{head} {{ {document} }}"
        async with self.server.socket(authorization) as client, asyncio.timeout(PATIENCE_S):
            await client.subscribe(query, variables={"after": str(after)} if wanted else {})
            while True:
                message = await client.receive()
                if message["type"] == "error":
                    return word(field, {"errors": message["payload"]})
                event = message["payload"]["data"][field]
                if wanted is None or (event["ticketId"], event["kind"]) == (ticket, wanted):
                    return "ok"
                if event["ticketId"] == own:
                    return "empty"

    async def busy_ticket(self) -> str:
        """The owner's, assigned and with an internal comment."""
        people = self.people
        ticket = await make_ticket_in(people, TicketStatus.OPEN)
        assignee = people.moderator
        await transact(tickets.assign_ticket, assignee, ticket.id, assignee.user_id or "")
        await transact(tickets.create_comment, assignee, ticket.id, "Psst", Visibility.INTERNAL)
        return ticket.id

    async def change_desk(self) -> dict[str, str]:
        """The ids of what is new, by subject; the last is a category, of which all hear."""
        admin, marker = self.people.admin, new_id("tag")
        tag = await transact(create_tag, admin, marker)
        rule = await transact(
            create_triage_rule, admin, marker, {"any": ["x"]}, {"priority": "LOW"}
        )
        category, last = [
            await transact(create_category, admin, f"{marker} {number}") for number in (1, 2)
        ]
        ids = {"TAG": tag.id, "TRIAGE_RULE": rule.id, "CATEGORY": category.id}
        return ids | {"last": last.id}

    async def own_ticket(self, viewer: str) -> str:
        actor = self.people.requester if viewer == "nobody" else self.actor(viewer)
        return (await transact(tickets.create_ticket, actor, NewTicket("My own"))).id


def mutation(field: str) -> str:
    assert CORE.mutation_type is not None
    definition = CORE.mutation_type.fields[field]
    bulk = "results { error { code } } " if field == "ticketBulkUpdate" else ""
    selection = f"{{ {bulk}errors {{ code }} }}"
    if not definition.args:
        return f"mutation {{ {field} {selection} }}"
    kind = get_named_type(definition.args["input"].type).name
    return f"mutation($input: {kind}!) {{ {field}(input: $input) {selection} }}"


def word(field: str, answer: dict[str, Any]) -> str:
    """An answer in the table's words."""
    if answer.get("errors"):
        return _code(answer["errors"][0]["extensions"]["code"])
    value = answer["data"][field]
    if isinstance(value, dict):
        rows = [row["error"] for row in value.get("results", ()) if row["error"]]
        for error in [*value.get("errors", ()), *rows]:
            return _code(error["code"])
        value = value.get("nodes", value)
    if value is None:
        return "null"
    return "empty" if value == [] else "ok"


def _code(code: str) -> str:
    short = {"UNAUTHENTICATED": "sign-in", "ILLEGAL_TRANSITION": "illegal"}
    return short.get(code, code.lower().replace("_", "-"))


def difference(expected: dict[str, dict[str, str]], found: dict[str, dict[str, str]]) -> str:
    sides = [[as_line(name, words) for name, words in side.items()] for side in (expected, found)]
    lines = [
        line
        for line in difflib.unified_diff(*sides, "the table", "the desk", n=0, lineterm="")
        if not line.startswith("@@")
    ]
    return "\n".join(["", as_line("", dict(zip(VIEWERS, VIEWERS, strict=True))), *lines])
