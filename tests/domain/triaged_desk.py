"""A desk whose tickets were triaged, as plain rows, for figures to be computed twice."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain import stats
from domain.ids import new_id
from domain.models import Event, Ticket, TriageDecision, TriageRun
from domain.vocabulary import (
    ActorKind,
    DecidedBy,
    EventKind,
    Review,
    SubjectType,
    TicketStatus,
    TriageField,
    TriageStatus,
)
from tests.domain.query_data import Desk, make_desk

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 28)
ZONE = "Europe/Berlin"
HIGH = {"priority": {"in": ["HIGH", "CRITICAL"]}}
TARGETS = {f: 0.8 if f is TriageField.CATEGORY else 0.6 for f in TriageField}
ENDED = (TicketStatus.RESOLVED, TicketStatus.CLOSED)


@dataclass
class Triaged:
    """A desk with its runs, decisions and steps, as plain rows."""

    desk: Desk
    runs: list[TriageRun] = field(default_factory=list)
    decisions: list[TriageDecision] = field(default_factory=list)
    steps: list[Event] = field(default_factory=list)

    def tickets(self, filter: Any) -> dict[str, Ticket]:
        rows = self.desk.tickets
        if filter:
            rows = [row for row in rows if row.priority in ("HIGH", "CRITICAL")]
        return {row.id: row for row in rows}

    def created(self, filter: Any) -> dict[str, Ticket]:
        rows = self.tickets(filter).items()
        return {id: row for id, row in rows if is_in(row.created_at)}

    def runs_in(self, filter: Any) -> list[TriageRun]:
        known = self.tickets(filter)
        return [run for run in self.runs if run.ticket_id in known and is_in(run.created_at)]


def is_in(moment: datetime) -> bool:
    return FIRST <= moment.astimezone(ZoneInfo(ZONE)).date() <= LAST


def scope_of(data: Triaged, filter: Any = None) -> stats.StatsScope:
    return stats.stats_scope(data.desk.moderator, FIRST, LAST, ZONE, filter)


async def make_data(count: int = 120, seed: int = 1) -> Triaged:
    chance = random.Random(seed)
    data = Triaged(await make_desk(count, seed=seed, days=30))
    for ticket in data.desk.tickets:
        for name in ("category", "priority", "urgency", "sentiment"):
            setattr(ticket, f"{name}_decided_by", chance.choice(list(DecidedBy)))
        ticket.ai_answer = chance.choice([None, "Have you tried it again?"])
        await ticket.save(force_update=True)
        for _ in range(chance.choice([0, 1, 1, 2])):
            data.runs.append(a_run(chance, ticket))
            fields = chance.sample(list(TriageField), 4)
            data.decisions += [a_decision(chance, data.runs[-1], one) for one in fields]
        data.steps += [a_step(chance, ticket, place) for place in range(chance.randrange(4))]
    await TriageRun.bulk_create(data.runs)
    await TriageDecision.bulk_create(data.decisions)
    await Event.bulk_create(data.steps)
    positions = dict(await Event.all().values_list("id", "position"))
    data.steps.sort(key=lambda step: positions[step.id])
    return data


def a_run(chance: random.Random, ticket: Ticket) -> TriageRun:
    created = ticket.created_at + timedelta(hours=chance.randrange(30))
    status = chance.choice([TriageStatus.COMPLETED] * 3 + [TriageStatus.FAILED])
    micros = chance.choice([0, 1, chance.randrange(9_000_000)])
    return TriageRun(
        id=new_id("trn"),
        ticket_id=ticket.id,
        status=status,
        model=chance.choice([None, "gpt", "llama"]),
        input_tokens=chance.randrange(2_000),
        output_tokens=chance.randrange(500),
        cost_micros=chance.randrange(10**7),
        latency_ms=chance.choice([None, chance.randrange(9_000)]),
        error=chance.choice(["TransientError: ticket 7", "TransientError: ticket 8", "Odd"])
        if status is TriageStatus.FAILED
        else None,
        fallback_reason=chance.choice([None, None, "Too slow.", "It answered 401: key."]),
        created_at=created,
        finished_at=created + timedelta(microseconds=micros),
    )


def a_decision(chance: random.Random, run: TriageRun, name: TriageField) -> TriageDecision:
    return TriageDecision(
        id=new_id("dec"),
        run_id=run.id,
        ticket_id=run.ticket_id,
        field=name,
        value="x",
        confidence=chance.choice([0.0, 0.5, 0.9, 1.0, round(chance.random(), 4)]),
        decided_by=chance.choice(list(DecidedBy)),
        is_automatic=chance.random() < 0.5,
        review=chance.choice([None, Review.ACCEPTED, Review.ACCEPTED, Review.CORRECTED]),
    )


def a_step(chance: random.Random, ticket: Ticket, place: int) -> Event:
    after = chance.choice(list(TicketStatus))
    return Event(
        id=new_id("evt"),
        kind=chance.choice([EventKind.TICKET_STATUS_CHANGED] * 3 + [EventKind.TICKET_UPDATED]),
        subject_type=SubjectType.TICKET,
        subject_id=ticket.id,
        ticket_id=ticket.id,
        actor_kind=ActorKind.USER,
        actor_id=chance.choice([ticket.requester_id, new_id("usr")]),
        changes=[{"field": "status", "before": "OPEN", "after": after.value}],
        occurred_at=ticket.created_at + timedelta(hours=place * chance.randrange(1, 20)),
    )
