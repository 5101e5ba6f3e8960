"""Jobs are claimed once, kept by lease, and end once."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from tortoise.connection import get_connection

from domain import unit_of_work
from domain.actors import SYSTEM
from domain.clock import now
from domain.errors import DomainError, ErrorCode
from domain.ids import new_id
from domain.job_queue import (
    LEASE_S,
    ClaimedJob,
    LeaseLost,
    Share,
    bury_job,
    claim_due_jobs,
    claim_job,
    discard_dead_job,
    finish_job,
    give_back_job,
    prune_jobs,
    renew_lease,
    retry_dead_job,
    retry_job_later,
    sweep_expired_leases,
)
from domain.models import Event, Job
from domain.unit_of_work import UnitOfWork, transact, use_waker
from domain.vocabulary import EventKind, JobKind, JobState
from tests.domain.spine import an_event, enqueue

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


async def claimed(key: str = "x") -> ClaimedJob:
    await transact(enqueue, SYSTEM, key)
    [job] = await transact(claim_due_jobs, SYSTEM, Share(1))
    return job


async def let_lease_expire(job: ClaimedJob) -> None:
    await Job.filter(id=job.id).update(lease_until=LONG_AGO)


async def states() -> Counter[JobState]:
    return Counter([job.state for job in await Job.all()])


async def test_twenty_claimers_get_every_job_once(db: str) -> None:
    async def many(uow: UnitOfWork) -> None:
        for number in range(200):
            uow.enqueue(JobKind.PRUNE, str(number))

    await transact(many, SYSTEM)

    async def claimer() -> list[str]:
        mine: list[str] = []
        while jobs := await transact(claim_due_jobs, SYSTEM, Share(7)):
            mine += [job.id for job in jobs]
        return mine

    taken = await asyncio.gather(*(claimer() for _ in range(20)))
    counts = Counter(job_id for mine in taken for job_id in mine)
    assert len(counts) == 200
    assert set(counts.values()) == {1}
    assert await states() == {JobState.RUNNING: 200}


async def test_one_of_twenty_gets_the_job_that_all_were_told_of(db: str) -> None:
    await transact(enqueue, SYSTEM, "x")
    job_id = (await Job.get()).id
    ends = await asyncio.gather(*(transact(claim_job, SYSTEM, job_id) for _ in range(20)))
    [job] = [end for end in ends if end is not None]
    assert (job.id, job.attempt, job.kind) == (job_id, 1, JobKind.PRUNE)


@pytest.mark.parametrize("job_id", ["", "job_", "' OR 1=1 --", new_id("tkt"), new_id("job")])
async def test_claiming_what_is_no_job_gives_nothing(db: str, job_id: str) -> None:
    assert await transact(claim_job, SYSTEM, job_id) is None


async def test_a_job_is_not_claimed_before_it_is_due(db: str) -> None:
    await transact(enqueue, SYSTEM, "later", delay=timedelta(seconds=30))
    await transact(enqueue, SYSTEM, "now")
    [job] = await transact(claim_due_jobs, SYSTEM, Share(10))
    assert (await Job.get(id=job.id)).key == "prune:now"
    later = await Job.get(key="prune:later")
    assert await transact(claim_job, SYSTEM, later.id) is None
    await Job.filter(id=later.id).update(run_at=now() - timedelta(milliseconds=5))
    assert await transact(claim_job, SYSTEM, later.id) is not None


async def test_the_longest_due_comes_first(db: str) -> None:
    for number in (3, 1, 2):
        await transact(enqueue, SYSTEM, str(number), delay=-timedelta(minutes=10 - number))
    keys = []
    for _ in range(3):
        [job] = await transact(claim_due_jobs, SYSTEM, Share(1))
        keys.append((await Job.get(id=job.id)).key)
    assert keys == ["prune:1", "prune:2", "prune:3"]


async def test_a_lease_lasts_thirty_seconds_on_the_clock_of_the_database(db: str) -> None:
    job = await claimed()
    before = (await Job.get(id=job.id)).lease_until
    assert before is not None
    assert abs((before - now()).total_seconds() - LEASE_S) < 5
    await Job.filter(id=job.id).update(lease_until=now() + timedelta(seconds=2))
    await transact(renew_lease, SYSTEM, job)
    after = (await Job.get(id=job.id)).lease_until
    assert after is not None
    assert after >= before


async def test_the_sweeper_takes_back_only_what_has_expired(db: str) -> None:
    gone, alive = await claimed("gone"), await claimed("alive")
    assert await transact(sweep_expired_leases, SYSTEM) == 0
    await let_lease_expire(gone)
    assert await transact(sweep_expired_leases, SYSTEM) == 1
    [again] = await transact(claim_due_jobs, SYSTEM, Share(10))
    assert (again.id, again.attempt) == (gone.id, 2)
    await transact(finish_job, SYSTEM, alive)


async def test_a_job_whose_worker_goes_away_in_the_last_try_is_claimed_to_be_buried(
    db: str,
) -> None:
    job = await claimed()
    await Job.filter(id=job.id).update(attempts=job.max_attempts)
    await let_lease_expire(job)
    assert await transact(sweep_expired_leases, SYSTEM) == 1
    [again] = await transact(claim_due_jobs, SYSTEM, Share(1))
    assert again.has_no_try_left
    assert not job.has_no_try_left
    assert (await Job.get(id=job.id)).last_error == "The worker went away in the middle."


@pytest.mark.parametrize("end", ["finish", "renew", "give back", "retry", "bury"])
async def test_who_has_lost_the_lease_changes_nothing_any_more(db: str, end: str) -> None:
    job = await claimed()
    await let_lease_expire(job)
    await transact(sweep_expired_leases, SYSTEM)
    [winner] = await transact(claim_due_jobs, SYSTEM, Share(1))

    async def work(uow: UnitOfWork) -> None:
        uow.record(an_event())
        match end:
            case "finish":
                await finish_job(uow, job)
            case "renew":
                await renew_lease(uow, job)
            case "give back":
                await give_back_job(uow, job)
            case "retry":
                await retry_job_later(uow, job, "no", timedelta(seconds=1))
            case "bury":
                await bury_job(uow, job, "no")

    with pytest.raises(LeaseLost):
        await transact(work, SYSTEM)
    assert await Event.all().count() == 0
    row = await Job.get(id=job.id)
    assert (row.state, row.lease_token) == (JobState.RUNNING, winner.lease_token)
    await transact(finish_job, SYSTEM, winner)


async def test_a_finished_job_is_done_once_and_never_claimed_again(db: str) -> None:
    job = await claimed()
    await transact(finish_job, SYSTEM, job)
    row = await Job.get(id=job.id)
    assert (row.state, row.lease_token, row.lease_until) == (JobState.DONE, None, None)
    assert row.finished_at is not None
    with pytest.raises(LeaseLost):
        await transact(finish_job, SYSTEM, job)
    assert await transact(claim_job, SYSTEM, job.id) is None


async def test_a_job_given_back_is_due_at_once_and_the_try_does_not_count(db: str) -> None:
    job = await claimed()
    await transact(give_back_job, SYSTEM, job)
    [again] = await transact(claim_due_jobs, SYSTEM, Share(1))
    assert (again.id, again.attempt) == (job.id, 1)


async def test_a_job_to_be_tried_later_keeps_its_error_until_it_succeeds(db: str) -> None:
    job = await claimed()
    await transact(retry_job_later, SYSTEM, job, "x" * 5_000, timedelta(seconds=20))
    row = await Job.get(id=job.id)
    assert row.state is JobState.PENDING
    assert row.last_error == "x" * 2_000
    assert await transact(claim_due_jobs, SYSTEM, Share(1)) == []
    await Job.filter(id=job.id).update(run_at=LONG_AGO)
    [again] = await transact(claim_due_jobs, SYSTEM, Share(1))
    assert again.attempt == 2
    await transact(finish_job, SYSTEM, again)
    assert (await Job.get(id=job.id)).last_error is None


async def test_a_dead_job_is_retried_by_hand_with_all_its_tries(db: str) -> None:
    job = await claimed()
    await transact(bury_job, SYSTEM, job, "hopeless")
    assert await transact(claim_job, SYSTEM, job.id) is None
    await transact(retry_dead_job, SYSTEM, job.id)
    [again] = await transact(claim_due_jobs, SYSTEM, Share(1))
    assert (again.id, again.attempt) == (job.id, 1)
    assert [event.kind for event in await Event.all()] == [EventKind.JOB_RETRIED]


async def test_a_dead_job_is_discarded(db: str) -> None:
    job = await claimed()
    await transact(bury_job, SYSTEM, job, "hopeless")
    await transact(discard_dead_job, SYSTEM, job.id)
    assert await Job.all().count() == 0
    assert [event.kind for event in await Event.all()] == [EventKind.JOB_DISCARDED]


@pytest.mark.parametrize("verb", [retry_dead_job, discard_dead_job], ids=lambda verb: verb.__name__)
async def test_only_dead_jobs_are_retried_or_discarded(db: str, verb: object) -> None:
    job = await claimed()
    for job_id in (job.id, new_id("job"), "nonsense"):
        with pytest.raises(DomainError) as caught:
            await transact(verb, SYSTEM, job_id)  # type: ignore[arg-type]
        assert caught.value.code is ErrorCode.NOT_FOUND
    assert await Event.all().count() == 0


async def test_the_same_effect_is_never_queued_twice_even_when_it_is_done(db: str) -> None:
    job = await claimed("same")
    await transact(enqueue, SYSTEM, "same")
    await transact(finish_job, SYSTEM, job)
    await asyncio.gather(*(transact(enqueue, SYSTEM, "same") for _ in range(10)))
    assert await Job.all().count() == 1
    assert await transact(claim_due_jobs, SYSTEM, Share(10)) == []


async def test_pruning_forgets_old_done_jobs_only(db: str) -> None:
    for key in ("old", "new", "dead"):
        job = await claimed(key)
        if key == "dead":
            await transact(bury_job, SYSTEM, job, "no")
        else:
            await transact(finish_job, SYSTEM, job)
    await Job.filter(key__not="prune:new").update(finished_at=LONG_AGO)
    await transact(enqueue, SYSTEM, "pending")
    assert await transact(prune_jobs, SYSTEM, LONG_AGO + timedelta(days=1)) == 1
    keys = await Job.all().values_list("key", flat=True)
    assert sorted(map(str, keys)) == ["prune:dead", "prune:new", "prune:pending"]


async def test_claiming_uses_an_index_in_a_long_queue(db: str) -> None:
    plan = "EXPLAIN QUERY PLAN" if db == "sqlite" else "EXPLAIN"
    rows = [
        Job(id=new_id("job"), kind=JobKind.PRUNE, key=f"k{i}", run_at=LONG_AGO, created_at=LONG_AGO,
            state=JobState.DONE)
        for i in range(3_000)
    ]  # fmt: skip
    await Job.bulk_create(rows)
    await get_connection("default").execute_query("ANALYZE")
    steps = await get_connection("default").execute_query_dict(
        f"{plan} SELECT id FROM job WHERE state = 'PENDING' AND run_at <= '2030-01-01'"
        " AND NOT is_bulk ORDER BY run_at, id LIMIT 10"
    )
    assert "idx_job" in str(steps)


async def test_bulk_lets_everything_else_go_first_and_wakes_nobody(db: str) -> None:
    async def many(uow: UnitOfWork) -> None:
        for number in range(3):
            uow.enqueue(JobKind.PRUNE, f"bulk {number}", is_bulk=True)
        uow.enqueue(JobKind.PRUNE, "later", delay=timedelta(days=1))

    told: list[tuple[str, ...]] = []

    class Ears:
        def wake(self, *, events: bool, job_ids: tuple[str, ...]) -> None:
            told.append(job_ids)

    before = unit_of_work._runtime.waker
    use_waker(Ears())
    try:
        await transact(many, SYSTEM)
    finally:
        use_waker(before)
    assert told == []
    await transact(enqueue, SYSTEM, "one")
    await transact(enqueue, SYSTEM, "two")
    keys = []
    for limit in (1, 2, 9):
        ids = [job.id for job in await transact(claim_due_jobs, SYSTEM, Share(limit))]
        keys.append(sorted([job.key for job in await Job.filter(id__in=ids)]))
    assert keys[0] == ["prune:one"]
    assert keys[1][1:] == ["prune:two"]
    assert sorted(keys[1][:1] + keys[2]) == ["prune:bulk 0", "prune:bulk 1", "prune:bulk 2"]
