"""What time alone makes due."""

from domain.housekeeping import close_resolved, prune
from domain.job_queue import ClaimedJob
from domain.triage.learning import schedule_learning
from domain.unit_of_work import UnitOfWork
from jobs.services import Finish, Services


async def run_close(job: ClaimedJob, services: Services) -> Finish:
    async def finish(uow: UnitOfWork) -> None:
        await close_resolved(uow, job.payload["ticketId"], job.payload["version"])

    return finish


async def run_prune(job: ClaimedJob, services: Services) -> Finish:
    async def finish(uow: UnitOfWork) -> None:
        await prune(uow, services.settings)
        # Labels that came without a review (imports, fields set by hand) are learned, too.
        schedule_learning(uow)

    return finish
