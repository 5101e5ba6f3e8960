"""Changing what is set for triage, and finding the thresholds that meet precision targets."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from tortoise.queryset import QuerySet

from domain import clock
from domain.actors import Actor
from domain.errors import ErrorCode, invalid
from domain.events import Change, NewEvent
from domain.models import Setting, TriageDecision
from domain.policy import require_admin
from domain.triage import llm_trust
from domain.triage.llm_trust import LlmTrust, learn_llm_trust
from domain.triage.settings import (
    DEFAULT_MINUTES_SAVED,
    LLM_TRUST,
    MINUTES_SAVED,
    TriageSettings,
    load_triage_settings,
    settings_key,
)
from domain.triage.thresholds import Calibration, Reviewed, calibrate
from domain.unit_of_work import UnitOfWork, transact
from domain.unset import UNSET, UnsetType
from domain.vocabulary import MACHINE_DECIDERS, EventKind, Review, SubjectType, TriageField

MOST_MINUTES_SAVED: Final = 480.0
NEWEST_REVIEWS: Final = 2_000
"""So many reviewed decisions count for a threshold: older ones speak of older models."""


@dataclass(frozen=True, slots=True)
class FieldChanges:
    """None: the process's own threshold again, or no target any more."""

    field: TriageField
    threshold: float | UnsetType | None = UNSET
    precision_target: float | UnsetType | None = UNSET


async def update_triage_settings(
    actor: Actor,
    fields: Sequence[FieldChanges],
    minutes_saved_per_ticket: float | UnsetType,
    default: float,
) -> TriageSettings:
    """Change what is set, for admins; thresholds for new targets are found at once.

    `default` is as in `load_triage_settings`. Raises OUT_OF_RANGE for what is no share or no
    number of minutes, and INVALID for a field named twice.
    """
    require_admin(actor)
    _check(fields, minutes_saved_per_ticket)
    targets = {
        one.field: one.precision_target for one in fields if isinstance(one.precision_target, float)
    }
    found = await find_thresholds(targets)
    await transact(_write, actor, fields, minutes_saved_per_ticket, found)
    return await load_triage_settings(default)


async def find_thresholds(targets: Mapping[TriageField, float]) -> dict[TriageField, Calibration]:
    """For each field the smallest confidence that meets its target; off the event loop."""
    return {
        field: await asyncio.to_thread(calibrate, await _judged(field), target)
        for field, target in targets.items()
    }


async def renew_thresholds(uow: UnitOfWork, found: Mapping[TriageField, Calibration]) -> None:
    """Keep what new reviews say, for fields that still have a target."""
    for field, calibration in found.items():
        value = await _locked_value(uow, field)
        if value.get("precisionTarget") is not None:
            await _put(uow, settings_key(field), value | _as_json(calibration))


async def find_llm_trust() -> dict[TriageField, LlmTrust]:
    """How far a language model's own confidence has come true, for each field with reviews."""
    found = {}
    for field in TriageField:
        rows = TriageDecision.filter(field=field, llm_confidence__not_isnull=True)
        if reviewed := await _reviewed(rows, "llm_confidence", llm_trust.NEWEST_REVIEWS):
            found[field] = await asyncio.to_thread(learn_llm_trust, reviewed)
    return found


async def keep_llm_trust(uow: UnitOfWork, found: Mapping[TriageField, LlmTrust]) -> None:
    if found:
        await _put(uow, LLM_TRUST, {field.value: asdict(one) for field, one in found.items()})


async def _write(
    uow: UnitOfWork,
    fields: Sequence[FieldChanges],
    minutes: float | UnsetType,
    found: Mapping[TriageField, Calibration],
) -> None:
    changes = []
    for one in fields:
        before = await _locked_value(uow, one.field)
        given = {"threshold": one.threshold, "precisionTarget": one.precision_target}
        after = before | {name: value for name, value in given.items() if value is not UNSET}
        if one.field in found:
            after |= _as_json(found[one.field])
        await _put(uow, settings_key(one.field), after)
        changes += [
            Change(f"{one.field.value.lower()}.{name}", before.get(name), after.get(name))
            for name in given
            if before.get(name) != after.get(name)
        ]
    if minutes is not UNSET:
        row = await Setting.get_or_none(key=MINUTES_SAVED, using_db=uow.db)
        known = DEFAULT_MINUTES_SAVED if row is None else row.value
        await _put(uow, MINUTES_SAVED, minutes)
        if known != minutes:
            changes.append(Change("minutesSavedPerTicket", known, minutes))
    if changes:
        uow.record(
            NewEvent(
                EventKind.SETTINGS_CHANGED, SubjectType.SETTINGS, "triage", changes=tuple(changes)
            )
        )


async def _judged(field: TriageField) -> list[Reviewed]:
    """Only what a machine decided counts, and was sure of to some degree."""
    rows = TriageDecision.filter(field=field, decided_by__in=list(MACHINE_DECIDERS))
    return await _reviewed(rows, "confidence", NEWEST_REVIEWS)


async def _reviewed(rows: QuerySet[TriageDecision], said: str, newest: int) -> list[Reviewed]:
    """The newest of these decisions that people have reviewed, oldest first.

    `said` is the column of how sure a machine was.
    """
    seen = rows.filter(reviewed_at__not_isnull=True).order_by("-reviewed_at", "-id").limit(newest)
    found = await seen.values_list(said, "review")
    return [(float(sure), review == Review.ACCEPTED) for sure, review in reversed(found)]


def _check(fields: Sequence[FieldChanges], minutes: float | UnsetType) -> None:
    for place, one in enumerate(fields):
        for name in ("threshold", "precision_target"):
            value = getattr(one, name)
            if isinstance(value, float) and not 0 <= value <= 1:
                raise invalid(
                    "A share between 0 and 1.", "fields", str(place), name,
                    code=ErrorCode.OUT_OF_RANGE,
                )  # fmt: skip
    if len({one.field for one in fields}) < len(fields):
        raise invalid("Name each field once.", "fields")
    if isinstance(minutes, float) and not 0 <= minutes <= MOST_MINUTES_SAVED:
        message = f"Between 0 and {MOST_MINUTES_SAVED:g} minutes."
        raise invalid(message, "minutes_saved_per_ticket", code=ErrorCode.OUT_OF_RANGE)


def _as_json(found: Calibration) -> dict[str, Any]:
    return {
        "found": {
            "threshold": found.threshold,
            "labels": found.labels,
            "precision": found.precision,
            "coverage": found.coverage,
            "at": clock.now().isoformat(),
        }
    }


async def _locked_value(uow: UnitOfWork, field: TriageField) -> dict[str, Any]:
    rows = Setting.filter(key=settings_key(field)).using_db(uow.db)
    row = await rows.select_for_update().first()
    return {} if row is None else dict(row.value)


async def _put(uow: UnitOfWork, key: str, value: Any) -> None:
    await Setting.update_or_create(
        key=key, defaults={"value": value, "updated_at": uow.now}, using_db=uow.db
    )
