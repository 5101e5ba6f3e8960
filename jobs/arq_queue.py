"""The way to arq's workers: only ids of jobs go through it, and losing one costs a second."""

import asyncio
from typing import Any

import orjson
import structlog
from arq.connections import ArqRedis

from jobs.ending import end_task

QUEUE_NAME = "deskwire:jobs"
FUNCTION_NAME = "run_job"
CONNECT_S = 2.0
ANSWER_S = 5.0
LONGEST_QUEUE = 10_000
LONGEST_BACKOFF_S = 5.0

log = structlog.get_logger(__name__)


def arq_redis(url: str) -> ArqRedis:
    """arq's client for `url`; it connects on first use, and speaks JSON instead of pickle."""
    pool: ArqRedis = ArqRedis.from_url(
        url, socket_connect_timeout=CONNECT_S, socket_timeout=ANSWER_S
    )
    pool.default_queue_name = QUEUE_NAME
    pool.job_serializer = orjson.dumps
    pool.job_deserializer = _from_json
    return pool


def _from_json(content: bytes) -> dict[str, Any]:
    loaded: dict[str, Any] = orjson.loads(content)
    return loaded


class ArqQueue:
    """Sends ids to Redis from a task of its own; a bounded line, dropped while Redis is away."""

    def __init__(self, url: str) -> None:
        self._pool = arq_redis(url)
        self._line: asyncio.Queue[str] = asyncio.Queue(LONGEST_QUEUE)
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._task = asyncio.create_task(self._send_on(), name="arq queue")

    async def stop(self) -> None:
        await end_task(self._task)
        await self._pool.aclose()

    def wake(self, job_ids: tuple[str, ...]) -> None:
        for job_id in job_ids:
            if self._line.full():
                return
            self._line.put_nowait(job_id)

    async def _send_on(self) -> None:
        backoff_s = 0.1
        while True:
            job_id = await self._line.get()
            try:
                await self._pool.enqueue_job(FUNCTION_NAME, job_id, _job_id=f"job:{job_id}")
                backoff_s = 0.1
            except Exception as error:
                if backoff_s == 0.1:
                    log.warning("arq.unreachable", error=f"{type(error).__name__}: {error}")
                while not self._line.empty():
                    self._line.get_nowait()
                await asyncio.sleep(backoff_s)
                backoff_s = min(backoff_s * 2, LONGEST_BACKOFF_S)
