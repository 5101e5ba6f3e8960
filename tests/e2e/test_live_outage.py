"""The database cuts every connection: the desk is itself again at once, and nothing is lost."""

import asyncio
from urllib.parse import urlsplit

import pytest
from tortoise.connection import get_connection

from domain.models import Event
from domain.policy import may_see_event
from domain.vocabulary import Role
from tests.domain.spine import until
from tests.e2e.clients import Http, make_person, open_socket
from tests.e2e.processes import LiveDesk

CUTS = 5


@pytest.mark.parametrize("running_desk", ["production"], indirect=True)
async def test_cut_connections_cost_an_answer_at_most(live: LiveDesk) -> None:
    person = await make_person(live, Role.ADMIN)
    database = urlsplit(live.database_url).path[1:]
    async with (
        Http(live.apis[0], person.token) as http,
        open_socket(live.apis[1], person.token) as socket,
    ):
        start = await http.position()
        await socket.follow(after=start, pick="position")
        ticket_id = await http.create_ticket("before")
        failed = 0
        for number in range(CUTS):
            await get_connection("default").execute_query(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                f" WHERE datname = '{database}' AND pid <> pg_backend_pid()"
            )
            try:
                await http.do("ticketUpdate", "ticket { id }", id=ticket_id, title=f"{number}")
            except AssertionError:
                failed += 1
            await until(lambda: all(api.readiness() == "ok" for api in live.apis), within_s=10)
            await http.do("ticketUpdate", "ticket { id }", id=ticket_id, title=f"again {number}")
        print(f"{failed} of {CUTS} answers right after a cut were errors")
        rows = await Event.filter(position__gt=int(start)).order_by("position")
        wanted = [str(row.position) for row in rows if may_see_event(person.actor, row)]
        async with asyncio.timeout(10):
            assert [(await socket.event())["position"] for _ in wanted] == wanted
