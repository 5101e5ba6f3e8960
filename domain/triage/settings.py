"""What admins have set for triage: how sure each field must be, and what a ticket saves."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.connection import get_connection

from domain.desk_copy import DeskCopy
from domain.models import Setting, TriageDecision
from domain.triage.llm_trust import LlmTrust
from domain.triage.thresholds import LEAST_REVIEWS, Calibration
from domain.vocabulary import MACHINE_DECIDERS, TriageField

MINUTES_SAVED: Final = "triage_minutes_saved"
CHOSEN_BY_HAND: Final = "model_chosen_by_hand"
LLM_TRUST: Final = "triage_llm_trust"
DEFAULT_MINUTES_SAVED: Final = 5.0
_NEWEST_DECISIONS: Final = 1_000


class ThresholdBasis(StrEnum):
    """Why the threshold of a field is what it is."""

    FIXED = "FIXED"
    TARGET = "TARGET"
    FEW_LABELS = "FEW_LABELS"
    OUT_OF_REACH = "OUT_OF_REACH"


@dataclass(frozen=True, slots=True)
class FieldSettings:
    """One field: what the admins set, and what was found from reviews when they set a target."""

    field: TriageField
    threshold: float
    precision_target: float | None = None
    found: Calibration | None = None
    found_at: datetime | None = None

    @property
    def basis(self) -> ThresholdBasis:
        if self.precision_target is None:
            return ThresholdBasis.FIXED
        if self.found is None or self.found.labels < LEAST_REVIEWS:
            return ThresholdBasis.FEW_LABELS
        if self.found.precision is None:
            return ThresholdBasis.OUT_OF_REACH
        return ThresholdBasis.TARGET

    @property
    def threshold_in_force(self) -> float:
        if self.found is None or self.basis in (ThresholdBasis.FIXED, ThresholdBasis.FEW_LABELS):
            return self.threshold
        return self.found.threshold


@dataclass(frozen=True, slots=True)
class TriageSettings:
    fields: tuple[FieldSettings, ...]
    minutes_saved_per_ticket: float
    new_versions_serve: bool
    """False while an admin has gone back to an older version of the model, or to none."""
    llm_trust: Mapping[TriageField, LlmTrust]

    @property
    def thresholds(self) -> Mapping[TriageField, float]:
        """From which confidence on each field is applied without being asked for."""
        return {one.field: one.threshold_in_force for one in self.fields}


async def load_triage_settings(
    default: float, db: BaseDBAsyncClient | None = None
) -> TriageSettings:
    """What is set now. `default` is the threshold of fields for which admins have set none."""
    keys = [
        MINUTES_SAVED,
        CHOSEN_BY_HAND,
        LLM_TRUST,
        *(settings_key(field) for field in TriageField),
    ]
    rows = Setting.filter(key__in=keys).using_db(db or get_connection("default"))
    return _read_all({row.key: row.value for row in await rows}, default)


def settings_of(desk: DeskCopy, default: float) -> TriageSettings:
    """The same, from a copy of the desk."""
    return _read_all(desk.settings, default)


def _read_all(values: Mapping[str, Any], default: float) -> TriageSettings:
    return TriageSettings(
        tuple(_read(field, values.get(settings_key(field)), default) for field in TriageField),
        float(values.get(MINUTES_SAVED, DEFAULT_MINUTES_SAVED)),
        values.get(CHOSEN_BY_HAND) is not True,
        {TriageField(name): LlmTrust(**one) for name, one in values.get(LLM_TRUST, {}).items()},
    )


async def count_labels(field: TriageField) -> int:
    """How many machine-made decisions of a field people have reviewed, ever."""
    reviewed = TriageDecision.filter(field=field, reviewed_at__not_isnull=True)
    return await reviewed.filter(decided_by__in=list(MACHINE_DECIDERS)).count()


async def expected_coverage(one: FieldSettings) -> float | None:
    """The share of a field's newest machine-made decisions that its threshold lets through."""
    deciders = ", ".join(f"'{decider.value}'" for decider in sorted(MACHINE_DECIDERS))
    rows = await get_connection("default").execute_query_dict(
        f"SELECT AVG(CASE WHEN confidence >= {one.threshold_in_force!r} THEN 1.0 ELSE 0.0 END)"
        " AS share FROM (SELECT confidence FROM triage_decision"
        f" WHERE field = '{one.field.value}' AND decided_by IN ({deciders})"
        f" ORDER BY id DESC LIMIT {_NEWEST_DECISIONS}) newest"
    )
    share = rows[0]["share"]
    return None if share is None else float(share)


def settings_key(field: TriageField) -> str:
    return f"triage_field_{field.value.lower()}"


def _read(field: TriageField, value: dict[str, Any] | None, default: float) -> FieldSettings:
    value = value or {}
    threshold, found = value.get("threshold"), value.get("found")
    settings = FieldSettings(
        field,
        default if threshold is None else float(threshold),
        value.get("precisionTarget"),
    )
    if found is None:
        return settings
    found_at = datetime.fromisoformat(found["at"])
    known = Calibration(found["threshold"], found["labels"], found["precision"], found["coverage"])
    return replace(settings, found=known, found_at=found_at)
