"""Counts are remembered while nothing happens, and are never those of another state."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from unittest.mock import patch

import pytest
from tortoise.expressions import Q

from domain import counting, tickets
from domain.catalog.category_delete import delete_category
from domain.clock import now
from domain.conditions import is_among
from domain.counting import count_of, count_where
from domain.models import Ticket, User
from domain.tickets import TicketChanges
from domain.unit_of_work import transact
from domain.vocabulary import Priority, Role, TicketStatus
from tests.domain.factories import Desk, make_category, make_ticket, open_desk
from tests.schema.statements import counted_everywhere


@pytest.fixture
async def desk(db: str) -> Desk:
    return await open_desk()


async def test_nothing_is_counted_again_while_nothing_happens(desk: Desk) -> None:
    await make_ticket(desk)
    assert await count_where(Ticket.all()) == 1
    # By hand, without an event: who counts again sees it.
    await Ticket.all().delete()
    with counted_everywhere() as statements:
        assert await count_where(Ticket.all()) == 1
    assert len(statements) == 1


async def test_a_count_is_the_same_whatever_its_statement_asks_besides(desk: Desk) -> None:
    await make_ticket(desk)
    of_open = Ticket.filter(status=TicketStatus.OPEN)
    assert await count_where(of_open) == 1
    for before in ([], ["a parameter"], ["another", "one more"]):
        assert count_of(of_open, before).settle(0, None) == 1


async def test_a_count_is_of_its_own_conditions(desk: Desk) -> None:
    await make_ticket(desk, priority=Priority.HIGH)
    await make_ticket(desk)
    for _ in range(2):
        assert await count_where(Ticket.filter(priority=Priority.HIGH)) == 1
        assert await count_where(Ticket.filter(priority=Priority.LOW)) == 0
        assert await count_where(Ticket.all()) == 2


async def test_each_change_of_a_ticket_is_counted_at_once(desk: Desk) -> None:
    spare = await make_category("spare")
    ticket = await make_ticket(desk, category_id=spare.id)
    lists = [
        Q(),
        Q(status=TicketStatus.OPEN),
        Q(status=TicketStatus.CLOSED),
        Q(priority=Priority.LOW),
        Q(title="Smoke"),
        Q(assignee_id=desk.moderator.user_id),
        Q(category_id=spare.id),
        Q(updated_at__gte=ticket.updated_at),
    ]

    async def expect_the_truth() -> None:
        for conditions in lists:
            counted = await Ticket.filter(conditions).count()
            assert await count_where(Ticket.filter(conditions)) == counted, conditions

    urgent = TicketChanges(title="Smoke", priority=Priority.LOW)
    staff, ticket_id = desk.moderator, ticket.id
    changes: list[Callable[[], Awaitable[object]]] = [
        lambda: transact(tickets.update_ticket, staff, ticket_id, urgent),
        lambda: transact(tickets.assign_ticket, desk.admin, ticket_id, staff.user_id),
        lambda: transact(tickets.unassign_ticket, desk.admin, ticket_id),
        lambda: transact(tickets.resolve_ticket, staff, ticket_id),
        lambda: transact(tickets.reopen_ticket, desk.requester, ticket_id),
        lambda: transact(tickets.close_ticket, staff, ticket_id),
        lambda: transact(delete_category, desk.admin, spare.id, desk.category.id),
        lambda: transact(tickets.delete_ticket, desk.admin, ticket_id),
    ]
    await expect_the_truth()
    for change in changes:
        await change()
        await expect_the_truth()


async def test_what_many_write_at_once_is_never_missed(desk: Desk) -> None:
    async def write_and_count(most: int) -> None:
        for _ in range(most):
            before = await count_where(Ticket.all())
            await make_ticket(desk)
            assert await count_where(Ticket.all()) > before

    await asyncio.gather(*(write_and_count(10) for _ in range(5)))
    assert await count_where(Ticket.all()) == 50


async def test_what_has_no_events_and_what_other_tables_say_is_counted_each_time(
    desk: Desk,
) -> None:
    ticket = await make_ticket(desk)
    people = await count_where(User.all())
    named = Ticket.filter(is_among("ticket", "id", User.filter(name="Rita", role=Role.ADMIN)))
    assert await count_where(named) == 0
    await User.create(
        id=ticket.id,
        name="Rita",
        role=Role.ADMIN,
        email="r@r.example",
        created_at=now(),
        updated_at=now(),
    )
    assert await count_where(User.all()) == people + 1
    assert await count_where(named) == 1


async def test_rows_changed_by_hand_are_counted_some_seconds_later(desk: Desk) -> None:
    await make_ticket(desk)
    assert await count_where(Ticket.all()) == 1
    await Ticket.all().delete()
    later = time.monotonic() + counting.KEPT_S
    with patch.object(counting.time, "monotonic", lambda: later):
        assert await count_where(Ticket.all()) == 0


async def test_only_so_many_counts_are_remembered(desk: Desk) -> None:
    await make_ticket(desk)
    with patch.object(counting, "KEPT", 3):
        for number in range(5):
            await count_where(Ticket.filter(number=number))
    [known] = counting._known.values()
    assert len(known) == 3
