"""How grave a matter is by its words and meaning: weak evidence for a priority.

Data loss is graver than a typo in every trade. More than that cannot be read out of a text:
what matters to a desk its rules say, and what its people correct. So what is found here only
ever suggests.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from domain.triage.severity_terms import (
    GRAVE_EXAMPLES,
    GRAVE_WORDS,
    SLIGHT_EXAMPLES,
    SLIGHT_WORDS,
)
from domain.triage.values import Candidate, TicketText
from domain.triage.word_vectors import TokenVectors, Vector, embed, mean_of
from domain.vocabulary import DecidedBy, Priority, TriageField

HEADLINE_LENGTH: Final = 160
READ_LENGTH: Final = 600
NEAREST: Final = 3
MAX_WORDS: Final = 4
# What a word in the description counts, beside one in the headline.
BODY_SHARE: Final = 0.25
# The difference in nearness is a small number; so it weighs about as much as a telling word.
HEADLINE_MEANING: Final = 5.0
WHOLE_MEANING: Final = 2.0
# From which score on something is slight or grave: about a quarter and a tenth of bug reports.
LEAST_SLIGHT: Final = 0.65
LEAST_GRAVE: Final = 0.85
# How often that was right on bug reports of which half had been looked at.
SLIGHT_CONFIDENCE: Final = 0.4
GRAVE_CONFIDENCE: Final = 0.3
_WORD: Final = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Severity:
    """`score` is above zero for what is grave, below for what is slight; mostly within 3."""

    score: float = 0.0
    grave_words: tuple[str, ...] = ()
    slight_words: tuple[str, ...] = ()


def read_severity(text: TicketText, tokens: TokenVectors, vector: Vector) -> Severity:
    """`tokens` and `vector` are those of the whole text."""
    whole = text.whole.strip()
    end = len(text.title.strip()) or HEADLINE_LENGTH
    headline, body = whole[:end], whole[end : end + READ_LENGTH]
    grave: dict[str, float] = {}
    slight: dict[str, float] = {}
    for part, share in ((headline, 1.0), (body, BODY_SHARE)):
        for word in dict.fromkeys(_WORD.findall(part)):
            _note(grave, GRAVE_WORDS, word, share)
            _note(slight, SLIGHT_WORDS, word, share)
    by_words = sum(grave.values()) - sum(slight.values())
    own = sum(1 for _, last in tokens.spans[:HEADLINE_LENGTH] if last <= end)
    meaning = HEADLINE_MEANING * _lean(mean_of(tokens.vectors[:own]))
    meaning += WHOLE_MEANING * _lean(vector)
    return Severity(by_words + meaning, _heaviest(grave), _heaviest(slight))


def severity_scores(severity: Severity) -> Mapping[str, float]:
    """What it says for each priority, for a model to weigh."""
    return {
        Priority.LOW.value: max(0.0, -severity.score),
        Priority.HIGH.value: max(0.0, severity.score),
        Priority.CRITICAL.value: max(0.0, severity.score - LEAST_GRAVE),
    }


def severity_candidates(severity: Severity) -> tuple[Candidate, ...]:
    """The priority that words alone suggest, if any; never one that applies by itself."""
    if severity.score <= -LEAST_SLIGHT:
        return (_proposed(Priority.LOW, SLIGHT_CONFIDENCE, severity.slight_words),)
    if severity.score >= LEAST_GRAVE:
        return (_proposed(Priority.HIGH, GRAVE_CONFIDENCE, severity.grave_words),)
    return ()


def _proposed(value: Priority, confidence: float, words: tuple[str, ...]) -> Candidate:
    return Candidate(TriageField.PRIORITY, value.value, confidence, DecidedBy.RULE, words)


def _note(found: dict[str, float], weights: Mapping[str, float], word: str, share: float) -> None:
    weight = weights.get(word.casefold())
    if weight is not None:
        found[word] = max(found.get(word, 0.0), weight * share)


def _heaviest(found: Mapping[str, float]) -> tuple[str, ...]:
    return tuple(sorted(found, key=lambda word: -found[word])[:MAX_WORDS])


def _lean(vector: Vector) -> float:
    """By how much the meaning is nearer to what is grave than to what is slight."""
    if not vector.any():
        return 0.0
    grave, slight = _examples()
    return _near(grave, vector) - _near(slight, vector)


def _near(examples: NDArray[np.float32], vector: Vector) -> float:
    nearest = np.sort(examples @ vector)[-NEAREST:]
    return float(nearest.mean())


@cache
def _examples() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    return (
        np.array([embed(said) for said in GRAVE_EXAMPLES], np.float32),
        np.array([embed(said) for said in SLIGHT_EXAMPLES], np.float32),
    )
