"""Automatic assignment: one decision at a time, so that no capacity is given away twice."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from functools import cache

import orjson

from domain.assignment_scores import Choice, Needs, Person, choose
from domain.database import dialect
from domain.database.parameters import among
from domain.models import Ticket
from domain.tickets import place_ticket
from domain.tickets.rows import lock_ticket
from domain.triage.values import AssigneeWish
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import (
    ACTIVE_STATUSES,
    STAFF,
    AssignmentKind,
    JobKind,
    Role,
    TicketStatus,
    TriageStatus,
)

# One number for all processes: who holds this lock decides.
ASSIGNMENT_LOCK = 7_235_191
DRAIN_BATCH = 20
LONGEST_LOOK = 2_000
_WAITING_FOR_SOMEBODY = (TicketStatus.OPEN, TicketStatus.IN_PROGRESS)


def _listed(values: Iterable[StrEnum]) -> str:
    return ", ".join(f"'{value.value}'" for value in values)


_SKILLS = {
    "postgres": "json_object_agg(skill_id, level)",
    "sqlite": "json_group_object(skill_id, level)",
}
# A line for each skill of each ticket, or one without; all with the wish of the newest run.
_NEEDED = f"""
SELECT ticket.id AS ticket_id, link.skill_id, skill.name, link.is_suggested,
    (SELECT assignee_wish FROM triage_run WHERE ticket_id = ticket.id
        AND status = '{TriageStatus.COMPLETED.value}' ORDER BY id DESC LIMIT 1) AS wish
FROM ticket LEFT JOIN ticket_skill link ON link.ticket_id = ticket.id
    LEFT JOIN skill ON skill.id = link.skill_id
"""


@cache
def _people(spoken: str) -> str:
    """Read for every single assignment, so each figure is a short range of an index."""
    return f"""
SELECT id, name, role, is_available, capacity,
    (SELECT {_SKILLS[spoken]} FROM user_skill WHERE user_id = users.id) AS skills,
    (SELECT COUNT(*) FROM ticket
        WHERE assignee_id = users.id AND status IN ({_listed(ACTIVE_STATUSES)})) AS load,
    (SELECT MAX(assignment.id) FROM assignment WHERE assignee_id = users.id) AS last_assigned
FROM users WHERE role IN ({_listed(STAFF)}) AND deleted_at IS NULL ORDER BY id
"""


async def assign_automatically(uow: UnitOfWork, ticket_id: str) -> None:
    """Give an unassigned, active ticket to the best moderator, an admin, or the queue."""
    await _decide_alone(uow)
    ticket = await lock_ticket(uow, ticket_id)
    if ticket is None or not _is_waiting(ticket):
        return
    needs, wishes = await _needs_and_wishes(uow, [ticket.id])
    choice = choose(needs[ticket.id], await load_people(uow), wishes.get(ticket.id))
    await _place(uow, ticket, choice)


async def drain_queue(uow: UnitOfWork) -> None:
    """Give queued tickets to whoever is free again: highest priority first, then oldest.

    A batch for each transaction; when it was full, a follow-on job goes on.
    """
    await _decide_alone(uow)
    people = {person.id: person for person in await load_people(uow)}
    if not any(person.is_free for person in people.values()):
        return
    queued = await (
        Ticket.filter(
            queued_at__isnull=False, assignee_id=None, status__in=list(_WAITING_FOR_SOMEBODY)
        )
        .using_db(uow.db)
        .order_by("-priority_rank", "queued_at", "id")
        .limit(LONGEST_LOOK)
        .values_list("id", flat=True)
    )
    ids = [str(ticket_id) for ticket_id in queued]
    needs, wishes = await _needs_and_wishes(uow, ids)
    placed = 0
    for ticket_id in ids:
        choice = choose(needs[ticket_id], list(people.values()), wishes.get(ticket_id))
        if choice.assignee_id is None:
            continue
        ticket = await lock_ticket(uow, ticket_id)
        if ticket is None or not _is_waiting(ticket):
            continue
        await _place(uow, ticket, choice)
        chosen = people[choice.assignee_id]
        people[chosen.id] = replace(chosen, load=chosen.load + 1, last_assigned=f"~{placed:09}")
        placed += 1
        if not any(person.is_free for person in people.values()):
            return
        if placed == DRAIN_BATCH:
            uow.enqueue(JobKind.DRAIN_QUEUE, f"after:{ticket_id}:{uow.now.timestamp()}")
            return


async def load_people(uow: UnitOfWork) -> list[Person]:
    """All staff with their skills and what they have in hand."""
    return [
        Person(
            id=row["id"],
            name=row["name"],
            role=Role(row["role"]),
            is_available=bool(row["is_available"]),
            capacity=row["capacity"],
            load=row["load"],
            skills=orjson.loads(row["skills"] or "{}"),
            last_assigned=row["last_assigned"] or "",
        )
        for row in await uow.db.execute_query_dict(_people(dialect()))
    ]


async def _place(uow: UnitOfWork, ticket: Ticket, choice: Choice) -> None:
    if choice.assignee_id is None:
        if ticket.queued_at is not None:
            return
        kind = AssignmentKind.QUEUED
    else:
        kind = AssignmentKind.ASSIGNED
    await place_ticket(uow, ticket, choice.assignee_id, kind, choice.reasons, choice.candidates)


def _is_waiting(ticket: Ticket) -> bool:
    return ticket.assignee_id is None and ticket.status in _WAITING_FOR_SOMEBODY


async def _decide_alone(uow: UnitOfWork) -> None:
    """Until the end of the transaction; SQLite has only one writer anyway."""
    if dialect() == "postgres":
        await uow.db.execute_query(f"SELECT pg_advisory_xact_lock({ASSIGNMENT_LOCK})")


async def _needs_and_wishes(
    uow: UnitOfWork, ticket_ids: list[str]
) -> tuple[dict[str, Needs], dict[str, AssigneeWish]]:
    """What each ticket needs, and whom the rules ask for by its newest finished triage."""
    confirmed: dict[str, dict[str, str]] = defaultdict(dict)
    suggested: dict[str, dict[str, str]] = defaultdict(dict)
    wishes: dict[str, AssigneeWish] = {}
    condition, given = among("ticket.id", ticket_ids)
    for row in await uow.db.execute_query_dict(f"{_NEEDED} WHERE {condition}", [given]):
        if row["skill_id"] is not None:
            known = suggested if row["is_suggested"] else confirmed
            known[row["ticket_id"]][row["skill_id"]] = row["name"]
        if row["wish"] is not None and (wish := orjson.loads(row["wish"])):
            wishes[row["ticket_id"]] = AssigneeWish(wish["userId"], wish["rule"])
    return {id: Needs(confirmed[id], suggested[id]) for id in ticket_ids}, wishes
