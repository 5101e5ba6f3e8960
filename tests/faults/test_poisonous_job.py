"""A job that takes its worker down each time: it is buried, with what that leaves behind."""

from datetime import UTC, datetime

from domain.actors import SYSTEM
from domain.job_queue import Share, claim_due_jobs, sweep_expired_leases
from domain.models import Job, Ticket, TriageRun
from domain.tickets import NewTicket, create_ticket
from domain.unit_of_work import transact
from domain.vocabulary import JobKind, JobState, Role, TriageStatus
from jobs.run_job import run_job
from jobs.services import Services
from tests.domain.accounts_fixtures import as_user, make_category, make_user, settings

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


async def test_a_job_whose_workers_all_go_away_is_buried_and_its_ticket_goes_on(db: str) -> None:
    await make_category()
    user = await make_user(role=Role.USER)
    ticket = await transact(create_ticket, as_user(user), NewTicket("Help"))
    job = await Job.get(kind=JobKind.TRIAGE)
    await Job.exclude(id=job.id).delete()
    for attempt in range(1, job.max_attempts + 1):
        [claimed] = await transact(claim_due_jobs, SYSTEM, Share(1))
        assert (claimed.id, claimed.attempt) == (job.id, attempt)
        await Job.filter(id=job.id).update(lease_until=LONG_AGO)
        assert await transact(sweep_expired_leases, SYSTEM) == 1
    assert await run_job(job.id, Services(settings=settings()))
    dead = await Job.get(id=job.id)
    assert (dead.state, dead.lease_token) == (JobState.DEAD, None)
    assert dead.finished_at is not None
    assert (await TriageRun.get(ticket_id=ticket.id)).status is TriageStatus.FAILED
    assert await Job.filter(kind=JobKind.ASSIGN, ticket_id=ticket.id).exists()
    assert (await Ticket.get(id=ticket.id)).title == "Help"
