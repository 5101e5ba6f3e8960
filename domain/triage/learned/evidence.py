"""Which of the ticket's own words spoke for a decision of the model."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from domain.triage.learned.head import Head
from domain.triage.learned.index import Index
from domain.triage.learned.reading import SHARPNESS, VIEWS, Memory, Nearness, Reading
from domain.triage.learned.terms import WORD, stem

MAX_WORDS: Final = 3
READ_WORDS: Final = 120
LEAST_SHARE: Final = 0.25
SHORTEST: Final = 3
_ALL: Final = VIEWS.index("all")


def telling_words(
    memory: Memory, head: Head, value: int, reading: Reading, near: Nearness
) -> tuple[str, ...]:
    """The words that added most to the value's score, as written; neighbours stay together."""
    weights = head.weights[_ALL][:, value]
    against = head.weights[_ALL].mean(axis=1)
    weights = weights - against
    pull = memory.vectors.T @ (weights * near.meaning * SHARPNESS)
    found = list(WORD.finditer(reading.text))[:READ_WORDS]
    spans = [match.span() for match in found]
    if not spans:
        return ()
    by_meaning = _meaning_of(spans, reading, pull)
    by_term = _shares(memory.words, reading, weights)
    gains = 0.4 * by_meaning + 0.25 * np.array(
        [by_term.get(stem(match.group().lower()), 0.0) for match in found]
    )
    for place, match in enumerate(found):
        if len(match.group()) < SHORTEST or not match.group()[0].isalpha():
            gains[place] = 0
    return _quotes(reading.text, spans, gains)


def _meaning_of(
    spans: list[tuple[int, int]], reading: Reading, pull: NDArray[np.float32]
) -> NDArray[np.float64]:
    """For each word how much its tokens turn the text's vector towards the value."""
    tokens = reading.signals.tokens
    own = tokens.vectors @ pull / max(1, len(tokens.vectors))
    length = float(np.linalg.norm(tokens.vectors.mean(axis=0))) if len(own) else 0.0
    gains = np.zeros(len(spans))
    if not length:
        return gains
    starts, ends = np.array(spans).T
    begun, ended = np.array(tokens.spans).T
    places = np.searchsorted(starts, begun, side="right") - 1
    is_next = (places < 0) | (ends[places] < ended)
    np.add.at(gains, np.minimum(places + is_next, len(spans) - 1), own / length)
    above_mean: NDArray[np.float64] = gains - gains.mean()
    return above_mean


def _shares(index: Index, reading: Reading, weights: NDArray[np.float32]) -> dict[str, float]:
    shares = {}
    for term, count in reading.terms.words.items():
        number = index.ids.get(term)
        if number is None:
            continue
        places = slice(index.starts[number], index.starts[number + 1])
        pull = float(index.shares[places] @ weights[index.rows[places]])
        shares[term] = count * float(index.idf[number]) * pull
    total = sum(abs(share) for share in shares.values()) or 1.0
    return {term: share / total for term, share in shares.items()}


def _quotes(text: str, spans: list[tuple[int, int]], gains: NDArray[np.float64]) -> tuple[str, ...]:
    best = gains.max(initial=0.0)
    if best <= 0:
        return ()
    chosen = [int(n) for n in np.argsort(-gains, kind="stable")[:MAX_WORDS]]
    kept = sorted(n for n in chosen if gains[n] >= LEAST_SHARE * best)
    quotes: list[str] = []
    begin = previous = kept[0]
    for place in [*kept[1:], len(spans) + 1]:
        if place != previous + 1:
            quotes.append(" ".join(text[spans[begin][0] : spans[previous][1]].split()))
            begin = place
        previous = place
    return tuple(dict.fromkeys(quotes))
