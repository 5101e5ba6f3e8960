"""Order, replay, no loss and no double, over real sockets of real processes."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from itertools import count

import pytest
from websockets.exceptions import ConnectionClosed

from domain.event_log import head_position
from domain.models import Event
from domain.policy import may_see_event
from domain.vocabulary import Role
from tests.e2e.clients import Http, Person, make_person, open_socket
from tests.e2e.processes import LiveDesk

RECONNECTS = 50
EVENT = "id position"


class Watcher:
    """Follows the feed across connections and API processes, after its last position."""

    def __init__(self, desk: LiveDesk, person: Person, after: str) -> None:
        self.desk, self.person, self.after = desk, person, after
        self.got: list[tuple[int, str]] = []
        self.connections = 0

    async def connect(self, enough: Callable[[], bool]) -> None:
        """One connection, cut off without a goodbye once `enough`."""
        api = self.desk.apis[self.connections % len(self.desk.apis)]
        self.connections += 1
        async with open_socket(api, self.person.token) as socket:
            await socket.follow(after=self.after, pick=EVENT)
            while not enough():
                event = await socket.event()
                self.got.append((int(event["position"]), event["id"]))
                self.after = event["position"]
            socket.connection.transport.abort()

    async def wanted(self, start: int) -> list[tuple[int, str]]:
        """What the log says that this person should have got."""
        rows = await Event.filter(position__gt=start).order_by("position")
        return [
            (row.position or 0, row.id) for row in rows if may_see_event(self.person.actor, row)
        ]


@asynccontextmanager
async def writing(desk: LiveDesk, people: list[Person]) -> AsyncIterator[None]:
    """Everybody writes through all API processes until the end: mostly what makes no jobs due,
    so that the desk does not go on working for minutes afterwards."""
    is_over = False

    async def write(person: Person, number: int) -> None:
        async with Http(desk.apis[number % len(desk.apis)], person.token) as http:
            ticket_id = ""
            for step in count():
                if is_over:
                    return
                if step % 20 == 0:
                    ticket_id = await http.create_ticket(f"Ticket {step} of {number}")
                title = f"Step {step} of {number}"
                await http.do("ticketUpdate", "ticket { id }", id=ticket_id, title=title)
                if person.actor.is_admin and step % 5 == 0:
                    await http.comment(ticket_id, "Between us", "INTERNAL")

    tasks = [asyncio.create_task(write(person, i)) for i, person in enumerate(people)]
    try:
        yield
    finally:
        is_over = True
        await asyncio.gather(*tasks)


async def interrupt_redis(desk: LiveDesk, watcher: Watcher) -> None:
    """Redis is away during the middle third of the connections."""
    if desk.redis is None:
        return
    for third, act in ((1, desk.redis.stop), (2, desk.redis.start)):
        while watcher.connections < RECONNECTS * third // 3:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        await asyncio.to_thread(act)


@pytest.mark.parametrize(("role", "most"), [(Role.MODERATOR, 25), (Role.USER, 8)])
async def test_fifty_reconnects_under_load_lose_and_double_nothing(
    live: LiveDesk, role: Role, most: int
) -> None:
    """The writers go on all the time, and each connection is cut off after some events."""
    person = await make_person(live, role)
    writers = [person, *[await make_person(live, Role.ADMIN) for _ in range(2)]]
    luck = random.Random(11)
    start = await head_position()
    watcher = Watcher(live, person, str(start))
    async with writing(live, writers):
        redis = asyncio.create_task(interrupt_redis(live, watcher))
        while watcher.connections < RECONNECTS:
            target = len(watcher.got) + luck.randint(1, most)
            with suppress(ConnectionClosed):
                await watcher.connect(lambda target=target: len(watcher.got) >= target)  # type: ignore[misc]
        await redis
    head = await head_position()
    wanted = [event for event in await watcher.wanted(start) if event[0] <= head]
    async with asyncio.timeout(20):
        await watcher.connect(lambda: len(watcher.got) >= len(wanted))
    assert watcher.got[: len(wanted)] == wanted
    assert len(wanted) > RECONNECTS
    print(f"{live.mode}, {role}: {watcher.connections} connections, {len(wanted)} events")


async def test_two_replays_and_the_live_stream_are_the_same(live: LiveDesk) -> None:
    person = await make_person(live)
    async with (
        Http(live.apis[0], person.token) as http,
        open_socket(live.apis[-1], person.token) as socket,
    ):
        start = await http.position()
        await socket.follow(after=start, pick="position id kind")
        for number in range(10):
            await http.comment(await http.create_ticket(f"Ticket {number}"), "Hello")
        seen = [await socket.event() for _ in range(20)]
        for index in (0, 7, 19):
            for api in live.apis:
                async with open_socket(api, person.token) as again:
                    await again.follow(after=seen[index]["position"], pick="position id kind")
                    rest = [await again.event() for _ in seen[index + 1 :]]
                    assert rest == seen[index + 1 :]
    positions = [int(event["position"]) for event in seen]
    assert positions == sorted(set(positions))


@pytest.mark.parametrize("after", ["999999999999", "-1", "abc", "1e3"])
async def test_a_position_that_was_never_reached_is_refused(live: LiveDesk, after: str) -> None:
    person = await make_person(live)
    async with open_socket(live.apis[0], person.token) as socket:
        await socket.follow(after=after)
        message = await socket.receive()
        assert message["type"] == "error"
        code = message["payload"][0]["extensions"]["code"]
        assert code == ("POSITION_EXPIRED" if after.isdigit() else "BAD_REQUEST")


async def test_a_requester_gets_only_what_is_his_and_nothing_of_the_staff(live: LiveDesk) -> None:
    person, other = await make_person(live), await make_person(live)
    moderator = await make_person(live, Role.MODERATOR)
    async with (
        Http(live.apis[0], person.token) as own,
        Http(live.apis[0], other.token) as strange,
        Http(live.apis[-1], moderator.token) as staff,
        open_socket(live.apis[-1], person.token) as socket,
    ):
        await socket.follow(after=await own.position(), pick="kind ticketId")
        await strange.create_ticket("somebody else's")
        ticket_id = await own.create_ticket("his own")
        await staff.comment(ticket_id, "for us only", "INTERNAL")
        await staff.comment(ticket_id, "for him")
        events = await socket.until("COMMENT_CREATED")
    assert {event["ticketId"] for event in events} == {ticket_id}
    kinds = [event["kind"] for event in events]
    assert kinds.count("COMMENT_CREATED") == 1
    assert not {kind for kind in kinds if kind.startswith(("TRIAGE", "MAIL"))}


async def test_ticket_updated_ends_on_the_newest_state(live: LiveDesk) -> None:
    person = await make_person(live)
    moderator = await make_person(live, Role.ADMIN)
    async with (
        Http(live.apis[0], person.token) as own,
        Http(live.apis[-1], moderator.token) as staff,
        open_socket(live.apis[-1], person.token) as socket,
    ):
        ticket_id = await own.create_ticket("first")
        query = "subscription($id: ID!) { ticketUpdated(id: $id) { title status } }"
        await socket.subscribe(query, {"id": ticket_id})
        assert (await socket.next())["ticketUpdated"]["title"] == "first"
        for number in range(20):
            await staff.do("ticketUpdate", "ticket { id }", id=ticket_id, title=f"title {number}")
        async with asyncio.timeout(10):
            while (await socket.next())["ticketUpdated"]["title"] != "title 19":
                pass
