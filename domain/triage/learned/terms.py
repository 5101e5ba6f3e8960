"""A text as counted terms: words and pairs of words, and pieces of words.

Words are stemmed, so that "refunds" and "refunded" are one. Pieces are two to five
characters within a word, its edges marked: they survive typos and inflection.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from Stemmer import Stemmer

READ_LIMIT: Final = 4_000
LONGEST_WORD: Final = 40
SHORTEST_PIECE: Final = 2
LONGEST_PIECE: Final = 5
WORD: Final = re.compile(r"\w+|[!?]+")

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Terms:
    """Each term's dampened count, 1 + ln(n)."""

    words: Weights
    pieces: Weights


def read_terms(text: str) -> Terms:
    """The terms of the first 4,000 characters: more would only cost time."""
    tokens = [token[:LONGEST_WORD] for token in WORD.findall(text[:READ_LIMIT].lower())]
    stems = [stem(token) for token in tokens]
    words = Counter(stems)
    words.update(f"{first} {second}" for first, second in pairwise(stems))
    pieces: Counter[str] = Counter()
    for token, count in Counter(tokens).items():
        for piece in pieces_of(token):
            pieces[piece] += count
    return Terms(_dampened(words), _dampened(pieces))


@lru_cache(maxsize=20_000)
def stem(token: str) -> str:
    return str(_STEMMER.stemWord(token))


@lru_cache(maxsize=4_000)
def pieces_of(token: str) -> tuple[str, ...]:
    framed = f" {token} "
    return tuple(
        framed[start : start + length]
        for length in range(SHORTEST_PIECE, LONGEST_PIECE + 1)
        for start in range(len(framed) - length + 1)
    )


def _dampened(counts: Counter[str]) -> Weights:
    return {term: 1.0 if count == 1 else 1 + math.log(count) for term, count in counts.items()}


_STEMMER: Final = Stemmer("english")
