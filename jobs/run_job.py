"""One job from claim to end: the slow work outside, its result in one transaction."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import timedelta
from typing import TypeVar

import structlog

from domain.actors import SYSTEM
from domain.database.timeouts import unhurried
from domain.errors import ConstraintBroken, DomainError, PermanentError, TransientError
from domain.job_queue import (
    ClaimedJob,
    LeaseLost,
    bury_job,
    claim_job,
    finish_job,
    give_back_job,
    renew_lease,
    retry_job_later,
)
from domain.unit_of_work import UnitOfWork, correlation_id, transact
from domain.vocabulary import JobKind
from jobs.handlers import BURIALS, HANDLERS
from jobs.services import Finish, Services

RENEW_S = 10.0
RENEW_AGAIN_S = 2.0
TIME_LIMIT_S = 45.0
TIME_LIMITS_S = {JobKind.TRAIN: 300.0}
FIRST_DELAY_S = 2.0
LONGEST_DELAY_S = 3600.0

T = TypeVar("T")
log = structlog.get_logger(__name__)


async def run_job(
    job_id: str,
    services: Services,
    place: Callable[[ClaimedJob], AbstractContextManager[None]] = lambda _: nullcontext(),
) -> bool:
    """Run one job, inside `place`, if it is due and free; False when it is not."""
    job = await transact(claim_job, SYSTEM, job_id)
    if job is None:
        return False
    with place(job):
        await run_claimed(job, services)
    return True


async def run_claimed(job: ClaimedJob, services: Services) -> None:
    """Run a claimed job to one of its ends; whatever it raises becomes a retry or a death.

    Cancelled, it gives the job back. What cannot even be written down is left to the
    lease: another worker takes the job over when it ends.
    """
    token = correlation_id.set(job.correlation_id)
    hurry = unhurried.set(True)
    started = time.perf_counter()
    with structlog.contextvars.bound_contextvars(job_id=job.id, job_kind=job.kind.value):
        try:
            outcome = await _run(job, services)
        except asyncio.CancelledError:
            await _settle(transact(give_back_job, SYSTEM, job))
            services.metrics.job_ended(job.kind, "given_back", time.perf_counter() - started)
            raise
        except Exception:
            log.exception("job.end_not_written")
            outcome = "lost"
        finally:
            correlation_id.reset(token)
            unhurried.reset(hurry)
        services.metrics.job_ended(job.kind, outcome, time.perf_counter() - started)


def retry_delay(attempt: int, retry_after_s: float | None = None) -> timedelta:
    """About 2 s after the first try, four times as long after each; an hour at most."""
    backoff = min(FIRST_DELAY_S * 4 ** (attempt - 1), LONGEST_DELAY_S)
    jittered = backoff * random.uniform(0.75, 1.25)  # noqa: S311
    asked_for = min(retry_after_s or 0.0, LONGEST_DELAY_S)
    return timedelta(seconds=max(jittered, asked_for))


async def _run(job: ClaimedJob, services: Services) -> str:
    if job.has_no_try_left:
        return await _bury(job, PermanentError("Its worker went away in the last try."))
    try:
        finish = await _while_leased(job, HANDLERS[job.kind](job, services))
        await transact(_finish, SYSTEM, job, finish)
    except LeaseLost:
        log.info("job.lease_lost")
        return "lost"
    except Exception as error:
        if isinstance(error, PermanentError | DomainError):
            if not isinstance(error, ConstraintBroken):
                return await _bury(job, error)
        elif not isinstance(error, TransientError):
            log.exception("job.failed", attempt=job.attempt)
        if job.is_last_attempt:
            return await _bury(job, error)
        delay = retry_delay(job.attempt, getattr(error, "retry_after_s", None))
        log.info("job.retried", attempt=job.attempt, error=_describe(error), delay_s=delay.seconds)
        await _settle(transact(retry_job_later, SYSTEM, job, _describe(error), delay))
        return "retried"
    return "done"


async def _while_leased(job: ClaimedJob, work: Awaitable[T]) -> T:
    """Await `work` with the lease renewed meanwhile; raises LeaseLost and TransientError."""
    limit_s = TIME_LIMITS_S.get(job.kind, TIME_LIMIT_S)
    working = asyncio.ensure_future(work)
    keeping = asyncio.create_task(_keep_lease(job))
    try:
        done, _ = await asyncio.wait(
            {working, keeping}, timeout=limit_s, return_when=asyncio.FIRST_COMPLETED
        )
        if not done:
            raise TransientError(f"Not done within {limit_s:g} s.")
        if working not in done:
            keeping.result()
        return working.result()
    finally:
        for task in (working, keeping):
            task.cancel()
        await asyncio.gather(working, keeping, return_exceptions=True)


async def _keep_lease(job: ClaimedJob) -> None:
    wait_s = RENEW_S
    while True:
        await asyncio.sleep(wait_s)
        try:
            await transact(renew_lease, SYSTEM, job)
            wait_s = RENEW_S
        except LeaseLost:
            raise
        except Exception as error:
            log.warning("job.lease_not_renewed", error=_describe(error))
            wait_s = RENEW_AGAIN_S


async def _finish(uow: UnitOfWork, job: ClaimedJob, finish: Finish) -> None:
    await finish_job(uow, job)
    await finish(uow)


async def _bury(job: ClaimedJob, error: Exception) -> str:
    log.warning("job.dead", attempt=job.attempt, error=_describe(error))
    await _settle(transact(_bury_with_rites, SYSTEM, job, _describe(error)))
    return "dead"


async def _bury_with_rites(uow: UnitOfWork, job: ClaimedJob, error: str) -> None:
    await bury_job(uow, job, error)
    rites = BURIALS.get(job.kind)
    if rites is not None:
        await rites(uow, job, error)


async def _settle(ending: Awaitable[None]) -> None:
    with suppress(LeaseLost):
        await ending


def _describe(error: Exception) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
