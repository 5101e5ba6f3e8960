"""From scores to shares and chances."""

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


def softmax(scores: Matrix) -> Matrix:
    shifted = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: Matrix = shifted / shifted.sum(axis=-1, keepdims=True)
    return shares


def sigmoid(scores: Matrix) -> Matrix:
    clipped: Matrix = np.clip(scores, -40, 40)
    return 1 / (1 + np.exp(-clipped))


def log_odds(chances: Matrix) -> Matrix:
    """Of chances within a thousandth of 0 and 1; beyond that nothing is known that surely."""
    clipped: Matrix = np.clip(chances, 0.001, 0.999)
    odds: Matrix = np.log(clipped / (1 - clipped))
    return odds
