"""A draft of an article, written anew by the language model where there is one."""

from domain.actors import SYSTEM
from domain.articles.drafting import (
    ANSWER_SCHEMA,
    complete_draft,
    load_draft,
    system_prompt,
    user_prompt,
)
from domain.errors import NoLanguageModel
from domain.job_queue import ClaimedJob
from domain.unit_of_work import UnitOfWork, transact
from domain.vocabulary import LlmPurpose
from jobs.services import Finish, Services


async def run(job: ClaimedJob, services: Services) -> Finish:
    if services.llm is None:
        return _leave_as_composed
    task = await transact(load_draft, SYSTEM, job.payload["articleId"])
    if task is None:
        return _leave_as_composed
    try:
        completion = await services.llm.complete(
            system=system_prompt(),
            user=user_prompt(task.conversation),
            schema=ANSWER_SCHEMA,
            subject_id=job.payload["articleId"],
            purpose=LlmPurpose.ARTICLE,
        )
    except NoLanguageModel:
        return _leave_as_composed

    async def finish(uow: UnitOfWork) -> None:
        await complete_draft(uow, task, completion.content)

    return finish


async def _leave_as_composed(uow: UnitOfWork) -> None:
    """There is no model, or somebody works on the draft already."""
