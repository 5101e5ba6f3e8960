"""One job's ends: done, tried again, dead, lost, given back."""

import asyncio
from datetime import timedelta

import pytest

from domain import clock
from domain.actors import SYSTEM
from domain.errors import DomainError, ErrorCode, PermanentError, TransientError
from domain.events import NewEvent
from domain.job_queue import ClaimedJob, claim_job
from domain.models import Event, Job
from domain.unit_of_work import UnitOfWork, correlation_id, transact
from domain.vocabulary import EventKind, JobKind, JobState, SubjectType
from jobs import run_job as runs
from jobs.handlers import BURIALS, HANDLERS
from jobs.run_job import retry_delay, run_claimed, run_job
from tests.jobs.support import enqueue, handler, make_services


async def _nothing(job: ClaimedJob) -> None:
    pass


async def _note(uow: UnitOfWork, job: ClaimedJob) -> None:
    uow.record(NewEvent(EventKind.JOB_RETRIED, SubjectType.JOB, job.id))
    uow.enqueue(JobKind.PRUNE, f"after:{job.id}")


async def run_with(work: object, monkeypatch: pytest.MonkeyPatch) -> Job:
    monkeypatch.setitem(HANDLERS, JobKind.PRUNE, work)  # type: ignore[arg-type]
    job = await enqueue("x")
    assert await run_job(job.id, make_services())
    return await Job.get(id=job.id)


