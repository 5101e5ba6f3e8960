"""How good triage is: the database's figures against plain Python's, on both databases."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest

from domain import stats
from domain.models import TriageDecision
from domain.stats.triage_quality import BINS
from domain.vocabulary import (
    HUMAN_DECIDERS,
    MACHINE_DECIDERS,
    DecidedBy,
    Review,
    TriageField,
)
from tests.domain.triaged_desk import ENDED, HIGH, TARGETS, make_data, scope_of
from tests.schema.statements import counted_everywhere


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
        with counted_everywhere() as statements:
            await figure()
        assert len(statements) == 1
