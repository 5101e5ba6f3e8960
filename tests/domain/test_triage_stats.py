"""What triage is worth: the database's figures against plain Python's, on both databases."""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain import stats
from domain.ids import new_id
from domain.models import Event, LlmCall, Suggestion, Ticket, TriageDecision, TriageRun
from domain.stats.triage_quality import BINS
from domain.vocabulary import (
    ACTIVE_STATUSES,
    HUMAN_DECIDERS,
    MACHINE_DECIDERS,
    ActorKind,
    DecidedBy,
    EventKind,
    LlmOutcome,
    LlmPurpose,
    Review,
    SubjectType,
    TicketStatus,
    TriageField,
    TriageStatus,
)
from tests.domain.query_data import EPOCH, Desk, make_desk
from tests.domain.test_stats import percentile
from tests.schema.statements import counted

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


@pytest.mark.parametrize("filter", [None, HIGH])
async def test_the_quality_of_decisions_is_that_of_plain_python(db: str, filter: Any) -> None:
    data = await make_data(seed=2)
    tickets, runs = data.tickets(filter), {run.id for run in data.runs_in(filter)}
    groups: dict[Any, list[TriageDecision]] = defaultdict(list)
    for one in data.decisions:
        if one.run_id in runs and one.decided_by in MACHINE_DECIDERS:
            groups[one.field, None].append(one)
            groups[one.field, one.decided_by].append(one)

    def is_uncontested(one: TriageDecision) -> bool:
        ticket = tickets[one.ticket_id]
        decider = getattr(ticket, f"{one.field.value.lower()}_decided_by", DecidedBy.DEFAULT)
        is_left = one.is_automatic and not one.review and decider not in HUMAN_DECIDERS
        return is_left and ticket.status in ENDED

    found = await stats.triage_quality(scope_of(data, filter))
    assert {(one.field, one.source) for one in found} == groups.keys()
    assert [one.field for one in found] == sorted(
        (one.field for one in found), key=list(TriageField).index
    )
    for one in found:
        rows = groups[one.field, one.source]
        reviewed = [row for row in rows if row.review]
        suggested = [row for row in reviewed if not row.is_automatic]
        accepted = sum(row.review is Review.ACCEPTED for row in reviewed)
        assert one.decisions == len(rows)
        assert one.automatic == sum(row.is_automatic for row in rows)
        assert (one.reviewed, one.accepted) == (len(reviewed), accepted)
        assert one.corrected == len(reviewed) - accepted
        assert one.accuracy == (accepted / len(reviewed) if reviewed else None)
        assert one.reviewed_suggestions == len(suggested)
        wanted = sum(row.review is Review.ACCEPTED for row in suggested)
        assert one.accepted_suggestions == wanted
        assert one.acceptance == (wanted / len(suggested) if suggested else None)
        assert one.uncontested == sum(map(is_uncontested, rows))
    assert sum(one.uncontested for one in found) > 0


def calibration_error(rows: list[TriageDecision]) -> float:
    bins = defaultdict(list)
    for row in rows:
        bins[min(int(row.confidence * BINS), BINS - 1)].append(row)
    gaps = (
        abs(sum(row.confidence - (row.review is Review.ACCEPTED) for row in tenth))
        for tenth in bins.values()
    )
    return sum(gaps) / len(rows)


def coverage(rows: list[TriageDecision], target: float) -> float | None:
    reviewed = [row for row in rows if row.review]
    for threshold in sorted({row.confidence for row in reviewed}):
        reach = [row.review is Review.ACCEPTED for row in reviewed if row.confidence >= threshold]
        if sum(reach) >= target * len(reach):
            return sum(row.confidence >= threshold for row in rows) / len(rows)
    return None


@pytest.mark.parametrize("filter", [None, HIGH])
async def test_what_confidences_are_worth_is_what_plain_python_says(db: str, filter: Any) -> None:
    data = await make_data(seed=3)
    runs = {run.id for run in data.runs_in(filter)}
    found = await stats.triage_confidence(scope_of(data, filter), TARGETS)
    seen = set()
    for name in TriageField:
        for source in (None, *MACHINE_DECIDERS):
            rows = [
                one
                for one in data.decisions
                if one.run_id in runs
                and one.field is name
                and one.decided_by in (MACHINE_DECIDERS if source is None else {source})
            ]
            reviewed = [row for row in rows if row.review]
            if not reviewed:
                assert (name, source) not in found
                continue
            one = found[name, source]
            assert one.calibration_error == pytest.approx(calibration_error(reviewed))
            wanted = coverage(rows, TARGETS[name])
            assert one.coverage == (None if wanted is None else pytest.approx(wanted))
            seen.add(wanted is None)
    assert seen == {True, False} or len(found) > 20


