"""Claims due jobs from SQL and runs them: the whole of the embedded mode's job system,
and in a worker the backstop beside arq that needs no Redis."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import structlog

from domain import clock
from domain.actors import SYSTEM
from domain.job_queue import ClaimedJob, Share, claim_due_jobs, sweep_expired_leases
from domain.unit_of_work import UnitOfWork, transact
from domain.vocabulary import JobKind
from jobs.run_job import run_claimed, run_job
from jobs.services import Services

POLL_S = 1.0
SWEEP_S = 5.0
CLAIM_END_S = 5.0
LONGEST_BACKOFF_S = 10.0
# With more jobs than this under way, those that end within a moment make room together.
BUSY: Final = 10
GATHER_S: Final = 0.01
ASKING: Final = frozenset({JobKind.TRIAGE, JobKind.DRAFT_ARTICLE})
ASSIGNING: Final = frozenset({JobKind.ASSIGN, JobKind.DRAIN_QUEUE})

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Lane:
    """Kinds of jobs that do not wait for those of another lane."""

    kinds: frozenset[JobKind]
    limit: int
    running: int = 0
    bulk_from: float = 0.0

    @property
    def free(self) -> int:
        return max(0, self.limit - self.running)

    def share(self, now: float) -> Share:
        return Share(self.free, self.kinds, with_bulk=now >= self.bulk_from)

    def note(self, share: Share, claimed: list[ClaimedJob], now: float) -> None:
        """Bulk wakes nobody: where there is none, only a poll, or the end of what is under
        way, need look for it again."""
        own = [job for job in claimed if job.kind in self.kinds]
        if share.with_bulk and len(own) < share.limit and not any(job.is_bulk for job in own):
            self.bulk_from = now + POLL_S


class Runner:
    """At most `concurrency` jobs at a time, whoever asked for them, and two sorts besides.

    Those that ask a language model mostly wait for it: as many that, while some read and
    write, `llm_concurrency` others can be asking. Those that assign wait for each other.
    """

    def __init__(self, services: Services, concurrency: int | None = None) -> None:
        self._services = services
        asking = services.settings.llm_concurrency
        others = concurrency or services.settings.jobs_concurrency
        self._lanes = (
            _Lane(ASKING, asking + asking // 4 + 1),
            _Lane(ASSIGNING, 2),
            _Lane(frozenset(JobKind) - ASKING - ASSIGNING, others),
        )
        self._wake = asyncio.Event()
        self._running: set[asyncio.Task[object]] = set()
        self._loops: list[asyncio.Task[None]] = []
        self._pruned_on: date | None = None
        self._is_stopping = False

    @property
    def running_count(self) -> int:
        return len(self._running)

    @property
    def is_alive(self) -> bool:
        return bool(self._loops) and not any(task.done() for task in self._loops)

    def wake(self, job_ids: tuple[str, ...] = ()) -> None:
        """There may be jobs due: look now. Which ones makes no difference."""
        self._wake.set()

    async def start(self) -> None:
        self._loops = [
            asyncio.create_task(_forever(self._claim_on), name="job runner"),
            asyncio.create_task(_forever(self._sweep_on), name="job sweeper"),
        ]

    async def stop(self, grace_s: float = 10.0) -> None:
        """Claim nothing more, wait for what runs, then cancel it and give its jobs back."""
        self._is_stopping = True
        self._wake.set()
        if self._loops:
            # The claiming loop ends by itself, so that no claim is left without its runner.
            claiming, sweeping = self._loops
            sweeping.cancel()
            await asyncio.wait({claiming}, timeout=CLAIM_END_S)
            claiming.cancel()
            await asyncio.gather(claiming, sweeping, return_exceptions=True)
        if self._running:
            await asyncio.wait(set(self._running), timeout=grace_s)
        for running in tuple(self._running):
            running.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def run_now(self, job_id: str) -> None:
        """Run this job if there is room, it is due and nobody has it yet.

        Without room it is claimed in its turn. The job belongs to the runner: a cancelled
        caller does not cancel it.
        """
        if self._is_stopping:
            return
        if all(lane.free for lane in self._lanes):
            await asyncio.wait({self._spawn(run_job(job_id, self._services, self._place))})
        else:
            self._wake.set()

    @property
    def has_room(self) -> bool:
        """Whether a job could be begun now that neither asks a model nor assigns."""
        return self._lanes[-1].free > 0

    @contextmanager
    def _place(self, job: ClaimedJob) -> Iterator[None]:
        lane = next(lane for lane in self._lanes if job.kind in lane.kinds)
        lane.running += 1
        try:
            yield
        finally:
            lane.running -= 1
            if job.is_bulk:
                lane.bulk_from = 0.0  # what it was one of may go on with the next

    async def _run(self, job: ClaimedJob) -> None:
        with self._place(job):
            await run_claimed(job, self._services)

    def _spawn(self, work: Coroutine[Any, Any, object]) -> asyncio.Task[object]:
        task: asyncio.Task[object] = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[object]) -> None:
        self._running.discard(task)
        self._wake.set()
        if not task.cancelled() and (error := task.exception()):
            log.warning("jobs.not_claimed", error=str(error))

    async def _claim_on(self) -> None:
        while not self._is_stopping:
            self._wake.clear()
            for job in await self._claim():
                self._spawn(self._run(job))
            await asyncio.sleep(0)  # they begin, and take their places
            if not self._is_stopping:
                with suppress(TimeoutError):
                    async with asyncio.timeout(POLL_S):
                        await self._wake.wait()
            if len(self._running) > BUSY:
                await asyncio.sleep(GATHER_S)

    async def _claim(self) -> list[ClaimedJob]:
        now = time.monotonic()
        asked = [(lane, lane.share(now)) for lane in self._lanes if lane.free]
        if not asked:
            return []
        claimed = await transact(claim_due_jobs, SYSTEM, *(share for _, share in asked))
        for lane, share in asked:
            lane.note(share, claimed, now)
        return claimed

    async def _sweep_on(self) -> None:
        while True:
            if await transact(sweep_expired_leases, SYSTEM):
                self.wake()
            today = clock.now().date()
            if today != self._pruned_on:
                await transact(_schedule_pruning, SYSTEM, today)
                self._pruned_on = today
            await asyncio.sleep(SWEEP_S)


async def _schedule_pruning(uow: UnitOfWork, day: date) -> None:
    uow.enqueue(JobKind.PRUNE, day.isoformat())


async def _forever(loop: Callable[[], Awaitable[None]]) -> None:
    """Start `loop` again until it returns; the database may be away for a while."""
    backoff_s = POLL_S
    while True:
        started = time.monotonic()
        try:
            await loop()
            return
        except Exception as error:
            if time.monotonic() - started > LONGEST_BACKOFF_S * 2:
                backoff_s = POLL_S
            log.warning("jobs.loop_failed", error=f"{type(error).__name__}: {error}")
        await asyncio.sleep(backoff_s)
        backoff_s = min(backoff_s * 2, LONGEST_BACKOFF_S)
