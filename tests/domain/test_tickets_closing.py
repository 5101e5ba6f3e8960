"""Resolving, closing by hand and by time, reopening, and who is told."""

from datetime import timedelta

import pytest

from domain import tickets
from domain.actors import SYSTEM
from domain.clock import now
from domain.errors import ErrorCode
from domain.models import Comment, Job, Setting, Ticket, User
from domain.tickets import TicketChanges
from domain.unit_of_work import transact
from domain.vocabulary import EventKind, JobKind, Role, TicketStatus, Visibility
from tests.domain.factories import (
    events_of,
    jobs_of,
    kinds_of,
    mails_asked_for,
    make_ticket,
    make_ticket_in,
    newest_position,
    open_desk,
    refused,
)

OPEN, IN_PROGRESS, WAITING, RESOLVED, CLOSED = TicketStatus


async def test_resolving_writes_comment_status_and_what_follows(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket_in(desk, IN_PROGRESS, assigned=True)
    start = await newest_position()
    await transact(tickets.resolve_ticket, desk.moderator, ticket.id, "Water helped.")
    commented, resolved = await events_of(ticket, after=start)
    assert commented.kind is EventKind.COMMENT_CREATED
    assert resolved.kind is EventKind.TICKET_STATUS_CHANGED
    assert await Job.filter(key=f"drain_queue:{resolved.id}").count() == 1
    assert await mails_asked_for(ticket) == ["TICKET_RECEIVED", "TICKET_COMPLETED"]
    comment = await Comment.get(ticket_id=ticket.id)
    mail = (await jobs_of(ticket, JobKind.NOTIFY))[-1]
    assert mail.payload["data"] == {"commentId": comment.id}
    (closing,) = await jobs_of(ticket, JobKind.CLOSE_RESOLVED)
    assert closing.key == f"close_resolved:{ticket.id}:2"
    assert closing.payload == {"ticketId": ticket.id, "version": 2}
    assert closing.run_at - closing.created_at == timedelta(days=7)


async def test_a_setting_says_when_a_resolved_ticket_closes(db: str) -> None:
    desk = await open_desk()
    await Setting.create(key="auto_close_days", value=2, updated_at=now())
    ticket = await make_ticket(desk)
    await transact(tickets.resolve_ticket, desk.requester, ticket.id)
    (closing,) = await jobs_of(ticket, JobKind.CLOSE_RESOLVED)
    assert closing.run_at - closing.created_at == timedelta(days=2)


async def test_an_internal_comment_stays_out_of_the_mail(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    await transact(tickets.resolve_ticket, desk.moderator, ticket.id, "Psst.", Visibility.INTERNAL)
    mail = (await jobs_of(ticket, JobKind.NOTIFY))[-1]
    assert mail.payload["data"] == {}


async def test_a_requester_writes_no_internal_comment_when_resolving(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    work = transact(tickets.resolve_ticket, desk.requester, ticket.id, "Psst.", Visibility.INTERNAL)
    await refused(work, ErrorCode.FORBIDDEN)


@pytest.mark.parametrize(
    ("comment", "visibility", "mails"),
    [
        (None, Visibility.PUBLIC, 1),
        ("Psst.", Visibility.INTERNAL, 1),
        ("Hi.", Visibility.PUBLIC, 2),
    ],
)
async def test_from_resolved_to_closed_only_a_public_comment_is_mailed(
    db: str, comment: str | None, visibility: Visibility, mails: int
) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    await transact(tickets.resolve_ticket, desk.admin, ticket.id)
    await transact(tickets.close_ticket, desk.admin, ticket.id, comment, visibility)
    assert (await mails_asked_for(ticket)).count("TICKET_COMPLETED") == mails


async def test_closing_at_once_counts_as_resolving(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    closed = await transact(tickets.close_ticket, desk.admin, ticket.id)
    assert closed.resolved_at == closed.closed_at is not None
    assert (await mails_asked_for(ticket)).count("TICKET_COMPLETED") == 1


async def test_a_ticket_closes_by_time_only_if_it_stayed_resolved(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    resolved = await transact(tickets.resolve_ticket, desk.admin, ticket.id)
    await transact(tickets.rate_ticket, desk.requester, ticket.id, 4)
    close = tickets.close_if_still_resolved
    first = resolved.version
    await transact(tickets.reopen_ticket, desk.requester, ticket.id)
    assert not await transact(close, SYSTEM, ticket.id, first)
    again = await transact(tickets.resolve_ticket, desk.admin, ticket.id)
    assert not await transact(close, SYSTEM, ticket.id, first)
    mails = await mails_asked_for(ticket)
    assert await transact(close, SYSTEM, ticket.id, again.version)
    assert (await Ticket.get(id=ticket.id)).status is CLOSED
    assert await mails_asked_for(ticket) == mails
    assert not await transact(close, SYSTEM, ticket.id, again.version)
    assert not await transact(close, SYSTEM, "tkt_gone", 1)


async def test_a_reopened_ticket_goes_back_to_who_had_it(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket_in(desk, CLOSED, assigned=True)
    start = await newest_position()
    reopened = await transact(tickets.reopen_ticket, desk.moderator, ticket.id, "Again.")
    assert (reopened.status, reopened.assignee_id) == (IN_PROGRESS, desk.moderator.user_id)
    assert reopened.resolved_at is reopened.closed_at is None
    expected = [EventKind.COMMENT_CREATED, EventKind.TICKET_STATUS_CHANGED]
    assert await kinds_of(ticket, after=start) == expected
    assert await jobs_of(ticket, JobKind.ASSIGN) == []
    assert "TICKET_REOPENED" in await mails_asked_for(ticket)


@pytest.mark.parametrize(
    "values", [{"is_available": False}, {"role": Role.USER}, {"deleted_at": now()}]
)
async def test_a_reopened_ticket_is_assigned_anew_if_nobody_can_take_it_back(
    db: str, values: dict[str, object]
) -> None:
    desk = await open_desk()
    ticket = await make_ticket_in(desk, RESOLVED, assigned=True)
    await User.filter(id=desk.moderator.user_id).update(**values)
    start = await newest_position()
    reopened = await transact(tickets.reopen_ticket, desk.requester, ticket.id)
    assert (reopened.status, reopened.assignee_id) == (OPEN, None)
    unassigned, opened = await events_of(ticket, after=start)
    assert unassigned.kind is EventKind.TICKET_UNASSIGNED
    assert opened.changes == [{"field": "status", "before": "RESOLVED", "after": "OPEN"}]
    (job,) = await jobs_of(ticket, JobKind.ASSIGN)
    assert job.key == f"assign:{opened.id}"
    assert job.payload == {"ticketId": ticket.id}


async def test_a_requester_is_told_to_follow_up_a_closed_ticket(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket_in(desk, CLOSED)
    work = transact(tickets.reopen_ticket, desk.requester, ticket.id)
    error = await refused(work, ErrorCode.ILLEGAL_TRANSITION)
    assert "open a new ticket that follows this one" in error.message
    follower = await make_ticket(desk, follows_id=ticket.id)
    assert follower.follows_id == ticket.id


async def test_a_queued_ticket_that_is_done_waits_no_more(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    await Ticket.filter(id=ticket.id).update(queued_at=now())
    resolved = await transact(tickets.resolve_ticket, desk.requester, ticket.id)
    assert resolved.queued_at is None


async def test_fields_and_status_together_are_one_version(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    changes = TicketChanges(notes="Done", status=RESOLVED)
    updated = await transact(tickets.update_ticket, desk.admin, ticket.id, changes)
    assert updated.field_versions == {"notes": 2, "status": 2}
    (closing,) = await jobs_of(ticket, JobKind.CLOSE_RESOLVED)
    assert closing.payload["version"] == 2