async def test_a_job_ends_with_its_result_event_and_follow_on_job_in_one_transaction(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = await run_with(handler(_nothing, _note), monkeypatch)
    assert (job.state, job.attempts, job.lease_token) == (JobState.DONE, 1, None)
    assert await Event.filter(subject_id=job.id).count() == 1
    assert await Job.filter(key=f"prune:after:{job.id}").count() == 1
    assert not await run_job(job.id, make_services())


async def test_a_failing_result_leaves_nothing_and_the_job_comes_again(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def half(uow: UnitOfWork, job: ClaimedJob) -> None:
        await _note(uow, job)
        raise RuntimeError("in the middle")

    job = await run_with(handler(_nothing, half), monkeypatch)
    assert (job.state, job.last_error) == (JobState.PENDING, "RuntimeError: in the middle")
    assert job.run_at > clock.now()
    assert await Event.all().count() == 0
    assert await Job.all().count() == 1


async def test_a_transient_error_comes_again_no_sooner_than_asked_for(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(job: ClaimedJob) -> None:
        raise TransientError("busy", retry_after_s=600)

    job = await run_with(handler(busy), monkeypatch)
    assert job.state is JobState.PENDING
    assert job.run_at > clock.now() + timedelta(seconds=590)
    assert not await run_job(job.id, make_services())


@pytest.mark.parametrize(
    "error", [PermanentError("never"), DomainError(ErrorCode.NOT_FOUND, "gone")]
)
async def test_a_permanent_error_kills_the_job_at_once_with_its_rites(
    db: str, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    async def fail(job: ClaimedJob) -> None:
        raise error

    async def bury(uow: UnitOfWork, job: ClaimedJob, reason: str) -> None:
        await _note(uow, job)

    monkeypatch.setitem(BURIALS, JobKind.PRUNE, bury)
    job = await run_with(handler(fail), monkeypatch)
    assert job.state is JobState.DEAD
    assert type(error).__name__ in (job.last_error or "")
    assert await Event.filter(subject_id=job.id).count() == 1


async def test_a_job_that_breaks_a_constraint_tries_again(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Something it had read was deleted meanwhile; the next try reads anew."""

    async def clash(uow: UnitOfWork, job: ClaimedJob) -> None:
        await Job.create(id=job.id, kind=JobKind.PRUNE, key="y", run_at=uow.now, created_at=uow.now)

    job = await run_with(handler(_nothing, clash), monkeypatch)
    assert (job.state, job.attempts) == (JobState.PENDING, 1)
    assert (job.last_error or "").startswith("ConstraintBroken")


async def test_the_last_attempt_is_the_last(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(job: ClaimedJob) -> None:
        raise TransientError("still busy")

    monkeypatch.setitem(HANDLERS, JobKind.PRUNE, handler(fail))
    job = await enqueue("x")
    for attempt in range(1, 9):
        await Job.filter(id=job.id).update(run_at=clock.now() - timedelta(seconds=1))
        assert await run_job(job.id, make_services())
        job = await Job.get(id=job.id)
        assert job.attempts == attempt
    assert job.state is JobState.DEAD


def test_delays_grow_fourfold_with_jitter_up_to_an_hour() -> None:
    for attempt, seconds in ((1, 2), (2, 8), (4, 128), (8, 3600), (20, 3600)):
        delays = [retry_delay(attempt).total_seconds() for _ in range(50)]
        assert seconds * 0.75 <= min(delays) < max(delays) <= seconds * 1.25


async def test_a_job_that_takes_too_long_is_stopped_and_comes_again(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = asyncio.Event()

    async def hang(job: ClaimedJob) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    monkeypatch.setattr(runs, "TIME_LIMIT_S", 0.05)
    job = await run_with(handler(hang), monkeypatch)
    assert (job.state, ended.is_set()) == (JobState.PENDING, True)
    assert "0.05 s" in (job.last_error or "")


async def test_the_lease_is_renewed_while_the_job_runs(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    renewed = asyncio.Event()
    original = runs.renew_lease

    async def renew(uow: UnitOfWork, job: ClaimedJob) -> None:
        await original(uow, job)
        renewed.set()

    async def wait(job: ClaimedJob) -> None:
        await Job.filter(id=job.id).update(lease_until=clock.now())
        await renewed.wait()

    monkeypatch.setattr(runs, "RENEW_S", 0.05)
    monkeypatch.setattr(runs, "renew_lease", renew)
    job = await run_with(handler(wait), monkeypatch)
    assert job.state is JobState.DONE


async def test_who_lost_the_lease_stops_and_writes_nothing(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def steal(job: ClaimedJob) -> None:
        await Job.filter(id=job.id).update(lease_token="other")
        await asyncio.Event().wait()

    monkeypatch.setattr(runs, "RENEW_S", 0.05)
    job = await run_with(handler(steal, _note), monkeypatch)
    assert (job.state, job.lease_token) == (JobState.RUNNING, "other")
    assert await Event.all().count() == 0


async def test_a_lease_lost_just_before_the_end_undoes_the_result(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def steal(job: ClaimedJob) -> None:
        await Job.filter(id=job.id).update(lease_token="other")

    job = await run_with(handler(steal, _note), monkeypatch)
    assert job.lease_token == "other"
    assert await Event.all().count() == 0


async def test_a_cancelled_job_is_given_back_and_the_try_does_not_count(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = asyncio.Event()

    async def hang(job: ClaimedJob) -> None:
        begun.set()
        await asyncio.Event().wait()

    monkeypatch.setitem(HANDLERS, JobKind.PRUNE, handler(hang))
    made = await enqueue("x")
    claimed = await transact(claim_job, SYSTEM, made.id)
    assert claimed
    running = asyncio.create_task(run_claimed(claimed, make_services()))
    await begun.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    job = await Job.get(id=made.id)
    assert (job.state, job.attempts, job.lease_token) == (JobState.PENDING, 0, None)


async def test_a_job_runs_under_the_correlation_id_of_what_caused_it(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str | None] = []

    async def look(job: ClaimedJob) -> None:
        seen.append(correlation_id.get())

    token = correlation_id.set("request-1")
    made = await enqueue("y")
    correlation_id.reset(token)
    monkeypatch.setitem(HANDLERS, JobKind.PRUNE, handler(look, _note))
    await run_job(made.id, make_services())
    assert seen == ["request-1"]
    assert correlation_id.get() is None
    assert (await Event.get(subject_id=made.id)).correlation_id == "request-1"


async def test_each_end_is_counted(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[tuple[JobKind, str]] = []

    class Counter:
        def job_ended(self, kind: JobKind, outcome: str, seconds: float) -> None:
            assert seconds >= 0
            counted.append((kind, outcome))

    async def fail(job: ClaimedJob) -> None:
        raise PermanentError("no")

    for name, work in (("a", _nothing), ("b", fail)):
        monkeypatch.setitem(HANDLERS, JobKind.PRUNE, handler(work))
        job = await enqueue(name)
        await run_job(job.id, make_services(metrics=Counter()))
    assert counted == [(JobKind.PRUNE, "done"), (JobKind.PRUNE, "dead")]
