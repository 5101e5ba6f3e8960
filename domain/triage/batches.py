"""Triage of many tickets as one piece of work, which goes on wherever a worker is left.

A batch keeps `IN_FLIGHT` tickets in the job queue, behind all other work. The transaction
that ends one ticket's triage counts it and queues the next: so nothing is lost with a
worker, and no ticket is queued twice. Whoever changes a batch locks its row; a ticket's
lock is taken before, never behind it.
"""

from collections.abc import Sequence
from typing import Final

from domain import limits, policy
from domain.errors import ErrorCode, forbidden, invalid, not_found
from domain.events import NewEvent
from domain.filters import Filter
from domain.ids import new_id
from domain.models import Ticket, TriageBatch, TriageBatchItem, TriageRun
from domain.text import check_id
from domain.ticket_filters import filter_tickets
from domain.tickets import queue_triage
from domain.tickets.rows import require_writer
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import BatchItemState, BatchStatus, EventKind, SubjectType, TriageStatus

IN_FLIGHT: Final = 50
MAX_RUNNING: Final = 10
_NOT_YOURS: Final = "Moderators triage tickets that are unassigned or their own."
_GONE: Final = "There is no such ticket."


async def start_batch(
    uow: UnitOfWork, ids: Sequence[str] | None, filter: Filter | None
) -> TriageBatch:
    """Have 1 to 1,000 tickets triaged again: those named, or those that a filter finds.

    For staff. A ticket that is gone, or that the actor may not work on, fails by itself.
    Raises FORBIDDEN, BAD_REQUEST (both or neither given), REQUIRED (none), TOO_LONG (too
    many), OUT_OF_RANGE (too many batches at once).
    """
    policy.require_staff(uow.actor)
    require_writer(uow.actor)
    if (ids is None) == (filter is None):
        raise invalid("Give either `ids` or `filter`.", code=ErrorCode.BAD_REQUEST)
    wanted = list(dict.fromkeys(ids)) if ids is not None else await _found(uow, filter)
    _check_size(len(wanted), "ids" if ids is not None else "filter")
    running = TriageBatch.filter(status=BatchStatus.RUNNING).using_db(uow.db)
    if await running.count() >= MAX_RUNNING:
        message = f"{MAX_RUNNING} batches are under way: wait for one, or cancel one."
        raise invalid(message, code=ErrorCode.OUT_OF_RANGE)
    items = await _items(uow, wanted)
    batch = await TriageBatch.create(
        id=new_id("trb"),
        total=len(items),
        failed=sum(item.state is BatchItemState.FAILED for item in items),
        created_by_id=uow.actor.user_id,
        created_at=uow.now,
        using_db=uow.db,
    )
    for item in items:
        item.batch_id = batch.id
    await TriageBatchItem.bulk_create(items, batch_size=200, using_db=uow.db)
    _record(uow, EventKind.TRIAGE_BATCH_STARTED, batch)
    for _ in range(IN_FLIGHT):
        if not await _queue_next(uow, batch):
            break
    await _end_if_over(uow, batch)
    return batch


async def settle_items(uow: UnitOfWork, run_id: str, error: str | None = None) -> list[str]:
    """Count a triage that is over in the batches that wait for it; returns their ids."""
    waiting = TriageBatchItem.filter(run_id=run_id, state=BatchItemState.RUNNING)
    items = await waiting.using_db(uow.db).order_by("batch_id")
    for item in items:
        batch = await _lock(uow, item.batch_id)
        item.state = BatchItemState.DONE if error is None else BatchItemState.FAILED
        item.error = None if error is None else error[:300]
        await item.save(using_db=uow.db, update_fields=("state", "error"))
        if error is None:
            batch.done += 1
        else:
            batch.failed += 1
        if batch.status is BatchStatus.RUNNING:
            await _queue_next(uow, batch)
        await _end_if_over(uow, batch)
    return [item.batch_id for item in items]


