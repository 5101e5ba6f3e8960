"""What triage is worth, through the API."""

from datetime import timedelta
from typing import Any

import pytest

from domain import clock
from domain.actors import SYSTEM, Actor
from domain.catalog import ensure_defaults
from domain.ids import new_id
from domain.models import Category, LlmCall, TriageDecision, TriageRun
from domain.triage.engine import think
from domain.triage.store import complete_triage, start_triage
from domain.unit_of_work import transact
from domain.vocabulary import LlmOutcome, LlmPurpose, Scope, TriageField
from tests.domain import factories
from tests.domain.factories import make_ticket, open_desk
from tests.jobs.support import make_settings
from tests.schema.desk import Desk

TEXT = {"title": "Charged twice", "description": "I was charged twice. This is unacceptable!"}


@pytest.fixture
async def people(db: str) -> factories.Desk:
    people = await open_desk()
    await people.category.delete()
    await transact(ensure_defaults, SYSTEM)
    return people


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def triage(people: factories.Desk, cost_micros: int = 0) -> tuple[str, TriageRun]:
    ticket = await make_ticket(people, **TEXT)
    run = await TriageRun.get(ticket_id=ticket.id)
    task = await transact(start_triage, SYSTEM, run.id)
    assert task is not None
    outcome = await think(task, None, make_settings())
    await transact(complete_triage, SYSTEM, task, outcome, threshold=0.6, is_again=False)
    await TriageRun.filter(id=run.id).update(cost_micros=cost_micros, model="tiny")
    return ticket.id, await TriageRun.get(id=run.id)


async def stats(desk: Desk, viewer: Actor, pick: str, group: str = "DAY") -> dict[str, Any]:
    today = clock.now().date()
    query = (
        f"query($range: DateRange!) {{ triageStats(range: $range, groupBy: {group}) {{ {pick} }} }}"
    )
    days = {"from": str(today - timedelta(days=1)), "to": str(today + timedelta(days=1))}
    return dict((await desk.data(viewer, query, {"range": days}))["triageStats"])


async def test_reviews_tell_how_often_triage_is_right(desk: Desk, people: factories.Desk) -> None:
    first, _ = await triage(people)
    second, _ = await triage(people)
    await triage(people)
    bug = await Category.get(key="bug")
    accept = {"id": first, "fields": ["CATEGORY"]}
    correct = {"id": second, "corrections": [{"field": "CATEGORY", "value": bug.id}]}
    for mutation, input in (("triageAccept", accept), ("triageCorrect", correct)):
        assert (await desk.do(people.moderator, mutation, input, "ticket { id }"))["errors"] == []
    pick = (
        "quality { field source decisions automatic automaticShare reviewed accepted corrected "
        "accuracy acceptance uncontested calibrationError precisionTarget coverageAtTarget }"
    )
    rows = (await stats(desk, people.moderator, pick))["quality"]
    (whole,) = (row for row in rows if row["field"] == "CATEGORY" and row["source"] is None)
    assert (whole["decisions"], whole["reviewed"]) == (3, 2)
    assert (whole["accepted"], whole["corrected"], whole["accuracy"]) == (1, 1, 0.5)
    assert (whole["automatic"], whole["automaticShare"]) == (3, 1)
    assert (whole["acceptance"], whole["uncontested"]) == (None, 0)
    assert (whole["precisionTarget"], whole["coverageAtTarget"]) == (0.95, None)
    decision = await TriageDecision.get(ticket_id=first, field=TriageField.CATEGORY)
    assert whole["calibrationError"] == pytest.approx(abs(decision.confidence - 0.5))


async def test_a_suggestion_that_is_accepted_was_not_automatic(
    desk: Desk, people: factories.Desk
) -> None:
    higher = {"fields": [{"field": "CATEGORY", "threshold": 0.99}]}
    await desk.do(people.admin, "triageSettingsUpdate", higher, "triageSettings { __typename }")
    ticket_id, _ = await triage(people)
    await desk.do(people.moderator, "triageAccept", {"id": ticket_id}, "ticket { id }")
    rows = (await stats(desk, people.admin, "quality { field source automatic acceptance }"))[
        "quality"
    ]
    (whole,) = (row for row in rows if row["field"] == "CATEGORY" and row["source"] is None)
    assert (whole["automatic"], whole["acceptance"]) == (0, 1)


