"""Automatic assignment, and the queue of tickets that wait for somebody free."""

from domain.assignment import assign_automatically, drain_queue
from domain.job_queue import ClaimedJob
from domain.unit_of_work import UnitOfWork
from jobs.services import Finish, Services


async def run_assign(job: ClaimedJob, services: Services) -> Finish:
    async def finish(uow: UnitOfWork) -> None:
        await assign_automatically(uow, job.payload["ticketId"])

    return finish


async def run_drain(job: ClaimedJob, services: Services) -> Finish:
    async def finish(uow: UnitOfWork) -> None:
        await drain_queue(uow)

    return finish
