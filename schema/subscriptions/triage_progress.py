"""How far a triage of many tickets is, live."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Any

import strawberry

from domain.errors import AccessError, ErrorCode
from domain.event_log import head_position
from domain.ids import is_id
from domain.models import Event
from domain.models import TriageBatch as BatchRow
from domain.policy import require_staff
from domain.vocabulary import BatchStatus
from schema.context import Info
from schema.subscriptions.following import follow
from schema.types.triage_batch import TriageBatch


async def _triage_progress(
    info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The batch.")]
) -> AsyncGenerator[Any, None]:
    require_staff(info.context.actor)
    # The position first: a change between the two reads is then sent twice, never lost.
    position = await head_position()
    batch = await BatchRow.get_or_none(id=id) if is_id(id, "trb") else None
    if batch is None:
        raise AccessError(ErrorCode.NOT_FOUND, "There is no such batch.")
    yield batch

    def wanted(event: Event) -> bool:
        return event.subject_id == id or id in event.data.get("batchIds", ())

    seen = (batch.done, batch.failed, batch.status)
    async with aclosing(follow(info.context, position, wanted)) as events:
        while batch.status is BatchStatus.RUNNING and await anext(events, None) is not None:
            batch = await info.context.loaders.triage_batches.load(id)
            if batch is None:
                return
            if (batch.done, batch.failed, batch.status) != seen:
                seen = (batch.done, batch.failed, batch.status)
                yield batch


triage_progress = strawberry.subscription(
    resolver=_triage_progress,
    name="triageProgress",
    graphql_type=TriageBatch,
    description="A triage of many tickets as it is, then again as it goes on; ends with it. May "
    "skip states in a burst, never the last. For staff; else NOT_FOUND.",
)
