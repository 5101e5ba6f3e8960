"""One field's part of the model: from nearness to examples to calibrated probabilities."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from domain.triage.learned.calibration import fit_choice, fit_each, fit_trust, trusted
from domain.triage.learned.figures import expected_macro_f1, macro_f1
from domain.triage.learned.ridge import Ridge, deal_folds, fit_ridge
from domain.triage.learned.sources import SOURCES
from domain.triage.numbers import Matrix, sigmoid, softmax

TILTS: Final = (0.0, 0.25, 0.5, 0.75)
# What each view and each other source (`SOURCES`), and the prior, weigh until labels say
# otherwise; and how many labels' worth of doubt that withstands.
BELIEVED: Final = np.array([0.5, 3.0, 1.5, 0.5, 0.5, 0.5, 0.5, 3.0, 0.5])
FAITH: Final = 0.3
# How the mix's confidences come true on other desks, as a shift and a slope (see `fit_trust`),
# and how many labels' worth of doubt that withstands: the surest claim too much.
FIRST_TRUST: Final = np.array([0.0, 0.8])
DOUBT: Final = 20.0
# What the macro-F1 of n labels easily gains by chance, times the root of n.
CHANCE: Final = 0.5
LIST_PENALTY: Final = 0.02
COLD: Final = SOURCES.index("cold")


@dataclass(frozen=True, slots=True)
class Head:
    """`weights[v]` is example x value for view `v`; `mix` weighs views, then other sources.

    `held_out` holds, for each example, the confidence in what the model would have chosen
    without it, and whether that was right: the ground of thresholds and of honest figures.
    Where `follows_cold`, the labels have not shown yet that the model chooses better than the
    cold start: the cold start chooses, and the model says how sure that is.
    """

    values: tuple[str, ...]
    weights: NDArray[np.float32]
    means: NDArray[np.float32]
    mix: NDArray[np.float64]
    prior: NDArray[np.float64]
    tilt: float
    follows_cold: bool
    trust: NDArray[np.float64]
    held_out: NDArray[np.float32]
    labels: int

    def probabilities(self, views: Sequence[NDArray[np.float32]], others: Matrix) -> Matrix:
        """The chance of each value; `others` is value x source (rules, lexicon, names)."""
        return softmax(self._scores(views, others))

    def chances(self, views: Sequence[NDArray[np.float32]], others: Matrix) -> Matrix:
        """The same for lists, where each value is right or wrong by itself."""
        return sigmoid(self._scores(views, others))

    def choose(self, probabilities: Matrix, others: Matrix) -> NDArray[np.int64]:
        tilted = np.log(probabilities + 1e-12) - self.tilt * self.prior
        scores = others[..., COLD] if self.follows_cold else tilted
        chosen: NDArray[np.int64] = scores.argmax(axis=-1)
        return chosen

    def sureness(self, chance: Matrix) -> Matrix:
        """How often a choice with this probability has been right."""
        return trusted(chance, self.trust)

    def _scores(self, views: Sequence[NDArray[np.float32]], others: Matrix) -> Matrix:
        seen = [view @ self.weights[number] + self.means for number, view in enumerate(views)]
        sources = np.column_stack([*seen, others, self.prior])
        scores: Matrix = sources.astype(np.float64) @ self.mix
        return scores


def fit_head(
    kernels: Iterable[Matrix],
    others: Matrix,
    values: tuple[str, ...],
    chosen: NDArray[np.int64],
    *,
    weigh_rare: bool,
) -> Head:
    """For a field with one right value; `weigh_rare` seeks macro-F1 instead of accuracy."""
    count = len(chosen)
    targets = np.zeros((count, len(values)))
    targets[np.arange(count), chosen] = 1
    prior = np.log((targets.sum(axis=0) + 1) / (count + len(values)))
    importance = _evening(targets, chosen) if weigh_rare else None
    folds = deal_folds(chosen)
    left_out = np.empty_like(targets)
    for fold in folds:
        rest = targets.sum(axis=0) - targets[fold].sum(axis=0)
        left_out[fold] = np.log((rest + 1) / (rest.sum() + len(values)))
    sources, ridges = _sources(kernels, targets, others, left_out, folds, importance)
    mix = fit_choice(sources, chosen, FAITH / count, BELIEVED)
    probable = softmax(sources @ mix)
    head = _head(values, ridges, mix, prior, count)
    if weigh_rare:
        head = _tilted(head, probable, others)
    head = _better(head, probable, others, chosen, weigh_rare=weigh_rare)
    picked = head.choose(probable, others)
    chances, right = probable[np.arange(count), picked], picked == chosen
    head = replace(head, trust=fit_trust(chances, right, DOUBT, FIRST_TRUST))
    return _with_held_out(head, head.sureness(chances), right)


def fit_list_head(
    kernels: Iterable[Matrix], others: Matrix, values: tuple[str, ...], right: NDArray[np.bool_]
) -> Head:
    """For a field with any number of right values."""
    count = len(right)
    targets = right.astype(np.float64)
    share = (targets.sum(axis=0) + 0.5) / (count + 1)
    prior = np.log(share / (1 - share))
    priors = np.broadcast_to(prior, targets.shape)
    sources, ridges = _sources(kernels, targets, others, priors, deal_folds(right.argmax(axis=1)))
    mix = fit_each(sources, right, LIST_PENALTY / count)
    probable = sigmoid(sources @ mix)
    head = _head(values, ridges, mix, prior, count)
    said = probable >= 0.5
    return _with_held_out(head, probable[said], right[said])


def _evening(targets: Matrix, chosen: NDArray[np.int64]) -> Matrix:
    """How much each example counts, so that all values together count alike."""
    shares = 1 / np.maximum(targets.sum(axis=0), 1)[chosen]
    evened: Matrix = shares / shares.mean()
    return evened


def _sources(
    kernels: Iterable[Matrix],
    targets: Matrix,
    others: Matrix,
    prior: Matrix,
    folds: Sequence[NDArray[np.int64]],
    importance: Matrix | None = None,
) -> tuple[Matrix, list[Ridge]]:
    ridges = [fit_ridge(kernel, targets, folds, importance) for kernel in kernels]
    held_out = np.stack([ridge.held_out for ridge in ridges], axis=-1)
    return np.concatenate([held_out, others, prior[..., None]], axis=-1), ridges


def _head(
    values: tuple[str, ...],
    ridges: list[Ridge],
    mix: Matrix,
    prior: Matrix,
    labels: int,
) -> Head:
    return Head(
        values=values,
        weights=np.array([ridge.weights for ridge in ridges], np.float32),
        means=ridges[0].means.astype(np.float32),
        mix=mix,
        prior=prior,
        tilt=0.0,
        follows_cold=False,
        trust=np.array([0.0, 1.0]),
        held_out=np.zeros((0, 2), np.float32),
        labels=labels,
    )


def _tilted(head: Head, probable: Matrix, others: Matrix) -> Head:
    """How far to lean towards rare values: as far as raises the macro-F1 to be expected.

    That of the few rare labels themselves would be a matter of luck.
    """
    tilted = [replace(head, tilt=tilt) for tilt in TILTS]
    return max(tilted, key=lambda one: expected_macro_f1(probable, one.choose(probable, others)))


def _better(
    head: Head, probable: Matrix, others: Matrix, chosen: NDArray[np.int64], *, weigh_rare: bool
) -> Head:
    """The head, or the cold start where the head has not shown that it chooses better.

    It must have at least two more of the examples right: one may be luck. Where rare values
    matter, its macro-F1 must be higher by what chance easily gives.
    """
    cold = others[..., COLD].argmax(axis=-1)
    learned = head.choose(probable, others)
    if weigh_rare:
        known = np.unique(chosen)
        gain = macro_f1(chosen, learned, known) - macro_f1(chosen, cold, known)
        return replace(head, follows_cold=gain <= CHANCE / math.sqrt(len(chosen)))
    lead = int((learned == chosen).sum()) - int((cold == chosen).sum())
    return replace(head, follows_cold=lead < 2)


def _with_held_out(head: Head, sure: Matrix, right: NDArray[np.bool_]) -> Head:
    return replace(head, held_out=np.column_stack([sure, right]).astype(np.float32))