async def test_what_triage_costs_is_for_admins(desk: Desk, people: factories.Desk) -> None:
    await triage(people, cost_micros=700)
    await triage(people, cost_micros=300)
    pick = (
        "costs { day model category { key } runs costMicros } "
        "costPerTicket { tickets costMicros costMicrosPerTicket } "
        "llmCalls { purpose outcome calls costMicros } "
        "timeSaved { tickets minutesPerTicket estimatedMinutes }"
    )
    await LlmCall.create(
        id=new_id("llm"),
        purpose=LlmPurpose.ANSWER,
        outcome=LlmOutcome.ABANDONED,
        provider="local",
        model="tiny",
        cost_micros=40,
        created_at=clock.now(),
    )
    seen = await stats(desk, people.admin, pick)
    abandoned = {"purpose": "ANSWER", "outcome": "ABANDONED", "calls": 1, "costMicros": 40}
    assert seen["llmCalls"] == [abandoned]
    assert [one["costMicros"] for one in seen["costs"] if one["runs"]] == [1000]
    assert len(seen["costs"]) == 3
    assert seen["costs"][0]["model"] is None
    per_ticket = {"tickets": 2, "costMicros": 1000, "costMicrosPerTicket": 500}
    assert seen["costPerTicket"] == per_ticket
    (by_model,) = (await stats(desk, people.admin, pick, "MODEL"))["costs"]
    assert (by_model["model"], by_model["day"], by_model["runs"]) == ("tiny", None, 2)
    (by_category,) = (await stats(desk, people.admin, pick, "CATEGORY"))["costs"]
    assert by_category["category"]["key"] == "billing"
    machine = Actor(
        user_id=people.admin.user_id, role=people.admin.role, scopes=frozenset({Scope.READ})
    )
    for viewer in (people.moderator, machine):
        hidden = await stats(desk, viewer, pick)
        assert (hidden["costs"], hidden["costPerTicket"]) == (None, None)
        assert hidden["llmCalls"] is None
        assert hidden["timeSaved"]["tickets"] == 2


async def test_the_time_saved_is_tickets_times_the_setting(
    desk: Desk, people: factories.Desk
) -> None:
    await triage(people)
    await desk.do(
        people.admin, "triageSettingsUpdate", {"minutesSavedPerTicket": 2.5},
        "triageSettings { __typename }",
    )  # fmt: skip
    pick = "timeSaved { tickets minutesPerTicket estimatedMinutes }"
    saved = {"tickets": 1, "minutesPerTicket": 2.5, "estimatedMinutes": 2.5}
    assert (await stats(desk, people.moderator, pick))["timeSaved"] == saved


async def test_times_failures_and_unaided_tickets_are_told(
    desk: Desk, people: factories.Desk
) -> None:
    _, run = await triage(people)
    ticket = await make_ticket(people)
    await TriageRun.filter(ticket_id=ticket.id).update(status="FAILED", error="OSError: disk")
    pick = (
        "latency { count p50 p95 } timeToCompletion { count p50 p95 } "
        "failures { gaveUp reason count } "
        "resolvedUnaided { answered confirmed assumed reopened } "
        "deflections { accepted tickets }"
    )
    seen = await stats(desk, people.moderator, pick)
    assert seen["latency"] == {"count": 1, "p50": run.latency_ms, "p95": run.latency_ms}
    assert run.finished_at is not None
    took = (run.finished_at - run.created_at) / timedelta(milliseconds=1)
    assert seen["timeToCompletion"]["p95"] == pytest.approx(took, abs=0.001)
    assert seen["failures"] == [{"gaveUp": True, "reason": "OSError", "count": 1}]
    nobody = {"answered": 0, "confirmed": 0, "assumed": 0, "reopened": 0}
    assert seen["resolvedUnaided"] == nobody
    assert seen["deflections"] == {"accepted": 0, "tickets": 0}


async def test_a_ticket_that_its_answer_has_solved_is_confirmed_until_it_is_reopened(
    desk: Desk, people: factories.Desk
) -> None:
    ticket = await make_ticket(people)
    ticket.ai_answer = "Turn it off and on again."
    await ticket.save()
    pick = "resolvedUnaided { answered confirmed assumed reopened }"
    await desk.do(people.requester, "ticketResolve", {"id": ticket.id}, "ticket { id }")
    seen = (await stats(desk, people.moderator, pick))["resolvedUnaided"]
    assert seen == {"answered": 1, "confirmed": 1, "assumed": 0, "reopened": 0}
    await desk.do(people.requester, "ticketReopen", {"id": ticket.id}, "ticket { id }")
    seen = (await stats(desk, people.moderator, pick))["resolvedUnaided"]
    assert seen == {"answered": 1, "confirmed": 0, "assumed": 0, "reopened": 1}
