"""How far a triage of many tickets is, live."""

from collections.abc import AsyncIterable
from typing import Annotated, Any

import strawberry

from domain.actors import Actor
from domain.feed import EVERYTHING
from domain.ids import is_id
from domain.models import Event
from domain.policy import require_staff
from domain.vocabulary import BatchStatus
from schema.context import Context, Info
from schema.live import Following, State
from schema.types.triage_batch import TriageBatch


def _triage_progress(
    info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The batch.")]
) -> AsyncIterable[Any]:
    require_staff(info.context.actor)

    def wanted(_actor: Actor, event: Event) -> bool:
        return event.subject_id == id or id in event.data.get("batchIds", ())

    async def state(context: Context) -> State | None:
        batch = await context.loaders.triage_batches.load(id) if is_id(id, "trb") else None
        if batch is None:
            return None
        return State(batch, is_last=batch.status is not BatchStatus.RUNNING)

    return Following(EVERYTHING, wanted, state=state, missing="There is no such batch.")


triage_progress = strawberry.subscription(
    resolver=_triage_progress,
    name="triageProgress",
    graphql_type=TriageBatch,
    description="A triage of many tickets as it is, then again as it goes on; ends with it. May "
    "skip states in a burst, never the last. For staff; else NOT_FOUND.",
)
