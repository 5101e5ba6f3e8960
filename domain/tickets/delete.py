"""Erasing a ticket; what is left says only that there was one."""

from domain import policy
from domain.events import ticket_event
from domain.models import Event, Job, Mail, TicketTombstone, TriageBatchItem
from domain.tickets.effects import drain_queue
from domain.tickets.rows import load_ticket
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import ACTIVE_STATUSES, BatchItemState, EventKind, JobKind, JobState

# Events that may quote what somebody wrote, or say what triage made of it.
_QUOTING = (
    EventKind.TICKET_UPDATED,
    EventKind.TICKET_UNASSIGNED,
    EventKind.TRIAGE_QUEUED,
    EventKind.TRIAGE_STARTED,
    EventKind.TRIAGE_COMPLETED,
    EventKind.TRIAGE_FAILED,
    EventKind.TRIAGE_REVIEWED,
    EventKind.MAIL_SENT,
    EventKind.MAIL_FAILED,
)


async def delete_ticket(uow: UnitOfWork, ticket_id: str) -> TicketTombstone:
    """Erase a ticket's text, comments, triage, mails and waiting jobs; a tombstone stays.

    Events stay as well, without what they quoted. For admins. Raises FORBIDDEN, NOT_FOUND.
    """
    policy.require_admin(uow.actor)
    ticket = await load_ticket(uow, ticket_id)
    await _erase_traces(uow, ticket.id)
    await ticket.delete(using_db=uow.db)
    tombstone = await TicketTombstone.create(
        id=ticket.id,
        number=ticket.number,
        deleted_at=uow.now,
        deleted_by_id=uow.actor.user_id,
        using_db=uow.db,
    )
    event = ticket_event(EventKind.TICKET_DELETED, ticket, data={"number": ticket.number})
    event_id = uow.record(event)
    if ticket.assignee_id is not None and ticket.status in ACTIVE_STATUSES:
        drain_queue(uow, event_id)
    return tombstone


async def _erase_traces(uow: UnitOfWork, ticket_id: str) -> None:
    await Mail.filter(ticket_id=ticket_id).using_db(uow.db).delete()
    idle = Job.filter(ticket_id=ticket_id, state__in=(JobState.PENDING, JobState.DEAD))
    batched = TriageBatchItem.filter(ticket_id=ticket_id, state=BatchItemState.RUNNING)
    if await batched.using_db(uow.db).exists():
        # Its triage is one of many: the job finds nothing left, and goes on with the next.
        idle = idle.exclude(kind=JobKind.TRIAGE)
    await idle.using_db(uow.db).delete()
    quoting = Event.filter(ticket_id=ticket_id, kind__in=_QUOTING)
    await quoting.using_db(uow.db).update(changes=[], data={})
