"""From commit to arrival, at a hundred subscribers."""

import asyncio
import gc
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import datetime

import pytest

from domain.vocabulary import Role
from tests.e2e.clients import Http, Person, Socket, make_person, open_socket
from tests.e2e.processes import LiveDesk

SUBSCRIBERS = 100
WARM_UP = 5


async def arrivals(socket: Socket, number: int) -> list[float]:
    """Seconds from each event's moment, which is before its commit, to its arrival."""
    delays = []
    while len(delays) < number:
        event = await socket.event()
        delay = time.time() - datetime.fromisoformat(event["occurredAt"]).timestamp()
        # Triage changes the ticket as well, in longer transactions.
        if [change["field"] for change in event["changes"]] == ["title"]:
            delays.append(delay)
    return delays


@pytest.fixture(autouse=True)
def no_pauses_of_the_measuring_process() -> Iterator[None]:
    """Its own full collections, of all that the test suite has loaded, take 200 ms."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


async def measure(desk: LiveDesk, commits: int, pause_s: float) -> list[list[float]]:
    """For each subscriber the delay of each commit, in their order."""
    people: list[Person] = [await make_person(desk, Role.MODERATOR) for _ in range(5)]
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(Http(desk.apis[0], people[0].token))
        ticket_id = await http.create_ticket()
        # Without it a subscription starts when the server has got to it, perhaps after a change.
        start = await http.position()
        sockets = []
        for number in range(SUBSCRIBERS):
            api, person = desk.apis[number % len(desk.apis)], people[number % len(people)]
            sockets.append(await stack.enter_async_context(open_socket(api, person.token)))
            await sockets[-1].follow(start, pick="occurredAt changes { field }")
        reading = [asyncio.create_task(arrivals(it, WARM_UP + commits)) for it in sockets]
        for number in range(WARM_UP + commits):
            await http.do("ticketUpdate", "ticket { id }", id=ticket_id, title=f"title {number}")
            await asyncio.sleep(pause_s)
        delays = await asyncio.gather(*reading)
    return [one[WARM_UP:] for one in delays]


def together(delays: list[list[float]]) -> list[float]:
    return sorted(delay for one in delays for delay in one)


def p99_of(delays: list[float]) -> float:
    return delays[int(len(delays) * 0.99)]


def report(desk: LiveDesk, delays: list[float]) -> float:
    median, p99 = delays[len(delays) // 2], p99_of(delays)
    print(
        f"{desk.mode}: commit to arrival at {SUBSCRIBERS} subscribers, {len(delays)} arrivals: "
        f"median {median * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms, worst {delays[-1] * 1000:.0f} ms"
    )
    return p99


async def test_events_are_pushed_to_a_hundred_subscribers_and_not_polled(live: LiveDesk) -> None:
    """For half a second at least; what else the machine does is no fault of the desk.

    With polls alone no five commits in a row would all arrive so soon. The bound on all of
    them is held by the long run.
    """
    delays = await measure(live, commits=30, pause_s=0.1)
    report(live, together(delays))
    fives = [together([one[start : start + 5] for one in delays]) for start in range(0, 30, 5)]
    assert min(p99_of(five) for five in fives) < 0.25


@pytest.mark.scale
async def test_p99_from_commit_to_arrival_is_below_a_tenth_of_a_second(live: LiveDesk) -> None:
    assert report(live, together(await measure(live, commits=300, pause_s=0.1))) < 0.1
