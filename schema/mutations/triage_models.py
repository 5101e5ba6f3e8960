"""What admins do with the versions of the model that learns."""

from typing import Any

import strawberry

from domain.errors import ErrorCode, invalid
from domain.policy import require_admin
from domain.triage.versions import request_training, serve_version
from schema.arguments import Input
from schema.context import Info
from schema.payloads import UserError, attempt
from schema.types.operations import Job
from schema.types.triage_model import TriageModel


@strawberry.input(description="Which version shall serve.")
class TriageModelServeInput:
    version: int | None = strawberry.field(
        default=strawberry.UNSET, description="Its number; null: none. It cannot be left out."
    )


@strawberry.type(description="The version, or why not.")
class TriageModelPayload:
    triage_model: TriageModel | None = strawberry.field(
        description="The one that serves now; null for none."
    )
    errors: list[UserError] = strawberry.field(description="What the user can mend.")


@strawberry.type(description="The job that trains, or why not.")
class TriageModelTrainPayload:
    job: Job | None = strawberry.field(description="The job; when it is done, there is a version.")
    errors: list[UserError] = strawberry.field(description="What the user can mend.")


@strawberry.mutation(
    description="Have another version of the model serve, or none. Unless it is the newest, new "
    "versions then no longer serve by themselves. For admins. Emits MODEL_SERVED."
)
async def triage_model_serve(info: Info, input: Input[TriageModelServeInput]) -> TriageModelPayload:
    require_admin(info.context.actor)

    async def work() -> Any:
        if input.version is strawberry.UNSET:
            message = "Name a version, or say null for none."
            raise invalid(message, "version", code=ErrorCode.REQUIRED)
        return await info.context.transact(serve_version, input.version)

    return await attempt(TriageModelPayload, "triage_model", work())


@strawberry.mutation(
    description="Make a new version of the model now, instead of when there is news enough. For "
    "admins. Emits MODEL_TRAINED, MODEL_SERVED."
)
async def triage_model_train(info: Info) -> TriageModelTrainPayload:
    require_admin(info.context.actor)
    work = info.context.run(request_training)
    return await attempt(TriageModelTrainPayload, "job", work)
