"""The event path under load: a thousand commits a second on PostgreSQL, watched live."""

import asyncio
import json
import sys
import time
from contextlib import AsyncExitStack
from datetime import datetime
from typing import Any

import pytest

from domain.event_log import head_position
from domain.models import Event, Ticket
from domain.vocabulary import Role
from tests.benchmarks.machine import cpu_seconds
from tests.e2e.clients import Http, Socket, make_person, open_socket
from tests.e2e.processes import LiveDesk

WATCHERS = 4
PICK = "position occurredAt ticket { title status requester { name } }"


async def run_writers(live: LiveDesk, ticket: Ticket, per_s: int, seconds: float) -> dict[str, Any]:
    assert live.redis is not None
    plan = {
        "database": live.database_url,
        "redis": live.redis.url,
        "ticket": ticket.id,
        "requester": ticket.requester_id,
        "per_s": per_s,
        "seconds": seconds,
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.e2e.event_writers"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    told, _ = await process.communicate(json.dumps(plan).encode())
    assert process.returncode == 0
    return dict(json.loads(told))


async def watch(socket: Socket, until_position: asyncio.Future[int]) -> list[tuple[int, float]]:
    """Position and delay of each event, up to a position that is known later."""
    seen: list[tuple[int, float]] = []
    while not (until_position.done() and seen and seen[-1][0] >= until_position.result()):
        event = await socket.event()
        delay = time.time() - datetime.fromisoformat(event["occurredAt"]).timestamp()
        seen.append((int(event["position"]), delay))
    return seen


async def measure(live: LiveDesk, per_s: int, seconds: float) -> tuple[float, list[float]]:
    """Commits a second, and the delays from before a commit to its arrival, sorted.

    Fails if a watcher misses, doubles or misplaces an event.
    """
    person = await make_person(live, Role.MODERATOR)
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(Http(live.apis[0], person.token))
        ticket = await Ticket.get(id=await http.create_ticket())
        await asyncio.sleep(2)  # its triage writes events, too
        start = await head_position()
        end: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        watching = []
        for number in range(WATCHERS):
            api = live.apis[number % len(live.apis)]
            socket = await stack.enter_async_context(open_socket(api, person.token))
            await socket.follow(after=str(start), pick=PICK)
            watching.append(asyncio.create_task(watch(socket, end)))
        before = [cpu_seconds(api.process.pid) for api in live.apis]
        written = await run_writers(live, ticket, per_s, seconds)
        end.set_result(await head_position())
        await http.do("ticketUpdate", "ticket { id }", id=ticket.id, title="the last one")
        seen = await asyncio.gather(*watching)
        spent = [cpu_seconds(api.process.pid) for api in live.apis]
    rows = Event.filter(position__gt=start, position__lte=end.result()).order_by("position")
    wanted = await rows.values_list("position", flat=True)
    for one in seen:
        assert [position for position, _ in one if position <= end.result()] == wanted
    costs = [(late - early) / len(wanted) for early, late in zip(before, spent, strict=True)]
    print("CPU of each API process:", ", ".join(f"{it * 1e6:.0f} µs an event" for it in costs))
    delays = sorted(delay for one in seen for _, delay in one)
    return written["commits"] / written["seconds"], delays


@pytest.mark.scale
@pytest.mark.parametrize("running_desk", ["production"], indirect=True)
async def test_a_thousand_commits_a_second_arrive_in_order_within_fifty_milliseconds(
    live: LiveDesk,
) -> None:
    rate, delays = await measure(live, per_s=1_050, seconds=15)
    median, p99 = delays[len(delays) // 2], delays[int(len(delays) * 0.99)]
    print(
        f"{rate:.0f} commits a second to {WATCHERS} watchers: median {median * 1000:.0f} ms, "
        f"p99 {p99 * 1000:.0f} ms, worst {delays[-1] * 1000:.0f} ms"
    )
    assert rate >= 1_000
    assert p99 < 0.05
