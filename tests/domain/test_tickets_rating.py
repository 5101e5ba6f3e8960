"""What the requester thinks of the help: who rates what, when, and how."""

import pytest

from domain import limits, tickets
from domain.errors import ErrorCode
from domain.models import Ticket
from domain.unit_of_work import transact
from domain.vocabulary import EventKind, TicketStatus
from tests.domain.factories import (
    events_of,
    make_ticket_in,
    newest_position,
    open_desk,
    refused,
)

RESOLVED = TicketStatus.RESOLVED


@pytest.mark.parametrize("status", [RESOLVED, TicketStatus.CLOSED])
async def test_the_requester_rates_a_ticket_that_is_over(db: str, status: TicketStatus) -> None:
    desk = await open_desk()
    ticket = await make_ticket_in(desk, status)
    start = await newest_position()
    await transact(tickets.rate_ticket, desk.requester, ticket.id, 4, "Thank you\n")
    kept = await Ticket.get(id=ticket.id)
    assert (kept.rating, kept.rating_comment, kept.status) == (4, "Thank you", status)
    assert kept.rated_at is not None
    (event,) = await events_of(ticket, after=start)
    assert event.kind is EventKind.TICKET_RATED
    assert event.changes == [{"field": "rating", "before": None, "after": 4}]
    assert not event.staff_only


async def test_rating_again_replaces_the_first(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket_in(desk, RESOLVED)
    await transact(tickets.rate_ticket, desk.requester, ticket.id, 1, "Bad")
    await transact(tickets.rate_ticket, desk.requester, ticket.id, 5)
    kept = await Ticket.get(id=ticket.id)
    assert (kept.rating, kept.rating_comment) == (5, None)


@pytest.mark.parametrize("who", ["moderator", "other_moderator", "admin"])
async def test_staff_do_not_rate(db: str, who: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket_in(desk, RESOLVED, assigned=True)
    await refused(transact(tickets.rate_ticket, desk[who], ticket.id, 5), ErrorCode.FORBIDDEN)


async def test_to_a_stranger_the_ticket_does_not_exist(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket_in(desk, RESOLVED)
    work = transact(tickets.rate_ticket, desk.stranger, ticket.id, 5)
    await refused(work, ErrorCode.NOT_FOUND)


@pytest.mark.parametrize(
    "status", [TicketStatus.OPEN, TicketStatus.IN_PROGRESS, TicketStatus.WAITING]
)
async def test_a_ticket_is_not_rated_before_it_is_resolved(db: str, status: TicketStatus) -> None:
    desk = await open_desk()
    ticket = await make_ticket_in(desk, status)
    work = transact(tickets.rate_ticket, desk.requester, ticket.id, 5)
    await refused(work, ErrorCode.ILLEGAL_TRANSITION)


@pytest.mark.parametrize("rating", [-1, 0, 6])
async def test_ratings_go_from_1_to_5(db: str, rating: int) -> None:
    desk = await open_desk()
    ticket = await make_ticket_in(desk, RESOLVED)
    work = transact(tickets.rate_ticket, desk.requester, ticket.id, rating)
    error = await refused(work, ErrorCode.OUT_OF_RANGE)
    assert error.path == ("input", "rating")


async def test_a_comment_that_is_too_long_is_refused(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket_in(desk, RESOLVED)
    comment = "x" * (limits.DESCRIPTION_LENGTH + 1)
    work = transact(tickets.rate_ticket, desk.requester, ticket.id, 5, comment)
    await refused(work, ErrorCode.TOO_LONG)
    assert (await Ticket.get(id=ticket.id)).rating is None
