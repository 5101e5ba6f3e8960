"""From something that happened to the mails about it."""

from domain.job_queue import ClaimedJob
from domain.mails import compose_mails, forget_token
from domain.unit_of_work import UnitOfWork
from jobs.services import Finish, Services


async def run(job: ClaimedJob, services: Services) -> Finish:
    async def finish(uow: UnitOfWork) -> None:
        await compose_mails(uow, job.payload, services.settings)
        await forget_token(uow, job.id, job.payload)

    return finish
