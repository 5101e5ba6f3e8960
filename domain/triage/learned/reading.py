"""A text as the model reads it: terms, meaning, sound, and its nearness to every example."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from domain.triage.learned.index import Index, IndexBuilder
from domain.triage.learned.terms import Terms, read_terms
from domain.triage.lexicon import Tone
from domain.triage.signals import Signals
from domain.triage.values import TicketText

# How fast nearness fades with the angle between two texts' meanings.
SHARPNESS: Final = 2.0
VIEWS: Final = ("terms", "meaning", "all", "sound")

Numbers = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """`marks` are the few numbers that say how a text sounds and looks."""

    text: str
    terms: Terms
    signals: Signals
    marks: Numbers


@dataclass(frozen=True, slots=True)
class Nearness:
    """A text, or each example, against every example; each between about 0 and 1."""

    terms: Numbers
    meaning: Numbers
    sound: Numbers

    def views(self) -> tuple[Numbers, ...]:
        """What a head fits one ridge to each, in the order of `VIEWS`."""
        return tuple(self.view(name) for name in VIEWS)

    def view(self, name: str) -> Numbers:
        if name == "terms":
            return self.terms
        if name == "sound":
            return self.sound
        if name == "meaning":
            return 0.3 * self.terms + 0.7 * self.meaning
        return 0.5 * self.terms + 0.4 * self.meaning + 0.1 * self.sound


@dataclass(frozen=True, slots=True)
class Memory:
    """The examples that new texts are compared with."""

    words: Index
    pieces: Index
    vectors: Numbers
    marks: Numbers

    def near(self, reading: Reading) -> Nearness:
        words = self.words.nearness(reading.terms.words)
        pieces = self.pieces.nearness(reading.terms.pieces)
        cosines = self.vectors @ reading.signals.vector
        distances = ((self.marks - reading.marks) ** 2).sum(axis=1)
        return _nearness(words, pieces, cosines, distances)

    def among(self) -> Nearness:
        """Each example against each."""
        squares = (self.marks**2).sum(axis=1)
        distances = squares[:, None] + squares[None, :] - 2 * self.marks @ self.marks.T
        cosines = self.vectors @ self.vectors.T
        return _nearness(self.words.among(), self.pieces.among(), cosines, distances)


def read(text: TicketText, signals: Signals) -> Reading:
    whole = text.whole.strip()
    return Reading(whole, read_terms(whole), signals, _marks(whole, signals.tone))


def remember(readings: Iterable[Reading]) -> Memory:
    """Takes readings one at a time: of a long text only its numbers are kept."""
    words, pieces = IndexBuilder(), IndexBuilder()
    vectors: list[NDArray[np.float16]] = []
    marks: list[Numbers] = []
    for reading in readings:
        words.add(reading.terms.words)
        pieces.add(reading.terms.pieces)
        # Half the digits are enough, and are what is stored.
        vectors.append(reading.signals.vector.astype(np.float16))
        marks.append(reading.marks)
    return Memory(
        words.build(), pieces.build(), np.array(vectors).astype(np.float32), np.array(marks)
    )


def _nearness(words: Numbers, pieces: Numbers, cosines: Numbers, distances: Numbers) -> Nearness:
    return Nearness(
        terms=(words + pieces) / 2,
        meaning=np.exp(SHARPNESS * (cosines - 1)),
        sound=np.exp(-np.maximum(distances, 0)),
    )


def _marks(text: str, tone: Tone) -> Numbers:
    return np.array(
        [
            tone.positive,
            tone.negative,
            tone.pressing,
            tone.patient,
            min(3, text.count("!")) / 3,
            min(3, text.count("?")) / 3,
            math.log1p(len(text)) / 8,
            0.5 if "{" in text or "```" in text or "\tat " in text else 0.0,
        ],
        np.float32,
    )
