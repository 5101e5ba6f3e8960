"""Versions of the learned model: when one is made, which one serves, which are kept."""

from datetime import timedelta
from typing import Any, Final

from tortoise.connection import get_connection

from domain import clock
from domain.actors import Actor
from domain.desk_copy import load_desk
from domain.errors import invalid, not_found
from domain.events import NewEvent
from domain.ids import new_id
from domain.models import Job, ModelVersion, Setting
from domain.policy import require_admin
from domain.triage.labels import count_reviews, load_labelled, most_labels
from domain.triage.settings import CHOSEN_BY_HAND
from domain.triage.training_values import FEWEST_LABELS, Training, TrainingRequest
from domain.unit_of_work import UnitOfWork, transact
from domain.vocabulary import EventKind, JobKind, JobState, SubjectType

KEPT_VERSIONS: Final = 10
"""Besides the serving one, so that there is a way back."""

LEAST_NEWS: Final = 10
NEWS_SHARE: Final = 0.05
OLD: Final = timedelta(days=1)
BARE: Final = (
    "id", "number", "labels", "held_out", "figures", "macro_f1", "is_serving", "reason",
    "created_at",
)  # fmt: skip
"""All that is known of a version but its bytes, which may be many megabytes."""


async def is_training_due() -> bool:
    """Whether there is enough news for another version.

    Ten new reviews, or a twentieth of the labels, whichever is more; after a day, one. Before
    the first version, 20 labels of one field.
    """
    newest = await ModelVersion.all().order_by("-number").only(*BARE).first()
    if newest is None:
        return await most_labels() >= FEWEST_LABELS
    news = await count_reviews(newest.created_at)
    needed = max(LEAST_NEWS, round(newest.labels * NEWS_SHARE))
    return news >= needed or (news > 0 and clock.now() - newest.created_at >= OLD)


async def request_training(actor: Actor) -> Job:
    """Have a version made now, for admins; while one is being made, that one counts.

    Raises INVALID while there are too few labels.
    """
    require_admin(actor)
    found = await most_labels()
    if found < FEWEST_LABELS:
        raise invalid(
            f"The model learns from {FEWEST_LABELS} labels of one field on; there are {found}."
        )
    return await transact(_enqueue_training, actor)


async def _enqueue_training(uow: UnitOfWork) -> Job:
    due = Job.filter(kind=JobKind.TRAIN, run_at__lte=uow.now).using_db(uow.db).order_by("id")
    for job in await due.filter(state__in=[JobState.PENDING, JobState.RUNNING]):
        if job.payload.get("byHand"):
            return job
    uow.enqueue(JobKind.TRAIN, new_id("trg"), {"byHand": True})
    return uow.jobs[-1]


async def is_other_training(job_id: str) -> bool:
    """Whether another worker is at it: two trainings at once would cost twice for nothing."""
    others = Job.filter(kind=JobKind.TRAIN, state=JobState.RUNNING).exclude(id=job_id)
    return await others.exists()


async def read_training_request() -> tuple[TrainingRequest, str | None]:
    """What a training learns from, and the id of the version that it is compared with."""
    serving = await ModelVersion.filter(is_serving=True).first()
    desk = await load_desk(get_connection("default"))
    request = TrainingRequest(
        labelled=await load_labelled(),
        choices=desk.choices,
        rules=desk.rules,
        serving_twin=None if serving is None or serving.twin is None else bytes(serving.twin),
    )
    return request, None if serving is None else serving.id


