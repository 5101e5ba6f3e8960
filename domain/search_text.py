"""How a text is indexed and asked for, as both databases spell it.

Words are made in Python (domain/words.py) and reach neither database's own parser, so both
find the same rows, and nothing that a user types is an operator.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from domain import limits
from domain.errors import DomainError, ErrorCode
from domain.words import normalise, split_words, stem

MAX_INDEXED_WORDS = 20_000
# A tsvector holds 1 MiB, its bookkeeping included.
MAX_INDEXED_BYTES = 600_000
MAX_QUERY_WORDS = 32
# SQLite's ranking knows no weights: a title's words count as often as this.
TITLE_REPEATS = 3


@dataclass(frozen=True, slots=True)
class Part:
    """A text with the weight that its words have: A counts most, D least."""

    weight: str
    text: str


@dataclass(frozen=True, slots=True)
class Query:
    """A user's words: all must be there, the last one perhaps only begun."""

    whole: tuple[str, ...]
    last: str

    def for_postgres(self) -> str:
        return " & ".join([*self.whole, f"({stem(self.last)} | {self.last}:*)"])

    def for_sqlite(self, column: str) -> str:
        whole = "".join(f'"{word}" AND ' for word in self.whole)
        return f'{column} : ({whole}("{stem(self.last)}" OR "{self.last}" *))'


def parse_query(text: str) -> Query | None:
    """What `text` asks for, None without any word; raises TOO_LONG above 300 characters."""
    if len(text) > limits.SEARCH_LENGTH:
        message = f"A search has at most {limits.SEARCH_LENGTH} characters."
        raise DomainError(ErrorCode.TOO_LONG, message, ("search",))
    words = list(split_words(text))
    if not words:
        return None
    whole = dict.fromkeys(stem(word) for word in words[:-1])
    return Query(tuple(whole)[:MAX_QUERY_WORDS], words[-1])


def as_vector(parts: Iterable[Part]) -> str:
    """A tsvector as text. Words are letters and digits only, so that nothing needs quotes."""
    return " ".join(
        f"{word}:{place}{weight}" for place, (weight, word) in enumerate(_indexed(parts), 1)
    )


def as_plain_text(parts: Iterable[Part]) -> str:
    """What FTS5 indexes."""
    return " ".join(
        " ".join([word] * TITLE_REPEATS) if weight == "A" else word
        for weight, word in _indexed(parts)
    )


def _indexed(parts: Iterable[Part]) -> Iterable[tuple[str, str]]:
    size = place = 0
    for part in parts:
        for word in normalise(part.text):
            place += 1
            size += len(word.encode()) + 8
            if place > MAX_INDEXED_WORDS or size > MAX_INDEXED_BYTES:
                return
            yield part.weight, word
