"""Automatic assignment: who gets a ticket, why, and never two decisions at once."""

import asyncio
import itertools
from typing import Any

import pytest
from tortoise.transactions import in_transaction

from domain import assignment, tickets
from domain.actors import SYSTEM
from domain.assignment import assign_automatically, drain_queue, load_people
from domain.assignment_scores import Needs, Person, choose
from domain.clock import now
from domain.models import Assignment, Event, Job, Skill, Ticket, TicketSkill, User, UserSkill
from domain.tickets import TicketChanges
from domain.triage.values import AssigneeWish
from domain.unit_of_work import transact
from domain.vocabulary import (
    AssignmentKind,
    EventKind,
    JobKind,
    Priority,
    Role,
    TicketStatus,
)
from tests.domain.factories import (
    Desk,
    kinds_of,
    make_skill,
    make_ticket,
    make_ticket_in,
    open_desk,
)


def person(id: str, **values: Any) -> Person:
    given = {
        "name": id.title(),
        "role": Role.MODERATOR,
        "is_available": True,
        "capacity": 10,
        "load": 0,
    }
    return Person(id=id, **(given | values))


VPN = Needs(confirmed={"vpn": "VPN"})


def test_the_better_skilled_gets_it_and_all_scores_are_kept() -> None:
    people = [
        person("ann", skills={"vpn": 2}),
        person("bob", skills={"vpn": 5}, load=2),
        person("cid"),
        person("dee", role=Role.ADMIN),
    ]
    choice = choose(VPN, people)
    assert choice.assignee_id == "bob"
    assert choice.reasons == ["Bob has VPN 5/5.", "Bob has 2 of 10 tickets."]
    assert [(c["userId"], c["score"]) for c in choice.candidates] == [
        ("bob", 0.94),
        ("ann", 0.58),
        ("cid", 0.3),
        ("dee", 0.3),
    ]
    reasons = {c["userId"]: c["reason"] for c in choice.candidates}
    assert reasons["cid"] == "Lacks VPN."
    assert reasons["ann"] == "Could take it: 0 of 10 tickets."


def test_with_equal_skills_the_less_loaded_gets_it() -> None:
    people = [person("ann", skills={"vpn": 3}, load=5), person("bob", skills={"vpn": 3}, load=4)]
    assert choose(VPN, people).assignee_id == "bob"


def test_equals_take_turns_and_then_go_by_id() -> None:
    assert choose(Needs(), [person("bob"), person("ann")]).assignee_id == "ann"
    people = [person("ann", last_assigned="asg_2"), person("bob", last_assigned="asg_1")]
    assert choose(Needs(), people).assignee_id == "bob"
    assert choose(Needs(), [*people, person("cid")]).assignee_id == "cid"


def test_who_is_full_or_away_lets_it_wait_and_no_admin_steps_in() -> None:
    people = [
        person("ann", skills={"vpn": 3}, load=10),
        person("bob", skills={"vpn": 3}, is_available=False),
        person("cid"),
        person("dee", role=Role.ADMIN),
    ]
    choice = choose(VPN, people)
    assert choice.assignee_id is None
    assert choice.reasons == ["Everybody who has the skills is full or away (2)."]
    reasons = {c["userId"]: c["reason"] for c in choice.candidates}
    assert (reasons["ann"], reasons["bob"]) == ("Full: 10 of 10 tickets.", "Away.")


def test_where_nobody_has_the_skills_the_least_loaded_admin_gets_it() -> None:
    people = [
        person("ann"),
        person("dee", role=Role.ADMIN, load=3),
        person("eve", role=Role.ADMIN, load=1),
    ]
    choice = choose(VPN, people)
    assert choice.assignee_id == "eve"
    assert choice.reasons[0] == "No moderator has what it needs: VPN."


def test_a_suggested_skill_is_wished_for_and_a_confirmed_one_is_demanded() -> None:
    people = [person("ann", skills={"vpn": 1}), person("dee", role=Role.ADMIN)]
    both = {"vpn": "VPN", "dns": "DNS"}
    assert choose(Needs(suggested=both), people).assignee_id == "ann"
    assert choose(Needs(confirmed=both), people).assignee_id == "dee"


def test_with_nobody_at_all_it_waits() -> None:
    assert choose(Needs(), []).assignee_id is None
    assert choose(Needs(), [person("ann", capacity=0)]).assignee_id is None


def test_whom_a_rule_asks_for_gets_it_without_the_skills_even_an_admin() -> None:
    people = [person("ann", skills={"vpn": 5}), person("dee", role=Role.ADMIN, load=4)]
    choice = choose(VPN, people, AssigneeWish("dee", "For Dee"))
    assert (choice.assignee_id, choice.candidates[0]["userId"]) == ("dee", "dee")
    assert choice.reasons[0] == "The rule “For Dee” asks for Dee."


