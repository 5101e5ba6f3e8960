"""From the scores of several sources to probabilities: a small logistic regression.

All classes share one weight for each source, so that there is little to overfit: twenty
labels in a hundred classes are enough. The weights are fitted to held-out scores, which
makes them the temperatures of their sources too.
"""

import numpy as np
from numpy.typing import NDArray

from domain.triage.numbers import Matrix, log_odds, sigmoid, softmax

ROUNDS = 60
TOLERANCE = 1e-9


def fit_choice(
    sources: Matrix, chosen: NDArray[np.int64], penalty: float, believed: Matrix
) -> Matrix:
    """Weights, none negative, for `sources` (example x class x source); one class is right.

    `believed` are the weights that experience with other desks suggests; `penalty`, per
    example, is how much it costs to leave them. So few labels leave them nearly as they are.
    """
    count, _, width = sources.shape
    right = sources[np.arange(count), chosen]
    weights = believed.copy()
    for _ in range(ROUNDS):
        probable = softmax(sources @ weights)
        expected = np.einsum("nc,nck->nk", probable, sources)
        gradient = (expected - right).mean(axis=0) + penalty * (weights - believed)
        curvature = (
            np.einsum("nc,nck,ncl->kl", probable, sources, sources, optimize=True) / count
            - expected.T @ expected / count
            + penalty * np.eye(width)
        )
        weights, moved = _step(weights, gradient, curvature)
        if moved < TOLERANCE:
            break
    return weights


def fit_each(sources: Matrix, right: NDArray[np.bool_], penalty: float) -> Matrix:
    """The same where each class is right or wrong by itself, as with skills."""
    width = sources.shape[-1]
    flat, target = sources.reshape(-1, width), right.reshape(-1).astype(np.float64)
    weights = np.full(width, 0.5)
    for _ in range(ROUNDS):
        probable = sigmoid(flat @ weights)
        gradient = flat.T @ (probable - target) / len(flat) + penalty * weights
        curvature = (flat * (probable * (1 - probable))[:, None]).T @ flat / len(flat)
        weights, moved = _step(weights, gradient, curvature + penalty * np.eye(width))
        if moved < TOLERANCE:
            break
    return weights


def fit_trust(sure: Matrix, right: NDArray[np.bool_], penalty: float) -> Matrix:
    """A shift and a slope for the log-odds of confidences, so that they come true as often.

    Among a hundred values the middling confidences come out too low and the high ones too
    high; shared weights cannot mend that. `penalty`, in examples, holds both near (0, 1).
    """
    odds = log_odds(sure)
    inputs = np.stack([np.ones_like(odds), odds], axis=1)
    trust = unmoved = np.array([0.0, 1.0])
    for _ in range(ROUNDS):
        probable = sigmoid(inputs @ trust)
        gradient = inputs.T @ (probable - right) + penalty * (trust - unmoved)
        curvature = (inputs * (probable * (1 - probable))[:, None]).T @ inputs
        step = np.linalg.solve(curvature + penalty * np.eye(2), gradient)
        trust = trust - step * min(1.0, 1.0 / (float(np.abs(step).max()) + 1e-12))
        if float(np.abs(step).max()) < TOLERANCE:
            break
    return trust


def trusted(sure: Matrix, trust: Matrix) -> Matrix:
    """Confidences by `fit_trust`; a slope below nothing would turn their order round."""
    return sigmoid(trust[0] + max(0.0, float(trust[1])) * log_odds(sure))


def _step(weights: Matrix, gradient: Matrix, curvature: Matrix) -> tuple[Matrix, float]:
    """A Newton step among the weights that are free: those at zero that want below it stay."""
    free = (weights > 0) | (gradient < 0)
    if not free.any():
        return weights, 0.0
    step = np.zeros_like(weights)
    step[free] = np.linalg.solve(curvature[np.ix_(free, free)], gradient[free])
    length = min(1.0, 5.0 / (float(np.abs(step).max()) + 1e-12))
    moved = np.maximum(weights - length * step, 0)
    return moved, float(np.abs(moved - weights).max())
