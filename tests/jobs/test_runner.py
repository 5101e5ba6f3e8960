"""The SQL runner: claims once, takes over from the dead, stops gently, outlives outages."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from domain import clock
from domain.actors import SYSTEM
from domain.job_queue import ClaimedJob, Share, claim_job
from domain.models import Job
from domain.unit_of_work import UnitOfWork, transact
from domain.vocabulary import JobKind, JobState
from jobs import runner as runners
from jobs.handlers import HANDLERS
from jobs.runner import Runner
from jobs.wakers import OwnRunnerFirst
from tests.jobs.support import all_done, enqueue, eventually, handler, make_services


async def test_two_runners_run_each_job_once_and_no_more_than_allowed_at_a_time(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: Counter[str] = Counter()
    now_running, most = 0, 0

    async def work(job: ClaimedJob) -> None:
        nonlocal now_running, most
        now_running += 1
        most = max(most, now_running)
        await asyncio.sleep(0)
        ran[job.id] += 1
        now_running -= 1

    monkeypatch.setitem(HANDLERS, JobKind.PRUNE, handler(work))
    for number in range(30):
        await enqueue(str(number))
    both = [Runner(make_services(), concurrency=3) for _ in range(2)]
    for runner in both:
        await runner.start()
    await eventually(all_done)
    for runner in both:
        await runner.stop()
    assert len(ran) == 31  # and the day's pruning
    assert set(ran.values()) == {1}
    assert most <= 6


async def test_a_new_job_runs_at_once_when_woken(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = asyncio.Event()

    async def work(job: ClaimedJob) -> None:
        if job.payload.get("mine"):
            ran.set()

    monkeypatch.setattr(runners, "POLL_S", 60.0)
    monkeypatch.setitem(HANDLERS, JobKind.PRUNE, handler(work))
    runner = Runner(make_services())
    await runner.start()
    await eventually(all_done)
    job = await enqueue("late", mine=True)
    runner.wake((job.id,))
    async with asyncio.timeout(5):
        await ran.wait()
    await runner.stop()


async def test_a_job_of_a_dead_worker_is_taken_over_when_its_lease_ends(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempts: list[int] = []

    async def work(job: ClaimedJob) -> None:
        attempts.append(job.attempt)

    monkeypatch.setitem(HANDLERS, JobKind.PRUNE, handler(work))
    job = await enqueue(clock.now().date().isoformat())
    claimed = await transact(claim_job, SYSTEM, job.id)
    assert claimed
    await Job.filter(id=job.id).update(lease_until=clock.now() - timedelta(seconds=1))
    runner = Runner(make_services())
    await runner.start()
    await eventually(all_done)
    await runner.stop()
    assert attempts == [2]


async def test_stopping_waits_for_the_quick_and_gives_back_the_slow(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = asyncio.Semaphore(0)
    go_on = asyncio.Event()

    async def work(job: ClaimedJob) -> None:
        begun.release()
        await (asyncio.Event() if job.payload.get("slow") else go_on).wait()

    monkeypatch.setitem(HANDLERS, JobKind.PRUNE, handler(work))
    quick = await enqueue(clock.now().date().isoformat())
    slow = await enqueue("slow", slow=True)
    runner = Runner(make_services())
    await runner.start()
    for _ in range(2):
        await begun.acquire()
    stopping = asyncio.create_task(runner.stop(grace_s=0.5))
    go_on.set()
    await stopping
    assert (await Job.get(id=quick.id)).state is JobState.DONE
    given_back = await Job.get(id=slow.id)
    assert (given_back.state, given_back.attempts) == (JobState.PENDING, 0)
    assert not runner.is_alive


async def test_an_outage_of_the_database_is_outlived(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = 3
    original = runners.claim_due_jobs

    async def claim(*arguments: object) -> object:
        nonlocal failures
        if failures:
            failures -= 1
            raise ConnectionError("the database is away")
        return await original(*arguments)  # type: ignore[arg-type]

    async def work(job: ClaimedJob) -> None:
        pass

    monkeypatch.setattr(runners, "POLL_S", 0.01)
    monkeypatch.setattr(runners, "claim_due_jobs", claim)
    monkeypatch.setitem(HANDLERS, JobKind.PRUNE, handler(work))
    await enqueue("x")
    runner = Runner(make_services())
    await runner.start()
    await eventually(all_done)
    assert failures == 0
    assert runner.is_alive
    await runner.stop()


async def test_pruning_is_due_once_a_day(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        runner = Runner(make_services())
        await runner.start()
        await eventually(lambda: Job.filter(kind=JobKind.PRUNE).exists())
        await eventually(all_done)
        await runner.stop()
    (job,) = await Job.filter(kind=JobKind.PRUNE)
    assert job.state is JobState.DONE


async def test_a_cancelled_caller_does_not_cancel_the_job(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def work(job: ClaimedJob) -> None:
        begun.set()
        await go_on.wait()

    monkeypatch.setitem(HANDLERS, JobKind.PRUNE, handler(work))
    job = await enqueue("x")
    runner = Runner(make_services(), concurrency=1)
    caller = asyncio.create_task(runner.run_now(job.id))
    await begun.wait()
    caller.cancel()
    go_on.set()
    await runner.stop()
    assert (await Job.get(id=job.id)).state is JobState.DONE


@pytest.mark.parametrize("kind", [JobKind.TRIAGE, JobKind.ASSIGN])
async def test_what_waits_for_a_model_or_its_turn_keeps_no_other_job_waiting(
    db: str, monkeypatch: pytest.MonkeyPatch, kind: JobKind
) -> None:
    go_on, other_ran = asyncio.Event(), asyncio.Event()

    async def wait(job: ClaimedJob) -> None:
        await go_on.wait()

    async def other(job: ClaimedJob) -> None:
        if job.payload.get("mine"):
            other_ran.set()

    monkeypatch.setitem(HANDLERS, kind, handler(wait))
    monkeypatch.setitem(HANDLERS, JobKind.PRUNE, handler(other))
    for number in range(40):
        await enqueue(str(number), kind)
    await enqueue("other", mine=True)
    runner = Runner(make_services(), concurrency=1)
    await runner.start()
    async with asyncio.timeout(10):
        await other_ran.wait()
    assert await Job.filter(kind=kind, state=JobState.PENDING).exists()
    go_on.set()
    await eventually(all_done)
    await runner.stop()


async def test_a_worker_whose_places_wait_for_a_model_runs_the_next_steps_itself(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = asyncio.Event()
    begun = {JobKind.TRIAGE: asyncio.Event(), JobKind.NOTIFY: asyncio.Event()}
    sent: list[str] = []

    class Queue:
        def wake(self, job_ids: tuple[str, ...]) -> None:
            sent.extend(job_ids)

    async def wait(job: ClaimedJob) -> None:
        begun[job.kind].set()
        await go_on.wait()

    for kind in begun:
        monkeypatch.setitem(HANDLERS, kind, handler(wait))
    for number in range(40):
        await enqueue(str(number), JobKind.TRIAGE)
    runner = Runner(make_services(), concurrency=1)
    waker = OwnRunnerFirst(runner, Queue())
    async with asyncio.timeout(10):
        await runner.start()
        await begun[JobKind.TRIAGE].wait()
        waker.wake(("job_1",))
        assert sent == []
        await enqueue("other", JobKind.NOTIFY)
        runner.wake()
        await begun[JobKind.NOTIFY].wait()
        waker.wake(("job_2",))
        assert sent == ["job_2"]
    go_on.set()
    await eventually(all_done)
    await runner.stop()


async def test_bulk_is_looked_for_by_polls_and_again_for_as_long_as_there_is_some(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[bool] = []
    original = runners.claim_due_jobs

    async def claim(uow: UnitOfWork, *shares: Share) -> list[ClaimedJob]:
        looked.extend(share.with_bulk for share in shares if JobKind.NOTIFY in share.kinds)
        return await original(uow, *shares)

    async def work(job: ClaimedJob) -> None:
        pass

    async def found_none() -> bool:
        return len(looked) > 3

    async def add_bulk(uow: UnitOfWork) -> None:
        for number in range(3):
            uow.enqueue(JobKind.NOTIFY, str(number), is_bulk=True)

    monkeypatch.setattr(runners, "POLL_S", 60.0)
    monkeypatch.setattr(runners, "claim_due_jobs", claim)
    for kind in (JobKind.PRUNE, JobKind.NOTIFY):
        monkeypatch.setitem(HANDLERS, kind, handler(work))
    await transact(add_bulk, SYSTEM)
    runner = Runner(make_services(), concurrency=1)
    await runner.start()
    await eventually(all_done)
    assert all(looked[:3])
    await eventually(found_none)
    await enqueue("other")
    runner.wake()
    await eventually(all_done)
    await runner.stop()
    assert not looked[-1]


async def test_bulk_that_makes_more_of_it_goes_on_at_once(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a batch of triage does, which has few of its tickets queued at a time."""
    begun: list[str] = []
    claims: list[int] = []
    original = runners.claim_due_jobs

    async def claim(uow: UnitOfWork, *shares: Share) -> list[ClaimedJob]:
        claimed = await original(uow, *shares)
        claims.append(len(claimed))
        return claimed

    async def work(job: ClaimedJob) -> None:
        begun.append(job.id)
        before = len(claims)

        async def found_nothing() -> bool:
            return len(claims) > before

        runner.wake()
        await eventually(found_nothing)
        if len(begun) < 4:
            await transact(add_bulk, SYSTEM)

    async def add_bulk(uow: UnitOfWork) -> None:
        uow.enqueue(JobKind.NOTIFY, str(len(begun)), is_bulk=True)

    monkeypatch.setattr(runners, "POLL_S", 60.0)
    monkeypatch.setattr(runners, "claim_due_jobs", claim)
    monkeypatch.setitem(HANDLERS, JobKind.NOTIFY, handler(work))
    runner = Runner(make_services(), concurrency=2)
    await transact(add_bulk, SYSTEM)
    await runner.start()
    await eventually(all_done)
    await runner.stop()
    assert len(begun) == 4
