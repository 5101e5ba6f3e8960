"""How good a model is on examples that it has not seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from domain.triage.learned.figures import (
    accuracy_at,
    calibration_error,
    macro_f1,
    threshold_for,
)
from domain.triage.learned.model import Example, LearnedModel
from domain.triage.rules import RuleSet
from domain.triage.signals import NO_RULES, read_signals
from domain.triage.values import LIST_FIELDS, Choices
from domain.vocabulary import TriageField

PRECISION = 0.95


@dataclass(frozen=True, slots=True)
class Figures:
    """All between 0 and 1."""

    count: int
    accuracy: float
    macro_f1: float
    ece: float
    accuracy_at_80: float
    coverage_at_95: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """One decision beside what is right."""

    right: str
    said: str | None
    confidence: float


def figures_of(verdicts: Sequence[Verdict], threshold: float | None) -> Figures:
    """`threshold` is the confidence from which on decisions are to be right 95 times in 100."""
    numbers = {value: n for n, value in enumerate(dict.fromkeys(v.right for v in verdicts))}
    numbers |= {
        value: n + len(numbers)
        for n, value in enumerate(
            dict.fromkeys(v.said or "" for v in verdicts if (v.said or "") not in numbers)
        )
    }
    right = np.array([numbers[v.right] for v in verdicts], np.int64)
    said = np.array([numbers[v.said or ""] for v in verdicts], np.int64)
    sure = np.array([v.confidence for v in verdicts], np.float64)
    was_right = (right == said).astype(np.float64)
    covered: Any = (sure >= threshold).mean() if threshold is not None and len(sure) else 0.0
    return Figures(
        count=len(verdicts),
        accuracy=float(was_right.mean()) if len(verdicts) else 0.0,
        macro_f1=macro_f1(right, said),
        ece=calibration_error(sure, was_right),
        accuracy_at_80=accuracy_at(0.8, sure, was_right),
        coverage_at_95=float(covered),
    )


def trusted_from(model: LearnedModel, field: TriageField) -> float | None:
    """From which confidence on the field is right 95 times in 100, by held-out decisions."""
    head = model.heads.get(field)
    if head is None or not len(head.held_out):
        return None
    return threshold_for(PRECISION, head.held_out[:, 0], head.held_out[:, 1])


def evaluate(
    model: LearnedModel,
    examples: Sequence[Example],
    choices: Choices,
    rules: RuleSet = NO_RULES,
) -> Mapping[TriageField, Figures]:
    """The figures of each of the model's fields with one value, on the examples that label it."""
    verdicts: dict[TriageField, list[Verdict]] = {
        field: [] for field in model.heads if field not in LIST_FIELDS
    }
    for example in examples:
        said = {
            candidate.field: candidate
            for candidate in model.predict(example.text, read_signals(example.text, choices, rules))
        }
        for field, kept in verdicts.items():
            label = example.labels.get(field)
            if isinstance(label, str) and field in said:
                kept.append(Verdict(label, said[field].value, said[field].confidence))
    return {
        field: figures_of(kept, trusted_from(model, field))
        for field, kept in verdicts.items()
        if kept
    }
