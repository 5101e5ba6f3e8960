"""The conditions of a rule as admins write them, checked: all that are given must hold.

Words: `any` and `all` list words or phrases, found whole and in any case; `*` at an end
stands for more letters there. `none` must not be found. `regex` lists RE2 patterns, one of
which must be found. `where` is `text` (the default) or `title`.

Facts: `requesters` (ids, mail addresses, or domains as `@example.com`), `requesterTags`,
`channels`, `languages`, `categories`, `tags`: one of each list must fit. `dueWithinHours`
means due in at most so many hours, or overdue; `overdue` is true or left out.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from domain.errors import DomainError, ErrorCode
from domain.ids import is_id
from domain.triage.patterns import PatternRefused, either
from domain.triage.terms import term_key
from domain.vocabulary import Channel

MAX_TERMS: Final = 200
MAX_TERM_LENGTH: Final = 200
MAX_PATTERNS: Final = 50
MAX_PATTERN_LENGTH: Final = 1_000
MAX_DUE_HOURS: Final = 24 * 366
WORDS: Final = ("any", "all", "none", "regex", "where")
FACTS: Final = (
    "requesters",
    "requesterTags",
    "channels",
    "languages",
    "categories",
    "tags",
    "dueWithinHours",
    "overdue",
)
KEYS: Final = WORDS + FACTS
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Conditions:
    """Terms by their keys; names (languages, categories, tags, addresses) case folded."""

    any: frozenset[str] = frozenset()
    all: tuple[str, ...] = ()
    none: frozenset[str] = frozenset()
    regex: tuple[str, ...] = ()
    in_title_only: bool = False
    requesters: frozenset[str] = frozenset()
    requester_tags: frozenset[str] = frozenset()
    channels: frozenset[Channel] = frozenset()
    languages: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    due_within_hours: float | None = None
    is_overdue: bool = False

    @property
    def terms(self) -> Iterator[str]:
        yield from self.any
        yield from self.all
        yield from self.none

    @property
    def has_facts(self) -> bool:
        """Whether it rests on what the desk knows, not on words alone."""
        return bool(
            self.requesters
            or self.requester_tags
            or self.channels
            or self.languages
            or self.categories
            or self.tags
            or self.is_overdue
            or self.due_within_hours is not None
        )

    @property
    def is_empty(self) -> bool:
        return not (self.any or self.all or self.regex or self.has_facts)

    @property
    def needs_reading(self) -> bool:
        """Whether it asks for what triage itself may find out first: language or category."""
        return bool(self.languages or self.categories)


def parse_conditions(conditions: object) -> Conditions:
    """Check an admin's conditions; raises INVALID, TOO_LONG or REQUIRED on the very key."""
    given = _mapping(conditions)
    where = given.get("where", "text")
    if where not in ("text", "title"):
        raise _wrong("must be `text` or `title`", "where")
    parsed = Conditions(
        any=frozenset(_terms(given, "any")),
        all=_terms(given, "all"),
        none=frozenset(_terms(given, "none")),
        regex=_patterns(given),
        in_title_only=where == "title",
        requesters=_requesters(given),
        requester_tags=_folded(given, "requesterTags"),
        channels=_channels(given),
        languages=_folded(given, "languages"),
        categories=_folded(given, "categories"),
        tags=_folded(given, "tags"),
        due_within_hours=_hours(given),
        is_overdue=_flag(given, "overdue"),
    )
    if parsed.is_empty:
        needed = ", ".join(key for key in KEYS if key not in ("none", "where"))
        raise DomainError(
            ErrorCode.REQUIRED, f"A rule needs at least one of {needed}.", ("input", "conditions")
        )
    return parsed


def _mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise DomainError(
            ErrorCode.INVALID, "`conditions` must be an object.", ("input", "conditions")
        )
    for key in value:
        if key not in KEYS:
            raise _wrong(f"is not known; known are {', '.join(KEYS)}", str(key)[:40])
    return {key: entry for key, entry in value.items() if entry is not None}


def _strings(
    given: Mapping[str, Any], key: str, *, longest: int = 100, most: int = MAX_TERMS
) -> tuple[str, ...]:
    value = given.get(key, [])
    if not isinstance(value, (list, tuple)) or not all(isinstance(v, str) for v in value):
        raise _wrong("must be a list of strings", key)
    if len(value) > most:
        raise _too_long(f"`{key}` has at most {most} entries, not {len(value)}.", key)
    for entry in value:
        if not entry.strip():
            raise _wrong("must not contain empty strings", key)
        if len(entry) > longest:
            raise _too_long(f"An entry of `{key}` has at most {longest} characters.", key)
        if _SURROGATE.search(entry) or "\0" in entry:
            raise _wrong("contains broken Unicode", key)
    return tuple(entry.strip() for entry in value)


def _folded(given: Mapping[str, Any], key: str) -> frozenset[str]:
    return frozenset(entry.casefold() for entry in _strings(given, key, longest=254))


def _requesters(given: Mapping[str, Any]) -> frozenset[str]:
    requesters = _folded(given, "requesters")
    for entry in requesters:
        if "@" not in entry and not is_id(entry, "usr"):
            raise _wrong(
                "names people by id or mail address, and domains as `@example.com`", "requesters"
            )
    return requesters


def _terms(given: Mapping[str, Any], key: str) -> tuple[str, ...]:
    keys = [term_key(entry) for entry in _strings(given, key, longest=MAX_TERM_LENGTH)]
    terms = tuple(term for term in keys if term is not None)
    if len(terms) < len(keys):
        raise _wrong("must contain words, not only `*`", key)
    return terms


def _patterns(given: Mapping[str, Any]) -> tuple[str, ...]:
    patterns = _strings(given, "regex", longest=MAX_PATTERN_LENGTH, most=MAX_PATTERNS)
    try:
        if patterns:
            either(patterns)
    except PatternRefused as refused:
        raise _wrong(f"cannot be used: {refused}", "regex") from None
    return patterns


def _channels(given: Mapping[str, Any]) -> frozenset[Channel]:
    channels = _strings(given, "channels")
    known = {channel.value for channel in Channel}
    for channel in channels:
        if channel not in known:
            raise _wrong(f"must be of {', '.join(sorted(known))}", "channels")
    return frozenset(Channel(channel) for channel in channels)


def _hours(given: Mapping[str, Any]) -> float | None:
    hours = given.get("dueWithinHours")
    if hours is None:
        return None
    if isinstance(hours, bool) or not isinstance(hours, (int, float)):
        raise _wrong("must be a number of hours", "dueWithinHours")
    if not 0 < hours <= MAX_DUE_HOURS:
        raise DomainError(
            ErrorCode.OUT_OF_RANGE,
            f"`dueWithinHours` is over 0 and at most {MAX_DUE_HOURS:,}.",
            ("input", "conditions", "dueWithinHours"),
        )
    return float(hours)


def _flag(given: Mapping[str, Any], key: str) -> bool:
    value = given.get(key, False)
    if not isinstance(value, bool):
        raise _wrong("must be true or false", key)
    return value


def _too_long(message: str, key: str) -> DomainError:
    return DomainError(ErrorCode.TOO_LONG, message, ("input", "conditions", key))


def _wrong(message: str, key: str) -> DomainError:
    return DomainError(ErrorCode.INVALID, f"`{key}` {message}.", ("input", "conditions", key))
