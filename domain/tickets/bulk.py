"""The same changes to many tickets."""

from typing import TypeAlias

from domain import limits, policy
from domain.actors import Actor
from domain.errors import DomainError, ErrorCode, invalid
from domain.models import Ticket
from domain.tickets.assign import assign_ticket, unassign_ticket
from domain.tickets.inputs import BulkPolicy, BulkResult, TicketChanges
from domain.tickets.rows import require_writer
from domain.tickets.update import update_ticket
from domain.unit_of_work import UnitOfWork, transact
from domain.unset import UNSET, UnsetType

NewAssignee: TypeAlias = str | UnsetType | None


class _Undo(Exception):
    """Carries the rows of a transaction that must not commit."""

    def __init__(self, results: dict[str, BulkResult]) -> None:
        super().__init__()
        self.results = results


async def bulk_update_tickets(
    actor: Actor,
    ids: list[str],
    changes: TicketChanges,
    mode: BulkPolicy,
    assignee_id: NewAssignee = UNSET,
) -> list[BulkResult]:
    """Change 1 to 100 tickets; one result for each id, in order, with its own error.

    ALL_OR_NOTHING is one transaction, SKIP_FAILED one for each ticket. `assignee_id` is given
    each ticket after the other changes, by the rules of assign_ticket; None takes it from whom
    it has. For staff. Raises UNAUTHENTICATED and FORBIDDEN for the whole, REQUIRED or TOO_LONG
    for the list.
    """
    policy.require_staff(actor)
    require_writer(actor)
    if not ids:
        raise invalid("Name at least one ticket.", "ids", code=ErrorCode.REQUIRED)
    if len(ids) > limits.MAX_BULK:
        message = f"At most {limits.MAX_BULK} tickets."
        raise invalid(message, "ids", code=ErrorCode.TOO_LONG)
    # In the order of ids, so that two of these never wait for each other.
    unique = sorted(set(ids))
    if mode == BulkPolicy.ALL_OR_NOTHING:
        results = await _together(actor, unique, changes, assignee_id)
    else:
        results = {id: await _alone(actor, id, changes, assignee_id) for id in unique}
    return [results[id] for id in ids]


async def _together(
    actor: Actor, ids: list[str], changes: TicketChanges, assignee_id: NewAssignee
) -> dict[str, BulkResult]:
    try:
        return await transact(_change_all, actor, ids, changes, assignee_id)
    except _Undo as undone:
        return undone.results


async def _change_all(
    uow: UnitOfWork, ids: list[str], changes: TicketChanges, assignee_id: NewAssignee
) -> dict[str, BulkResult]:
    results = {}
    for id in ids:
        try:
            results[id] = BulkResult(id, await _change(uow, id, changes, assignee_id))
        except DomainError as error:
            results[id] = BulkResult(id, error=error)
    if any(result.error for result in results.values()):
        raise _Undo({id: BulkResult(id, error=result.error) for id, result in results.items()})
    return results


async def _alone(
    actor: Actor, id: str, changes: TicketChanges, assignee_id: NewAssignee
) -> BulkResult:
    try:
        return BulkResult(id, await transact(_change, actor, id, changes, assignee_id))
    except DomainError as error:
        return BulkResult(id, error=error)


async def _change(
    uow: UnitOfWork, id: str, changes: TicketChanges, assignee_id: NewAssignee
) -> Ticket:
    ticket = await update_ticket(uow, id, changes)
    if assignee_id is UNSET:
        return ticket
    if assignee_id is None:
        return await unassign_ticket(uow, id)
    return await assign_ticket(uow, id, assignee_id)
