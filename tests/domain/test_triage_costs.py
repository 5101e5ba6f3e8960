"""What triage costs, where it fails and what it spares, against plain Python, on both databases."""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain import stats
from domain.ids import new_id
from domain.models import LlmCall, Suggestion, Ticket, TriageRun
from domain.vocabulary import (
    ACTIVE_STATUSES,
    EventKind,
    LlmOutcome,
    LlmPurpose,
    TriageStatus,
)
from tests.domain.query_data import EPOCH
from tests.domain.test_stats import percentile
from tests.domain.triaged_desk import (
    ENDED,
    HIGH,
    ZONE,
    is_in,
    make_data,
    scope_of,
)

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
