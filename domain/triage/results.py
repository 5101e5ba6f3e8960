"""What a rule says, as admins write it, checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from domain import limits
from domain.errors import DomainError, ErrorCode
from domain.triage.values import ENUM_FIELDS
from domain.vocabulary import TriageField

KEYS: Final = (
    "category",
    "priority",
    "urgency",
    "sentiment",
    "language",
    "skills",
    "tags",
    "assignee",
)
MAX_ITEMS: Final = 20


@dataclass(frozen=True, slots=True)
class Results:
    """Categories by key, name or id; skills and tags by name or id; people by id or address."""

    category: str | None = None
    values: tuple[tuple[TriageField, str], ...] = ()
    skills: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    assignee: str | None = None


def parse_results(results: object) -> Results:
    if not isinstance(results, Mapping):
        raise _wrong("must be an object", "results")
    for key in results:
        if key not in KEYS:
            raise _wrong(f"is not known; known are {', '.join(KEYS)}", "results", str(key)[:40])
    given = {key: value for key, value in results.items() if value not in (None, [], "")}
    if not given:
        raise DomainError(
            ErrorCode.REQUIRED, "A rule needs at least one result.", ("input", "results")
        )
    values: list[tuple[TriageField, str]] = []
    for field, enum in ENUM_FIELDS.items():
        key = field.value.lower()
        if key in given:
            known = [member.value for member in enum]
            if given[key] not in known:
                raise _wrong(f"must be of {', '.join(known)}", "results", key)
            values.append((field, given[key]))
    if "language" in given:
        values.append((TriageField.LANGUAGE, _text(given, "language", 8).lower()))
    return Results(
        category=_text(given, "category", 100) if "category" in given else None,
        values=tuple(values),
        skills=_names(given, "skills"),
        tags=_names(given, "tags"),
        assignee=_text(given, "assignee", limits.EMAIL_LENGTH) if "assignee" in given else None,
    )


def _names(given: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = given.get(key, [])
    if (
        not isinstance(value, (list, tuple))
        or len(value) > MAX_ITEMS
        or not all(isinstance(v, str) and 0 < len(v.strip()) <= 100 for v in value)
    ):
        raise _wrong(f"must be a list of at most {MAX_ITEMS} names", "results", key)
    return tuple(v.strip() for v in value)


def _text(given: Mapping[str, Any], key: str, longest: int) -> str:
    value = given[key]
    if not isinstance(value, str) or not 0 < len(value.strip()) <= longest:
        raise _wrong(f"must be a string of at most {longest} characters", "results", key)
    return value.strip()


def _wrong(message: str, *path: str) -> DomainError:
    return DomainError(ErrorCode.INVALID, f"`{path[-1]}` {message}.", ("input", *path))
