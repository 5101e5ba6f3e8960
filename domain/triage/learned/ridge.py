"""Kernel ridge regression on class indicators, with exact held-out scores.

One decomposition gives, for every strength of the ridge, the weights and what each example
would have got had its fold not been there. So nothing is fitted twice, and the calibration
that follows sees only held-out scores.

Folds have all classes in the shares that the whole has. An example left out alone would take
weight from its own class and so look less like it than a new text does; where a text tells
little that turns what was learned into its contrary.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

FOLDS: Final = 10
STRENGTHS: Final = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ridge:
    """A text's scores are its nearness to the examples times `weights`, plus `means`."""

    weights: Matrix
    means: Matrix
    held_out: Matrix


def deal_folds(classes: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Ten sets of row numbers, the rows of each class dealt out to them in turn."""
    order = np.argsort(classes, kind="stable")
    return [np.sort(order[first::FOLDS]) for first in range(min(FOLDS, len(classes)))]


def fit_ridge(
    kernel: Matrix,
    targets: Matrix,
    folds: Sequence[NDArray[np.int64]],
    importance: Matrix | None = None,
) -> Ridge:
    """Fit with the strength whose held-out error is least; `targets` is example x class.

    `importance` says how much each example counts; without it all count alike. The kernel
    is used up: its memory is needed.
    """
    if importance is None:
        importance = np.ones(len(targets))
    root = np.sqrt(importance)[:, None]
    means = np.full(targets.shape[1], 1 / targets.shape[1])
    centred = (root * (targets - means)).astype(kernel.dtype)
    kernel *= root
    kernel *= root.T
    values, vectors = np.linalg.eigh(kernel)
    values = np.maximum(values, 0).astype(kernel.dtype)
    turned = vectors.T @ centred
    best: tuple[float, Matrix, Matrix] | None = None
    for strength in STRENGTHS:
        shrunk = 1 / (values + strength)
        weights = vectors @ (shrunk[:, None] * turned)
        left_out = np.empty_like(centred)
        for fold in folds:
            own = vectors[fold]
            among = ((own * shrunk) @ own.T).astype(np.float64)
            left_out[fold] = centred[fold] - np.linalg.solve(among, weights[fold])
        error = float(((centred - left_out) ** 2).mean())
        if best is None or error < best[0]:
            best = (error, weights, left_out)
    assert best is not None
    return Ridge(weights=best[1] * root, means=means, held_out=best[2] / root + means)
