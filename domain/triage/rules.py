"""The rules engine: rows that admins edit, turned into candidates with quoted evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import structlog

from domain.errors import DomainError, ErrorCode
from domain.models import TriageRule
from domain.triage.conditions import Conditions, match, parse_conditions
from domain.triage.values import ENUM_FIELDS, Candidate, Choices, TicketText
from domain.vocabulary import DecidedBy, TriageField

KEYS: Final = ("category", "priority", "urgency", "sentiment", "language", "skills", "tags")
MAX_ITEMS: Final = 20

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Results:
    """Categories by key, name or id; skills and tags by name or id."""

    category: str | None = None
    values: tuple[tuple[TriageField, str], ...] = ()
    skills: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    conditions: Conditions
    results: Results
    confidence: float = 0.8


def parse_rule(
    conditions: object, results: object, *, name: str = "", confidence: float = 0.8
) -> Rule:
    """Check what an admin wrote; raises DomainError with the path of the wrong key."""
    parsed = parse_conditions(conditions)
    if not 0 <= confidence <= 1:
        raise DomainError(
            ErrorCode.OUT_OF_RANGE, "A confidence is between 0 and 1.", ("input", "confidence")
        )
    return Rule(name, parsed, parse_results(results), confidence)


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
    category = _text(given, "category", 100) if "category" in given else None
    return Results(category, tuple(values), _names(given, "skills"), _names(given, "tags"))


def compile_rules(rows: Sequence[TriageRule]) -> tuple[Rule, ...]:
    """The enabled rules in their order; one that can no longer be read is left out."""
    rules = []
    for row in sorted(rows, key=lambda row: (row.position, row.id)):
        if not row.is_enabled:
            continue
        try:
            rules.append(
                parse_rule(row.conditions, row.results, name=row.name, confidence=row.confidence)
            )
        except DomainError as error:
            log.warning("triage.rule_unreadable", rule=row.id, reason=error.message)
    return tuple(rules)


def apply_rules(rules: Sequence[Rule], text: TicketText, choices: Choices) -> list[Candidate]:
    """What every rule that matches proposes; what does not exist now is left out."""
    candidates: list[Candidate] = []
    for rule in rules:
        evidence = match(rule.conditions, text)
        if evidence is None:
            continue
        quoted = evidence or (f"rule: {rule.name}",)
        for field, value in _chosen(rule.results, choices):
            candidates.append(Candidate(field, value, rule.confidence, DecidedBy.RULE, quoted))
    return candidates


def _chosen(results: Results, choices: Choices) -> list[tuple[TriageField, str]]:
    chosen = list(results.values)
    if results.category and (category_id := choices.category_id(results.category)):
        chosen.append((TriageField.CATEGORY, category_id))
    skills = (choices.skill_id(name) for name in results.skills)
    tags = (choices.tag_id(name) for name in results.tags)
    chosen += [(TriageField.SKILLS, skill_id) for skill_id in skills if skill_id]
    chosen += [(TriageField.TAGS, tag_id) for tag_id in tags if tag_id]
    return chosen


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
