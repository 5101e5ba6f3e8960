"""Arguments that are wrong: each its documented code, on both transports, and nothing written."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from graphql import get_named_type
from tortoise import Tortoise

from domain import tickets
from domain.actors import SYSTEM
from domain.catalog import ensure_defaults
from domain.event_log import head_position, prune_events
from domain.ids import new_id
from domain.tickets import NewTicket
from domain.unit_of_work import transact
from tests.api.bad_values import INPUTS, POSITIONS, QUERIES
from tests.api.desk_server import HASHER, Answer, DeskServer, serve_desk
from tests.domain.factories import Desk, make_ticket, open_desk
from tests.schema.policy_operations import MUTATIONS
from tests.schema.policy_scene import PASSWORD, Scene
from tests.schema.test_policy_matrix import CORE, mutation


@dataclass
class Asking:
    """An admin and an owner, and what both transports answer them."""

    people: Desk
    server: DeskServer
    password_hash: str
    cursors: dict[str, str] = field(default_factory=dict)

    async def both(self, as_whom: str, query: str, variables: Answer) -> list[Answer]:
        actor = self.people.requester if as_whom == "owner" else self.people.admin
        authorization = await self.server.sign_in(actor)
        return [
            await self.server.ask(authorization, query, variables),
            await self.server.ask_by_socket(authorization, query, variables),
        ]

    def scene(self, as_whom: str) -> Scene:
        actor = self.people.requester if as_whom == "owner" else self.people.admin
        return Scene(self.people, self.server, actor, self.password_hash)


@asynccontextmanager
async def open_asking() -> AsyncIterator[Asking]:
    people = await open_desk()
    await people.category.delete()
    await transact(ensure_defaults, SYSTEM)
    for _ in range(2):
        await make_ticket(people)
    async with serve_desk() as server:
        yield Asking(people, server, await HASHER.hash(PASSWORD))


@pytest.mark.timeout(60)
async def test_every_wrong_input_has_its_code_and_writes_nothing(db: str) -> None:
    wrong = []
    async with open_asking() as asking:
        for operation, template, expected in INPUTS:
            name, _, whom = operation.partition(" as ")
            given = await asking.scene(whom).fill(template)
            query = mutation(name).replace("errors { code }", "errors { code path }")
            before = await counts()
            for answer in await asking.both(whom, query, {"input": given}):
                if (found := code_and_path(name, answer)) != expected:
                    wrong.append((operation, str(template)[:100], expected, found))
            after = await counts()
            if changed := {n for n in after if after[n] != before[n]} - {"Session"}:
                wrong.append((operation, str(template)[:100], "written", changed))
    assert wrong == [], "\n".join(map(str, wrong))


@pytest.mark.timeout(60)
async def test_every_wrong_argument_of_a_query_has_its_code(db: str) -> None:
    wrong = []
    async with open_asking() as asking:
        cursors = await cursors_of(asking)
        for template, expected in QUERIES:
            query = template
            for name, cursor in cursors.items():
                query = query.replace(f"<{name}>", cursor)
            for answer in await asking.both("admin", f"{{ {query} }}", {}):
                codes = [error["extensions"]["code"] for error in answer.get("errors", ())]
                if expected is None:
                    [value] = (answer.get("data") or {"": codes}).values()
                    if codes or value not in (None, [], {"nodes": []}):
                        wrong.append((template[:100], None, codes or value))
                elif not codes or codes[0] not in expected.split(","):
                    wrong.append((template[:100], expected, codes or answer))
    assert wrong == [], "\n".join(map(str, wrong))


async def test_every_wrong_position_has_its_code(db: str) -> None:
    async with open_asking() as asking:
        head = await head_position()
        await transact(prune_events, SYSTEM, head - 1)
        authorization = await asking.server.sign_in(asking.people.admin)
        for template, expected in POSITIONS:
            after = template.replace("<above the head>", str(head + 1)).replace("<pruned>", "0")
            for stream in ("ticketEvents", "assignmentFeed", "deskChanges"):
                query = f"subscription {{ {stream}({after}) {{ kind }} }}"
                answer = await asking.server.ask_by_socket(authorization, query)
                codes = [error["extensions"]["code"] for error in answer["errors"]]
                assert codes == [expected], (template, answer)


@pytest.mark.parametrize("id", ["x" * 31, "", "tkt_", "\u202e", "İ" * 26, "tkt_" + "é" * 26])
async def test_what_has_not_the_form_of_an_id_names_nothing(db: str, id: str) -> None:
    known = {"NOT_FOUND", "INVALID", "REQUIRED", "TOO_LONG", "ILLEGAL_TRANSITION", "no"}
    async with open_asking() as asking:
        authorization = await asking.server.sign_in(asking.people.admin)
        for operation, template in MUTATIONS.items():
            for member in template or {}:
                if member != "id" and not member.endswith(("Id", "Ids", "ids")):
                    continue
                given = await asking.scene("admin").fill(template)
                given[member] = [id] if isinstance(given[member], list) else id
                name = operation.partition(":")[0]
                answer = await asking.server.ask(authorization, mutation(name), {"input": given})
                assert code_and_path(name, answer).split(" ")[0] in known, (operation, member)
        for name, field in (CORE.query_type.fields if CORE.query_type else {}).items():
            for member, argument in field.args.items():
                if get_named_type(argument.type).name == "ID":
                    query = f"query($id: ID!) {{ {name}({member}: $id) {{ __typename }} }}"
                    answer = await asking.server.ask(authorization, query, {"id": id})
                    assert "errors" not in answer, (name, answer)
        stream = "subscription($id: ID!) { ticketUpdated(id: $id) { id } }"
        answer = await asking.server.ask_by_socket(authorization, stream, {"id": id})
        assert answer["errors"][0]["extensions"]["code"] == "NOT_FOUND"


async def test_a_client_s_id_is_used_once(db: str) -> None:
    async with open_asking() as asking:
        owner = await asking.server.sign_in(asking.people.requester)
        other = await asking.server.sign_in(asking.people.stranger)
        query = (
            "mutation($input: TicketCreateInput!) "
            "{ ticketCreate(input: $input) { ticket { id number } errors { code } } }"
        )
        given = {"id": new_id("tkt"), "title": "Once"}
        first = await asking.server.ask(owner, query, {"input": given})
        before = await counts()
        assert (await asking.server.ask(owner, query, {"input": given}))["data"] == first["data"]
        for who, more in ((owner, {"title": "Twice"}), (other, {})):
            answer = await asking.server.ask(who, query, {"input": given | more})
            payload = answer["data"]["ticketCreate"]
            assert payload == {"ticket": None, "errors": [{"code": "CONFLICT"}]}
        assert await counts() == before


async def test_an_id_that_is_named_twice_in_a_bulk_update_is_changed_once(db: str) -> None:
    async with open_asking() as asking:
        admin = await asking.server.sign_in(asking.people.admin)
        ticket = await make_ticket(asking.people)
        query = (
            "mutation($input: TicketBulkUpdateInput!) { ticketBulkUpdate(input: $input) "
            "{ results { id ticket { version } error { code } } errors { code } } }"
        )
        given = {"ids": [ticket.id, ticket.id], "changes": {"notes": "Twice?"}}
        answer = await asking.server.ask(admin, query, {"input": given})
        changed = {"id": ticket.id, "ticket": {"version": ticket.version + 1}, "error": None}
        assert answer["data"]["ticketBulkUpdate"]["results"] == [changed, changed]


async def test_a_stale_version_conflicts_and_writes_nothing(db: str) -> None:
    async with open_asking() as asking:
        admin = await asking.server.sign_in(asking.people.admin)
        ticket = await transact(
            tickets.create_ticket, asking.people.requester, NewTicket("Contested")
        )
        query = (
            "mutation($input: TicketUpdateInput!) { ticketUpdate(input: $input) "
            "{ ticket { notes } errors { code path } } }"
        )
        given = {"id": ticket.id, "notes": "First", "version": ticket.version}
        await asking.server.ask(admin, query, {"input": given})
        before = await counts()
        answer = await asking.server.ask(admin, query, {"input": given | {"notes": "Second"}})
        assert answer["data"]["ticketUpdate"] == {
            "ticket": {"notes": "First"},
            "errors": [{"code": "CONFLICT", "path": ["input", "version"]}],
        }
        assert await counts() == before


def code_and_path(name: str, answer: Answer) -> str:
    if answer.get("errors"):
        return str(answer["errors"][0]["extensions"]["code"])
    errors = answer["data"][name]["errors"]
    if not errors:
        return "no error"
    path = ".".join((errors[0].get("path") or ["input"])[1:])
    return f"{errors[0]['code']} {path}".strip()


async def counts() -> dict[str, int]:
    """How many rows each table has."""
    return {name: await model.all().count() for name, model in Tortoise.apps["domain"].items()}


async def cursors_of(asking: Asking) -> dict[str, str]:
    authorization = await asking.server.sign_in(asking.people.admin)
    query = (
        "{ tickets(first: 1) { pageInfo { endCursor } } users(first: 1) { pageInfo { endCursor } } "
        "other: tickets(first: 1, orderBy: {field: NUMBER}) { pageInfo { endCursor } } }"
    )
    data = (await asking.server.ask(authorization, query))["data"]
    return {
        "cursor of tickets": data["tickets"]["pageInfo"]["endCursor"],
        "cursor of users": data["users"]["pageInfo"]["endCursor"],
        "cursor of another order": data["other"]["pageInfo"]["endCursor"],
    }
