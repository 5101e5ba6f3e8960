"""What staff say to triage."""

import strawberry

from domain.triage import review
from domain.vocabulary import TriageField
from schema.arguments import Input
from schema.context import Info
from schema.mutations.tickets import TicketPayload
from schema.payloads import attempt
from schema.scalars import JSON


@strawberry.input(description="Decisions that were right.")
class TriageAcceptInput:
    id: strawberry.ID = strawberry.field(description="The ticket.")
    fields: list[TriageField] | None = strawberry.field(
        default=None, description="Which decisions; all when left out."
    )


@strawberry.input(description="What a field should have been.")
class TriageCorrectionInput:
    field: TriageField = strawberry.field(description="Which field.")
    value: JSON = strawberry.field(
        description="The right value: a word of the enumeration, an id, or a list of ids."
    )


@strawberry.input(description="Decisions that were wrong.")
class TriageCorrectInput:
    id: strawberry.ID = strawberry.field(description="The ticket.")
    corrections: list[TriageCorrectionInput] = strawberry.field(
        description="What is right instead."
    )


@strawberry.input(description="A ticket to triage again.")
class TriageRetryInput:
    id: strawberry.ID = strawberry.field(description="The ticket.")


@strawberry.mutation(
    description="Say that triage was right, and apply what it only suggested. For staff who may "
    "work on the ticket. Emits TRIAGE_REVIEWED, TICKET_UPDATED."
)
async def triage_accept(info: Info, input: Input[TriageAcceptInput]) -> TicketPayload:
    fields = None if input.fields is None else list(input.fields)
    work = info.context.transact(review.accept_triage, input.id, fields)
    return await attempt(TicketPayload, "ticket", work)


@strawberry.mutation(
    description="Say what triage should have decided. For staff who may work on the ticket. "
    "Emits TRIAGE_REVIEWED, TICKET_UPDATED."
)
async def triage_correct(info: Info, input: Input[TriageCorrectInput]) -> TicketPayload:
    corrections = {item.field: item.value for item in input.corrections}
    work = info.context.transact(review.correct_triage, input.id, corrections)
    return await attempt(TicketPayload, "ticket", work)


@strawberry.mutation(
    description="Triage a ticket again. For staff who may work on it. Emits TRIAGE_QUEUED."
)
async def triage_retry(info: Info, input: Input[TriageRetryInput]) -> TicketPayload:
    work = info.context.transact(review.retry_triage, input.id)
    return await attempt(TicketPayload, "ticket", work)
