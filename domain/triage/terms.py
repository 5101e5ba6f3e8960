"""Words and phrases, found whole and in any case; those of all rules in one pass.

The text is split once, and each place is looked up in one index of all terms: the work
grows with the text, hardly with the number of rules. A term is a row of words and single
signs (`can't log in`, `c++`); blanks between them may be any. `*` at an end stands for more
letters there.

A term is kept as one string, its key, because a desk may have 100,000 of them: objects in
such numbers make Python's garbage collector stop the server for a tenth of a second.
"""

import re
from collections.abc import Collection, Iterable
from typing import Final

MAX_PLACES: Final = 5
# Typographic and plain apostrophes are one sign; one character each, so that places stay.
_SAME_SIGNS: Final = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "＇": "'"})
_TOKEN: Final = re.compile(r"\w+|[^\w\s]")

Place = tuple[int, int]
_Terms = dict[str, tuple[str, ...]]


def term_key(written: str) -> str | None:
    """The term in the one form for all its spellings; None when it has no words or signs.

    Blanks part its tokens. The first and the last say whether it is open (`*`) or whole
    (empty) at that end: `refund*` is ` refund *`.
    """
    written = written.strip()
    tokens = _TOKEN.findall(_plain(written.strip("*")))
    if not tokens:
        return None
    head, tail = "*" * written.startswith("*"), "*" * written.endswith("*")
    return " ".join((head, *(token.casefold() for token in tokens), tail))


class TermIndex:
    """All terms of a set of rules, by what a place in the text may begin with."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._whole: _Terms = {}
        self._prefixes: _Terms = {}
        self._suffixes: _Terms = {}
        self._inside: _Terms = {}
        for key in dict.fromkeys(keys):
            self._add(key)
        self._prefix_lengths = sorted({len(prefix) for prefix in self._prefixes})
        self._suffix_lengths = sorted({len(suffix) for suffix in self._suffixes})

    def find(self, text: str) -> dict[str, list[Place]]:
        """The key of each term in `text`, with its first places (at most `MAX_PLACES`)."""
        text = _plain(text)
        spans = [match.span() for match in _TOKEN.finditer(text)]
        words = [text[start:end].casefold() for start, end in spans]
        known = set(words)
        inside = [part for part in self._inside if any(part in word for word in known)]
        starting = {word: terms for word in known if (terms := self._starting(word, inside))}
        found: dict[str, list[Place]] = {}
        for at, word in enumerate(words):
            for key in starting.get(word, ()):
                last = _last_of(key, words, at)
                if last is not None:
                    places = found.setdefault(key, [])
                    if len(places) < MAX_PLACES:
                        places.append((spans[at][0], spans[last][1]))
        return found

    def _add(self, key: str) -> None:
        head, first, *more = key.split(" ")
        is_single_and_open = more == ["*"]
        if head:
            kind = self._inside if is_single_and_open else self._suffixes
        else:
            kind = self._prefixes if is_single_and_open else self._whole
        kind[first] = (*kind.get(first, ()), key)

    def _starting(self, word: str, inside: Collection[str]) -> list[str]:
        """The terms whose first token fits `word`."""
        terms = list(self._whole.get(word, ()))
        for length in self._prefix_lengths:
            if length > len(word):
                break
            terms += self._prefixes.get(word[:length], ())
        for length in self._suffix_lengths:
            if length > len(word):
                break
            terms += self._suffixes.get(word[-length:], ())
        for part in inside:
            if part in word:
                terms += self._inside[part]
        return terms


def _last_of(key: str, words: list[str], at: int) -> int | None:
    """Where a term ends whose first token fits the word at `at`; None if it does not go on."""
    _, _, *more, tail = key.split(" ")
    if not more:
        return at
    last = at + len(more)
    if last >= len(words) or words[at + 1 : last] != more[:-1]:
        return None
    ending, wanted = words[last], more[-1]
    is_there = ending.startswith(wanted) if tail else ending == wanted
    return last if is_there else None


def _plain(text: str) -> str:
    return text if text.isascii() else text.translate(_SAME_SIGNS)
