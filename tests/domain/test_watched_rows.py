"""Tickets that are read without a lock, and written only if nobody was faster."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest

from domain import tickets
from domain.actors import SYSTEM
from domain.database.postgres import PostgresTransaction
from domain.errors import DomainError, ErrorCode
from domain.models import Comment, Event, Job, Ticket, TriageRun
from domain.search import search_ids
from domain.tickets import BulkPolicy, NewTicket, TicketChanges
from domain.tickets.comment_rows import write_comment
from domain.tickets.rows import load_ticket, lock_ticket, save_ticket
from domain.unit_of_work import UnitOfWork, transact
from domain.vocabulary import EventKind, JobKind, Priority, TicketStatus, Visibility
from tests.domain.factories import (
    Desk,
    events_of,
    make_category,
    make_ticket,
    newest_position,
    open_desk,
    refused,
)
from tests.domain.spine import an_event

ON_POSTGRES = pytest.mark.parametrize("dialect", ["postgres"], indirect=True)


async def retitle(desk: Desk, ticket: Ticket, title: str, version: int | None = None) -> Ticket:
    changes = TicketChanges(title=title)
    return await transact(tickets.update_ticket, desk.admin, ticket.id, changes, version)


async def titles_in_order(ticket: Ticket, after: int) -> list[tuple[str, str]]:
    """Each change of the title by its event, before and after, in the order of positions."""
    return [
        (change["before"], change["after"])
        for event in await events_of(ticket, after=after)
        for change in event.changes
        if change["field"] == "title"
    ]


@contextmanager
def never_begun() -> Iterator[None]:
    """No transaction of PostgreSQL may need BEGIN while the block lasts."""

    async def begin_now(self: PostgresTransaction) -> None:
        raise AssertionError("BEGIN")

    with patch.object(PostgresTransaction, "begin_now", begin_now):
        yield


async def test_of_many_changes_at_once_none_is_lost(db: str) -> None:
    """Each found what the one before had left, in the order of versions and of positions."""
    desk = await open_desk()
    ticket = await make_ticket(desk)
    start = await newest_position()
    made = await asyncio.gather(*(retitle(desk, ticket, f"Title {n}") for n in range(40)))
    after = await Ticket.get(id=ticket.id)
    assert sorted(row.version for row in made) == list(range(2, 42))
    changes = await titles_in_order(ticket, start)
    assert [title for _, title in changes] == [
        row.title for row in sorted(made, key=lambda row: row.version)
    ]
    assert [before for before, _ in changes] == [
        "The printer is on fire",
        *(title for _, title in changes[:-1]),
    ]
    assert (after.title, after.version) == (changes[-1][1], 41)
    assert await search_ids(desk.admin, after.title) == [ticket.id]


async def test_of_many_who_know_the_same_version_one_gets_through(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    start = await newest_position()

    async def attempt(number: int) -> DomainError | None:
        try:
            await retitle(desk, ticket, f"Title {number}", version=1)
        except DomainError as error:
            return error
        return None

    refusals = [one for one in await asyncio.gather(*map(attempt, range(20))) if one]
    after = await Ticket.get(id=ticket.id)
    assert len(refusals) == 19
    assert {error.code for error in refusals} == {ErrorCode.CONFLICT}
    assert {error.current.version for error in refusals} == {2}
    assert {error.current.title for error in refusals} == {after.title}
    assert len(await events_of(ticket, after=start)) == 1


async def test_changes_of_all_kinds_at_once_leave_one_event_and_one_version_each(db: str) -> None:
    """Those that lock, those that watch, and those that change several tickets at once."""
    desk = await open_desk()
    ticket, other = await make_ticket(desk), await make_ticket(desk)
    start = await newest_position()
    names = [f"Title {number}" for number in range(12)]
    both = [ticket.id, other.id]
    await asyncio.gather(
        *(retitle(desk, ticket, name) for name in names),
        *(transact(tickets.create_comment, desk.admin, ticket.id, f"No. {n}") for n in range(6)),
        *(
            tickets.bulk_update_tickets(
                desk.admin, both, TicketChanges(title=f"Both {n}"), BulkPolicy.ALL_OR_NOTHING
            )
            for n in range(6)
        ),
        *(
            transact(
                tickets.update_ticket,
                desk.admin,
                ticket.id,
                TicketChanges(notes=f"Note {n}", tags=[f"t{n}"]),
            )
            for n in range(6)
        ),
    )
    after = await Ticket.get(id=ticket.id)
    changes = await titles_in_order(ticket, start)
    assert sorted(title for _, title in changes) == sorted(
        [*names, *(f"Both {n}" for n in range(6))]
    )
    assert [before for before, _ in changes[1:]] == [title for _, title in changes[:-1]]
    assert after.version == 1 + 12 + 6 + 6 + 6
    kinds = [event.kind for event in await events_of(ticket, after=start)]
    assert kinds.count(EventKind.COMMENT_CREATED) == 6
    assert kinds.count(EventKind.TICKET_UPDATED) == 12 + 6 + 6


async def test_of_many_comments_at_once_none_is_lost_or_left_out_of_the_search(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    words = [f"word{number}" for number in range(20)]
    await asyncio.gather(
        *(transact(tickets.create_comment, desk.moderator, ticket.id, word) for word in words)
    )
    assert await Comment.filter(ticket_id=ticket.id).count() == 20
    assert (await Ticket.get(id=ticket.id)).version == 21
    assert [await search_ids(desk.admin, word) for word in words] == [[ticket.id]] * 20


async def test_two_comments_of_one_unit_of_work_are_both_found(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)

    async def work(uow: UnitOfWork) -> None:
        row = await load_ticket(uow, ticket.id, watch=True)
        for text in ("apricot", "bergamot"):
            await write_comment(uow, row, text, Visibility.PUBLIC)
        await save_ticket(uow, row)

    await transact(work, desk.moderator)
    assert await search_ids(desk.admin, "apricot bergamot") == [ticket.id]


@ON_POSTGRES
async def test_most_changes_of_one_ticket_need_no_begin(db: str) -> None:
    desk = await open_desk()
    ticket, billing = await make_ticket(desk), await make_category("billing")
    with never_begun():
        for changes in (
            TicketChanges(title="Another", notes="For us", due_at=None),
            TicketChanges(description="Longer", priority=Priority.CRITICAL, category_id=billing.id),
            TicketChanges(status=TicketStatus.IN_PROGRESS, ai_answer="Try again."),
        ):
            await transact(tickets.update_ticket, desk.admin, ticket.id, changes)
        await transact(tickets.create_comment, desk.moderator, ticket.id, "Try again, please.")
        await transact(tickets.resolve_ticket, desk.moderator, ticket.id, "It is done.")
        await transact(tickets.rate_ticket, desk.requester, ticket.id, 5)
        await transact(tickets.reopen_ticket, desk.requester, ticket.id, "It is not.")
        await transact(tickets.close_ticket, desk.admin, ticket.id)
    assert (await Ticket.get(id=ticket.id)).version == 9
    assert await search_ids(desk.admin, '"it is not"') == [ticket.id]


@ON_POSTGRES
async def test_a_new_ticket_needs_no_begin(db: str) -> None:
    desk = await open_desk()
    with never_begun():
        ticket = await transact(
            tickets.create_ticket, desk.requester, NewTicket("Printer", "It burns")
        )
    assert await Ticket.filter(id=ticket.id).exists()
    assert await TriageRun.filter(ticket_id=ticket.id).count() == 1
    assert await Job.filter(ticket_id=ticket.id).count() == 2
    assert [event.kind for event in await events_of(ticket)] == [
        EventKind.TICKET_CREATED,
        EventKind.TRIAGE_QUEUED,
    ]
    assert await search_ids(desk.requester, "burns") == [ticket.id]


async def test_an_external_id_given_twice_by_one_unit_of_work_is_taken(db: str) -> None:
    desk = await open_desk()

    async def work(uow: UnitOfWork) -> None:
        for title in ("First", "Second"):
            await tickets.create_ticket(uow, NewTicket(title, external_id="ext-1"))

    error = await refused(transact(work, desk.admin), ErrorCode.NOT_UNIQUE)
    assert error.path == ("input", "externalId")
    assert not await Ticket.filter(external_id="ext-1").exists()


@ON_POSTGRES
@pytest.mark.parametrize("asks_more", [False, True], ids=("one statement", "more statements"))
async def test_who_comes_too_late_does_his_work_again_under_a_lock(
    db: str, asks_more: bool
) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    start = await newest_position()
    seen: list[str] = []

    async def work(uow: UnitOfWork) -> None:
        row = await load_ticket(uow, ticket.id, watch=True)
        seen.append(row.title)
        if len(seen) == 1:
            await retitle(desk, ticket, "Faster")
        row.title = f"{row.title}, slower"
        uow.record(an_event(ticket.id, data={"attempt": len(seen)}))
        uow.enqueue(JobKind.PRUNE, f"{ticket.id}:{len(seen)}")
        if asks_more:
            await Ticket.all().using_db(uow.db).count()
        await save_ticket(uow, row, "title")

    await transact(work, desk.admin)
    after = await Ticket.get(id=ticket.id)
    assert seen == ["The printer is on fire", "Faster"]
    assert (after.title, after.version) == ("Faster, slower", 3)
    assert [event.data for event in await events_of(ticket, after=start)] == [{}, {"attempt": 2}]
    assert [job.key for job in await Job.filter(kind=JobKind.PRUNE)] == [f"prune:{ticket.id}:2"]


@ON_POSTGRES
async def test_a_ticket_that_was_deleted_meanwhile_is_not_found(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    deleted: list[str] = []

    async def work(uow: UnitOfWork) -> None:
        row = await load_ticket(uow, ticket.id, watch=True)
        if not deleted:
            deleted.append((await transact(tickets.delete_ticket, desk.admin, ticket.id)).id)
        row.title = "Too late"
        await save_ticket(uow, row, "title")

    await refused(transact(work, desk.admin), ErrorCode.NOT_FOUND)


@ON_POSTGRES
async def test_what_hangs_on_a_watched_ticket_is_written_only_while_it_is_the_same(
    db: str,
) -> None:
    """Also by a work that does not write the ticket itself: it is locked before the rest."""
    desk = await open_desk()
    ticket = await make_ticket(desk)
    start = await newest_position()
    seen: list[int] = []

    async def work(uow: UnitOfWork) -> None:
        row = await lock_ticket(uow, ticket.id, watch=True)
        assert row
        seen.append(row.version)
        if len(seen) == 1:
            await transact(
                tickets.create_comment, desk.moderator, ticket.id, "Wait", Visibility.INTERNAL
            )
        uow.record(an_event(ticket.id, data={"version": row.version}))

    await transact(work, SYSTEM)
    assert seen == [1, 2]
    assert [event.data.get("version") for event in await events_of(ticket, after=start)] == [
        None,
        2,
    ]


async def test_watching_without_writing_changes_nothing(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    events = await Event.all().count()

    async def work(uow: UnitOfWork) -> int:
        row = await load_ticket(uow, ticket.id, watch=True)
        return row.version

    assert await transact(work, desk.admin) == 1
    assert await Event.all().count() == events
