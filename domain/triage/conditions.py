"""The conditions of a rule: words, phrases and patterns, all on RE2 (linear time).

`any` and `all` list words or phrases, found whole and in any case; `*` at an end stands for
more letters there. `none` must not be found. `regex` lists RE2 patterns, one of which
must match. `requesterTags` and `channels` look at who wrote and how. `where` is `text`
(the default) or `title`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import re2

from domain.errors import DomainError, ErrorCode
from domain.triage.values import TicketText
from domain.vocabulary import Channel

MAX_TERMS: Final = 200
MAX_TERM_LENGTH: Final = 200
MAX_PATTERN_LENGTH: Final = 1_000
MAX_EVIDENCE: Final = 5
QUOTE_LENGTH: Final = 120
KEYS: Final = ("any", "all", "none", "regex", "requesterTags", "channels", "where")
_EDGE: Final = r"[^\p{L}\p{N}_]"


@dataclass(frozen=True, slots=True)
class Conditions:
    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    regex: tuple[str, ...] = ()
    requester_tags: tuple[str, ...] = ()
    channels: tuple[Channel, ...] = ()
    in_title_only: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.any or self.all or self.regex or self.requester_tags or self.channels)


def parse_conditions(conditions: object) -> Conditions:
    """Check an admin's conditions; raises INVALID, TOO_LONG or REQUIRED on the very key."""
    given = _mapping(conditions, "conditions", KEYS)
    where = given.get("where", "text")
    if where not in ("text", "title"):
        raise _wrong("must be `text` or `title`", "conditions", "where")
    parsed = Conditions(
        any=_terms(given, "any"),
        all=_terms(given, "all"),
        none=_terms(given, "none"),
        regex=_patterns(given),
        requester_tags=tuple(t.casefold() for t in _strings(given, "requesterTags", 100)),
        channels=_channels(given),
        in_title_only=where == "title",
    )
    if parsed.is_empty:
        raise DomainError(
            ErrorCode.REQUIRED,
            "A rule needs at least one of any, all, regex, requesterTags, channels.",
            ("input", "conditions"),
        )
    return parsed


def match(conditions: Conditions, text: TicketText) -> tuple[str, ...] | None:
    """The words that meet the conditions, as written; None when they are not met.

    An empty tuple means: met, by something else than words.
    """
    if conditions.channels and text.channel not in conditions.channels:
        return None
    tags = {tag.casefold() for tag in text.requester_tags}
    if conditions.requester_tags and tags.isdisjoint(conditions.requester_tags):
        return None
    subject = text.title if conditions.in_title_only else text.whole
    if conditions.none and _distinct(_found(_words(conditions.none), subject)):
        return None
    evidence: list[str] = []
    for term in conditions.all:
        found = next(_found(_words((term,)), subject), None)
        if found is None:
            return None
        evidence.append(found)
    for pattern in (_words(conditions.any) if conditions.any else None, _either(conditions.regex)):
        if pattern is None:
            continue
        found_here = _distinct(_found(pattern, subject))
        if not found_here:
            return None
        evidence.extend(found_here)
    return tuple(dict.fromkeys(evidence))[:MAX_EVIDENCE]


@lru_cache(maxsize=4_096)
def compiled(pattern: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = False
    return re2.compile(pattern, options)


def _words(terms: tuple[str, ...]) -> Any:
    either = "|".join(_term_pattern(term) for term in terms)
    return compiled(f"(?:^|{_EDGE})({either})(?:$|{_EDGE})")


def _either(patterns: tuple[str, ...]) -> Any:
    return compiled("(" + "|".join(f"(?:{p})" for p in patterns) + ")") if patterns else None


def _term_pattern(term: str) -> str:
    head, tail = term.startswith("*"), term.endswith("*")
    inner = r"\s+".join(re2.escape(word) for word in term.strip("*").split())
    return (r"[\p{L}\p{N}_]*" if head else "") + inner + (r"[\p{L}\p{N}_]*" if tail else "")


def _found(pattern: Any, subject: str) -> Iterator[str]:
    for found in pattern.finditer(subject):
        quoted = " ".join(found.group(1).split())
        if quoted:
            yield quoted[:QUOTE_LENGTH]


def _distinct(quotes: Iterator[str]) -> list[str]:
    kept: dict[str, str] = {}
    for quote in quotes:
        kept.setdefault(quote.casefold(), quote)
        if len(kept) == MAX_EVIDENCE:
            break
    return list(kept.values())


def _mapping(value: object, name: str, keys: tuple[str, ...]) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise _wrong("must be an object", name)
    for key in value:
        if key not in keys:
            raise _wrong(f"is not known; known are {', '.join(keys)}", name, str(key)[:40])
    return value


def _strings(given: Mapping[str, Any], key: str, longest: int) -> tuple[str, ...]:
    value = given.get(key, [])
    if not isinstance(value, (list, tuple)) or not all(isinstance(v, str) for v in value):
        raise _wrong("must be a list of strings", "conditions", key)
    if len(value) > MAX_TERMS:
        raise DomainError(
            ErrorCode.TOO_LONG, f"At most {MAX_TERMS} entries.", ("input", "conditions", key)
        )
    for entry in value:
        if not entry.strip():
            raise _wrong("must not contain empty strings", "conditions", key)
        if len(entry) > longest:
            raise DomainError(
                ErrorCode.TOO_LONG,
                f"An entry has at most {longest} characters.",
                ("input", "conditions", key),
            )
    return tuple(entry.strip() for entry in value)


def _terms(given: Mapping[str, Any], key: str) -> tuple[str, ...]:
    terms = _strings(given, key, MAX_TERM_LENGTH)
    if any(not term.strip("* ") for term in terms):
        raise _wrong("must contain words, not only `*`", "conditions", key)
    return terms


def _patterns(given: Mapping[str, Any]) -> tuple[str, ...]:
    patterns = _strings(given, "regex", MAX_PATTERN_LENGTH)
    for pattern in patterns:
        try:
            compiled(pattern)
        except re2.error as error:
            reason = error.args[0] if error.args else "not understood"
            text = reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
            raise _wrong(f"has a pattern that RE2 refuses: {text}", "conditions", "regex") from None
    try:
        _either(patterns)
    except re2.error:
        raise _wrong("has patterns that together are too large", "conditions", "regex") from None
    return patterns


def _channels(given: Mapping[str, Any]) -> tuple[Channel, ...]:
    channels = _strings(given, "channels", 20)
    known = {channel.value for channel in Channel}
    for channel in channels:
        if channel not in known:
            raise _wrong(f"must be of {', '.join(sorted(known))}", "conditions", "channels")
    return tuple(Channel(channel) for channel in channels)


def _wrong(message: str, *path: str) -> DomainError:
    return DomainError(ErrorCode.INVALID, f"`{path[-1]}` {message}.", ("input", *path))