KEYS: dict[stats.CostGroup, Callable[[TriageRun, Ticket], Any]] = {
    stats.CostGroup.DAY: lambda run, _: run.created_at.astimezone(ZoneInfo(ZONE)).date(),
    stats.CostGroup.MODEL: lambda run, _: run.model,
    stats.CostGroup.CATEGORY: lambda _, ticket: ticket.category_id,
}


def share(runs: Iterable[TriageRun]) -> tuple[int, ...]:
    rows = list(runs)
    names = ("input_tokens", "output_tokens", "cost_micros")
    return (len(rows), *(sum(getattr(row, name) for row in rows) for name in names))


@pytest.mark.parametrize("group", list(stats.CostGroup))
async def test_costs_by_day_model_and_category_are_those_of_plain_python(
    db: str, group: stats.CostGroup
) -> None:
    data = await make_data(seed=4)
    for filter in (None, HIGH):
        scope, tickets = scope_of(data, filter), data.tickets(filter)
        groups = defaultdict(list)
        for run in data.runs_in(filter):
            groups[KEYS[group](run, tickets[run.ticket_id])].append(run)
        found = await stats.triage_costs(scope, group)
        keys: list[Any]
        if group is stats.CostGroup.DAY:
            keys = [one.day for one in found]
            assert keys == scope.days
        elif group is stats.CostGroup.MODEL:
            keys = [one.model for one in found]
            assert set(keys) == {None, "gpt", "llama"}
        else:
            keys = [one.category_id for one in found]
            costs = [one.cost_micros for one in found]
            assert costs == sorted(costs, reverse=True)
        assert set(keys) >= groups.keys()
        for key, one in zip(keys, found, strict=True):
            wanted = share(groups[key])
            assert (one.runs, one.input_tokens, one.output_tokens, one.cost_micros) == wanted


@pytest.mark.parametrize("filter", [None, HIGH])
async def test_the_cost_of_a_ticket_is_that_of_all_its_runs(db: str, filter: Any) -> None:
    data = await make_data(seed=5)
    created = data.created(filter)
    done = {
        run.ticket_id
        for run in data.runs
        if run.ticket_id in created and run.status is TriageStatus.COMPLETED
    }
    found = await stats.ticket_cost(scope_of(data, filter))
    cost = sum(run.cost_micros for run in data.runs if run.ticket_id in done)
    assert (found.tickets, found.cost_micros) == (len(done), cost)
    assert found.cost_micros_per_ticket == cost / len(done)


@pytest.mark.parametrize("filter", [None, HIGH])
async def test_the_way_to_completion_is_that_of_first_runs(db: str, filter: Any) -> None:
    data = await make_data(seed=6)
    first: dict[str, TriageRun] = {}
    for run in sorted(data.runs, key=lambda run: run.id):
        first.setdefault(run.ticket_id, run)
    times = [
        (run.finished_at - run.created_at) / timedelta(milliseconds=1)
        for run in data.runs_in(filter)
        if run.finished_at and run.status is TriageStatus.COMPLETED and first[run.ticket_id] is run
    ]
    found = await stats.time_to_completion(scope_of(data, filter))
    assert found.count == len(times)
    assert found.p50_ms == pytest.approx(percentile(times, 50), abs=1e-3)
    assert found.p95_ms == pytest.approx(percentile(times, 95), abs=1e-3)


async def test_failures_are_counted_by_kind_and_quote_no_ticket(db: str) -> None:
    data = await make_data(seed=7)
    wanted: Counter[tuple[bool, str]] = Counter()
    for run in data.runs_in(None):
        if run.status is TriageStatus.FAILED:
            wanted[True, (run.error or "").split(":")[0]] += 1
        elif run.fallback_reason:
            wanted[False, run.fallback_reason] += 1
    found = await stats.triage_failures(scope_of(data))
    assert {(one.gave_up, one.reason): one.count for one in found} == wanted
    assert [one.count for one in found] == sorted(wanted.values(), reverse=True)
    assert {one.reason for one in found if one.gave_up} == {"TransientError", "Odd"}


@pytest.mark.parametrize("filter", [None, HIGH])
async def test_tickets_that_needed_nobody_are_those_of_plain_python(db: str, filter: Any) -> None:
    data = await make_data(count=300, seed=8)
    wanted: Counter[str] = Counter()
    for ticket in data.created(filter).values():
        if ticket.ai_answer is None:
            continue
        wanted["answered"] += 1
        steps = [
            (step.changes[0]["after"], step)
            for step in data.steps
            if step.ticket_id == ticket.id and step.kind is EventKind.TICKET_STATUS_CHANGED
        ]
        place = next((n for n, (after, _) in enumerate(steps) if after in ENDED), None)
        if place is None:
            continue
        end = steps[place][1]
        if ticket.first_response_at and ticket.first_response_at <= end.occurred_at:
            continue
        if any(after in ACTIVE_STATUSES for after, _ in steps[place + 1 :]):
            wanted["reopened"] += 1
        elif end.actor_id == ticket.requester_id:
            wanted["confirmed"] += 1
        else:
            wanted["assumed"] += 1
    found = await stats.resolved_unaided(scope_of(data, filter))
    assert found == stats.Unaided(**wanted)
    assert min(wanted.values()) > 0