async def keep_version(uow: UnitOfWork, training: Training, compared_with: str | None) -> None:
    """Write a version down, have it serve if it is no worse, and forget old ones."""
    versions = ModelVersion.all().using_db(uow.db).only(*BARE)
    newest = await versions.order_by("-number").first()
    serving = await versions.filter(is_serving=True).first()
    is_still = (None if serving is None else serving.id) == compared_with
    serves, reason = _verdict(training, is_still, await _is_chosen_by_hand(uow))
    if serves:
        await ModelVersion.filter(is_serving=True).using_db(uow.db).update(is_serving=False)
    version = await ModelVersion.create(
        id=new_id("mod"),
        number=1 if newest is None else newest.number + 1,
        content=training.content,
        twin=training.twin,
        labels=training.labels,
        held_out=training.held_out,
        figures=[_figure(one) for one in training.figures],
        macro_f1=training.macro_f1,
        is_serving=serves,
        reason=reason,
        created_at=uow.now,
        using_db=uow.db,
    )
    _record(uow, EventKind.MODEL_TRAINED, version, labels=version.labels, reason=reason)
    if serves:
        _record(uow, EventKind.MODEL_SERVED, version, byHand=False)
    kept = ModelVersion.filter(is_serving=False).using_db(uow.db).order_by("-number")
    numbers = await kept.limit(KEPT_VERSIONS).values_list("number", flat=True)
    if len(numbers) == KEPT_VERSIONS:
        old = ModelVersion.filter(is_serving=False, number__lt=numbers[-1]).using_db(uow.db)
        await old.delete()


async def serve_version(uow: UnitOfWork, number: int | None) -> ModelVersion | None:
    """Have this version serve, or none; for admins. Returns the one that serves now.

    When it is not the newest, new versions wait to be chosen by hand as well; choosing the
    newest ends that. Raises NOT_FOUND.
    """
    require_admin(uow.actor)
    versions = ModelVersion.all().using_db(uow.db).only(*BARE)
    newest = await versions.order_by("-number").select_for_update().first()
    chosen = None if number is None else await versions.filter(number=number).first()
    if number is not None and chosen is None:
        raise not_found("version", "version")
    await ModelVersion.filter(is_serving=True).using_db(uow.db).update(is_serving=False)
    if chosen is not None:
        await ModelVersion.filter(id=chosen.id).using_db(uow.db).update(is_serving=True)
        chosen.is_serving = True
    by_hand = newest is not None and (chosen is None or chosen.id != newest.id)
    await Setting.update_or_create(
        key=CHOSEN_BY_HAND,
        defaults={"value": by_hand, "updated_at": uow.now},
        using_db=uow.db,
    )
    subject = chosen or newest
    if subject is not None:
        _record(uow, EventKind.MODEL_SERVED, chosen, subject_id=subject.id, byHand=True)
    return chosen


async def _is_chosen_by_hand(uow: UnitOfWork) -> bool:
    row = await Setting.get_or_none(key=CHOSEN_BY_HAND, using_db=uow.db)
    return row is not None and row.value is True


def _verdict(training: Training, is_still: bool, by_hand: bool) -> tuple[bool, str]:
    own, other = training.macro_f1, training.serving_macro_f1
    if by_hand:
        return False, "An admin has chosen which version serves."
    if not is_still:
        return False, "Another version began to serve meanwhile."
    if own is None:
        return True, "There are too few labels to hold any out: the newest serves."
    if other is None:
        return True, f"Macro-F1 {own:.3f} on held-out labels; there was none to compare with."
    if own >= other:
        return True, f"Macro-F1 {own:.3f} on held-out labels; the one before has {other:.3f}."
    return False, f"Macro-F1 {own:.3f} on held-out labels; the serving one has {other:.3f}."


def _figure(one: Any) -> dict[str, Any]:
    return {
        "field": one.field.value,
        "labels": one.labels,
        "accuracy": one.accuracy,
        "macroF1": one.macro_f1,
        "calibrationError": one.calibration_error,
    }


def _record(
    uow: UnitOfWork,
    kind: EventKind,
    version: ModelVersion | None,
    *,
    subject_id: str | None = None,
    **data: Any,
) -> None:
    """About `version`; None: none serves any more, `subject_id` then names the newest."""
    known = {"version": None if version is None else version.number}
    about = subject_id or (version.id if version is not None else "")
    uow.record(NewEvent(kind, SubjectType.LEARNED_MODEL, about, data=known | data))
