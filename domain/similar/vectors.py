"""TF-IDF vectors of short texts, and how near two of them are: pure functions."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from domain.words import split_words, stem

# A title says what the rest explains.
TITLE_WEIGHT = 3
# Words behind these are seldom about the problem: logs, quotations, signatures.
MAX_TITLE_WORDS = 60
MAX_BODY_WORDS = 150
# Less nearness is shared words by chance.
LEAST = 0.05
# A new desk has few texts, perhaps all about one thing; the world has others, and this many of
# them are thought to be there.
OTHER_TEXTS = 50
# The same texts come again with every key that somebody presses.
KEPT_BAGS = 1_000

Bag = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class WordWeights:
    """How many of `total` texts hold each word; a word that is not named is in hardly any.

    `total` may be a sample of the `size` texts that there are.
    """

    total: int
    counts: Mapping[str, int]
    size: int
    _known: dict[str, float] = field(default_factory=dict, compare=False, repr=False)

    def weight(self, word: str) -> float:
        """The inverse document frequency: the rarer a word, the more it says; always above 0."""
        known = self._known.get(word)
        if known is None:
            count = min(self.total, self.counts.get(word, 0))
            rest = self.total + OTHER_TEXTS - count
            known = math.log(1 + (rest + 0.5) / (count + 0.5))
            self._known[word] = known
        return known

    def expected(self, word: str) -> float:
        """In how many texts the word is, estimated."""
        return self.size * (self.counts.get(word, 0) + 0.5) / (self.total + 1)


@lru_cache(maxsize=KEPT_BAGS)
def bag_of(title: str, body: str) -> Bag:
    """The stems of a text with how often they count; not to be changed."""
    words: Counter[str] = Counter()
    for word in _first(title, MAX_TITLE_WORDS):
        words[word] += TITLE_WEIGHT
    for word in _first(body, MAX_BODY_WORDS):
        words[word] += 1
    return words


def nearness(one: Bag, other: Bag, weights: WordWeights) -> float:
    """The cosine of the angle between two texts, from 0 (no word shared) to 1 (the same)."""
    return _cosine(_values(one, weights), _values(other, weights))


def rank_by_nearness(
    bag: Bag, texts: Mapping[str, tuple[str, str]], weights: WordWeights
) -> list[tuple[str, float]]:
    """The keys of `texts` (title, body) with their nearness to `bag`, the nearest first.

    Takes milliseconds for forty texts: call it in a thread.
    """
    sought = _values(bag, weights)
    scored = [
        (key, round(_cosine(sought, _values(bag_of(title, body), weights)), 4))
        for key, (title, body) in texts.items()
    ]
    return sorted((it for it in scored if it[1] >= LEAST), key=lambda it: (-it[1], it[0]))


def _first(text: str, maximum: int) -> Iterator[str]:
    for word in islice(split_words(text), maximum):
        yield stem(word)


def _values(words: Bag, weights: WordWeights) -> dict[str, float]:
    """What each word of a text counts: logarithm of how often, times how rare."""
    weight = weights.weight
    return {word: (1 + math.log(count)) * weight(word) for word, count in words.items()}


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    shared = sum(value * other[word] for word, value in one.items() if word in other)
    if not shared:
        return 0.0
    squares = sum(v * v for v in one.values()) * sum(v * v for v in other.values())
    return min(1.0, shared / math.sqrt(squares))
