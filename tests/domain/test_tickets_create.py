"""Creating tickets: what is written, who may set what, and the same create again."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain import tickets
from domain.actors import ANONYMOUS, SYSTEM, Actor
from domain.clock import now
from domain.errors import ErrorCode
from domain.ids import new_id
from domain.models import Event, Job, Tag, Ticket, TicketSkill, TriageRun
from domain.tickets import NewTicket, create
from domain.tickets.references import tag_names
from domain.unit_of_work import UnitOfWork, transact
from domain.vocabulary import (
    Channel,
    DecidedBy,
    EventKind,
    JobKind,
    Priority,
    Scope,
    TicketStatus,
)
from tests.domain.factories import (
    events_of,
    jobs_of,
    mails_asked_for,
    make_category,
    make_skill,
    make_ticket,
    open_desk,
    refused,
)


async def test_a_new_ticket_has_its_defaults_its_events_and_its_jobs(db: str) -> None:
    desk = await open_desk()
    made = await make_ticket(desk, title="  Caf\u0065\u0301 closed ", description="a\r\nb\rc\n")
    ticket = await Ticket.get(id=made.id)
    assert (ticket.title, ticket.description) == ("Caf\u00e9 closed", "a\nb\nc")
    assert ticket.status is TicketStatus.OPEN
    assert (ticket.priority, ticket.priority_rank) == (Priority.MEDIUM, 1)
    assert ticket.priority_decided_by is ticket.category_decided_by is DecidedBy.DEFAULT
    assert ticket.category_id == desk.category.id
    assert ticket.requester_id == desk.requester.user_id
    assert ticket.number == 1001
    assert ticket.version == 1
    created, queued = await events_of(ticket)
    assert (created.kind, created.staff_only) == (EventKind.TICKET_CREATED, False)
    assert (queued.kind, queued.staff_only) == (EventKind.TRIAGE_QUEUED, True)
    run = await TriageRun.get(ticket_id=ticket.id)
    (triage,) = await jobs_of(ticket, JobKind.TRIAGE)
    assert triage.key == f"triage:{ticket.id}:{created.id}"
    assert triage.payload == {"ticketId": ticket.id, "runId": run.id}
    assert await mails_asked_for(ticket) == ["TICKET_RECEIVED"]
    assert (await make_ticket(desk)).number == 1002


async def test_a_category_and_a_priority_that_were_given_stand(db: str) -> None:
    desk = await open_desk()
    billing = await make_category("billing")
    ticket = await make_ticket(desk, category_id=billing.id, priority=Priority.HIGH)
    assert ticket.category_decided_by is ticket.priority_decided_by is DecidedBy.REQUESTER
    assert (ticket.category_id, ticket.priority_rank) == (billing.id, 2)


async def test_the_same_create_again_gives_the_same_ticket_and_writes_nothing(db: str) -> None:
    desk = await open_desk()
    new = NewTicket("Help", id=new_id("tkt"))
    first = await transact(tickets.create_ticket, desk.requester, new)
    written = (await Event.all().count(), await Job.all().count())
    again = await transact(tickets.create_ticket, desk.requester, new)
    assert (again.id, again.number) == (first.id, first.number)
    assert (await Event.all().count(), await Job.all().count()) == written


async def test_another_create_with_a_known_id_is_a_bare_conflict(db: str) -> None:
    desk = await open_desk()
    ticket_id = new_id("tkt")
    await transact(tickets.create_ticket, desk.requester, NewTicket("Help", id=ticket_id))
    for actor, title in ((desk.requester, "Other"), (desk.stranger, "Help"), (desk.admin, "Help")):
        work = transact(tickets.create_ticket, actor, NewTicket(title, id=ticket_id))
        error = await refused(work, ErrorCode.CONFLICT)
        assert error.current is None
    await transact(tickets.delete_ticket, desk.admin, ticket_id)
    work = transact(tickets.create_ticket, desk.requester, NewTicket("Help", id=ticket_id))
    await refused(work, ErrorCode.CONFLICT)


async def test_ten_equal_creates_at_once_make_one_ticket(db: str) -> None:
    desk = await open_desk()
    new = NewTicket("Help", id=new_id("tkt"))
    made = await asyncio.gather(
        *(transact(tickets.create_ticket, desk.requester, new) for _ in range(10))
    )
    assert {ticket.number for ticket in made} == {made[0].number}
    assert await Event.filter(kind=EventKind.TICKET_CREATED).count() == 1


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"title": ""}, ErrorCode.REQUIRED, "title"),
        ({"title": " \u200b "}, ErrorCode.REQUIRED, "title"),
        ({"title": "x" * 201}, ErrorCode.TOO_LONG, "title"),
        ({"title": "a\x00b"}, ErrorCode.INVALID, "title"),
        ({"title": "a\nb"}, ErrorCode.INVALID, "title"),
        ({"title": "a\ud800"}, ErrorCode.INVALID, "title"),
        ({"description": "x" * 50_001}, ErrorCode.TOO_LONG, "description"),
        ({"description": "a\x07"}, ErrorCode.INVALID, "description"),
        ({"id": "tkt_1"}, ErrorCode.INVALID, "id"),
        ({"id": new_id("cmt")}, ErrorCode.INVALID, "id"),
        ({"category_id": new_id("cat")}, ErrorCode.NOT_FOUND, "categoryId"),
        ({"category_id": "a\x00"}, ErrorCode.NOT_FOUND, "categoryId"),
        ({"follows_id": new_id("tkt")}, ErrorCode.NOT_FOUND, "followsId"),
        ({"requester_id": new_id("usr")}, ErrorCode.NOT_FOUND, "requesterId"),
        ({"requester_id": ""}, ErrorCode.NOT_FOUND, "requesterId"),
        ({"category_id": ""}, ErrorCode.NOT_FOUND, "categoryId"),
        ({"follows_id": ""}, ErrorCode.NOT_FOUND, "followsId"),
        ({"id": ""}, ErrorCode.INVALID, "id"),
        ({"skill_ids": (new_id("skl"),)}, ErrorCode.NOT_FOUND, "skillIds"),
        ({"tags": tuple(f"t{n}" for n in range(21))}, ErrorCode.TOO_LONG, "tags"),
        ({"due_at": datetime(2030, 1, 1)}, ErrorCode.INVALID, "dueAt"),  # noqa: DTZ001
        ({"due_at": datetime.max.replace(tzinfo=UTC)}, ErrorCode.OUT_OF_RANGE, "dueAt"),
        ({"created_at": now() + timedelta(days=1)}, ErrorCode.OUT_OF_RANGE, "createdAt"),
    ],
)
async def test_bad_input_is_refused_by_field_and_leaves_nothing(
    db: str, values: dict[str, Any], code: ErrorCode, field: str
) -> None:
    desk = await open_desk()
    new = NewTicket(**({"title": "Help"} | values))
    error = await refused(transact(tickets.create_ticket, desk.admin, new), code)
    assert error.path == ("input", field)
    assert await Ticket.all().count() == await Event.all().count() == 0


@pytest.mark.parametrize(
    "values",
    [
        {"tags": ("vip",)},
        {"skill_ids": ("skl_x",)},
        {"due_at": now()},
        {"created_at": now()},
        {"external_id": "1"},
        {"silent": True},
        {"triage": False},
        {"requester_id": new_id("usr")},
    ],
)
async def test_a_requester_may_not_set_what_is_for_staff(db: str, values: dict[str, Any]) -> None:
    desk = await open_desk()
    work = transact(tickets.create_ticket, desk.requester, NewTicket("Help", **values))
    await refused(work, ErrorCode.FORBIDDEN)


async def test_staff_write_tickets_on_behalf_with_tags_and_skills(db: str) -> None:
    desk = await open_desk()
    skill = await make_skill("Printers")
    await Tag.create(id=new_id("tag"), name="VIP", created_at=now())
    new = NewTicket(
        "Help",
        requester_id=desk.requester.user_id,
        tags=("vip", "Fire", "fire "),
        skill_ids=(skill.id, skill.id),
    )
    ticket = await transact(tickets.create_ticket, desk.moderator, new)
    assert ticket.requester_id == desk.requester.user_id

    async def names(uow: UnitOfWork) -> list[str]:
        return await tag_names(uow, ticket)

    assert await transact(names, SYSTEM) == ["Fire", "VIP"]
    assert await Event.filter(kind=EventKind.CATALOG_CHANGED).count() == 1
    link = await TicketSkill.get(ticket_id=ticket.id)
    assert (link.skill_id, link.is_suggested) == (skill.id, False)


async def test_an_import_is_silent_keeps_its_date_and_has_its_external_id_once(db: str) -> None:
    desk = await open_desk()
    moment = datetime(2020, 2, 29, 12, tzinfo=UTC)
    new = NewTicket(
        "Help",
        channel=Channel.IMPORT,
        external_id="old-1",
        requester_id=desk.requester.user_id,
        created_at=moment,
        triage=False,
        silent=True,
    )
    ticket = await transact(tickets.create_ticket, SYSTEM, new)
    assert ticket.created_at == moment
    assert await mails_asked_for(ticket) == []
    assert await jobs_of(ticket, JobKind.TRIAGE) == []
    assert len(await jobs_of(ticket, JobKind.ASSIGN)) == 1
    await refused(transact(tickets.create_ticket, SYSTEM, new), ErrorCode.NOT_UNIQUE)


async def test_a_ticket_follows_only_one_that_its_writer_may_read(db: str) -> None:
    desk = await open_desk()
    closed = await make_ticket(desk)
    follower = await make_ticket(desk, follows_id=closed.id)
    assert follower.follows_id == closed.id
    work = transact(tickets.create_ticket, desk.stranger, NewTicket("Me", follows_id=closed.id))
    await refused(work, ErrorCode.NOT_FOUND)


async def test_nobody_and_tokens_without_write_create_nothing(db: str) -> None:
    desk = await open_desk()
    work = transact(tickets.create_ticket, ANONYMOUS, NewTicket("Help"))
    await refused(work, ErrorCode.UNAUTHENTICATED)
    reader = Actor(
        user_id=desk.requester.user_id,
        role=desk.requester.role,
        scopes=frozenset({Scope.READ}),
    )
    await refused(transact(tickets.create_ticket, reader, NewTicket("Help")), ErrorCode.FORBIDDEN)


async def test_a_category_that_goes_between_check_and_insert_is_not_found(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await open_desk()
    gone = new_id("cat")

    async def was_there(uow: UnitOfWork, category_id: str) -> str:
        return category_id

    monkeypatch.setattr(create, "find_category_id", was_there)
    error = await refused(
        transact(tickets.create_ticket, desk.requester, NewTicket("Help", category_id=gone)),
        ErrorCode.NOT_FOUND,
    )
    assert error.path == ("input",)
    assert not await Ticket.all().exists()
