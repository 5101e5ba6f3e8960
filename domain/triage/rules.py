"""The rules engine: rows that admins edit, turned into candidates with quoted evidence.

Every rule that matches proposes; fusion weighs what they propose, and the earlier one wins
a tie. Firm candidates (of rules that ask for facts) go before those read out of words.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from domain.errors import DomainError, ErrorCode
from domain.triage.conditions import Conditions, parse_conditions
from domain.triage.matching import Reading, knows, match
from domain.triage.patterns import Deadline
from domain.triage.results import Results, parse_results
from domain.triage.terms import TermIndex
from domain.triage.values import AssigneeWish, Candidate, Choices, TicketText
from domain.vocabulary import DecidedBy, TriageField

TIME_LIMIT_S: Final = 2.0


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    conditions: Conditions
    results: Results
    confidence: float = 0.8


@dataclass(frozen=True, slots=True)
class Findings:
    """What rules propose for one text; the assignee is a wish, which assignment weighs."""

    candidates: tuple[Candidate, ...] = ()
    assignee: AssigneeWish | None = None


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


@dataclass(frozen=True, slots=True)
class Match:
    """The words quoted, and the facts named, by which a rule matches."""

    evidence: tuple[str, ...]
    is_firm: bool


class RuleSet:
    """Rules in their order, with one index of all their terms."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self.index = TermIndex(term for rule in self.rules for term in rule.conditions.terms)


def apply_rules(
    rules: RuleSet, text: TicketText, choices: Choices, deadline: Deadline | None = None
) -> Findings:
    """What every rule that matches proposes, in the rules' order.

    Rules that ask for the language or the category come last, when the others may have
    found them out. What does not exist now is left out; of the assignees named the first
    stands. Rules that the `deadline` (`TIME_LIMIT_S` from now) leaves no time for propose
    nothing.
    """
    deadline = deadline or Deadline.after(TIME_LIMIT_S)
    reading = Reading.of(text, rules.index, deadline)
    found: dict[int, Findings] = {}
    for is_late in (False, True):
        if is_late:
            reading = replace(reading, text=_read(text, found.values()))
        for at, rule in enumerate(rules.rules):
            if rule.conditions.needs_reading is is_late:
                matched = meets(rule, reading, choices)
                if matched is not None:
                    found[at] = propose(rule, matched, choices)
    in_order = [found[at] for at in sorted(found)]
    return Findings(
        candidates=tuple(candidate for one in in_order for candidate in one.candidates),
        assignee=next((one.assignee for one in in_order if one.assignee), None),
    )


def meets(rule: Rule, reading: Reading, choices: Choices) -> Match | None:
    """Why the ticket meets the rule's conditions; None if it does not."""
    facts = knows(rule.conditions, reading.text, choices)
    words = None if facts is None else match(rule.conditions, reading)
    if facts is None or words is None:
        return None
    return Match((*words, *facts), is_firm=bool(facts))


def propose(rule: Rule, matched: Match, choices: Choices) -> Findings:
    """What a rule that matches proposes, of what exists now."""
    candidates = tuple(
        Candidate(field, value, rule.confidence, DecidedBy.RULE, matched.evidence, matched.is_firm)
        for field, value in _chosen(rule.results, choices)
    )
    person = choices.staff_id(rule.results.assignee)
    return Findings(candidates, AssigneeWish(person, rule.name) if person else None)


def _read(text: TicketText, found: Iterable[Findings]) -> TicketText:
    """The text with the language and the category that most speaks for, where unknown."""
    surest: dict[TriageField, Candidate] = {}
    for candidate in (candidate for one in found for candidate in one.candidates):
        best = surest.get(candidate.field)
        if best is None or candidate.confidence > best.confidence:
            surest[candidate.field] = candidate
    category, language = surest.get(TriageField.CATEGORY), surest.get(TriageField.LANGUAGE)
    return replace(
        text,
        category_id=text.category_id or (category.value if category else None),
        language=text.language or (language.value if language else None),
    )


def _chosen(results: Results, choices: Choices) -> list[tuple[TriageField, str]]:
    chosen = list(results.values)
    if results.category and (category_id := choices.category_id(results.category)):
        chosen.append((TriageField.CATEGORY, category_id))
    skills = (choices.skill_id(name) for name in results.skills)
    tags = (choices.tag_id(name) for name in results.tags)
    chosen += [(TriageField.SKILLS, skill_id) for skill_id in skills if skill_id]
    chosen += [(TriageField.TAGS, tag_id) for tag_id in tags if tag_id]
    return chosen
