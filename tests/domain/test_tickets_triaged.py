"""Triage writes what nobody has decided, and only what exists."""

from typing import Any

import pytest

from domain import tickets
from domain.actors import SYSTEM
from domain.clock import now
from domain.errors import ErrorCode
from domain.events import Change
from domain.ids import new_id
from domain.models import Tag, Ticket, TicketSkill, TicketTag
from domain.tickets import TicketChanges
from domain.unit_of_work import UnitOfWork, transact
from domain.vocabulary import DecidedBy, Priority, Sentiment, TriageField, Urgency
from tests.domain.factories import (
    events_of,
    make_category,
    make_skill,
    make_ticket,
    newest_position,
    open_desk,
    refused,
)

F = TriageField


async def triage(
    ticket: Ticket, values: dict[TriageField, Any], by: DecidedBy = DecidedBy.RULE
) -> tuple[Change, ...]:
    async def work(uow: UnitOfWork) -> tuple[Change, ...]:
        row = await tickets.lock_ticket(uow, ticket.id)
        assert row is not None
        return await tickets.apply_triage(uow, row, values, dict.fromkeys(values, by))

    return await transact(work, SYSTEM)


async def test_all_fields_are_written_with_who_decided_and_seen_by_whom_they_may(db: str) -> None:
    desk = await open_desk()
    billing, skill = await make_category("billing"), await make_skill("Money")
    tag = await Tag.create(id=new_id("tag"), name="vip", created_at=now())
    ticket = await make_ticket(desk)
    start = await newest_position()
    changes = await triage(
        ticket,
        {
            F.CATEGORY: billing.id,
            F.PRIORITY: "HIGH",
            F.URGENCY: Urgency.HIGH,
            F.SENTIMENT: Sentiment.NEGATIVE,
            F.LANGUAGE: "en",
            F.SKILLS: [skill.id],
            F.TAGS: [tag.id],
        },
    )
    assert len(changes) == 7
    row = await Ticket.get(id=ticket.id)
    assert (row.category_id, row.category_decided_by) == (billing.id, DecidedBy.RULE)
    assert (row.priority, row.priority_rank) == (Priority.HIGH, 2)
    assert (row.urgency, row.sentiment, row.language) == ("HIGH", "NEGATIVE", "en")
    assert row.version == 2
    assert (await TicketSkill.get(ticket_id=ticket.id)).is_suggested
    assert (await TicketTag.get(ticket_id=ticket.id)).tag_id == tag.id
    public, for_staff = await events_of(ticket, after=start)
    assert [change["field"] for change in public.changes] == ["category", "priority"]
    assert (public.staff_only, for_staff.staff_only) == (False, True)


async def test_what_a_human_has_set_stands(db: str) -> None:
    desk = await open_desk()
    skill = await make_skill("Money")
    ticket = await make_ticket(desk, category_id=desk.category.id)
    edits = TicketChanges(priority=Priority.LOW, skill_ids=(), tags=["vip"])
    await transact(tickets.update_ticket, desk.admin, ticket.id, edits)
    billing = await make_category("billing")
    values = {F.CATEGORY: billing.id, F.PRIORITY: "HIGH", F.SKILLS: [skill.id], F.TAGS: []}
    assert await triage(ticket, values) == ()
    row = await Ticket.get(id=ticket.id)
    assert (row.category_id, row.priority) == (desk.category.id, Priority.LOW)
    assert await TicketSkill.filter(ticket_id=ticket.id).count() == 0
    assert await TicketTag.filter(ticket_id=ticket.id).count() == 1


async def test_a_moderator_corrects_triage_and_himself(db: str) -> None:
    desk = await open_desk()
    skill = await make_skill("Money")
    ticket = await make_ticket(desk, priority=Priority.LOW)
    await triage(ticket, {F.PRIORITY: "HIGH", F.SKILLS: [skill.id]}, DecidedBy.MODERATOR)
    row = await Ticket.get(id=ticket.id)
    assert (row.priority, row.priority_decided_by) == (Priority.HIGH, DecidedBy.MODERATOR)
    assert not (await TicketSkill.get(ticket_id=ticket.id)).is_suggested
    assert await triage(ticket, {F.SKILLS: []}) == ()


async def test_a_human_edit_after_a_late_triage_conflicts_by_field(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    await triage(ticket, {F.PRIORITY: "HIGH"})
    update = tickets.update_ticket
    work = transact(update, desk.admin, ticket.id, TicketChanges(priority=Priority.LOW), 1)
    await refused(work, ErrorCode.CONFLICT)
    await transact(update, desk.admin, ticket.id, TicketChanges(notes="x"), 1)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (F.CATEGORY, "cat_invented"),
        (F.CATEGORY, None),
        (F.PRIORITY, "SEVERE"),
        (F.URGENCY, "CRITICAL"),
        (F.SENTIMENT, ""),
        (F.LANGUAGE, ""),
        (F.LANGUAGE, "a very long language"),
        (F.SKILLS, ["skl_invented"]),
        (F.TAGS, ["tag_invented"]),
    ],
)
async def test_invented_values_are_refused_and_nothing_is_written(
    db: str, field: TriageField, value: Any
) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    start = await newest_position()
    await refused(triage(ticket, {F.URGENCY: "HIGH"} | {field: value}), ErrorCode.INVALID)
    assert (await Ticket.get(id=ticket.id)).version == 1
    assert await events_of(ticket, after=start) == []
