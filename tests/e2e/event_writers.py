"""Commits events as fast as it is told: `python -m tests.e2e.event_writers`.

Reads {"database", "redis", "ticket", "requester", "per_s", "seconds"} as JSON from standard
input; writes how many commits it made in how many seconds. Each commit is of one event, with a
hint to all processes, as those of the desk are.
"""

import asyncio
import json
import sys
import time
from datetime import UTC, datetime
from typing import Any

import asyncpg  # type: ignore[import-untyped]

from domain.ids import new_id
from jobs.hints import BroadcastHints

WRITERS = 16
INSERT = """
INSERT INTO event (id, kind, subject_type, subject_id, ticket_id, requester_id, staff_only,
                   actor_kind, changes, data, occurred_at)
VALUES ($1, 'TICKET_UPDATED', 'TICKET', $2, $2, $3, false, 'SYSTEM', '[]', '{}', $4)
"""


async def write(plan: dict[str, Any]) -> dict[str, float]:
    hints = BroadcastHints(plan["redis"], lambda: None)
    await hints.start()
    pool = await asyncpg.create_pool(plan["database"], min_size=WRITERS, max_size=WRITERS)
    total = int(plan["per_s"] * plan["seconds"])
    numbers = iter(range(total))
    began = time.perf_counter()

    async def writer() -> None:
        async with pool.acquire() as connection:
            statement = await connection.prepare(INSERT)
            for number in numbers:
                await asyncio.sleep(began + number / plan["per_s"] - time.perf_counter())
                now = datetime.now(UTC)
                await statement.fetch(new_id("evt"), plan["ticket"], plan["requester"], now)
                hints.publish()

    await asyncio.gather(*(writer() for _ in range(WRITERS)))
    took = time.perf_counter() - began
    await pool.close()
    await asyncio.sleep(0.1)  # the last hint is on its way
    await hints.stop()
    return {"commits": total, "seconds": took}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(write(json.load(sys.stdin)))))
