"""Triages of many tickets: those there were, and how far one is."""

from typing import Annotated, Any

import strawberry

from domain import models
from domain.cursors import Order
from domain.ids import is_id
from domain.paging import page_of, window_of
from domain.policy import require_staff
from schema.arguments import After, Before, First, Last
from schema.connections import Connection
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


async def _batches(
    info: Info,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Any:
    require_staff(info.context.actor)
    order = Order("id", descending=True, is_unique=True)
    return page_of(models.TriageBatch.all(), order, window_of(first, after, last, before))


triage_batches = strawberry.field(
    resolver=_batches,
    name="triageBatches",
    graphql_type=Connection[TriageBatch],
    description="The triages of many tickets, newest first, whoever started them. For staff.",
)
