"""When the parts of `answerSuggestion` come: `python -m tests.benchmarks.help_while_typing`.

Drafts of 40 words over a real socket against 10,000 resolved tickets on PostgreSQL, without
a language model, as staff and as a requester; the server runs in the same process.
"""

import asyncio
import random
import sys
import time

import structlog
import uvloop

from domain.actors import Actor
from domain.database import close_database, migrate, open_database
from domain.models import User
from domain.vocabulary import Role
from tests import servers
from tests.api.desk_server import DeskServer, serve_desk
from tests.benchmarks.resolved_desk import draft, fill

ROUNDS = 150
QUERY = """subscription($draft: SuggestionDraft!) { answerSuggestion(draft: $draft) {
  kind classification { category { category { key } confidence } priority { priority } }
  sources { title quote score } answer { text } } }"""


async def measure(url: str, count: int) -> None:
    await migrate(url)
    await open_database(url)
    await fill(count)
    async with serve_desk() as server:
        for role in (Role.MODERATOR, Role.USER):
            user = await User.filter(role=role).first()
            assert user is not None
            times = await _times(server, Actor(user_id=user.id, role=role))
            for kind, values in times.items():
                values.sort()
                p50, p95 = values[len(values) // 2], values[int(len(values) * 0.95)]
                print(f"{role}: {kind}: p50 {p50:.1f} ms, p95 {p95:.1f} ms", flush=True)
    await close_database()


async def _times(server: DeskServer, actor: Actor) -> dict[str, list[float]]:
    chance = random.Random(7)
    times: dict[str, list[float]] = {}
    async with server.socket(await server.sign_in(actor)) as client:
        for turn in range(ROUNDS + 5):
            title, description = draft(chance)
            typed = {"title": title, "description": description}
            began = time.perf_counter()
            await client.subscribe(QUERY, variables={"draft": typed})
            while (message := await client.receive())["type"] == "next":
                kind = message["payload"]["data"]["answerSuggestion"]["kind"]
                if turn >= 5:
                    times.setdefault(kind, []).append((time.perf_counter() - began) * 1000)
            await asyncio.sleep(0)
    return times


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    server = servers.start_postgres()
    url = server.create_empty_database()
    uvloop.run(measure(url, int(sys.argv[1]) if sys.argv[1:] else 10_000))
    server.drop_database(url)
    server.close()


if __name__ == "__main__":
    main()
