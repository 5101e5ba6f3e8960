"""Hands one mail to the mail server, or keeps it where there is none."""

from domain.job_queue import ClaimedJob
from domain.mails import load_unsent, mark_mail_failed, mark_mail_kept, mark_mail_sent, outgoing
from domain.unit_of_work import UnitOfWork
from jobs.services import Finish, Services


async def run(job: ClaimedJob, services: Services) -> Finish:
    mail_id = job.payload["mailId"]
    mail = await load_unsent(mail_id)
    if mail is not None and services.mailer is not None:
        await services.mailer.send(outgoing(mail))

    async def finish(uow: UnitOfWork) -> None:
        if mail is None:
            return
        if services.mailer is None:
            await mark_mail_kept(uow, mail_id)
        else:
            await mark_mail_sent(uow, mail_id)

    return finish


async def bury(uow: UnitOfWork, job: ClaimedJob, error: str) -> None:
    await mark_mail_failed(uow, job.payload["mailId"], error)
