"""arq as the wake-up: ids go through Redis, and both sides outlive it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import redis

from domain.models import Job
from domain.vocabulary import JobKind, JobState
from jobs.arq_queue import ArqQueue
from jobs.arq_worker import supervise_arq
from jobs.ending import end_task
from jobs.handlers import HANDLERS
from jobs.runner import Runner
from tests.jobs.support import enqueue, eventually, handler, make_services
from tests.servers.redis import RedisServer


@asynccontextmanager
async def arq_only(url: str) -> AsyncIterator[ArqQueue]:
    """A worker whose runner does not poll: all that runs came through arq."""
    runner = Runner(make_services())
    queue = ArqQueue(url)
    await queue.start()
    working = asyncio.create_task(supervise_arq(url, runner, max_jobs=5))
    try:
        yield queue
    finally:
        await end_task(working)
        await runner.stop()
        await queue.stop()


@pytest.fixture(autouse=True)
def quick_job(monkeypatch: pytest.MonkeyPatch) -> None:
    async def work(job: object) -> None:
        pass

    monkeypatch.setitem(HANDLERS, JobKind.PRUNE, handler(work))


async def done(job: Job) -> bool:
    return (await Job.get(id=job.id)).state is JobState.DONE


async def test_an_id_in_the_queue_runs_the_job_and_leaves_nothing_behind(
    db: str, redis_url: str
) -> None:
    async with arq_only(redis_url) as queue:
        jobs = [await enqueue(str(n)) for n in range(10)]
        queue.wake(tuple(job.id for job in jobs) * 3)
        queue.wake(("job_nonsense", "x'; DROP TABLE job"))
        for job in jobs:
            await eventually(lambda job=job: done(job))  # type: ignore[misc]

        async def is_empty() -> bool:
            with redis.Redis.from_url(redis_url) as client:
                return not [key for key in client.scan_iter() if b"health" not in key]

        await eventually(is_empty)
    assert {job.attempts for job in await Job.all()} == {1}


async def test_only_json_goes_through_redis(db: str, redis_url: str) -> None:
    queue = ArqQueue(redis_url)
    await queue.start()
    queue.wake(("job_1",))
    with redis.Redis.from_url(redis_url) as client:

        async def is_there() -> bool:
            return bool(client.exists("arq:job:job:job_1"))

        await eventually(is_there)
        assert json.loads(client.get("arq:job:job:job_1"))["a"] == ["job_1"]
    await queue.stop()


@pytest.mark.timeout(20)
async def test_after_redis_was_stopped_flushed_and_started_ids_get_through_again(
    db: str, redis_server: RedisServer
) -> None:
    async with arq_only(redis_server.url) as queue:
        for number in range(3):
            job = await enqueue(str(number))

            async def gets_through(job: Job = job) -> bool:
                queue.wake((job.id,))
                return await done(job)

            await eventually(gets_through)
            if number == 0:
                redis_server.flush()
            else:
                redis_server.stop()
                queue.wake(("job_lost",) * 500)
                redis_server.start()
