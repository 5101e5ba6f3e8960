"""What a desk decides of a text without a single label: rules, tone, names and severity.

It is also what the learned model starts from: with few labels the model says the same, and
departs from it as far as labels show that it knows better.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from domain.triage.fusion import weigh
from domain.triage.lexicon import tone_candidates
from domain.triage.nearness import Portraits, nearness
from domain.triage.numbers import Matrix, softmax
from domain.triage.severity import severity_candidates
from domain.triage.signals import Signals
from domain.triage.values import Candidate
from domain.vocabulary import DecidedBy, Priority, Sentiment, TriageField, Urgency

NEARNESS_SHARPNESS: Final = 12.0
# What the names of categories suggest never applies by itself.
HIGHEST_BY_NAME: Final = 0.55
# What a new ticket has where nobody proposes anything, and how sure that is.
DEFAULTS: Final = {
    TriageField.PRIORITY: Priority.MEDIUM.value,
    TriageField.URGENCY: Urgency.LOW.value,
    TriageField.SENTIMENT: Sentiment.NEUTRAL.value,
}
_BY_DEFAULT: Final = 0.5
_LEAST_CHANCE: Final = 0.02


def cold_candidates(
    field: TriageField, values: Sequence[str], signals: Signals, portraits: Portraits | None
) -> tuple[Candidate, ...]:
    """What all sources that need no labels propose; `portraits` are those of `values`."""
    said = (*signals.rules, *tone_candidates(signals.tone))
    found = tuple(candidate for candidate in said if candidate.field is field)
    if field is TriageField.CATEGORY and portraits is not None:
        return (*found, *_nearest(values, signals, portraits))
    if field is TriageField.PRIORITY and not found:
        # The desk's own rules come first.
        return severity_candidates(signals.severity)
    return found


def cold_chances(
    field: TriageField, values: Sequence[str], proposed: Sequence[Candidate]
) -> Matrix:
    """How likely each value is by these alone; they add up to 1."""
    best, sure = weigh(field, proposed) if proposed else (DEFAULTS.get(field), _BY_DEFAULT)
    if best not in values:
        return np.full(len(values), 1 / len(values))
    rest = max(_LEAST_CHANCE, 1 - sure)
    chances = np.full(len(values), rest / max(1, len(values) - 1))
    chances[values.index(best)] = sure
    shares: Matrix = chances / chances.sum()
    return shares


def _nearest(
    values: Sequence[str], signals: Signals, portraits: Portraits
) -> tuple[Candidate, ...]:
    """The category that says of itself what is most like the text; only ever a suggestion."""
    if not signals.tokens.spans:
        return ()
    chances = softmax(NEARNESS_SHARPNESS * nearness(portraits, signals.vector))
    best = int(np.argmax(chances))
    chance = min(HIGHEST_BY_NAME, float(chances[best]))
    return (Candidate(TriageField.CATEGORY, values[best], round(chance, 4), DecidedBy.MODEL),)
