"""Writing a comment's row and event; used by every verb that may carry a comment."""

from domain import policy
from domain.events import ticket_event
from domain.ids import new_id
from domain.models import Comment, Ticket
from domain.search import index_ticket
from domain.text import clean_text
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import EventKind, SubjectType, Visibility


async def write_comment(
    uow: UnitOfWork,
    ticket: Ticket,
    body: str,
    visibility: Visibility,
    *,
    id: str | None = None,
    create_hash: str | None = None,
) -> tuple[Comment, str]:
    """Write a comment with checked `body`; returns it and its event's id.

    The first public one of the staff is the ticket's first answer; the caller saves the
    ticket. Asks no policy.
    """
    comment = Comment(
        id=id or new_id("cmt"),
        ticket_id=ticket.id,
        author_id=policy.require_known(uow.actor),
        body=body,
        visibility=visibility,
        create_hash=create_hash,
        created_at=uow.now,
    )
    await uow.insert_later(comment)
    if _is_answer(uow, ticket, visibility) and ticket.first_response_at is None:
        ticket.first_response_at = uow.now
    await index_ticket(uow, ticket, comment)
    return comment, record_comment(uow, EventKind.COMMENT_CREATED, ticket, comment)


async def write_comment_if_any(
    uow: UnitOfWork, ticket: Ticket, body: str | None, visibility: Visibility
) -> Comment | None:
    """A comment that goes with another step; blank means none."""
    text = clean_text(body, "comment")
    if not text:
        return None
    comment, _ = await write_comment(uow, ticket, text, visibility)
    return comment


def record_comment(uow: UnitOfWork, kind: EventKind, ticket: Ticket, comment: Comment) -> str:
    """Record what happened to a comment, without its text."""
    event = ticket_event(
        kind,
        ticket,
        subject=(SubjectType.COMMENT, comment.id),
        staff_only=comment.visibility is Visibility.INTERNAL,
        data={"visibility": comment.visibility.value},
    )
    return uow.record(event)


def _is_answer(uow: UnitOfWork, ticket: Ticket, visibility: Visibility) -> bool:
    is_helper = uow.actor.is_staff and not policy.is_requester(uow.actor, ticket)
    return is_helper and visibility is Visibility.PUBLIC
