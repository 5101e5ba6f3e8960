"""A worker process: arq for the immediate wake-up, and beside it the SQL runner."""

import asyncio
import gc
import signal

import structlog

from domain.settings import Settings
from domain.triage.warm import warm_up
from domain.unit_of_work import finish_running_work, use_waker
from jobs.arq_queue import ArqQueue
from jobs.arq_worker import supervise_arq
from jobs.ending import end_task
from jobs.hints import BroadcastHints
from jobs.runner import Runner
from jobs.services import Services
from jobs.wakers import HintingWaker, OwnRunnerFirst

GRACE_S = 20.0

log = structlog.get_logger(__name__)


async def run_worker(settings: Settings, services: Services) -> None:
    """Work until SIGTERM or SIGINT, then finish or give back what runs.

    The database must be open. Without `redis_url` the runner works alone.
    """
    # All that was made so far stays: without this each full collection walks it.
    gc.freeze()
    # With Python's 700 new objects, a twentieth of the time goes into collections in vain.
    gc.set_threshold(10_000)
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    runner = Runner(services)
    hints = BroadcastHints(settings.redis_url or "memory://", on_hint=_ignore)
    queue = ArqQueue(settings.redis_url) if settings.redis_url else None
    await hints.start()
    if queue is not None:
        await queue.start()
    use_waker(HintingWaker(hints, OwnRunnerFirst(runner, queue) if queue else runner))
    await runner.start()
    arq = None
    if settings.redis_url:
        work = supervise_arq(settings.redis_url, runner, settings.jobs_concurrency)
        arq = asyncio.create_task(work, name="arq supervisor")
    warming = asyncio.create_task(warm_up(), name="warm-up")
    log.info("worker.started", asking=settings.llm_concurrency, others=settings.jobs_concurrency)
    try:
        await stopping.wait()
    finally:
        log.info("worker.stopping", running=runner.running_count)
        await warming
        await end_task(arq)
        await runner.stop(GRACE_S)
        await finish_running_work()
        if queue is not None:
            await queue.stop()
        await hints.stop()
        log.info("worker.stopped")


def _ignore() -> None:
    """A worker has no live feed."""
