"""What admins do with dead jobs."""

import strawberry

from domain import job_queue
from domain.policy import require_admin
from schema.arguments import Input
from schema.context import Info
from schema.payloads import UserError, attempt
from schema.types.operations import Job


@strawberry.input(description="A dead job to try again.")
class JobRetryInput:
    id: strawberry.ID = strawberry.field(description="The job.")


@strawberry.input(description="A dead job to throw away.")
class JobDiscardInput:
    id: strawberry.ID = strawberry.field(description="The job.")


@strawberry.type(description="The job, or why not.")
class JobPayload:
    job: Job | None = strawberry.field(description="The job; after discarding as it was.")
    errors: list[UserError] = strawberry.field(description="What the user can mend.")


@strawberry.mutation(
    description="Give a dead job all its tries again. For admins. Emits JOB_RETRIED."
)
async def job_retry(info: Info, input: Input[JobRetryInput]) -> JobPayload:
    require_admin(info.context.actor)
    work = info.context.transact(job_queue.retry_dead_job, input.id)
    return await attempt(JobPayload, "job", work)


@strawberry.mutation(description="Throw a dead job away. For admins. Emits JOB_DISCARDED.")
async def job_discard(info: Info, input: Input[JobDiscardInput]) -> JobPayload:
    require_admin(info.context.actor)
    work = info.context.transact(job_queue.discard_dead_job, input.id)
    return await attempt(JobPayload, "job", work)
