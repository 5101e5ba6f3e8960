"""What admins set for triage, through the API, and what triage then does."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain import clock
from domain.actors import SYSTEM
from domain.catalog import ensure_defaults
from domain.ids import new_id
from domain.models import Category, Event, Job, Ticket, TriageDecision, TriageRun
from domain.settings import Settings
from domain.triage.engine import think
from domain.triage.learning import schedule_learning
from domain.triage.store import complete_triage, start_triage
from domain.triage.thresholds import LEAST_REVIEWS
from domain.unit_of_work import UnitOfWork, transact
from domain.vocabulary import (
    DecidedBy,
    EventKind,
    JobKind,
    Review,
    TriageField,
    TriageStatus,
)
from jobs.run_job import run_job
from tests.domain import factories
from tests.domain.factories import make_ticket, open_desk
from tests.jobs.support import make_services
from tests.schema.desk import Desk

SETTINGS = Settings(_env_file=None)
FIELDS = (
    "field threshold precisionTarget thresholdInForce basis labels precision expectedCoverage"
    " foundAt"
)
PICK = f"triageSettings {{ minutesSavedPerTicket fields {{ {FIELDS} }} }}"


@pytest.fixture
async def people(db: str) -> factories.Desk:
    people = await open_desk()
    await people.category.delete()
    await transact(ensure_defaults, SYSTEM)
    return people


@pytest.fixture
def desk() -> Desk:
    return Desk()


def field_of(settings: dict[str, Any], name: str = "CATEGORY") -> dict[str, Any]:
    return next(one for one in settings["fields"] if one["field"] == name)


async def ask(desk: Desk, people: factories.Desk, name: str = "CATEGORY") -> dict[str, Any]:
    settings = (await desk.data(people.admin, f"{{ {PICK} }}"))["triageSettings"]
    return field_of(settings, name)


async def update(desk: Desk, people: factories.Desk, **input: Any) -> dict[str, Any]:
    payload = await desk.do(people.admin, "triageSettingsUpdate", input, PICK)
    assert payload["errors"] == []
    return dict(payload["triageSettings"])


async def decide(
    people: factories.Desk, confidence: float, review: Review | None, count: int
) -> None:
    """Decisions of the past about a category, all by the model and equally sure."""
    for _ in range(count):
        ticket = await make_ticket(people)
        run = await TriageRun.get(ticket_id=ticket.id)
        await TriageDecision.create(
            id=new_id("dec"),
            run_id=run.id,
            ticket_id=ticket.id,
            field=TriageField.CATEGORY,
            value=new_id("cat"),
            confidence=confidence,
            decided_by=DecidedBy.MODEL,
            review=review,
            reviewed_at=clock.now() if review else None,
        )


async def triage(ticket: Ticket) -> dict[TriageField, TriageDecision]:
    run = await TriageRun.get(ticket_id=ticket.id, status=TriageStatus.QUEUED)
    task = await transact(start_triage, SYSTEM, run.id)
    assert task is not None
    outcome = await think(task, None, SETTINGS)
    await transact(complete_triage, SYSTEM, task, outcome, threshold=0.6, is_again=False)
    return {d.field: d for d in await TriageDecision.filter(run_id=run.id)}


async def test_a_new_desk_has_one_fixed_confidence_for_all_fields(
    desk: Desk, people: factories.Desk
) -> None:
    settings = (await desk.data(people.admin, f"{{ {PICK} }}"))["triageSettings"]
    assert settings["minutesSavedPerTicket"] == 5
    assert [one["field"] for one in settings["fields"]] == [field.value for field in TriageField]
    for one in settings["fields"]:
        assert (one["threshold"], one["thresholdInForce"], one["basis"]) == (0.6, 0.6, "FIXED")
        assert (one["labels"], one["expectedCoverage"]) == (0, None)


async def test_a_confidence_for_one_field_decides_what_is_applied(
    desk: Desk, people: factories.Desk
) -> None:
    await update(desk, people, fields=[{"field": "CATEGORY", "threshold": 0.99}])
    ticket = await make_ticket(people, title="Charged twice on my invoice, unacceptable!")
    decisions = await triage(ticket)
    assert not decisions[TriageField.CATEGORY].is_applied
    assert decisions[TriageField.SENTIMENT].is_applied
    assert (await Ticket.get(id=ticket.id)).category_decided_by is DecidedBy.DEFAULT
    await update(desk, people, fields=[{"field": "CATEGORY", "threshold": None}])
    again = await make_ticket(people, title="Charged twice on my invoice, unacceptable!")
    assert (await triage(again))[TriageField.CATEGORY].is_applied


async def test_with_few_reviews_the_fixed_confidence_stands_in_for_a_target(
    desk: Desk, people: factories.Desk
) -> None:
    await decide(people, 0.3, Review.ACCEPTED, LEAST_REVIEWS - 1)
    target = [{"field": "CATEGORY", "precisionTarget": 0.95}]
    found = field_of(await update(desk, people, fields=target))
    assert (found["basis"], found["labels"]) == ("FEW_LABELS", LEAST_REVIEWS - 1)
    assert found["thresholdInForce"] == 0.6
    await decide(people, 0.3, Review.ACCEPTED, 1)
    found = field_of(await update(desk, people, fields=target))
    assert (found["basis"], found["thresholdInForce"]) == ("TARGET", 0.3)
    assert (found["precision"], found["precisionTarget"]) == (1, 0.95)


async def test_a_target_is_met_by_the_reviews_of_the_desk(
    desk: Desk, people: factories.Desk
) -> None:
    await decide(people, 0.9, Review.ACCEPTED, 40)
    await decide(people, 0.5, Review.CORRECTED, 20)
    await decide(people, 0.9, None, 20)
    target = [{"field": "CATEGORY", "precisionTarget": 0.95}]
    found = field_of(await update(desk, people, fields=target))
    assert (found["basis"], found["thresholdInForce"]) == ("TARGET", 0.9)
    assert found["labels"] == 60
    assert found["expectedCoverage"] == 0.75
    changed = await Event.get(kind=EventKind.SETTINGS_CHANGED)
    assert changed.actor_id == people.admin.user_id
    assert changed.changes == [{"field": "category.precisionTarget", "before": None, "after": 0.95}]
    assert (await ask(desk, people))["foundAt"] is not None
    out = [{"field": "CATEGORY", "precisionTarget": None}]
    assert field_of(await update(desk, people, fields=out))["basis"] == "FIXED"


async def test_a_target_out_of_reach_leaves_everything_to_people(
    desk: Desk, people: factories.Desk
) -> None:
    await decide(people, 0.97, Review.CORRECTED, 60)
    target = [{"field": "CATEGORY", "precisionTarget": 0.95}]
    found = field_of(await update(desk, people, fields=target))
    assert (found["basis"], found["thresholdInForce"]) == ("OUT_OF_REACH", 1)
    assert found["expectedCoverage"] == 0
    decisions = await triage(await make_ticket(people, title="Charged twice on my invoice"))
    assert not decisions[TriageField.CATEGORY].is_applied


async def test_reviews_move_the_threshold(desk: Desk, people: factories.Desk) -> None:
    await decide(people, 0.97, Review.ACCEPTED, 59)
    target = [{"field": "CATEGORY", "precisionTarget": 0.95}]
    before = field_of(await update(desk, people, fields=target))
    assert (before["labels"], before["thresholdInForce"]) == (59, 0.97)
    ticket = await make_ticket(people, title="Charged twice on my invoice, unacceptable!")
    await triage(ticket)
    bug = await Category.get(key="bug")
    correction = {"id": ticket.id, "corrections": [{"field": "CATEGORY", "value": bug.id}]}
    payload = await desk.do(people.moderator, "triageCorrect", correction, "ticket { id }")
    assert payload["errors"] == []
    learning = await Job.get(kind=JobKind.TRAIN)
    await Job.filter(id=learning.id).update(run_at=clock.now() - timedelta(days=1))
    assert await run_job(learning.id, make_services())
    found = await ask(desk, people)
    assert (found["labels"], found["basis"]) == (60, "TARGET")
    assert found["foundAt"] > before["foundAt"]


async def test_reviews_of_half_a_minute_are_learned_from_once(people: factories.Desk) -> None:
    async def review(uow: UnitOfWork, at: datetime) -> None:
        uow.now = at
        schedule_learning(uow)

    start = datetime(2026, 3, 1, 12, tzinfo=UTC)
    for second in (0, 1, 29, 30, 59, 60):
        await transact(review, SYSTEM, start + timedelta(seconds=second))
    due = await Job.filter(kind=JobKind.TRAIN).order_by("run_at").values_list("run_at", flat=True)
    assert [(moment - start).seconds for moment in due] == [30, 60, 90]


@pytest.mark.parametrize(
    ("input", "code", "path"),
    [
        ({"fields": [{"field": "TAGS", "threshold": 1.1}]}, "OUT_OF_RANGE", "threshold"),
        ({"fields": [{"field": "TAGS", "precisionTarget": -1}]}, "OUT_OF_RANGE", "precisionTarget"),
        ({"fields": [{"field": "TAGS"}, {"field": "TAGS"}]}, "INVALID", "fields"),
        ({"minutesSavedPerTicket": -1}, "OUT_OF_RANGE", "minutesSavedPerTicket"),
        ({"minutesSavedPerTicket": None}, "REQUIRED", "minutesSavedPerTicket"),
    ],
)
@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_what_is_no_share_is_refused_and_changes_nothing(
    desk: Desk, people: factories.Desk, input: dict[str, Any], code: str, path: str
) -> None:
    payload = await desk.do(people.admin, "triageSettingsUpdate", input, PICK)
    (error,) = payload["errors"]
    assert (error["code"], error["path"][-1]) == (code, path)
    assert (await ask(desk, people, "TAGS"))["basis"] == "FIXED"
    assert not await Event.filter(kind=EventKind.SETTINGS_CHANGED).exists()


async def test_the_minutes_that_a_ticket_saves_can_be_set(
    desk: Desk, people: factories.Desk
) -> None:
    assert (await update(desk, people, minutesSavedPerTicket=7.5))["minutesSavedPerTicket"] == 7.5
    assert (await update(desk, people))["minutesSavedPerTicket"] == 7.5
    (event,) = await Event.filter(kind=EventKind.SETTINGS_CHANGED)
    assert event.changes == [{"field": "minutesSavedPerTicket", "before": 5.0, "after": 7.5}]
