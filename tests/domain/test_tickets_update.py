"""Changing fields: rights, versions, and what the events say to whom."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from domain import tickets
from domain.clock import now
from domain.errors import ErrorCode
from domain.ids import new_id
from domain.models import Event, Ticket
from domain.tickets import TicketChanges
from domain.unit_of_work import transact
from domain.vocabulary import DecidedBy, EventKind, Priority, TicketStatus, Visibility
from tests.domain.factories import (
    events_of,
    kinds_of,
    make_category,
    make_skill,
    make_ticket,
    make_ticket_in,
    newest_position,
    open_desk,
    refused,
)


async def test_public_and_staff_fields_go_into_two_events_without_long_texts(db: str) -> None:
    desk = await open_desk()
    billing, skill = await make_category("billing"), await make_skill("Money")
    ticket = await make_ticket(desk)
    start = await newest_position()
    due = now() + timedelta(days=3)
    changes = TicketChanges(
        title="New title",
        description="New text",
        category_id=billing.id,
        priority=Priority.CRITICAL,
        notes="Secret",
        tags=["b", "a"],
        skill_ids=(skill.id,),
        due_at=due,
    )
    updated = await transact(tickets.update_ticket, desk.admin, ticket.id, changes)
    public, for_staff = [
        event
        for event in await events_of(ticket, after=start)
        if event.kind is EventKind.TICKET_UPDATED
    ]
    assert (public.staff_only, for_staff.staff_only) == (False, True)
    assert {change["field"]: (change["before"], change["after"]) for change in public.changes} == {
        "title": ("The printer is on fire", "New title"),
        "description": (None, None),
        "category": (desk.category.id, billing.id),
        "priority": ("MEDIUM", "CRITICAL"),
        "dueAt": (None, due.isoformat()),
    }
    assert {change["field"]: change["after"] for change in for_staff.changes} == {
        "notes": None,
        "tags": ["a", "b"],
        "skills": [skill.id],
    }
    assert updated.version == 2
    assert (updated.priority_rank, updated.priority_decided_by) == (3, DecidedBy.MODERATOR)


async def test_what_is_so_already_makes_no_event_and_no_version(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    start = await newest_position()
    for changes in (TicketChanges(), TicketChanges(title=ticket.title, status=TicketStatus.OPEN)):
        updated = await transact(tickets.update_ticket, desk.admin, ticket.id, changes)
        assert updated.version == 1
    assert await events_of(ticket, after=start) == []


async def test_setting_a_default_again_makes_it_a_humans_choice(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    changes = TicketChanges(priority=Priority.MEDIUM)
    await transact(tickets.update_ticket, desk.admin, ticket.id, changes)
    assert (await Ticket.get(id=ticket.id)).priority_decided_by is DecidedBy.MODERATOR


async def test_an_update_conflicts_only_if_its_own_field_changed_since(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)

    async def update(changes: TicketChanges, version: int) -> Ticket:
        return await transact(tickets.update_ticket, desk.admin, ticket.id, changes, version)

    assert (await update(TicketChanges(title="Second"), 1)).version == 2
    assert (await update(TicketChanges(notes="Third"), 1)).version == 3
    error = await refused(update(TicketChanges(title="Fourth"), 1), ErrorCode.CONFLICT)
    assert isinstance(error.current, Ticket)
    assert (error.current.title, error.current.version) == ("Second", 3)
    assert (await update(TicketChanges(title="Fourth"), 2)).version == 4
    mixed = TicketChanges(title="Fifth", priority=Priority.LOW)
    await refused(update(mixed, 3), ErrorCode.CONFLICT)


@pytest.mark.parametrize("verb", ["assign_ticket", "resolve_ticket", "close_ticket"])
async def test_other_verbs_know_versions_too(db: str, verb: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    me = desk.admin.user_id or ""
    await transact(tickets.assign_ticket, desk.admin, ticket.id, me)
    arguments = (desk.moderator.user_id,) if verb == "assign_ticket" else ()
    work = transact(getattr(tickets, verb), desk.admin, ticket.id, *arguments, version=1)
    error = await refused(work, ErrorCode.CONFLICT)
    assert isinstance(error.current, Ticket)


async def test_a_requester_corrects_his_text_until_somebody_answers(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    changes = TicketChanges(title="The scanner", description="Sorry")
    await transact(tickets.update_ticket, desk.requester, ticket.id, changes)
    assert (await Ticket.get(id=ticket.id)).title == "The scanner"
    await transact(tickets.create_comment, desk.moderator, ticket.id, "Hi", Visibility.PUBLIC)
    work = transact(tickets.update_ticket, desk.requester, ticket.id, TicketChanges(title="No"))
    await refused(work, ErrorCode.FORBIDDEN)


@pytest.mark.parametrize(
    "changes",
    [
        TicketChanges(priority=Priority.LOW),
        TicketChanges(notes=""),
        TicketChanges(tags=()),
        TicketChanges(skill_ids=()),
        TicketChanges(due_at=None),
        TicketChanges(category_id="x"),
        TicketChanges(title="Fine", notes="not fine"),
    ],
)
async def test_a_requester_sets_nothing_else(db: str, changes: TicketChanges) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    work = transact(tickets.update_ticket, desk.requester, ticket.id, changes)
    await refused(work, ErrorCode.FORBIDDEN)
    assert (await Ticket.get(id=ticket.id)).version == 1


async def test_moderators_change_what_is_unassigned_or_their_own(db: str) -> None:
    desk = await open_desk()
    free = await make_ticket(desk)
    owned = await make_ticket_in(desk, TicketStatus.IN_PROGRESS, assigned=True)
    changes = TicketChanges(notes="Seen")
    for name in ("moderator", "other_moderator", "admin"):
        await transact(tickets.update_ticket, desk[name], free.id, changes)
    for name in ("moderator", "admin"):
        await transact(tickets.update_ticket, desk[name], owned.id, changes)
    other = desk.other_moderator
    for verb, arguments in (
        (tickets.update_ticket, (changes,)),
        (tickets.resolve_ticket, ()),
        (tickets.close_ticket, ()),
        (tickets.unassign_ticket, ()),
        (tickets.assign_ticket, (other.user_id,)),
    ):
        await refused(transact(verb, other, owned.id, *arguments), ErrorCode.FORBIDDEN)


async def test_what_a_stranger_may_not_see_does_not_exist_for_him(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    for ticket_id in (ticket.id, new_id("tkt"), "nonsense", "\x00", ""):
        for verb, arguments in (
            (tickets.update_ticket, (TicketChanges(title="Mine"),)),
            (tickets.resolve_ticket, ()),
            (tickets.close_ticket, ()),
            (tickets.reopen_ticket, ()),
            (tickets.unassign_ticket, ()),
            (tickets.assign_ticket, (desk.stranger.user_id,)),
            (tickets.rate_ticket, (5,)),
        ):
            error = await refused(
                transact(verb, desk.stranger, ticket_id, *arguments), ErrorCode.NOT_FOUND
            )
            assert error.path == ("input", "id")


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"title": None}, ErrorCode.REQUIRED, "title"),
        ({"title": " "}, ErrorCode.REQUIRED, "title"),
        ({"status": None}, ErrorCode.REQUIRED, "status"),
        ({"priority": None}, ErrorCode.REQUIRED, "priority"),
        ({"category_id": None}, ErrorCode.REQUIRED, "categoryId"),
        ({"notes": "x" * 50_001}, ErrorCode.TOO_LONG, "notes"),
        ({"tags": [""]}, ErrorCode.REQUIRED, "tags"),
        ({"skill_ids": ["\x00"]}, ErrorCode.NOT_FOUND, "skillIds"),
    ],
)
async def test_bad_values_are_refused_by_field(
    db: str, values: dict[str, Any], code: ErrorCode, field: str
) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    events = await Event.all().count()
    work = transact(tickets.update_ticket, desk.admin, ticket.id, TicketChanges(**values))
    assert (await refused(work, code)).path == ("input", field)
    assert await Event.all().count() == events


async def test_twenty_updates_at_once_are_twenty_versions(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    start = await newest_position()
    await asyncio.gather(
        *(
            transact(
                tickets.update_ticket, desk.admin, ticket.id, TicketChanges(notes=f"note {turn}")
            )
            for turn in range(20)
        )
    )
    assert (await Ticket.get(id=ticket.id)).version == 21
    assert await kinds_of(ticket, after=start) == [EventKind.TICKET_UPDATED] * 20
