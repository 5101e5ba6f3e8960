"""Learning from what people said to triage."""

from domain.job_queue import ClaimedJob
from domain.triage.settings import load_triage_settings
from domain.triage.settings_update import find_thresholds, renew_thresholds
from domain.unit_of_work import UnitOfWork
from jobs.services import Finish, Services


async def run(job: ClaimedJob, services: Services) -> Finish:
    settings = await load_triage_settings(services.settings.triage_threshold)
    found = await find_thresholds(
        {
            one.field: one.precision_target
            for one in settings.fields
            if one.precision_target is not None
        }
    )

    async def finish(uow: UnitOfWork) -> None:
        await renew_thresholds(uow, found)

    return finish