@pytest.mark.parametrize(
    ("values", "why"), [({"is_available": False}, "away"), ({"load": 10, "capacity": 10}, "full")]
)
def test_who_is_asked_for_but_not_free_leaves_it_to_the_next_best(
    values: dict[str, Any], why: str
) -> None:
    people = [person("ann", skills={"vpn": 5}, **values), person("bob", skills={"vpn": 1})]
    choice = choose(VPN, people, AssigneeWish("ann", "VPN to Ann"))
    assert choice.assignee_id == "bob"
    assert choice.reasons[0] == f"The rule “VPN to Ann” asks for Ann, who is {why}."


def test_somebody_who_is_no_longer_of_the_staff_is_not_asked_for() -> None:
    people = [person("ann", skills={"vpn": 5})]
    assert choose(VPN, people, AssigneeWish("old", "To Old")) == choose(VPN, people)


async def teach(user_id: str | None, skill: Skill, level: int = 3) -> None:
    await UserSkill.create(user_id=user_id, skill_id=skill.id, level=level)


async def limit(user_id: str | None, capacity: int) -> None:
    await User.filter(id=user_id).update(capacity=capacity)


async def make_tickets(desk: Desk, count: int, **values: Any) -> list[Ticket]:
    return [await make_ticket(desk, title=f"Ticket {n}", **values) for n in range(count)]


async def test_a_ticket_is_assigned_once_with_its_reasons(db: str) -> None:
    desk = await open_desk()
    skill = await make_skill("VPN")
    await teach(desk.other_moderator.user_id, skill)
    ticket = await make_ticket(desk)
    await TicketSkill.create(ticket_id=ticket.id, skill_id=skill.id, is_suggested=True)
    await transact(assign_automatically, SYSTEM, ticket.id)
    await transact(assign_automatically, SYSTEM, ticket.id)
    ticket = await Ticket.get(id=ticket.id)
    assert ticket.assignee_id == desk.other_moderator.user_id
    assert ticket.status is TicketStatus.IN_PROGRESS
    step = await Assignment.get(ticket_id=ticket.id)
    assert step.kind is AssignmentKind.ASSIGNED
    assert step.reasons[0] == "Olga has VPN 3/5."
    assert {c["userId"] for c in step.candidates} == {
        desk.moderator.user_id,
        desk.other_moderator.user_id,
        desk.admin.user_id,
    }
    assert (await kinds_of(ticket)).count(EventKind.TICKET_ASSIGNED) == 1


async def test_deleted_people_get_nothing_and_ended_tickets_are_left_alone(db: str) -> None:
    desk = await open_desk()
    await User.filter(id=desk.moderator.user_id).update(deleted_at=now())
    ticket, resolved = await make_tickets(desk, 2)
    await transact(tickets.resolve_ticket, desk.admin, resolved.id)
    for made in (ticket, resolved):
        await transact(assign_automatically, SYSTEM, made.id)
    await transact(assign_automatically, SYSTEM, "tkt_01k00000000000000000000000")
    assert (await Ticket.get(id=ticket.id)).assignee_id == desk.other_moderator.user_id
    assert (await Ticket.get(id=resolved.id)).assignee_id is None


async def test_twenty_at_once_neither_double_a_ticket_nor_exceed_a_capacity(db: str) -> None:
    desk = await open_desk()
    skill = await make_skill("VPN")
    for moderator in (desk.moderator, desk.other_moderator):
        await teach(moderator.user_id, skill)
        await limit(moderator.user_id, 7)
    made = await make_tickets(desk, 20)
    for ticket in made:
        await TicketSkill.create(ticket_id=ticket.id, skill_id=skill.id)
    twice = [ticket.id for ticket in made for _ in range(2)]
    await asyncio.gather(*(transact(assign_automatically, SYSTEM, id) for id in twice))
    for moderator in (desk.moderator, desk.other_moderator):
        assert await Ticket.filter(assignee_id=moderator.user_id).count() == 7
    waiting = Ticket.filter(queued_at__isnull=False, assignee_id=None, status=TicketStatus.OPEN)
    assert await waiting.count() == 6
    assert await Assignment.all().count() == 20
    assert await Event.filter(kind=EventKind.TICKET_ASSIGNED).count() == 14
    assert await Event.filter(kind=EventKind.TICKET_QUEUED, staff_only=True).count() == 6


