"""How good decisions were: the figures of `triage-eval`, of a model's version and of tests."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

# Tenths of confidence, as `triageStats` counts.
BINS: Final = 10

Numbers = NDArray[Any]


def macro_f1(right: Numbers, said: Numbers, values: Numbers | None = None) -> float:
    """The mean F1 of `values`; without them, of all that are right somewhere or were said."""
    values = np.union1d(right, said) if values is None else values
    if not len(values):
        return 0.0
    scores = []
    for value in values:
        both = float(((right == value) & (said == value)).sum())
        scores.append(2 * both / float((right == value).sum() + (said == value).sum()))
    return float(np.mean(scores))


def expected_macro_f1(probable: Numbers, said: Numbers) -> float:
    """What `macro_f1` is likely to be, by the probabilities (example x value) alone."""
    values = np.flatnonzero(
        (probable.sum(axis=0) > 0.5) | np.isin(np.arange(probable.shape[1]), said)
    )
    scores = []
    for value in values:
        chosen = said == value
        both = float(probable[chosen, value].sum())
        scores.append(2 * both / float(chosen.sum() + probable[:, value].sum()))
    return float(np.mean(scores)) if scores else 0.0


def calibration_error(sure: Numbers, was_right: Numbers) -> float:
    """Expected calibration error: how far, on average, confidence is from what came true."""
    if not len(sure):
        return 0.0
    bins = np.minimum((np.asarray(sure) * BINS).astype(int), BINS - 1)
    gaps = [
        abs(float(sure[bins == one].mean()) - float(was_right[bins == one].mean()))
        * float((bins == one).mean())
        for one in np.unique(bins)
    ]
    return float(sum(gaps))


def accuracy_at(share: float, sure: Numbers, was_right: Numbers) -> float:
    """The accuracy of that share of decisions that were surest."""
    kept = max(1, round(share * len(sure)))
    order = np.argsort(-np.asarray(sure), kind="stable")[:kept]
    return float(np.asarray(was_right)[order].mean()) if len(order) else 0.0


def threshold_for(precision: float, sure: Numbers, was_right: Numbers) -> float | None:
    """The lowest confidence from which on decisions are right that often; None: never."""
    order = np.argsort(-np.asarray(sure), kind="stable")
    sorted_sure = np.asarray(sure)[order]
    precise = np.cumsum(np.asarray(was_right)[order]) / np.arange(1, len(order) + 1)
    # Equal confidences stand or fall together.
    last_of_equals = np.append(sorted_sure[1:] != sorted_sure[:-1], True)
    good = np.flatnonzero((precise >= precision) & last_of_equals)
    return float(sorted_sure[good[-1]]) if len(good) else None
