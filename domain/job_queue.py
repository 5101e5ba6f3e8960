"""Jobs as rows: claimed by lease, renewed while they run, finished or given back.

All functions run inside a unit of work. Leases are on the database's clock, so that the
clocks of workers need not agree.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any, NamedTuple

from domain.database import dialect
from domain.database.parameters import parameter
from domain.database.statements import Statement, alone, run
from domain.errors import not_found
from domain.events import NewEvent
from domain.ids import is_id
from domain.models import Job
from domain.text import check_id
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import EventKind, JobKind, JobState, SubjectType

LEASE_S = 30
_NOW = {
    "postgres": "now()",
    # To the millisecond, and upwards: a job made in this very one is due.
    "sqlite": "(strftime('%Y-%m-%d %H:%M:%f', 'now', '+0.001 seconds') || '+00:00')",
}
_LEASE_END = {
    "postgres": f"now() + interval '{LEASE_S} seconds'",
    "sqlite": f"(strftime('%Y-%m-%d %H:%M:%f', 'now', '+{LEASE_S} seconds') || '+00:00')",
}


class LeaseLost(Exception):
    """Another worker has taken the job over; whatever this one found out is dropped."""


@dataclass(frozen=True, slots=True)
class ClaimedJob:
    """A job in the hands of one worker, until `LEASE_S` seconds after the last renewal."""

    id: str
    kind: JobKind
    payload: dict[str, Any]
    ticket_id: str | None
    attempt: int
    max_attempts: int
    lease_token: str
    correlation_id: str | None
    run_at: datetime
    is_bulk: bool = False

    @property
    def is_last_attempt(self) -> bool:
        return self.attempt >= self.max_attempts

    @property
    def has_no_try_left(self) -> bool:
        """Its worker went away in the last try: it may be buried, but not run."""
        return self.attempt > self.max_attempts


class Share(NamedTuple):
    """How many jobs of some kinds may be claimed, and whether bulk may be among them."""

    limit: int
    kinds: frozenset[JobKind] = frozenset(JobKind)
    with_bulk: bool = True

    @property
    def condition(self) -> str:
        if len(self.kinds) == len(JobKind):
            return "TRUE"
        listed = ", ".join(sorted(f"'{kind.value}'" for kind in self.kinds))
        return f"kind IN ({listed})"


async def claim_job(uow: UnitOfWork, job_id: str) -> ClaimedJob | None:
    """Take one due job; None when it is not due, or in other hands already."""
    if not is_id(job_id, "job"):
        return None
    claimed = await _claim(uow, [(f"id = '{job_id}'", 1)])
    return claimed[0] if claimed else None


async def claim_due_jobs(uow: UnitOfWork, *shares: Share) -> list[ClaimedJob]:
    """Take due jobs, of each share at most its limit, the longest due first and bulk last."""
    claimed = await _claim(uow, [(f"NOT is_bulk AND {it.condition}", it.limit) for it in shares])
    left = [
        (f"is_bulk AND {share.condition}", share.limit - taken)
        for share in shares
        if share.with_bulk
        and (taken := sum(job.kind in share.kinds for job in claimed)) < share.limit
    ]
    return claimed + await _claim(uow, left) if left else claimed


async def renew_lease(uow: UnitOfWork, job: ClaimedJob) -> None:
    """Keep a job for another `LEASE_S` seconds; raises LeaseLost."""
    sql = (
        f"UPDATE job SET lease_until = {_LEASE_END[dialect()]}"
        " WHERE id = $1 AND lease_token = $2 AND state = 'RUNNING'"
    )
    with alone(uow.db):
        changed = await run(uow.db, Statement(sql, [job.id, job.lease_token]))
    if not changed:
        raise LeaseLost(job.id)


async def finish_job(uow: UnitOfWork, job: ClaimedJob) -> None:
    """Mark a job done, in the transaction that writes its result; raises LeaseLost."""
    await _leave(uow, job, state=JobState.DONE.value, finished_at=uow.now, last_error=None)


async def give_back_job(uow: UnitOfWork, job: ClaimedJob) -> None:
    """Return an unfinished job at shutdown: it is due at once, and the try does not count."""
    pending = JobState.PENDING.value
    with alone(uow.db):
        await _leave(uow, job, state=pending, attempts=job.attempt - 1, run_at=uow.now)


async def retry_job_later(uow: UnitOfWork, job: ClaimedJob, error: str, delay: timedelta) -> None:
    pending = JobState.PENDING.value
    with alone(uow.db):
        await _leave(uow, job, state=pending, run_at=uow.now + delay, last_error=error[:2000])


async def bury_job(uow: UnitOfWork, job: ClaimedJob, error: str) -> None:
    """No more tries: an admin sees it among the dead ones and may retry or discard it."""
    await _leave(uow, job, state=JobState.DEAD.value, finished_at=uow.now, last_error=error[:2000])


async def sweep_expired_leases(uow: UnitOfWork) -> int:
    """Take back jobs whose worker is gone; returns how many.

    One that has had all its tries is claimed once more, to be buried (`has_no_try_left`).
    """
    now = _NOW[dialect()]
    sql = (
        "UPDATE job SET lease_token = NULL, lease_until = NULL, state = 'PENDING',"
        " last_error = 'The worker went away in the middle.'"
        f" WHERE state = 'RUNNING' AND lease_until < {now}"
    )
    with alone(uow.db):
        return await run(uow.db, Statement(sql, []))


async def prune_jobs(uow: UnitOfWork, finished_before: datetime) -> int:
    """Forget done jobs of old; returns how many."""
    done = Job.filter(state=JobState.DONE.value, finished_at__lt=finished_before)
    return await done.using_db(uow.db).delete()


async def retry_dead_job(uow: UnitOfWork, job_id: str) -> Job:
    """Give a dead job all its tries again, at once."""
    job = await _dead(uow, job_id)
    job.state, job.attempts, job.finished_at, job.run_at = JobState.PENDING, 0, None, uow.now
    await job.save(using_db=uow.db)
    uow.record(NewEvent(EventKind.JOB_RETRIED, SubjectType.JOB, job.id, staff_only=True))
    uow.wake_job(job.id)
    return job


async def discard_dead_job(uow: UnitOfWork, job_id: str) -> Job:
    job = await _dead(uow, job_id)
    await job.delete(using_db=uow.db)
    uow.record(NewEvent(EventKind.JOB_DISCARDED, SubjectType.JOB, job.id, staff_only=True))
    return job


async def _dead(uow: UnitOfWork, job_id: str) -> Job:
    check_id(job_id, "dead job", "id")
    job = await Job.get_or_none(id=job_id, state=JobState.DEAD, using_db=uow.db)
    if job is None:
        raise not_found("dead job", "id")
    return job


async def _claim(uow: UnitOfWork, wanted: Sequence[tuple[str, int]]) -> list[ClaimedJob]:
    """At most so many of those that a condition holds for, for each pair of the two."""
    name = dialect()
    lock = "FOR UPDATE SKIP LOCKED" if name == "postgres" else ""
    token = token_hex(16)
    found = ", ".join(
        f"c{place} AS (SELECT id FROM job WHERE state = 'PENDING' AND run_at <= {_NOW[name]}"
        f" AND {condition} ORDER BY run_at, id LIMIT {limit:d} {lock})"
        for place, (condition, limit) in enumerate(wanted)
    )
    ids = " UNION ALL ".join(f"SELECT id FROM c{place}" for place in range(len(wanted)))
    sql = (
        f"WITH {found} UPDATE job SET state = 'RUNNING', attempts = attempts + 1,"
        f" lease_token = {parameter()}, lease_until = {_LEASE_END[name]}"
        f" WHERE id IN ({ids}) RETURNING {_columns()}"
    )
    with alone(uow.db):
        rows = await uow.db.execute_query_dict(sql, [token])
    jobs = [Job._init_from_db(**row) for row in rows]
    return [
        ClaimedJob(
            id=job.id,
            kind=job.kind,
            payload=job.payload,
            ticket_id=job.ticket_id,
            attempt=job.attempts,
            max_attempts=job.max_attempts,
            lease_token=token,
            correlation_id=job.correlation_id,
            run_at=job.run_at,
            is_bulk=job.is_bulk,
        )
        for job in sorted(jobs, key=lambda job: (job.run_at, job.id))
    ]


def _columns() -> str:
    return ", ".join(Job._meta.fields_db_projection.values())


async def _leave(uow: UnitOfWork, job: ClaimedJob, **values: Any) -> None:
    places = ", ".join(f"{name} = ${place}" for place, name in enumerate(values, 1))
    sql = (
        f"UPDATE job SET lease_token = NULL, lease_until = NULL, {places}"
        f" WHERE id = ${len(values) + 1} AND lease_token = ${len(values) + 2}"
        f" AND state = '{JobState.RUNNING.value}'"
    )
    if not await run(uow.db, Statement(sql, [*values.values(), job.id, job.lease_token])):
        raise LeaseLost(job.id)
