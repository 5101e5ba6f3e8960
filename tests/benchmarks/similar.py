"""How long the nearest tickets and articles take: `python -m tests.benchmarks.similar [COUNT]`.

Texts of 40 words against 10,000 resolved tickets, on SQLite and on PostgreSQL, as staff and
as a requester.
"""

import random
import sys
import time
from collections.abc import Awaitable, Callable
from tempfile import TemporaryDirectory
from typing import Any

import structlog
import uvloop

from domain.actors import Actor
from domain.database import close_database, migrate, open_database
from domain.models import User
from domain.similar import similar_articles, similar_tickets
from domain.vocabulary import Role
from tests import servers
from tests.benchmarks.resolved_desk import draft, fill

ROUNDS = 200


async def measure(name: str, url: str, count: int) -> None:
    await migrate(url)
    await open_database(url)
    await fill(count)
    for role in (Role.MODERATOR, Role.USER):
        user = await User.filter(role=role).first()
        assert user is not None
        actor = Actor(user_id=user.id, role=role)
        for noun, find in (("tickets", similar_tickets), ("articles", similar_articles)):
            p50, p95 = await _times(find, actor)
            print(f"{name}: {noun} for a {role}: p50 {p50:.1f} ms, p95 {p95:.1f} ms", flush=True)
    await close_database()


async def _times(find: Callable[..., Awaitable[Any]], actor: Actor) -> tuple[float, float]:
    chance = random.Random(7)
    await find(actor, *draft(chance), 5)
    times = []
    for _ in range(ROUNDS):
        text = draft(chance)
        began = time.perf_counter()
        await find(actor, *text, 5)
        times.append((time.perf_counter() - began) * 1000)
    times.sort()
    return times[len(times) // 2], times[int(len(times) * 0.95)]


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    count = int(sys.argv[1]) if sys.argv[1:] else 10_000
    server = servers.start_postgres()
    url = server.create_empty_database()
    uvloop.run(measure("PostgreSQL", url, count))
    server.drop_database(url)
    server.close()
    with TemporaryDirectory() as folder:
        uvloop.run(measure("SQLite", f"sqlite://{folder}/desk.db", count))


if __name__ == "__main__":
    main()
