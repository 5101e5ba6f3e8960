"""From the scores of several sources to probabilities: a small logistic regression.

All classes share one weight for each source, so that there is little to overfit: twenty
labels in a hundred classes are enough. The weights are fitted to held-out scores, which
makes them the temperatures of their sources too.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from domain.triage.numbers import Matrix, log_odds, sigmoid, softmax

ROUNDS: Final = 60
HALVINGS: Final = 20
TOLERANCE: Final = 1e-9
_NEVER: Final = 1e-300

# At some weights: the loss, which way it rises, and how that bends.
Landscape = Callable[[Matrix], tuple[float, Matrix, Matrix]]


def fit_choice(
    sources: Matrix, chosen: NDArray[np.int64], penalty: float, believed: Matrix
) -> Matrix:
    """Weights, none negative, for `sources` (example x class x source); one class is right.

    `believed` are the weights that experience with other desks suggests; `penalty`, per
    example, is how much it costs to leave them. So few labels leave them nearly as they are.
    """
    count, _, width = sources.shape
    rows = np.arange(count)
    right = sources[rows, chosen]

    def at(weights: Matrix) -> tuple[float, Matrix, Matrix]:
        probable = softmax(sources @ weights)
        expected = np.einsum("nc,nck->nk", probable, sources)
        away = weights - believed
        loss = penalty / 2 * away @ away - np.log(probable[rows, chosen] + _NEVER).mean()
        gradient = (expected - right).mean(axis=0) + penalty * away
        curvature = (
            np.einsum("nc,nck,ncl->kl", probable, sources, sources, optimize=True) / count
            - expected.T @ expected / count
            + penalty * np.eye(width)
        )
        return float(loss), gradient, curvature

    return _lowest(at, believed, floor=0.0)


def fit_each(sources: Matrix, right: NDArray[np.bool_], penalty: float) -> Matrix:
    """The same where each class is right or wrong by itself, as with skills."""
    width = sources.shape[-1]
    flat, target = sources.reshape(-1, width), right.reshape(-1).astype(np.float64)
    at = _odds_landscape(flat, target, penalty * len(flat), np.zeros(width))
    return _lowest(at, np.full(width, 0.5), floor=0.0)


def fit_trust(sure: Matrix, right: NDArray[np.bool_], penalty: float, believed: Matrix) -> Matrix:
    """A shift and a slope for the log-odds of confidences, so that they come true as often.

    Among a hundred values the middling confidences come out too low and the high ones too
    high; shared weights cannot mend that. `penalty`, in examples, holds both near `believed`.
    """
    odds = log_odds(sure)
    inputs = np.stack([np.ones_like(odds), odds], axis=1)
    at = _odds_landscape(inputs, right.astype(np.float64), penalty, believed)
    return _lowest(at, believed, floor=-np.inf)


def trusted(sure: Matrix, trust: Matrix) -> Matrix:
    """Confidences by `fit_trust`; a slope below nothing would turn their order round."""
    return sigmoid(trust[0] + max(0.0, float(trust[1])) * log_odds(sure))


def _odds_landscape(inputs: Matrix, target: Matrix, penalty: float, believed: Matrix) -> Landscape:
    """Logistic regression: `penalty` pulls the weights to those believed."""

    def at(weights: Matrix) -> tuple[float, Matrix, Matrix]:
        scores, away = inputs @ weights, weights - believed
        probable = sigmoid(scores)
        loss = (np.logaddexp(0, scores) - target * scores).sum() + penalty / 2 * away @ away
        gradient = inputs.T @ (probable - target) + penalty * away
        curvature = (inputs * (probable * (1 - probable))[:, None]).T @ inputs
        return float(loss), gradient, curvature + penalty * np.eye(len(weights))

    return at


def _lowest(at: Landscape, start: Matrix, *, floor: float) -> Matrix:
    """Where the loss is least, by Newton steps among the weights that are free to move.

    A step that leads uphill is halved: with many classes and few labels a whole one leaps over
    the valley, and the next one back.
    """
    weights = start
    loss, gradient, curvature = at(weights)
    for _ in range(ROUNDS):
        free = (weights > floor) | (gradient < 0)
        step = np.zeros_like(weights)
        step[free] = np.linalg.solve(curvature[np.ix_(free, free)], gradient[free])
        for _ in range(HALVINGS):
            moved = np.maximum(weights - step, floor)
            found = at(moved)
            if found[0] <= loss:
                break
            step /= 2
        else:
            break
        change = float(np.abs(moved - weights).max())
        weights, (loss, gradient, curvature) = moved, found
        if change < TOLERANCE:
            break
    return weights
