"""Every step from every status, legal or not, on both databases."""

import pytest

from domain import tickets
from domain.errors import DomainError, ErrorCode
from domain.models import Ticket
from domain.tickets import TicketChanges
from domain.tickets.lifecycle import STEPS, By, is_legal
from domain.unit_of_work import transact
from domain.vocabulary import TicketStatus, Visibility
from tests.domain.factories import events_of, make_ticket_in, newest_position, open_desk, refused

OPEN, IN_PROGRESS, WAITING, RESOLVED, CLOSED = TicketStatus

# Rows: from. Columns: to, in the order of the statuses.
# S staff, R the requester, A assignment, U unassignment, T time; "." nobody.
TABLE = """
OPEN         .   SA  S   SR  S
IN_PROGRESS  U   .   S   SR  S
WAITING      SR  SR  .   SR  S
RESOLVED     SR  SR  .   .   ST
CLOSED       S   S   .   .   .
"""
LETTERS = {
    "S": By.STAFF,
    "R": By.REQUESTER,
    "A": By.ASSIGNMENT,
    "U": By.UNASSIGNMENT,
    "T": By.TIME,
}
EXPECTED = {
    (TicketStatus(row.split()[0]), after): {LETTERS[letter] for letter in cell if letter != "."}
    for row in TABLE.strip().splitlines()
    for after, cell in zip(TicketStatus, row.split()[1:], strict=True)
}

# What staff reach by ticketUpdate: (from, asked) -> reached, for an unassigned ticket.
UNASSIGNED = {
    (OPEN, IN_PROGRESS): IN_PROGRESS,
    (OPEN, WAITING): WAITING,
    (OPEN, RESOLVED): RESOLVED,
    (OPEN, CLOSED): CLOSED,
    (IN_PROGRESS, WAITING): WAITING,
    (IN_PROGRESS, RESOLVED): RESOLVED,
    (IN_PROGRESS, CLOSED): CLOSED,
    (WAITING, OPEN): OPEN,
    (WAITING, IN_PROGRESS): OPEN,
    (WAITING, RESOLVED): RESOLVED,
    (WAITING, CLOSED): CLOSED,
    (RESOLVED, OPEN): OPEN,
    (RESOLVED, IN_PROGRESS): OPEN,
    (RESOLVED, CLOSED): CLOSED,
    (CLOSED, OPEN): OPEN,
    (CLOSED, IN_PROGRESS): OPEN,
}
# An assigned one goes on with its assignee, so that nobody gets it to OPEN.
ASSIGNED = {
    (before, asked): IN_PROGRESS if asked is IN_PROGRESS else reached
    for (before, asked), reached in UNASSIGNED.items()
    if asked is not OPEN
}
PAIRS = [(before, after) for before in TicketStatus for after in TicketStatus]


@pytest.mark.parametrize("by", By)
@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_the_table_in_code_is_the_table_of_the_design(
    before: TicketStatus, after: TicketStatus, by: By
) -> None:
    assert is_legal(before, after, by) == (by in EXPECTED[before, after])
    assert set(STEPS) <= set(EXPECTED)


@pytest.mark.parametrize("assigned", [False, True], ids=["unassigned", "assigned"])
@pytest.mark.parametrize("before", TicketStatus)
async def test_staff_take_every_legal_step_and_no_other(
    db: str, before: TicketStatus, assigned: bool
) -> None:
    desk = await open_desk()
    reachable = ASSIGNED if assigned else UNASSIGNED
    for asked in TicketStatus:
        ticket = await make_ticket_in(desk, before, assigned=assigned)
        start = await newest_position()
        work = transact(tickets.update_ticket, desk.admin, ticket.id, TicketChanges(status=asked))
        if asked is before:
            await work
            assert await events_of(ticket, after=start) == []
        elif (before, asked) in reachable:
            await work
            await assert_reached(ticket, before, reachable[before, asked], start)
        else:
            error = await refused(work, ErrorCode.ILLEGAL_TRANSITION)
            assert before.value in error.message
            assert asked.value in error.message
            assert (await Ticket.get(id=ticket.id)).status is before
            assert await events_of(ticket, after=start) == []