async def cancel_batch(uow: UnitOfWork, batch_id: str) -> TriageBatch:
    """Leave all tickets alone that are not queued yet; those in flight are still triaged.

    For whoever started it, and admins. One that is over stays as it is.
    """
    policy.require_staff(uow.actor)
    require_writer(uow.actor)
    check_id(batch_id, "batch", "id")
    if not await TriageBatch.filter(id=batch_id).using_db(uow.db).exists():
        raise not_found("batch", "id")
    batch = await _lock(uow, batch_id)
    if not uow.actor.is_admin and batch.created_by_id != uow.actor.user_id:
        raise forbidden("Only admins cancel what somebody else has started.")
    if batch.status is BatchStatus.RUNNING:
        batch.status, batch.finished_at = BatchStatus.CANCELLED, uow.now
        await batch.save(using_db=uow.db)
        pending = TriageBatchItem.filter(batch_id=batch.id, state=BatchItemState.PENDING)
        await pending.using_db(uow.db).update(state=BatchItemState.CANCELLED)
        _record(uow, EventKind.TRIAGE_BATCH_CANCELLED, batch)
    return batch


async def _found(uow: UnitOfWork, filter: Filter | None) -> list[str]:
    condition = filter_tickets(filter, uow.actor)
    rows = Ticket.filter(condition, policy.visible_tickets(uow.actor)).using_db(uow.db)
    ids = await rows.order_by("-id").limit(limits.MAX_TRIAGE_BATCH + 1).values_list("id", flat=True)
    return [str(id) for id in ids]


def _check_size(count: int, key: str) -> None:
    most = limits.MAX_TRIAGE_BATCH
    if count > most:
        raise invalid(f"At most {most:,} tickets at once.", key, code=ErrorCode.TOO_LONG)
    if not count:
        message = "Name at least one ticket." if key == "ids" else "No ticket is like this."
        raise invalid(message, key, code=ErrorCode.REQUIRED)


async def _items(uow: UnitOfWork, ids: Sequence[str]) -> list[TriageBatchItem]:
    """One for each ticket, in their order; those that cannot be triaged have failed already."""
    for id in ids:
        check_id(id, "ticket", "ids")
    rows = Ticket.filter(id__in=ids).using_db(uow.db).only("id", "assignee_id", "requester_id")
    tickets = {ticket.id: ticket for ticket in await rows}
    items = []
    # Sorted, because ids of one millisecond are in no order, and the batch goes by theirs.
    for id, item_id in zip(ids, sorted(new_id("tbi") for _ in ids), strict=True):
        ticket = tickets.get(id)
        error = _GONE
        if ticket is not None:
            error = "" if policy.may_work_on_ticket(uow.actor, ticket) else _NOT_YOURS
        state = BatchItemState.FAILED if error else BatchItemState.PENDING
        items.append(TriageBatchItem(id=item_id, ticket_id=id, state=state, error=error or None))
    return items


async def _queue_next(uow: UnitOfWork, batch: TriageBatch) -> bool:
    """Have the next ticket of a locked (or new) batch triaged; False when none is left.

    A triage of it that is queued but not begun serves as well.
    """
    pending = TriageBatchItem.filter(batch_id=batch.id, state=BatchItemState.PENDING)
    while item := await pending.using_db(uow.db).order_by("id").first():
        ticket = await Ticket.get_or_none(id=item.ticket_id, using_db=uow.db)
        if ticket is None:
            item.state, item.error = BatchItemState.FAILED, _GONE
            batch.failed += 1
        else:
            queued = TriageRun.filter(ticket_id=ticket.id, status=TriageStatus.QUEUED)
            run = await queued.using_db(uow.db).select_for_update().first()
            run = run or await queue_triage(uow, ticket, new_id("evt"), is_bulk=True)
            await uow.settle()
            item.state, item.run_id = BatchItemState.RUNNING, run.id
        await item.save(using_db=uow.db, update_fields=("state", "error", "run_id"))
        if ticket is not None:
            return True
    return False


async def _end_if_over(uow: UnitOfWork, batch: TriageBatch) -> None:
    if batch.status is BatchStatus.RUNNING and batch.done + batch.failed >= batch.total:
        batch.status, batch.finished_at = BatchStatus.COMPLETED, uow.now
        _record(uow, EventKind.TRIAGE_BATCH_COMPLETED, batch)
    await batch.save(using_db=uow.db)


async def _lock(uow: UnitOfWork, batch_id: str) -> TriageBatch:
    return await TriageBatch.filter(id=batch_id).using_db(uow.db).select_for_update().get()


def _record(uow: UnitOfWork, kind: EventKind, batch: TriageBatch) -> None:
    data = {"total": batch.total, "done": batch.done, "failed": batch.failed}
    uow.record(NewEvent(kind, SubjectType.TRIAGE_BATCH, batch.id, staff_only=True, data=data))
