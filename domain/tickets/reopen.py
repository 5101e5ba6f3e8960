"""Going on with a ticket that rested: waiting, resolved or closed."""

from domain.database.statements import alone
from domain.models import Comment, Ticket, User
from domain.tickets.comment_rows import write_comment_if_any
from domain.tickets.effects import assign_later, mail
from domain.tickets.lifecycle import (
    IN_PROGRESS,
    OPEN,
    WAITING,
    By,
    check_step,
    illegal_step,
)
from domain.tickets.placing import place_ticket
from domain.tickets.rows import acts_as, load_ticket
from domain.tickets.status import change_status
from domain.unit_of_work import UnitOfWork
from domain.versions import check_version
from domain.vocabulary import STAFF, AssignmentKind, MailKind, TicketStatus, Visibility


async def reopen_ticket(
    uow: UnitOfWork, ticket_id: str, comment: str | None = None, version: int | None = None
) -> Ticket:
    """Open a resolved ticket again (requester, staff), or a closed one (staff).

    It goes back to its assignee if he can take it, else it is assigned anew. Raises FORBIDDEN,
    NOT_FOUND, CONFLICT, ILLEGAL_TRANSITION.
    """
    ticket = await load_ticket(uow, ticket_id, watch=True)
    by = acts_as(uow.actor, ticket)
    check_version(ticket, version, "status")
    if ticket.status is WAITING:
        raise illegal_step(WAITING, IN_PROGRESS, by)
    check_step(ticket.status, IN_PROGRESS, by)
    written = await write_comment_if_any(uow, ticket, comment, Visibility.PUBLIC)
    await resume_ticket(uow, ticket, by, comment=written)
    return ticket


async def resume_ticket(
    uow: UnitOfWork,
    ticket: Ticket,
    by: By,
    *,
    asked: TicketStatus = IN_PROGRESS,
    comment: Comment | None = None,
    also: tuple[str, ...] = (),
) -> None:
    """Let a ticket go on: IN_PROGRESS with its assignee, else OPEN.

    `asked` is OPEN only where somebody insists on it: illegal while there is an assignee who
    can go on. Raises ILLEGAL_TRANSITION.
    """
    before = ticket.status
    check_step(before, asked, by)
    can_go_on = ticket.assignee_id is not None and (
        before is WAITING or await _can_take_back(uow, ticket.assignee_id)
    )
    if can_go_on and asked is OPEN:
        raise illegal_step(before, OPEN, by)
    if not can_go_on and ticket.assignee_id is not None:
        reasons = ["The assignee cannot take the reopened ticket back."]
        await place_ticket(uow, ticket, None, AssignmentKind.UNASSIGNED, reasons, [])
    after = IN_PROGRESS if can_go_on else OPEN
    event_id = await change_status(uow, ticket, after, by, comment=comment, also=also)
    if before is WAITING:
        return
    mail(uow, MailKind.TICKET_REOPENED, ticket, event_id, comment)
    if not can_go_on:
        assign_later(uow, ticket, event_id)


async def _can_take_back(uow: UnitOfWork, user_id: str) -> bool:
    able = User.filter(id=user_id, role__in=STAFF, is_available=True, deleted_at=None)
    with alone(uow.db):
        return await able.using_db(uow.db).exists()
