"""How near a text is in meaning to what a category or skill says about itself.

So a desk without a single label already sorts tickets by the names, descriptions and
examples that its admins wrote.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from domain.triage.values import CategoryChoice, NamedChoice
from domain.triage.word_vectors import DIMENSIONS, Vector, embed

MAX_EXAMPLES: Final = 20


@dataclass(frozen=True, slots=True)
class Portraits:
    """Vectors of all that is said about each choice; `owners` tells whose a vector is."""

    count: int
    owners: NDArray[np.int64]
    vectors: NDArray[np.float32]


def nearness(portraits: Portraits, vector: Vector) -> NDArray[np.float64]:
    """For each choice the cosine with the nearest thing that is said about it."""
    best = np.full(portraits.count, -1.0)
    np.maximum.at(best, portraits.owners, (portraits.vectors @ vector).astype(np.float64))
    return best


@lru_cache(maxsize=16)
def draw_portraits(choices: tuple[CategoryChoice | NamedChoice, ...]) -> Portraits:
    owners: list[int] = []
    vectors: list[Vector] = []
    for number, choice in enumerate(choices):
        for said in _said_about(choice):
            owners.append(number)
            vectors.append(embed(said))
    return Portraits(
        count=len(choices),
        owners=np.array(owners, np.int64),
        vectors=np.array(vectors, np.float32).reshape(-1, DIMENSIONS),
    )


def _said_about(choice: CategoryChoice | NamedChoice) -> list[str]:
    name = choice.name.replace("_", " ").replace("-", " ")
    said = [name, f"{name}. {choice.description}"] if choice.description else [name]
    if isinstance(choice, CategoryChoice):
        said += choice.examples[:MAX_EXAMPLES]
    return said
