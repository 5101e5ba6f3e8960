"""The same changes to many tickets."""

from domain import limits, policy
from domain.actors import Actor
from domain.errors import DomainError, ErrorCode, invalid
from domain.tickets.inputs import BulkPolicy, BulkResult, TicketChanges
from domain.tickets.rows import require_writer
from domain.tickets.update import update_ticket
from domain.unit_of_work import UnitOfWork, transact


class _Undo(Exception):
    """Carries the rows of a transaction that must not commit."""

    def __init__(self, results: dict[str, BulkResult]) -> None:
        super().__init__()
        self.results = results


async def bulk_update_tickets(
    actor: Actor, ids: list[str], changes: TicketChanges, mode: BulkPolicy
) -> list[BulkResult]:
    """Change 1 to 100 tickets; one result for each id, in order, with its own error.

    ALL_OR_NOTHING is one transaction, SKIP_FAILED one for each ticket. For staff. Raises
    UNAUTHENTICATED and FORBIDDEN for the whole, REQUIRED or TOO_LONG for the list.
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
        results = await _together(actor, unique, changes)
    else:
        results = {id: await _alone(actor, id, changes) for id in unique}
    return [results[id] for id in ids]


async def _together(actor: Actor, ids: list[str], changes: TicketChanges) -> dict[str, BulkResult]:
    try:
        return await transact(_update_all, actor, ids, changes)
    except _Undo as undone:
        return undone.results


async def _update_all(
    uow: UnitOfWork, ids: list[str], changes: TicketChanges
) -> dict[str, BulkResult]:
    results = {}
    for id in ids:
        try:
            results[id] = BulkResult(id, await update_ticket(uow, id, changes))
        except DomainError as error:
            results[id] = BulkResult(id, error=error)
    if any(result.error for result in results.values()):
        raise _Undo({id: BulkResult(id, error=result.error) for id, result in results.items()})
    return results


async def _alone(actor: Actor, id: str, changes: TicketChanges) -> BulkResult:
    try:
        return BulkResult(id, await transact(update_ticket, actor, id, changes))
    except DomainError as error:
        return BulkResult(id, error=error)