async def assert_reached(
    ticket: Ticket, before: TicketStatus, after: TicketStatus, start: int
) -> None:
    now = await Ticket.get(id=ticket.id)
    assert now.status is after
    assert (now.closed_at is not None) == (after is CLOSED)
    assert (now.resolved_at is not None) == (after in (RESOLVED, CLOSED))
    assert now.field_versions["status"] == now.version == ticket.version + 1
    changes = [event.changes for event in await events_of(ticket, after=start)]
    assert changes == [[{"field": "status", "before": before.value, "after": after.value}]]


@pytest.mark.parametrize("before", TicketStatus)
async def test_a_requester_resolves_what_is_active_and_reopens_what_is_resolved(
    db: str, before: TicketStatus
) -> None:
    desk = await open_desk()
    active = before in (OPEN, IN_PROGRESS, WAITING)
    for verb, allowed in (
        (tickets.resolve_ticket, active),
        (tickets.reopen_ticket, before is RESOLVED),
    ):
        ticket = await make_ticket_in(desk, before)
        work = transact(verb, desk.requester, ticket.id)
        if allowed:
            await work
        else:
            error = await refused(work, ErrorCode.ILLEGAL_TRANSITION)
            assert before.value in error.message


@pytest.mark.parametrize("before", TicketStatus)
async def test_a_requester_neither_closes_nor_sets_a_status(db: str, before: TicketStatus) -> None:
    desk = await open_desk()
    ticket = await make_ticket_in(desk, before)
    await refused(transact(tickets.close_ticket, desk.requester, ticket.id), ErrorCode.FORBIDDEN)
    for asked in TicketStatus:
        work = transact(
            tickets.update_ticket, desk.requester, ticket.id, TicketChanges(status=asked)
        )
        await refused(work, ErrorCode.FORBIDDEN)


@pytest.mark.parametrize("assigned", [False, True], ids=["unassigned", "assigned"])
@pytest.mark.parametrize("before", TicketStatus)
async def test_a_requesters_comment_wakes_what_rests(
    db: str, before: TicketStatus, assigned: bool
) -> None:
    desk = await open_desk()
    ticket = await make_ticket_in(desk, before, assigned=assigned)
    work = transact(
        tickets.create_comment, desk.requester, ticket.id, "Still on fire.", Visibility.PUBLIC
    )
    if before is CLOSED:
        with pytest.raises(DomainError, match="open a new ticket that follows this one"):
            await work
        return
    await work
    goes_on = IN_PROGRESS if assigned else OPEN
    expected = goes_on if before in (WAITING, RESOLVED) else before
    assert (await Ticket.get(id=ticket.id)).status is expected


@pytest.mark.parametrize("before", TicketStatus)
async def test_assignment_starts_open_tickets_only(db: str, before: TicketStatus) -> None:
    desk = await open_desk()
    ticket = await make_ticket_in(desk, before)
    work = transact(tickets.assign_ticket, desk.moderator, ticket.id, desk.moderator.user_id or "")
    if before in (RESOLVED, CLOSED):
        error = await refused(work, ErrorCode.ILLEGAL_TRANSITION)
        assert before.value in error.message
        return
    await work
    expected = IN_PROGRESS if before is OPEN else before
    assert (await Ticket.get(id=ticket.id)).status is expected


@pytest.mark.parametrize("before", TicketStatus)
async def test_unassignment_returns_tickets_in_progress_only(db: str, before: TicketStatus) -> None:
    desk = await open_desk()
    ticket = await make_ticket_in(desk, before, assigned=True)
    work = transact(tickets.unassign_ticket, desk.moderator, ticket.id)
    if before in (RESOLVED, CLOSED):
        await refused(work, ErrorCode.ILLEGAL_TRANSITION)
        return
    await work
    now = await Ticket.get(id=ticket.id)
    assert now.assignee_id is None
    assert now.status is (OPEN if before is IN_PROGRESS else before)
