"""What people do with tickets. The rules live in domain.tickets."""

from typing import Any, cast

import strawberry

from domain import tickets
from domain.policy import require_known
from domain.suggestions.ids import check_suggestion_id
from schema.arguments import Input
from schema.context import Info
from schema.inputs.ticket import (
    TicketAssignInput,
    TicketBulkUpdateInput,
    TicketCloseInput,
    TicketCreateInput,
    TicketDeleteInput,
    TicketRateInput,
    TicketReopenInput,
    TicketResolveInput,
    TicketUnassignInput,
    TicketUpdateInput,
)
from schema.payloads import UserError, attempt
from schema.types.ticket import Ticket


@strawberry.type(description="The ticket, or why not.")
class TicketPayload:
    ticket: Ticket | None = strawberry.field(
        description="The ticket as it is now; after a conflict as others have left it."
    )
    errors: list[UserError] = strawberry.field(description="What the user can mend.")


@strawberry.type(description="What is left of an erased ticket.")
class TicketTombstone:
    id: strawberry.ID = strawberry.field(description="The id it had.")
    number: int = strawberry.field(description="The number it had.")


@strawberry.type(description="The erased ticket, or why not.")
class TicketDeletePayload:
    ticket: TicketTombstone | None = strawberry.field(description="What is left of it.")
    errors: list[UserError] = strawberry.field(description="What the user can mend.")


@strawberry.type(description="What became of one ticket of many.")
class TicketBulkRow:
    id: strawberry.ID = strawberry.field(description="The id that was given.")
    ticket: Ticket | None = strawberry.field(description="The ticket, if it was changed.")
    error: UserError | None = strawberry.field(description="Why it was not changed.")


@strawberry.type(description="What became of each ticket.")
class TicketBulkPayload:
    results: list[TicketBulkRow] = strawberry.field(description="One row an id, in their order.")
    errors: list[UserError] = strawberry.field(description="What is wrong with the whole.")


@strawberry.mutation(
    description="Write a ticket. For everybody signed in. Emits TICKET_CREATED, TRIAGE_QUEUED."
)
async def ticket_create(info: Info, input: Input[TicketCreateInput]) -> TicketPayload:
    async def work() -> Any:
        if input.suggestion_id is not None:
            check_suggestion_id(
                info.context.services.settings,
                require_known(info.context.actor),
                input.suggestion_id,
                "suggestionId",
            )
        return await info.context.transact(tickets.create_ticket, input.to_domain())

    return await attempt(TicketPayload, "ticket", work())


@strawberry.mutation(
    description="Change a ticket. For staff who may work on it; a requester may correct title "
    "and description until somebody answers. Emits TICKET_UPDATED, TICKET_STATUS_CHANGED."
)
async def ticket_update(info: Info, input: Input[TicketUpdateInput]) -> TicketPayload:
    work = info.context.transact(
        tickets.update_ticket, input.id, input.to_domain(), version=input.version
    )
    return await attempt(TicketPayload, "ticket", work)


@strawberry.mutation(
    description="Make the same changes to up to 100 tickets. For staff. Emits what each "
    "ticketUpdate, ticketAssign or ticketUnassign would."
)
async def ticket_bulk_update(info: Info, input: Input[TicketBulkUpdateInput]) -> TicketBulkPayload:
    async def work() -> list[TicketBulkRow]:
        results = await info.context.run(
            tickets.bulk_update_tickets,
            list(input.ids),
            input.changes.to_domain(),
            input.policy,
            input.new_assignee(),
        )
        return [
            TicketBulkRow(
                id=strawberry.ID(result.id),
                ticket=cast("Ticket | None", result.ticket),
                error=UserError.of(result.error) if result.error else None,
            )
            for result in results
        ]

    payload = await attempt(TicketBulkPayload, "results", work())
    payload.results = payload.results or []
    return payload


@strawberry.mutation(
    description="Give a ticket to somebody. For admins, to anyone of the staff, and for "
    "moderators, to themselves. Emits TICKET_ASSIGNED, TICKET_STATUS_CHANGED."
)
async def ticket_assign(info: Info, input: Input[TicketAssignInput]) -> TicketPayload:
    work = info.context.transact(
        tickets.assign_ticket, input.id, input.assignee_id, version=input.version
    )
    return await attempt(TicketPayload, "ticket", work)


@strawberry.mutation(
    description="Take a ticket from its assignee. For admins, and for the assignee. Emits "
    "TICKET_UNASSIGNED, TICKET_STATUS_CHANGED."
)
async def ticket_unassign(info: Info, input: Input[TicketUnassignInput]) -> TicketPayload:
    work = info.context.transact(
        tickets.unassign_ticket, input.id, version=input.version, reason=input.reason
    )
    return await attempt(TicketPayload, "ticket", work)


@strawberry.mutation(
    description="Mark a ticket as solved, with a comment if wanted. For staff who may work on "
    "it and for its requester. Emits TICKET_STATUS_CHANGED, COMMENT_CREATED."
)
async def ticket_resolve(info: Info, input: Input[TicketResolveInput]) -> TicketPayload:
    work = info.context.transact(
        tickets.resolve_ticket,
        input.id,
        comment=input.comment,
        visibility=input.visibility,
        version=input.version,
    )
    return await attempt(TicketPayload, "ticket", work)


@strawberry.mutation(
    description="Close a ticket, with a comment if wanted. For staff who may work on it. Emits "
    "TICKET_STATUS_CHANGED, COMMENT_CREATED."
)
async def ticket_close(info: Info, input: Input[TicketCloseInput]) -> TicketPayload:
    work = info.context.transact(
        tickets.close_ticket,
        input.id,
        comment=input.comment,
        visibility=input.visibility,
        version=input.version,
    )
    return await attempt(TicketPayload, "ticket", work)


@strawberry.mutation(
    description="Open a ticket again. For its requester, when it is resolved, and for staff who "
    "may work on it, when it is resolved or closed. Emits TICKET_STATUS_CHANGED, COMMENT_CREATED."
)
async def ticket_reopen(info: Info, input: Input[TicketReopenInput]) -> TicketPayload:
    work = info.context.transact(
        tickets.reopen_ticket, input.id, comment=input.comment, version=input.version
    )
    return await attempt(TicketPayload, "ticket", work)


@strawberry.mutation(
    description="Erase a ticket with all its texts; a tombstone stays. For admins. Emits "
    "TICKET_DELETED."
)
async def ticket_delete(info: Info, input: Input[TicketDeleteInput]) -> TicketDeletePayload:
    work = info.context.transact(tickets.delete_ticket, input.id)
    return await attempt(TicketDeletePayload, "ticket", work)


@strawberry.mutation(
    description="Rate the help, once the ticket is resolved. For its requester. Emits TICKET_RATED."
)
async def ticket_rate(info: Info, input: Input[TicketRateInput]) -> TicketPayload:
    work = info.context.transact(tickets.rate_ticket, input.id, input.rating, comment=input.comment)
    return await attempt(TicketPayload, "ticket", work)