async def test_the_queue_drains_by_priority_and_age_as_places_become_free(db: str) -> None:
    desk = await open_desk()
    await limit(desk.moderator.user_id, 1)
    await limit(desk.other_moderator.user_id, 0)
    first, old, new, urgent = [
        await make_ticket(desk, title=title, priority=priority)
        for title, priority in (
            ("first", Priority.MEDIUM),
            ("old", Priority.LOW),
            ("new", Priority.LOW),
            ("urgent", Priority.CRITICAL),
        )
    ]
    for ticket in (first, old, new, urgent):
        await transact(assign_automatically, SYSTEM, ticket.id)
    expected = [first, urgent, old, new]
    for current, following in itertools.pairwise(expected):
        await transact(drain_queue, SYSTEM)
        assert (await Ticket.get(id=current.id)).assignee_id == desk.moderator.user_id
        assert (await Ticket.get(id=following.id)).assignee_id is None
        await transact(tickets.resolve_ticket, desk.moderator, current.id)
    assert await Job.filter(kind=JobKind.DRAIN_QUEUE).count() == 3
    await transact(drain_queue, SYSTEM)
    last = await Ticket.get(id=new.id)
    assert (last.assignee_id, last.queued_at) == (desk.moderator.user_id, None)


async def test_twenty_drains_at_once_fill_each_place_once(db: str) -> None:
    desk = await open_desk()
    for moderator in (desk.moderator, desk.other_moderator):
        await limit(moderator.user_id, 0)
    for ticket in await make_tickets(desk, 12):
        await transact(assign_automatically, SYSTEM, ticket.id)
    for moderator in (desk.moderator, desk.other_moderator):
        await limit(moderator.user_id, 3)
    await asyncio.gather(*(transact(drain_queue, SYSTEM) for _ in range(20)))
    for moderator in (desk.moderator, desk.other_moderator):
        assert await Ticket.filter(assignee_id=moderator.user_id).count() == 3
    assert await Event.filter(kind=EventKind.TICKET_ASSIGNED).count() == 6


async def test_a_long_queue_drains_in_batches_that_follow_each_other(db: str) -> None:
    desk = await open_desk()
    await limit(desk.moderator.user_id, 0)
    await limit(desk.other_moderator.user_id, 0)
    for ticket in await make_tickets(desk, 25):
        await transact(assign_automatically, SYSTEM, ticket.id)
    await limit(desk.moderator.user_id, 100)
    await transact(drain_queue, SYSTEM)
    assert await Ticket.filter(assignee_id=desk.moderator.user_id).count() == 20
    assert await Job.filter(kind=JobKind.DRAIN_QUEUE).count() == 1
    await transact(drain_queue, SYSTEM)
    assert await Ticket.filter(assignee_id=desk.moderator.user_id).count() == 25


async def test_a_ticket_taken_by_hand_meanwhile_stays_where_it_is(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    moderator_id = desk.moderator.user_id
    assert moderator_id
    await asyncio.gather(
        transact(tickets.assign_ticket, desk.moderator, ticket.id, moderator_id),
        transact(assign_automatically, SYSTEM, ticket.id),
        transact(tickets.update_ticket, desk.admin, ticket.id, TicketChanges(notes="x")),
        return_exceptions=True,
    )
    assert (await Ticket.get(id=ticket.id)).assignee_id is not None
    assert await Assignment.filter(ticket_id=ticket.id).count() <= 2


async def test_what_people_have_in_hand_is_a_range_of_an_index_for_each(db: str) -> None:
    """So that an assignment does not grow slower with the number of open tickets."""
    statement = assignment._people(db)
    async with in_transaction() as connection:
        if db == "sqlite":
            rows = await connection.execute_query_dict(f"EXPLAIN QUERY PLAN {statement}")
            plan = [row["detail"] for row in rows]
            ticket, latest = "(assignee_id=? AND status=?)", "(assignee_id=?)"
        else:
            await connection.execute_query("SET LOCAL enable_seqscan = off")
            await connection.execute_query("SET LOCAL enable_bitmapscan = off")
            rows = await connection.execute_query_dict(f"EXPLAIN {statement}")
            plan = [row["QUERY PLAN"] for row in rows]
            ticket = latest = "Index Cond: "
    counted = next(place for place, line in enumerate(plan) if " ticket" in line)
    newest = next(place for place, line in enumerate(plan) if " assignment" in line)
    assert "Index Only Scan" in plan[counted] or "COVERING INDEX" in plan[counted]
    assert ticket in "".join(plan[counted : counted + 2])
    assert "status" in "".join(plan[counted:])
    assert latest in "".join(plan[newest : newest + 2])


async def test_load_counts_active_tickets_and_the_last_turn_is_remembered(db: str) -> None:
    desk = await open_desk()
    for status in (TicketStatus.IN_PROGRESS, TicketStatus.WAITING, TicketStatus.RESOLVED):
        await make_ticket_in(desk, status, assigned=True)
    own = (await make_ticket(desk)).id
    await transact(tickets.assign_ticket, desk.moderator, own, desk.moderator.user_id or "")
    people = {person.id: person for person in await transact(load_people, SYSTEM)}
    me = people[desk.moderator.user_id or ""]
    newest = await Assignment.filter(assignee_id=me.id).order_by("-id").first()
    assert newest is not None
    assert (me.load, me.last_assigned) == (3, newest.id)
    others = [person for person in people.values() if person.id != me.id]
    assert {(person.load, person.last_assigned) for person in others} == {(0, "")}
