"""From which confidence on triage may act alone: found from what people said to its decisions.

Pure functions over reviewed decisions, each a confidence and whether it was right.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

LEAST_REVIEWS: Final = 50
"""With fewer reviewed decisions a fixed confidence stands in for a precision target."""

NEVER: Final = 1.0
"""No machine is that sure, so nothing is applied by itself."""

_FOLDS: Final = 5
_LEAST_APPLIED: Final = 20
"""A threshold that fewer decisions have reached proves nothing."""

_STEPS: Final = 10

Reviewed = tuple[float, bool]


@dataclass(frozen=True, slots=True)
class Calibration:
    """The smallest confidence at which a precision was reached, on decisions held out.

    `precision` and `coverage` (the share of decisions that reach the threshold) are those of
    the held-out decisions; both are None where no threshold reaches the target, and
    `threshold` is then NEVER.
    """

    threshold: float
    labels: int
    precision: float | None = None
    coverage: float | None = None


def calibrate(reviewed: Sequence[Reviewed], target: float) -> Calibration:
    """The smallest threshold whose held-out precision is at least `target`.

    Cross-fitted: each fifth of the decisions is judged by thresholds chosen on the others. A
    threshold that only just holds where it was chosen mostly fails elsewhere; so when the
    held-out precision falls short, the choice is made for a higher one, up to certainty.
    `reviewed` is in the order of time; every fifth decision makes a fold.
    """
    folds = [reviewed[start::_FOLDS] for start in range(_FOLDS)]
    others = [
        sorted(one for other in folds if other is not fold for one in other) for fold in folds
    ]
    for step in range(_STEPS + 1):
        aim = target + (1 - target) * step / _STEPS
        threshold = _smallest(sorted(reviewed), aim, _LEAST_APPLIED)
        if threshold is None:
            break
        applied = right = 0
        for fold, rest in zip(folds, others, strict=True):
            chosen = _smallest(rest, aim, _LEAST_APPLIED * (_FOLDS - 1) // _FOLDS)
            if chosen is not None:
                hits = [is_right for confidence, is_right in fold if confidence >= chosen]
                applied, right = applied + len(hits), right + sum(hits)
        if applied and right >= target * applied:
            return Calibration(threshold, len(reviewed), right / applied, applied / len(reviewed))
    return Calibration(NEVER, len(reviewed))


def _smallest(by_confidence: Sequence[Reviewed], aim: float, least: int) -> float | None:
    """The smallest confidence from which on the share of right decisions is at least `aim`.

    `by_confidence` is sorted; decisions of equal confidence stand or fall together.
    """
    found = None
    right = 0
    for place in range(len(by_confidence) - 1, -1, -1):
        confidence, is_right = by_confidence[place]
        right += is_right
        count = len(by_confidence) - place
        is_whole = place == 0 or by_confidence[place - 1][0] < confidence
        if is_whole and count >= least and right >= aim * count:
            found = confidence
    return found
