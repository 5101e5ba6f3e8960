"""What speaks for a value besides the examples: rules, tone, and what the value is called."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from domain.triage.cold import NEARNESS_SHARPNESS, cold_candidates, cold_chances
from domain.triage.lexicon import tone_scores
from domain.triage.nearness import Portraits, nearness
from domain.triage.numbers import Matrix
from domain.triage.severity import severity_scores
from domain.triage.signals import Signals
from domain.triage.values import ENUM_FIELDS, LIST_FIELDS, Choices
from domain.vocabulary import TriageField

SOURCES: Final = ("rules", "tone", "names", "cold")


def values_of(field: TriageField, choices: Choices) -> tuple[str, ...]:
    """All values that the field may have now."""
    if field is TriageField.CATEGORY:
        return tuple(choice.id for choice in choices.categories)
    if field is TriageField.SKILLS:
        return tuple(choice.id for choice in choices.skills)
    return tuple(member.value for member in ENUM_FIELDS[field])


def said_for(
    field: TriageField, values: tuple[str, ...], signals: Signals, portraits: Portraits | None
) -> Matrix:
    """How much each source speaks for each value: value x source."""
    tone = dict(tone_scores(signals.tone))
    tone[TriageField.PRIORITY] = severity_scores(signals.severity)
    cold = cold_chances(field, values, cold_candidates(field, values, signals, portraits))
    near = nearness(portraits, signals.vector) if portraits else np.zeros(len(values))
    columns = [
        _column(_rule_scores(field, signals), values),
        _column(tone.get(field, {}), values),
        NEARNESS_SHARPNESS * near,
        np.zeros(len(values)) if field in LIST_FIELDS else np.log(cold),
    ]
    return np.column_stack(columns)


def _rule_scores(field: TriageField, signals: Signals) -> dict[str, float]:
    """How much the rules together speak for each value, between 0 and 1."""
    doubt: dict[str, float] = {}
    for candidate in signals.rules:
        if candidate.field is field:
            doubt[candidate.value] = doubt.get(candidate.value, 1.0) * (1 - candidate.confidence)
    return {value: 1 - left for value, left in doubt.items()}


def _column(scores: Mapping[str, float], values: tuple[str, ...]) -> Matrix:
    return np.array([scores.get(value, 0.0) for value in values], np.float64)
