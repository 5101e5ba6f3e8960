"""The same changes to many tickets, under both policies."""

import pytest

from domain import limits, tickets
from domain.actors import ANONYMOUS
from domain.errors import ErrorCode
from domain.ids import new_id
from domain.models import Event, Ticket, TicketTag
from domain.tickets import BulkPolicy, TicketChanges
from domain.unit_of_work import transact
from domain.vocabulary import EventKind, Priority, TicketStatus
from tests.domain.factories import (
    Desk,
    kinds_of,
    make_ticket,
    make_ticket_in,
    newest_position,
    open_desk,
    refused,
)

CHANGES = TicketChanges(priority=Priority.HIGH)


async def mixed(desk: Desk) -> tuple[Ticket, list[str]]:
    """A ticket that Olga may change, and ids of which she may change only that one."""
    good = await make_ticket(desk)
    taken = await make_ticket_in(desk, TicketStatus.IN_PROGRESS, assigned=True)
    return good, [taken.id, good.id, new_id("tkt"), "nonsense", good.id]


async def test_skip_failed_changes_what_it_can_and_says_why_not_the_rest(db: str) -> None:
    desk = await open_desk()
    good, ids = await mixed(desk)
    results = await tickets.bulk_update_tickets(
        desk.other_moderator, ids, CHANGES, BulkPolicy.SKIP_FAILED
    )
    assert [result.id for result in results] == ids
    codes = [result.error.code if result.error else None for result in results]
    missing = ErrorCode.NOT_FOUND
    assert codes == [ErrorCode.FORBIDDEN, None, missing, missing, None]
    assert [result.ticket is not None for result in results] == [code is None for code in codes]
    changed = await Ticket.get(id=good.id)
    assert (changed.priority, changed.version) == (Priority.HIGH, 2)


async def test_all_or_nothing_changes_nothing_when_one_fails(db: str) -> None:
    desk = await open_desk()
    good, ids = await mixed(desk)
    events = await Event.all().count()
    results = await tickets.bulk_update_tickets(
        desk.other_moderator, ids, CHANGES, BulkPolicy.ALL_OR_NOTHING
    )
    assert all(result.ticket is None for result in results)
    assert [result.error is None for result in results] == [False, True, False, False, True]
    assert (await Ticket.get(id=good.id)).version == 1
    assert await Event.all().count() == events


@pytest.mark.parametrize("policy", BulkPolicy)
async def test_a_hundred_tickets_at_once(db: str, policy: BulkPolicy) -> None:
    desk = await open_desk()
    ids = [(await make_ticket(desk)).id for _ in range(100)]
    results = await tickets.bulk_update_tickets(desk.admin, ids, CHANGES, policy)
    assert [result.ticket.id for result in results if result.ticket] == ids
    assert await Ticket.filter(priority=Priority.HIGH, priority_rank=2).count() == 100


@pytest.mark.parametrize("policy", BulkPolicy)
async def test_the_list_has_1_to_100_ids_and_is_for_staff(db: str, policy: BulkPolicy) -> None:
    desk = await open_desk()
    bulk = tickets.bulk_update_tickets
    await refused(bulk(desk.admin, [], CHANGES, policy), ErrorCode.REQUIRED)
    too_many = [new_id("tkt") for _ in range(101)]
    await refused(bulk(desk.admin, too_many, CHANGES, policy), ErrorCode.TOO_LONG)
    await refused(bulk(desk.requester, too_many[:1], CHANGES, policy), ErrorCode.FORBIDDEN)
    await refused(bulk(ANONYMOUS, too_many[:1], CHANGES, policy), ErrorCode.UNAUTHENTICATED)


@pytest.mark.parametrize("policy", BulkPolicy)
async def test_many_get_an_assignee_with_their_other_changes(db: str, policy: BulkPolicy) -> None:
    desk = await open_desk()
    ids = [(await make_ticket(desk)).id for _ in range(3)]
    olga = desk.other_moderator.user_id
    results = await tickets.bulk_update_tickets(desk.admin, ids, CHANGES, policy, olga)
    assert [result.error for result in results] == [None] * 3
    for row in await Ticket.filter(id__in=ids):
        assert (row.assignee_id, row.priority, row.status) == (
            olga,
            Priority.HIGH,
            TicketStatus.IN_PROGRESS,
        )


