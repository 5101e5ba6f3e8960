"""How far a triage of many tickets is."""

from typing import Annotated, Any

import strawberry

from domain import models
from domain.ids import is_id
from domain.policy import require_staff
from schema.context import Info
from schema.types.triage_batch import TriageBatch


async def _progress(
    info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The batch.")]
) -> Any:
    require_staff(info.context.actor)
    return await models.TriageBatch.get_or_none(id=id) if is_id(id, "trb") else None


triage_progress = strawberry.field(
    resolver=_progress,
    name="triageProgress",
    graphql_type=TriageBatch | None,
    description="How far a triage of many tickets is; null if there is no such batch. For staff.",
)
