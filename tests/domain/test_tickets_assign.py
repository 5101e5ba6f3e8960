"""Assigning by hand: who may, what is written, and twenty at once."""

import asyncio

from domain import tickets
from domain.actors import SYSTEM
from domain.errors import AccessError, DomainError, ErrorCode
from domain.ids import new_id
from domain.models import Assignment, Event, Job, Ticket
from domain.unit_of_work import UnitOfWork, transact
from domain.vocabulary import AssignmentKind, EventKind, JobKind, Role, TicketStatus
from tests.domain.factories import (
    Desk,
    actor_of,
    events_of,
    kinds_of,
    mails_asked_for,
    make_ticket,
    make_user,
    newest_position,
    open_desk,
    refused,
)


async def assign(desk: Desk, by: str, ticket: Ticket, to: str) -> Ticket:
    return await transact(tickets.assign_ticket, desk[by], ticket.id, desk[to].user_id or "")


async def test_an_assignment_writes_its_row_its_events_and_its_mails(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    start = await newest_position()
    await assign(desk, "admin", ticket, "moderator")
    assigned, started = await events_of(ticket, after=start)
    row = await Assignment.get(ticket_id=ticket.id)
    assert assigned.kind is EventKind.TICKET_ASSIGNED
    assert assigned.assignee_id == row.assignee_id == desk.moderator.user_id
    assert assigned.data["previousAssigneeId"] is None
    assert assigned.data["assignmentId"] == row.id
    assert started.kind is EventKind.TICKET_STATUS_CHANGED
    mails = ["TICKET_RECEIVED", "TICKET_ASSIGNED", "TICKET_IN_PROGRESS"]
    assert sorted(await mails_asked_for(ticket)) == sorted(mails)
    now = await Ticket.get(id=ticket.id)
    assert (now.version, now.field_versions) == (2, {"assignee": 2, "status": 2})


async def test_a_new_assignee_frees_the_old_one_and_the_requester_is_told_once(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    await assign(desk, "admin", ticket, "moderator")
    start = await newest_position()
    await assign(desk, "admin", ticket, "other_moderator")
    (event,) = await events_of(ticket, after=start)
    assert event.data["previousAssigneeId"] == desk.moderator.user_id
    assert await Job.filter(key=f"drain_queue:{event.id}").count() == 1
    await transact(tickets.unassign_ticket, desk.other_moderator, ticket.id)
    await assign(desk, "admin", ticket, "moderator")
    mails = await mails_asked_for(ticket)
    assert mails.count("TICKET_IN_PROGRESS") == 1
    assert mails.count("TICKET_ASSIGNED") == 3


async def test_assigning_again_to_the_same_person_changes_nothing(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    await assign(desk, "moderator", ticket, "moderator")
    start = await newest_position()
    await assign(desk, "moderator", ticket, "moderator")
    assert await events_of(ticket, after=start) == []


async def test_moderators_take_tickets_but_give_none(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    await refused(assign(desk, "moderator", ticket, "admin"), ErrorCode.FORBIDDEN)
    await refused(assign(desk, "requester", ticket, "moderator"), ErrorCode.FORBIDDEN)
    await assign(desk, "moderator", ticket, "moderator")
    await refused(assign(desk, "other_moderator", ticket, "other_moderator"), ErrorCode.FORBIDDEN)


async def test_only_people_of_the_staff_who_are_there_get_tickets(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    await refused(assign(desk, "admin", ticket, "requester"), ErrorCode.INVALID)
    gone = await make_user("Gone", Role.MODERATOR, deleted_at=ticket.created_at)
    for user_id in (gone.id, new_id("usr"), "nonsense", "\x00"):
        work = transact(tickets.assign_ticket, desk.admin, ticket.id, user_id)
        error = await refused(work, ErrorCode.NOT_FOUND)
        assert error.path == ("input", "assigneeId")


async def test_unassigning_opens_the_ticket_and_may_free_somebody(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    await assign(desk, "moderator", ticket, "moderator")
    start = await newest_position()
    await transact(tickets.unassign_ticket, desk.moderator, ticket.id)
    unassigned, opened = await events_of(ticket, after=start)
    assert unassigned.kind is EventKind.TICKET_UNASSIGNED
    assert unassigned.assignee_id is None
    assert unassigned.data["previousAssigneeId"] == desk.moderator.user_id
    assert opened.changes == [{"field": "status", "before": "IN_PROGRESS", "after": "OPEN"}]
    assert await Job.filter(key=f"drain_queue:{unassigned.id}").count() == 1
    start = await newest_position()
    await transact(tickets.unassign_ticket, desk.moderator, ticket.id)
    assert await events_of(ticket, after=start) == []


async def test_who_hands_a_ticket_back_can_say_why(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    await assign(desk, "moderator", ticket, "moderator")
    for reason, code in (("x" * 201, ErrorCode.TOO_LONG), ("two\nlines", ErrorCode.INVALID)):
        work = transact(tickets.unassign_ticket, desk.moderator, ticket.id, reason=reason)
        error = await refused(work, code)
        assert error.path == ("input", "reason")
    start = await newest_position()
    why = " I do not speak Polish. "
    await transact(tickets.unassign_ticket, desk.moderator, ticket.id, reason=why)
    reasons = ["Unassigned by hand.", "I do not speak Polish."]
    (row,) = await Assignment.filter(ticket_id=ticket.id, kind=AssignmentKind.UNASSIGNED)
    assert row.reasons == reasons
    assert (await events_of(ticket, after=start))[0].data["reasons"] == reasons


async def test_a_queued_ticket_waits_until_it_is_placed(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    start = await newest_position()

    async def queue(uow: UnitOfWork) -> None:
        row = await tickets.lock_ticket(uow, ticket.id)
        assert row is not None
        await tickets.place_ticket(uow, row, None, AssignmentKind.QUEUED, ["All are full."], [])

    await transact(queue, SYSTEM)
    (event,) = await events_of(ticket, after=start)
    assert (event.kind, event.staff_only) == (EventKind.TICKET_QUEUED, True)
    now = await Ticket.get(id=ticket.id)
    assert (now.status, now.queued_at is not None) == (TicketStatus.OPEN, True)
    await assign(desk, "admin", ticket, "moderator")
    assert (await Ticket.get(id=ticket.id)).queued_at is None


async def test_twenty_assignments_at_once_leave_one_consistent_state(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    start = await newest_position()
    people = [actor_of(await make_user(f"M{n}", Role.MODERATOR)) for n in range(20)]

    async def take(turn: int) -> DomainError | None:
        actor = people[turn]
        try:
            await transact(tickets.assign_ticket, actor, ticket.id, actor.user_id or "")
        except AccessError as error:
            return error
        return None

    refusals = [error for error in await asyncio.gather(*map(take, range(20))) if error]
    assert len(refusals) == 19
    now = await Ticket.get(id=ticket.id)
    row = await Assignment.get(ticket_id=ticket.id)
    assert now.assignee_id == row.assignee_id
    assert (now.status, now.version) == (TicketStatus.IN_PROGRESS, 2)
    expected = [EventKind.TICKET_ASSIGNED, EventKind.TICKET_STATUS_CHANGED]
    assert await kinds_of(ticket, after=start) == expected


async def test_twenty_reassignments_at_once_follow_one_another(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    people = [await make_user(f"M{n}", Role.MODERATOR) for n in range(20)]
    await asyncio.gather(
        *(transact(tickets.assign_ticket, desk.admin, ticket.id, user.id) for user in people)
    )
    events = await Event.filter(ticket_id=ticket.id, kind=EventKind.TICKET_ASSIGNED).order_by(
        "position"
    )
    assert {event.assignee_id for event in events} == {user.id for user in people}
    previous = [None, *(event.assignee_id for event in events)]
    assert [event.data["previousAssigneeId"] for event in events] == previous[:-1]
    assert (await Ticket.get(id=ticket.id)).assignee_id == previous[-1]
    assert await Job.filter(kind=JobKind.DRAIN_QUEUE).count() == 19
