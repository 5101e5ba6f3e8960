"""arq as the immediate wake-up: its function hands a job's id to this process's runner.

arq dies with its Redis connection; it is started again, with back-off, for as long as the
process lives. Its end never ends a job, for the jobs belong to the runner.
"""

import asyncio
from contextlib import suppress
from typing import Any

import orjson
import structlog
from arq.worker import Worker, func

from jobs.arq_queue import FUNCTION_NAME, QUEUE_NAME, arq_redis
from jobs.run_job import TIME_LIMIT_S
from jobs.runner import Runner

POLL_S = 0.1
CLOSE_S = 3.0
LONGEST_BACKOFF_S = 5.0

log = structlog.get_logger(__name__)


async def supervise_arq(url: str, runner: Runner, max_jobs: int) -> None:
    """Keep an arq worker running until cancelled."""
    backoff_s = 0.1
    while True:
        worker = make_worker(url, runner, max_jobs)
        started = asyncio.get_running_loop().time()
        try:
            await worker.main()
        except Exception as error:
            lived_s = asyncio.get_running_loop().time() - started
            if lived_s > LONGEST_BACKOFF_S:
                backoff_s = 0.1
            if backoff_s == 0.1:
                log.warning("arq.worker_died", error=f"{type(error).__name__}: {error}")
        finally:
            await _close(worker)
        await asyncio.sleep(backoff_s)
        backoff_s = min(backoff_s * 2, LONGEST_BACKOFF_S)


def make_worker(url: str, runner: Runner, max_jobs: int) -> Worker:
    async def run(ctx: dict[Any, Any], job_id: str) -> None:
        await runner.run_now(job_id)

    return Worker(
        functions=[
            func(run, name=FUNCTION_NAME, timeout=2 * TIME_LIMIT_S, keep_result=0, max_tries=1)
        ],
        redis_pool=arq_redis(url),
        queue_name=QUEUE_NAME,
        handle_signals=False,
        max_jobs=max_jobs,
        queue_read_limit=max(max_jobs * 20, 500),
        poll_delay=POLL_S,
        keep_result=0,
        max_tries=1,
        retry_jobs=False,
        job_serializer=orjson.dumps,
        job_deserializer=orjson.loads,
        log_results=False,
    )


async def _close(worker: Worker) -> None:
    """End a worker whose Redis may be gone: its tasks first, its connections then."""
    tasks = list(worker.tasks.values())
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    with suppress(Exception):
        async with asyncio.timeout(CLOSE_S):
            await worker.pool.aclose()
