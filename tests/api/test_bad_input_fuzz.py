"""Whatever anybody sends as arguments: an answer with a code, never a fault of ours."""

import asyncio
import logging
from typing import Any

import pytest
import structlog
from graphql import GraphQLObjectType
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tortoise import Tortoise

from domain.actors import ANONYMOUS, SYSTEM, Actor
from domain.catalog import ensure_defaults
from domain.models import User
from domain.unit_of_work import transact
from domain.vocabulary import TicketStatus, Visibility
from schema.assembly import schema
from tests.api.desk_server import HASHER, DeskServer, serve_desk
from tests.api.drawn_requests import document_of, variables_of
from tests.domain.factories import Desk, make_ticket_in, open_desk
from tests.schema.policy_scene import MAKERS, PASSWORD, Scene, add_to_every_list

EXAMPLES = 150
CALLS = 4
CORE = schema._schema


def operations() -> list[tuple[str, str]]:
    roots = (("query", CORE.query_type), ("mutation", CORE.mutation_type))
    return [(kind, name) for kind, root in roots for name in _fields(root)]


@pytest.mark.timeout(60)
async def test_no_arguments_bring_out_a_fault(db: str, caplog: pytest.LogCaptureFixture) -> None:
    people = await open_desk()
    async with serve_desk() as server:
        ids = await fill(people, server)
        loop = asyncio.get_running_loop()
        calls = st.lists(_call(ids), min_size=CALLS, max_size=CALLS)

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(calls)
        def send(drawn: list[tuple[str, str, str, dict[str, Any]]]) -> None:
            asyncio.run_coroutine_threadsafe(_send(people, server, drawn), loop).result()

        with structlog.testing.capture_logs() as logs, caplog.at_level(logging.ERROR):
            await asyncio.to_thread(send)
    assert [entry for entry in logs if entry["log_level"] in ("error", "critical")] == []
    assert caplog.records == []


async def _send(
    people: Desk, server: DeskServer, drawn: list[tuple[str, str, str, dict[str, Any]]]
) -> None:
    for viewer, kind, name, variables in drawn:
        actor = _actor(people, viewer)
        if actor.user_id is not None:
            await User.filter(id=actor.user_id).update(role=actor.role, deleted_at=None)
        authorization = await server.sign_in(actor) if actor.is_known else None
        field = _fields(CORE.query_type if kind == "query" else CORE.mutation_type)[name]
        answer = await server.ask(authorization, document_of(kind, name, field), variables)
        codes = [error["extensions"]["code"] for error in answer.get("errors", ())]
        assert "INTERNAL" not in codes, (viewer, name, variables, answer["errors"])
        assert answer.get("data") or codes, answer


def _call(ids: list[str]) -> st.SearchStrategy[tuple[str, str, str, dict[str, Any]]]:
    viewers = st.sampled_from(["admin", "admin", "moderator", "requester", "nobody"])

    def arguments(chosen: tuple[str, str]) -> st.SearchStrategy[Any]:
        kind, name = chosen
        field = _fields(CORE.query_type if kind == "query" else CORE.mutation_type)[name]
        return st.tuples(viewers, st.just(kind), st.just(name), variables_of(name, field, ids))

    return st.sampled_from(operations()).flatmap(arguments)


async def fill(people: Desk, server: DeskServer) -> list[str]:
    """Some rows of every kind; returns all ids there are."""
    await people.category.delete()
    await transact(ensure_defaults, SYSTEM)
    await add_to_every_list()
    scene = Scene(people, server, people.admin, await HASHER.hash(PASSWORD))
    for status in TicketStatus:
        await make_ticket_in(people, status, assigned=status is not TicketStatus.OPEN)
    for visibility in Visibility:
        await scene.comment(people.moderator, visibility)
        await scene.comment(people.requester, visibility)
    for name in (
        "triaged ticket",
        "somebody signed in",
        "somebody with an API token",
        "dead job",
        "triage rule",
    ):
        await MAKERS[name](scene)
    ids: list[str] = []
    for model in Tortoise.apps["domain"].values():
        if "id" in model._meta.fields_map:
            ids += [str(id) for id in await model.all().limit(10).values_list("id", flat=True)]
    return ids


def _actor(people: Desk, viewer: str) -> Actor:
    return ANONYMOUS if viewer == "nobody" else people[viewer]


def _fields(root: GraphQLObjectType | None) -> Any:
    assert root is not None
    return root.fields
