"""Learning from what people said to triage: thresholds, how far a language model is believed,
and a new version of the desk's own model."""

from domain.errors import TransientError
from domain.job_queue import ClaimedJob
from domain.triage.settings import load_triage_settings
from domain.triage.settings_update import (
    find_llm_trust,
    find_thresholds,
    keep_llm_trust,
    renew_thresholds,
)
from domain.triage.thresholds import Calibration
from domain.triage.versions import (
    is_other_training,
    is_training_due,
    keep_version,
    read_training_request,
)
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import TriageField
from jobs.services import Finish, Services
from jobs.trainer import train_apart


async def run(job: ClaimedJob, services: Services) -> Finish:
    found = await _find_thresholds(services)
    llm_trust = await find_llm_trust()
    training = compared_with = None
    if job.payload.get("byHand") or await is_training_due():
        if await is_other_training(job.id):
            raise TransientError("Another training is under way.")
        request, compared_with = await read_training_request()
        training = await train_apart(request)

    async def finish(uow: UnitOfWork) -> None:
        await renew_thresholds(uow, found)
        await keep_llm_trust(uow, llm_trust)
        if training is not None:
            await keep_version(uow, training, compared_with)

    return finish


async def _find_thresholds(services: Services) -> dict[TriageField, Calibration]:
    settings = await load_triage_settings(services.settings.triage_threshold)
    return await find_thresholds(
        {
            one.field: one.precision_target
            for one in settings.fields
            if one.precision_target is not None
        }
    )
