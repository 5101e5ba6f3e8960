"""The lines of a text that help most with a question: quoted, never rewritten."""

import re
from typing import Final

from domain.similar.vectors import Bag, WordWeights, bag_of

QUOTE_LENGTH: Final = 300
_LEAST_LENGTH: Final = 12
_MAX_LINES: Final = 200
_HEADING: Final = re.compile(r"^\s*(#+\s|\|?[-|:\s]+$)")


def helpful_lines(text: str, bag: Bag, weights: WordWeights) -> str:
    """The paragraph that shares the most telling words, from its first line on, cut to length.

    The first paragraph where none shares any; empty for an empty text.
    """
    lines = [
        line.strip()
        for line in text.splitlines()[:_MAX_LINES]
        if len(line.strip()) >= _LEAST_LENGTH and not _HEADING.match(line)
    ]
    if not lines:
        return text.strip()[:QUOTE_LENGTH]
    shared = [
        sum(weights.weight(word) for word in bag_of("", line) if word in bag) for line in lines
    ]
    # A line explains the one before it: both together tell where the help begins.
    pairs = [one + two / 2 for one, two in zip(shared, [*shared[1:], 0.0], strict=True)]
    start = pairs.index(max(pairs))
    quote = "\n".join(lines[start : start + 4])
    if len(quote) <= QUOTE_LENGTH:
        return quote
    return quote[: QUOTE_LENGTH - 1].rsplit(None, 1)[0] + "…"
