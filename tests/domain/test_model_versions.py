"""Versions of the learned model: which one serves, which are kept, when one is made."""

from datetime import timedelta
from typing import Any

import pytest

from domain import clock
from domain.actors import SYSTEM
from domain.errors import ErrorCode
from domain.ids import new_id
from domain.models import Event, Job, ModelVersion, TriageDecision, TriageRun
from domain.triage.training_values import FieldFigures, Training
from domain.triage.versions import (
    KEPT_VERSIONS,
    LEAST_NEWS,
    is_training_due,
    keep_version,
    request_training,
    serve_version,
)
from domain.unit_of_work import transact
from domain.vocabulary import DecidedBy, EventKind, JobKind, JobState, Review, TriageField
from tests.domain.factories import Desk, make_ticket, open_desk, refused

FIGURE = FieldFigures(TriageField.CATEGORY, 20, 0.8, 0.7, 0.05)


@pytest.fixture
async def desk(db: str) -> Desk:
    return await open_desk()


def judged(own: float, serving: float | None = None, labels: int = 100) -> Training:
    return Training(b"content", labels, b"twin", 20, (FIGURE,), own, serving)


async def keep(training: Training) -> ModelVersion:
    serving = await ModelVersion.get_or_none(is_serving=True)
    await transact(keep_version, SYSTEM, training, serving.id if serving else None)
    newest = await ModelVersion.all().order_by("-number").first()
    assert newest is not None
    return newest


async def serving() -> int | None:
    row = await ModelVersion.get_or_none(is_serving=True)
    return row.number if row else None


async def test_the_first_version_serves_and_says_how_good_it_is(desk: Desk) -> None:
    version = await keep(judged(0.7))
    assert (version.number, version.is_serving, version.labels, version.held_out) == (
        1, True, 100, 20,
    )  # fmt: skip
    assert (bytes(version.content), bytes(version.twin)) == (b"content", b"twin")
    assert version.figures == [
        {
            "field": "CATEGORY",
            "labels": 20,
            "accuracy": 0.8,
            "macroF1": 0.7,
            "calibrationError": 0.05,
        }
    ]
    trained, served = await Event.filter(subject_id=version.id).order_by("position")
    assert (trained.kind, trained.data["version"]) == (EventKind.MODEL_TRAINED, 1)
    assert (served.kind, served.data) == (EventKind.MODEL_SERVED, {"version": 1, "byHand": False})


@pytest.mark.parametrize(
    ("own", "other", "number"), [(0.7, 0.7, 2), (0.71, 0.7, 2), (0.699, 0.7, 1)]
)
async def test_a_version_serves_only_if_it_is_no_worse_on_the_same_labels(
    desk: Desk, own: float, other: float, number: int
) -> None:
    await keep(judged(0.5))
    version = await keep(judged(own, other))
    assert await serving() == number
    assert f"{own:.3f}" in version.reason
    assert f"{other:.3f}" in version.reason


async def test_while_labels_are_few_the_newest_serves_unjudged(desk: Desk) -> None:
    await keep(Training(b"1", 20))
    version = await keep(Training(b"2", 25))
    assert (await serving(), version.macro_f1, version.twin) == (2, None, None)


async def test_a_version_made_while_another_began_to_serve_waits(desk: Desk) -> None:
    await keep(judged(0.5))
    compared_with = (await ModelVersion.get(number=1)).id
    await keep(judged(0.6, 0.5))
    await transact(keep_version, SYSTEM, judged(0.9, 0.5), compared_with)
    assert await serving() == 2


async def test_an_admin_goes_back_and_new_versions_wait_until_he_takes_the_newest(
    desk: Desk,
) -> None:
    for own in (0.5, 0.6):
        await keep(judged(own, 0.5))
    chosen = await transact(serve_version, desk.admin, 1)
    assert chosen is not None
    assert (chosen.number, await serving()) == (1, 1)
    version = await keep(judged(0.9, 0.5))
    assert (version.is_serving, await serving()) == (False, 1)
    assert await transact(serve_version, desk.admin, None) is None
    assert await serving() is None
    assert not (await keep(judged(0.9))).is_serving
    await transact(serve_version, desk.admin, 4)
    assert (await keep(judged(0.9, 0.9))).is_serving
    by_hand = await Event.filter(kind=EventKind.MODEL_SERVED, actor_id=desk.admin.user_id)
    assert [event.data["version"] for event in by_hand] == [1, None, 4]


async def test_only_admins_choose_and_only_among_what_there_is(desk: Desk) -> None:
    await keep(judged(0.5))
    await refused(transact(serve_version, desk.admin, 7), ErrorCode.NOT_FOUND)
    await refused(transact(serve_version, desk.moderator, None), ErrorCode.FORBIDDEN)
    await refused(request_training(desk.moderator), ErrorCode.FORBIDDEN)
    assert await serving() == 1


async def test_old_versions_are_forgotten_but_never_the_serving_one(desk: Desk) -> None:
    await keep(judged(0.9))
    for _ in range(KEPT_VERSIONS + 3):
        await keep(judged(0.1, 0.9))
    numbers = await ModelVersion.all().order_by("number").values_list("number", flat=True)
    assert numbers == [1, *range(5, KEPT_VERSIONS + 5)]
    assert await serving() == 1


async def review(desk: Desk, count: int, **at: Any) -> None:
    for _ in range(count):
        ticket = await make_ticket(desk)
        run = await TriageRun.get(ticket_id=ticket.id)
        await TriageDecision.create(
            id=new_id("dec"),
            run_id=run.id,
            ticket_id=ticket.id,
            field=TriageField.PRIORITY,
            value="LOW",
            confidence=0.5,
            decided_by=DecidedBy.RULE,
            review=Review.ACCEPTED,
            reviewed_value="LOW",
            reviewed_at=clock.now() + timedelta(**at),
        )


async def test_a_training_is_due_after_enough_news_or_a_day(desk: Desk) -> None:
    assert not await is_training_due()
    await keep(judged(0.5, labels=100))
    await review(desk, 3, hours=-1)
    assert not await is_training_due()
    await review(desk, LEAST_NEWS - 1, minutes=1)
    assert not await is_training_due()
    await review(desk, 1, minutes=1)
    assert await is_training_due()
    await ModelVersion.all().update(labels=LEAST_NEWS * 40)
    assert not await is_training_due()
    await ModelVersion.all().update(created_at=clock.now() - timedelta(hours=25))
    assert await is_training_due()


async def test_the_first_training_is_due_from_twenty_labels_on(desk: Desk) -> None:
    for number in range(20):
        assert not await is_training_due()
        if number == 19:
            error = await refused(request_training(desk.admin), ErrorCode.INVALID)
            assert "there are 19" in error.message
        await make_ticket(desk, category_id=desk.category.id)
    assert await is_training_due()
    job = await request_training(desk.admin)
    again = await request_training(desk.admin)
    assert again.id == job.id
    await Job.filter(id=job.id).update(state=JobState.DONE)
    assert (await request_training(desk.admin)).id != job.id
    assert await Job.filter(kind=JobKind.TRAIN).count() == 2
