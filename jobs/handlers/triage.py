"""Triage of one ticket: rules and, where there is one, the model; then the decision."""

from dataclasses import replace

from domain.actors import SYSTEM
from domain.job_queue import ClaimedJob
from domain.suggestions.first_answer import first_answer
from domain.triage.engine import think
from domain.triage.serving import load_model
from domain.triage.store import abandon_triage, complete_triage, fail_triage, start_triage
from domain.unit_of_work import UnitOfWork, transact
from jobs.services import Finish, Services


async def run(job: ClaimedJob, services: Services) -> Finish:
    run_id = job.payload["runId"]
    task = await transact(start_triage, SYSTEM, run_id)
    if task is None:
        return lambda uow: abandon_triage(uow, run_id)
    task = replace(task, model=await load_model(task.model_id))
    outcome = await think(task, services.llm, services.settings)
    if not outcome.reply:
        outcome = replace(outcome, answer=await first_answer(task))

    async def finish(uow: UnitOfWork) -> None:
        await complete_triage(
            uow,
            task,
            outcome,
            threshold=services.settings.triage_threshold,
            is_again=bool(job.payload.get("again")),
        )

    return finish


async def bury(uow: UnitOfWork, job: ClaimedJob, error: str) -> None:
    await fail_triage(uow, job.payload["runId"], error)
