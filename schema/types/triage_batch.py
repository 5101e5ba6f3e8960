"""Triage of many tickets as one piece of work."""

from datetime import datetime
from typing import Any

import strawberry

from domain.cursors import Order
from domain.models import TriageBatchItem as ItemRow
from domain.paging import page_of, window_of
from domain.vocabulary import BatchItemState, BatchStatus
from schema.arguments import After, Before, First, Last
from schema.connections import Connection
from schema.context import Info
from schema.fields import column, derived, relation
from schema.payloads import UserError
from schema.types.ticket import Ticket
from schema.types.user import User


@strawberry.type(description="A ticket of a batch that could not be triaged.")
class TriageBatchFailure:
    ticket_id: strawberry.ID = column("The ticket.")
    ticket: Ticket | None = relation("tickets", "ticket_id", "The ticket, if it still exists.")
    message: str = column("Why not.", source="error")


async def _failures(
    root: Any,
    info: Info,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Any:
    failed = ItemRow.filter(batch_id=root.id, state=BatchItemState.FAILED)
    return page_of(failed, Order("id"), window_of(first, after, last, before))


@strawberry.type(description="A triage of many tickets. Staff only.")
class TriageBatch:
    id: strawberry.ID = column("Its id.")
    status: BatchStatus = column("Where it stands.")
    total: int = column("How many tickets it is about.")
    done: int = column("How many are triaged.")
    failed: int = column("How many could not be.")
    remaining: int = derived(
        lambda batch: max(0, batch.total - batch.done - batch.failed),
        "How many are neither; of a cancelled one, those that were left alone.",
    )
    created_by: User | None = relation("users", "created_by_id", "Who started it.")
    created_at: datetime = column("When it was started.")
    finished_at: datetime | None = column("When it was through, or cancelled.")
    failures: Connection[TriageBatchFailure] = strawberry.field(
        resolver=_failures, description="The tickets that could not be triaged, and why."
    )


@strawberry.type(description="The batch, or why there is none.")
class TriageBatchPayload:
    batch: TriageBatch | None = strawberry.field(description="The batch as it is now.")
    errors: list[UserError] = strawberry.field(description="What the user can mend.")
