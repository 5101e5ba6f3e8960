"""From the scores of several sources to probabilities: a small logistic regression.

All classes share one weight for each source, so that there is little to overfit: twenty
labels in a hundred classes are enough. The weights are fitted to held-out scores, which
makes them the temperatures of their sources too.
"""

import numpy as np
from numpy.typing import NDArray

from domain.triage.numbers import Matrix, sigmoid, softmax

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
