"""A process of its own on one SQLite file: `sqlite_writer.py URL write NUMBER | hold SECONDS`.

It says `ready` when it has begun, waits for a line, and prints what it did as JSON.
"""

import asyncio
import json
import random
import sqlite3
import sys
import time
from contextlib import closing
from urllib.parse import unquote, urlsplit

from domain.actors import SYSTEM
from domain.database import close_database, open_database
from domain.unit_of_work import UnitOfWork, transact
from tests.domain.spine import an_event


async def one_event(uow: UnitOfWork) -> str:
    event_id = uow.record(an_event())
    await asyncio.sleep(random.uniform(0, 0.003))
    return event_id


async def write(url: str, number: int) -> list[str]:
    await open_database(url)
    say("ready")
    sys.stdin.readline()
    ids: list[str] = []

    async def some() -> None:
        for _ in range(number // 3):
            ids.append(await transact(one_event, SYSTEM))
            await asyncio.sleep(random.uniform(0, 0.01))

    await asyncio.gather(*(some() for _ in range(3)))
    await close_database()
    return ids


def hold(url: str, seconds: float) -> None:
    """Keep the write lock for a while."""
    with closing(sqlite3.connect(unquote(urlsplit(url).path), isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        say("ready")
        time.sleep(seconds)
        connection.execute("ROLLBACK")


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    url, what, amount = sys.argv[1:]
    if what == "hold":
        hold(url, float(amount))
    else:
        say(json.dumps(asyncio.run(write(url, int(amount)))))
