"""A reader that stops reading: it costs the server little, and gets all of it later."""

import asyncio
from contextlib import AsyncExitStack

from domain import limits
from domain.actors import SYSTEM
from domain.event_log import head_position
from domain.events import ticket_event
from domain.models import Event, Ticket
from domain.unit_of_work import UnitOfWork, transact
from domain.vocabulary import EventKind, Role
from tests.domain.spine import until
from tests.e2e.clients import Http, Socket, make_person, open_socket
from tests.e2e.processes import LiveDesk

STALLED = 10
EVENTS = 3_000
TEXT = "x" * 10_000
MOST_BYTES = 80_000_000


async def record(uow: UnitOfWork, ticket: Ticket, number: int) -> None:
    for _ in range(number):
        uow.record(ticket_event(EventKind.TICKET_UPDATED, ticket))


async def test_stalled_readers_cost_bounded_memory_and_catch_up(live: LiveDesk) -> None:
    """Unbounded, these ten would hold 300 MB of frames."""
    assert len(TEXT) <= limits.TEXT_LENGTH
    api = live.apis[0]
    moderator = await make_person(live, Role.MODERATOR)
    async with Http(api, moderator.token) as http, AsyncExitStack() as stack:
        ticket_id = await http.create_ticket("Long", description=TEXT)
        start = await head_position()
        sockets: list[Socket] = []
        for _ in range(STALLED):
            # A queue of one frame: what is not read stays in the server.
            opening = open_socket(api, moderator.token, max_queue=1, ping_interval=None)
            sockets.append(await stack.enter_async_context(opening))
            await sockets[-1].follow(after=str(start), pick="position ticket { description }")
        reader = await stack.enter_async_context(open_socket(api, moderator.token))
        await reader.follow(after=str(start), pick="position")
        ticket = await Ticket.get(id=ticket_id)
        before = api.resident_bytes
        for _ in range(EVENTS // 100):
            await transact(record, SYSTEM, ticket, 100)
        head = str(await head_position())
        peak = 0
        while (await reader.event())["position"] != head:
            peak = max(peak, api.resident_bytes)
        print(f"{live.mode}: {STALLED} stalled readers cost {(peak - before) / 1e6:.0f} MB")
        assert peak - before < MOST_BYTES
        await expect_the_rest(sockets[0], start)
        for socket in sockets:
            socket.connection.transport.abort()


async def expect_the_rest(socket: Socket, start: int) -> None:
    rows = await Event.filter(position__gt=start).order_by("position").only("id", "position")
    wanted = [str(row.position) for row in rows]
    got: list[str] = []

    async def read() -> None:
        while len(got) < len(wanted):
            got.append((await socket.event())["position"])

    reading = asyncio.create_task(read())
    await until(lambda: len(got) >= len(wanted) or reading.done(), within_s=30)
    await reading
    assert got == wanted
