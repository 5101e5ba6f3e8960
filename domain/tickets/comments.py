"""Commenting on tickets."""

import hashlib
import json

from domain import policy
from domain.errors import DomainError, ErrorCode, forbidden, not_found
from domain.ids import is_id
from domain.models import Comment, Event, Ticket
from domain.search import index_ticket
from domain.text import check_new_id, clean_text
from domain.tickets.comment_rows import record_comment, write_comment
from domain.tickets.effects import mail
from domain.tickets.lifecycle import CLOSED, RESOLVED, WAITING, By, closed_to_requester
from domain.tickets.reopen import resume_ticket
from domain.tickets.rows import (
    acts_as,
    load_ticket,
    lock_name,
    lock_ticket,
    require_writer,
    save_ticket,
)
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import EventKind, MailKind, Visibility


async def create_comment(
    uow: UnitOfWork,
    ticket_id: str,
    body: str,
    visibility: Visibility = Visibility.PUBLIC,
    id: str | None = None,
) -> Comment:
    """Comment on a ticket: its requester in public, staff who may work on it either way.

    The requester's comment wakes a waiting ticket and reopens a resolved one. With a
    client-made id, the same create by the same user again gives the same comment; anything
    else with that id is a bare CONFLICT. Raises FORBIDDEN, NOT_FOUND, ILLEGAL_TRANSITION (a
    requester on a closed ticket) and the errors of domain.text.
    """
    require_writer(uow.actor)
    create_hash = _hash(policy.require_known(uow.actor), ticket_id, body, visibility)
    if id is not None:
        existing = await _made_before(uow, check_new_id(id, "cmt", "id"), create_hash)
        if existing is not None:
            return existing
    ticket = await load_ticket(uow, ticket_id, "ticketId", watch=True)
    by = _speaks_as(uow, ticket, visibility)
    text = clean_text(body, "body", required=True)
    comment, event_id = await write_comment(
        uow, ticket, text, visibility, id=id, create_hash=create_hash
    )
    was_resolved = ticket.status is RESOLVED
    if by is By.REQUESTER and ticket.status in (WAITING, RESOLVED):
        await resume_ticket(uow, ticket, by, comment=comment)
        if was_resolved:
            return comment  # the mail about the reopening carries it
    else:
        await save_ticket(uow, ticket)
    if visibility is Visibility.PUBLIC:
        mail(uow, MailKind.COMMENT_ADDED, ticket, event_id, comment)
    return comment


async def update_comment(
    uow: UnitOfWork, comment_id: str, body: str, version: int | None = None
) -> Comment:
    """Give one's own comment another text.

    Raises FORBIDDEN, NOT_FOUND, CONFLICT (edited since `version`), ILLEGAL_TRANSITION (a
    requester on a closed ticket) and the errors of domain.text.
    """
    ticket, comment = await _load(uow, comment_id)
    if comment.author_id != uow.actor.user_id:
        raise forbidden("Only its author edits a comment.")
    _check_not_closed(uow, ticket)
    if version is not None and comment.version > version:
        message = f"Changed since version {version}: body."
        raise DomainError(ErrorCode.CONFLICT, message, ("input", "version"), current=comment)
    text = clean_text(body, "body", required=True)
    if text == comment.body:
        return comment
    comment.body = text
    comment.version += 1
    comment.edited_at = uow.now
    await comment.save(using_db=uow.db)
    await _follow_up(uow, EventKind.COMMENT_UPDATED, ticket, comment)
    return comment


async def delete_comment(uow: UnitOfWork, comment_id: str) -> Comment:
    """Delete one's own comment, or as an admin any; returns it as it was.

    Raises FORBIDDEN, NOT_FOUND, ILLEGAL_TRANSITION (a requester on a closed ticket).
    """
    ticket, comment = await _load(uow, comment_id)
    if comment.author_id != uow.actor.user_id and not uow.actor.is_admin:
        raise forbidden("Only its author and admins delete a comment.")
    _check_not_closed(uow, ticket)
    await comment.delete(using_db=uow.db)
    await _follow_up(uow, EventKind.COMMENT_DELETED, ticket, comment)
    return comment


def _hash(user_id: str, ticket_id: str, body: str, visibility: Visibility) -> str:
    written = json.dumps([user_id, ticket_id, body, visibility])
    return hashlib.sha256(written.encode()).hexdigest()


async def _made_before(uow: UnitOfWork, comment_id: str, create_hash: str) -> Comment | None:
    await lock_name(uow, comment_id)
    comment = await Comment.get_or_none(id=comment_id, using_db=uow.db)
    if comment is not None and comment.create_hash == create_hash:
        return comment
    # The log remembers those that were deleted, for as long as it goes back.
    earlier = Event.filter(subject_id=comment_id, kind=EventKind.COMMENT_CREATED)
    if comment is None and not await earlier.using_db(uow.db).exists():
        return None
    raise DomainError(ErrorCode.CONFLICT, "This id is taken.", ("input", "id"))


def _speaks_as(uow: UnitOfWork, ticket: Ticket, visibility: Visibility) -> By:
    """Whoever asked speaks in public as the requester, also if he is of the staff."""
    if policy.is_requester(uow.actor, ticket) and visibility is Visibility.PUBLIC:
        _check_not_closed(uow, ticket)
        return By.REQUESTER
    if acts_as(uow.actor, ticket) is By.REQUESTER:
        raise forbidden("Internal comments are for moderators and admins.")
    return By.STAFF


def _check_not_closed(uow: UnitOfWork, ticket: Ticket) -> None:
    if ticket.status is CLOSED and not policy.may_work_on_ticket(uow.actor, ticket):
        raise closed_to_requester()


async def _load(uow: UnitOfWork, comment_id: str) -> tuple[Ticket, Comment]:
    """Lock the comment's ticket; raises NOT_FOUND for what the actor may not read."""
    require_writer(uow.actor)
    seen = None
    if is_id(comment_id, "cmt"):
        seen = await Comment.get_or_none(id=comment_id, using_db=uow.db)
    ticket = await lock_ticket(uow, seen.ticket_id) if seen else None
    comment = await Comment.get_or_none(id=comment_id, using_db=uow.db) if ticket else None
    if not ticket or not comment or not policy.may_read_comment(uow.actor, comment, ticket):
        raise not_found("comment", "id")
    return ticket, comment


async def _follow_up(uow: UnitOfWork, kind: EventKind, ticket: Ticket, comment: Comment) -> None:
    await index_ticket(uow, ticket)
    await save_ticket(uow, ticket)
    record_comment(uow, kind, ticket, comment)