async def test_all_calls_are_in_the_books_by_purpose_and_outcome(db: str) -> None:
    data, chance = await make_data(count=0), random.Random(9)
    calls = [
        LlmCall(
            id=new_id("llm"),
            purpose=chance.choice(list(LlmPurpose)),
            outcome=chance.choice(list(LlmOutcome)),
            provider="local",
            model="tiny",
            input_tokens=chance.randrange(900),
            output_tokens=chance.randrange(900),
            cost_micros=chance.randrange(10**6),
            created_at=EPOCH + timedelta(hours=chance.randrange(24 * 40)),
        )
        for _ in range(150)
    ]
    await LlmCall.bulk_create(calls)
    wanted: dict[Any, list[LlmCall]] = defaultdict(list)
    for call in calls:
        if is_in(call.created_at):
            wanted[call.purpose, call.outcome].append(call)
    found = await stats.llm_calls(scope_of(data, HIGH))
    order = [(purpose, outcome) for purpose in LlmPurpose for outcome in LlmOutcome]
    assert [(one.purpose, one.outcome) for one in found] == [key for key in order if wanted[key]]
    for one in found:
        rows = wanted[one.purpose, one.outcome]
        assert one.calls == len(rows)
        assert one.input_tokens == sum(row.input_tokens for row in rows)
        assert one.output_tokens == sum(row.output_tokens for row in rows)
        assert one.cost_micros == sum(row.cost_micros for row in rows)


async def test_help_while_typing_is_counted_and_its_cost_is_that_of_its_ticket(db: str) -> None:
    data = await make_data(seed=10)
    done = [run.ticket_id for run in data.runs if run.status is TriageStatus.COMPLETED]
    ticket_id = next(id for id in done if id in data.created(None))
    before = await stats.ticket_cost(scope_of(data))
    inside, outside = EPOCH + timedelta(days=10), EPOCH + timedelta(days=60)
    user_id = data.desk.requesters[0].id
    for accepted_at, created_at, ticket, cost in (
        (inside, inside, None, 5),
        (inside, inside, None, 7),
        (outside, outside, None, 11),
        (None, inside, ticket_id, 500),
        (inside, inside, ticket_id, 30),
        (None, outside, ticket_id, 1),
    ):
        suggestion = await Suggestion.create(
            id=new_id("sug"),
            user_id=user_id,
            ticket_id=ticket,
            accepted_at=accepted_at,
            created_at=created_at,
        )
        await LlmCall.create(
            id=new_id("llm"),
            purpose=LlmPurpose.ANSWER,
            subject_id=suggestion.id,
            outcome=LlmOutcome.ANSWERED,
            provider="local",
            model="tiny",
            cost_micros=cost,
            created_at=created_at,
        )
    assert await stats.deflections(scope_of(data)) == stats.Deflections(accepted=2, tickets=2)
    after = await stats.ticket_cost(scope_of(data))
    assert after.cost_micros - before.cost_micros == 531
    assert after.tickets == before.tickets


async def test_an_empty_desk_has_figures(db: str) -> None:
    data = await make_data(count=0)
    scope = scope_of(data)
    assert await stats.triage_quality(scope) == []
    assert await stats.triage_confidence(scope, TARGETS) == {}
    assert await stats.triage_costs(scope, stats.CostGroup.MODEL) == []
    assert await stats.triage_failures(scope) == []
    cost = await stats.ticket_cost(scope)
    assert (cost.tickets, cost.cost_micros_per_ticket) == (0, None)
    assert (await stats.time_to_completion(scope)).p50_ms is None
    assert await stats.resolved_unaided(scope) == stats.Unaided(0, 0, 0, 0)
    assert await stats.llm_calls(scope) == []
    assert await stats.deflections(scope) == stats.Deflections(0, 0)


async def test_each_figure_is_one_statement(db: str) -> None:
    data = await make_data(count=5)
    scope = scope_of(data, HIGH)
    figures: list[Callable[[], Any]] = [
        lambda: stats.triage_quality(scope),
        lambda: stats.triage_confidence(scope, TARGETS),
        lambda: stats.triage_costs(scope, stats.CostGroup.CATEGORY),
        lambda: stats.ticket_cost(scope),
        lambda: stats.time_to_completion(scope),
        lambda: stats.triage_failures(scope),
        lambda: stats.resolved_unaided(scope),
        lambda: stats.llm_calls(scope),
    ]
    for figure in figures:
        with counted() as statements:
            await figure()
        assert len(statements) == 1