async def test_null_takes_each_from_whom_it_has(db: str) -> None:
    desk = await open_desk()
    taken = await make_ticket_in(desk, TicketStatus.IN_PROGRESS, assigned=True)
    free = await make_ticket(desk)
    start = await newest_position()
    results = await tickets.bulk_update_tickets(
        desk.admin, [taken.id, free.id], TicketChanges(), BulkPolicy.SKIP_FAILED, None
    )
    assert [result.error for result in results] == [None, None]
    assert (await Ticket.get(id=taken.id)).assignee_id is None
    kinds = await kinds_of(taken, after=start)
    assert kinds == [EventKind.TICKET_UNASSIGNED, EventKind.TICKET_STATUS_CHANGED]
    assert await kinds_of(free, after=start) == []


async def test_each_ticket_has_its_own_reason_why_it_is_not_assigned(db: str) -> None:
    desk = await open_desk()
    olga = desk.other_moderator.user_id
    free = await make_ticket(desk)
    taken = await make_ticket_in(desk, TicketStatus.IN_PROGRESS, assigned=True)
    closed = await make_ticket_in(desk, TicketStatus.CLOSED)
    results = await tickets.bulk_update_tickets(
        desk.other_moderator, [free.id, taken.id, closed.id], CHANGES, BulkPolicy.SKIP_FAILED, olga
    )
    codes = [result.error.code if result.error else None for result in results]
    assert codes == [None, ErrorCode.FORBIDDEN, ErrorCode.ILLEGAL_TRANSITION]
    # What cannot be assigned keeps its other values as well.
    assert (await Ticket.get(id=closed.id)).version == closed.version
    to_others = tickets.bulk_update_tickets(
        desk.other_moderator, [free.id], CHANGES, BulkPolicy.SKIP_FAILED, desk.admin.user_id
    )
    (result,) = await to_others
    assert result.error is not None
    assert result.error.code is ErrorCode.FORBIDDEN


async def tags_of(ticket: Ticket) -> list[str]:
    links = TicketTag.filter(ticket_id=ticket.id)
    return sorted(str(name) for name in await links.values_list("tag__name", flat=True))


async def test_tags_come_and_go_beside_those_that_each_has(db: str) -> None:
    desk = await open_desk()
    some, other, none = [await make_ticket(desk) for _ in range(3)]
    for ticket, tags in ((some, ("roof", "storm")), (other, ("STORM", "cellar"))):
        await transact(tickets.update_ticket, desk.admin, ticket.id, TicketChanges(tags=tags))
    start = await newest_position()
    ids = [some.id, other.id, none.id]
    changes = TicketChanges(add_tags=("Roof",), remove_tags=("storm",))
    results = await tickets.bulk_update_tickets(desk.admin, ids, changes, BulkPolicy.ALL_OR_NOTHING)
    assert [result.error for result in results] == [None] * 3
    assert [await tags_of(it) for it in (some, other, none)] == [
        ["roof"],
        ["cellar", "roof"],
        ["roof"],
    ]
    again = await tickets.bulk_update_tickets(desk.admin, ids, changes, BulkPolicy.SKIP_FAILED)
    versions = [result.ticket.version for result in again if result.ticket]
    assert versions == [result.ticket.version for result in results if result.ticket]
    for ticket in (some, other, none):
        assert await kinds_of(ticket, after=start) == [EventKind.TICKET_UPDATED]


async def test_tags_beyond_the_limit_and_without_names_are_refused(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    many = tuple(f"tag {number}" for number in range(limits.MAX_TAGS + 1))
    for changes, code in (
        (TicketChanges(add_tags=many), ErrorCode.TOO_LONG),
        (TicketChanges(remove_tags=(" ",)), ErrorCode.REQUIRED),
    ):
        (result,) = await tickets.bulk_update_tickets(
            desk.admin, [ticket.id], changes, BulkPolicy.SKIP_FAILED
        )
        assert result.error is not None
        assert result.error.code is code
