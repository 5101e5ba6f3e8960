"""Triage of many tickets."""

import strawberry

from domain.triage import batches
from schema.arguments import Input
from schema.context import Info
from schema.inputs.filters import as_filter
from schema.inputs.ticket_filter import TicketFilter
from schema.payloads import attempt
from schema.types.triage_batch import TriageBatchPayload


@strawberry.input(description="Which tickets to triage again: either `ids` or `filter`.")
class TriageRunInput:
    ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="The tickets, 1 to 1,000."
    )
    filter: TicketFilter | None = strawberry.field(
        default=None, description="All tickets like this, 1 to 1,000."
    )


@strawberry.input(description="A batch to stop.")
class TriageRunCancelInput:
    id: strawberry.ID = strawberry.field(description="The batch.")


@strawberry.mutation(
    description="Triage up to 1,000 tickets again, as one piece of work that survives its workers; "
    "a ticket that cannot be triaged fails by itself. Follow it with triageProgress. For staff. "
    "Emits TRIAGE_BATCH_STARTED, for each ticket what triageRetry does, TRIAGE_BATCH_COMPLETED."
)
async def triage_run(info: Info, input: Input[TriageRunInput]) -> TriageBatchPayload:
    work = info.context.transact(batches.start_batch, input.ids, as_filter(input.filter))
    return await attempt(TriageBatchPayload, "batch", work)


@strawberry.mutation(
    description="Stop a triage of many tickets; what is under way is finished. For whoever "
    "started it, and admins. Emits TRIAGE_BATCH_CANCELLED."
)
async def triage_run_cancel(info: Info, input: Input[TriageRunCancelInput]) -> TriageBatchPayload:
    work = info.context.transact(batches.cancel_batch, input.id)
    return await attempt(TriageBatchPayload, "batch", work)
