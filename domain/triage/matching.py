"""Whether a ticket meets a rule's conditions, and the words that show it."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from domain.triage.conditions import Conditions
from domain.triage.patterns import Deadline, either, places
from domain.triage.terms import Place, TermIndex
from domain.triage.values import Choices, TicketText

MAX_EVIDENCE: Final = 5
QUOTE_LENGTH: Final = 120
# What is longer is a log or a mail thread; what it is about stands at its beginning.
SCANNED_LENGTH: Final = 20_000


@dataclass(frozen=True, slots=True)
class Reading:
    """A text with the places of all terms that any rule asks for."""

    text: TicketText
    whole: str
    found: dict[str, list[Place]]
    keys: frozenset[str]
    deadline: Deadline

    @classmethod
    def of(cls, text: TicketText, index: TermIndex, deadline: Deadline) -> "Reading":
        whole = text.whole[:SCANNED_LENGTH]
        found = index.find(whole)
        return cls(text, whole, found, frozenset(found), deadline)


def match(conditions: Conditions, reading: Reading) -> tuple[str, ...] | None:
    """The words that meet the conditions on words, as written; None when one is not met.

    An empty tuple means: met, and no words were asked for.
    """
    end = len(reading.text.title) if conditions.in_title_only else len(reading.whole)
    if _places(conditions.none, reading, end):
        return None
    shown: list[Place] = []
    for key in conditions.all:
        found = _places({key}, reading, end)
        if not found:
            return None
        shown.append(found[0])
    if conditions.any:
        found = _places(conditions.any, reading, end)
        if not found:
            return None
        shown.extend(found)
    if conditions.regex:
        found = list(places(either(conditions.regex), reading.whole[:end], reading.deadline))
        if not found:
            return None
        shown.extend(found)
    return _quotes(reading.whole, shown)


def knows(conditions: Conditions, text: TicketText, choices: Choices) -> tuple[str, ...] | None:
    """The facts that meet the conditions on facts, in words; None when one is not met."""
    if not conditions.has_facts:
        return ()
    facts: list[str] = []
    for label, wanted, known in _facts(conditions, text, choices):
        if wanted:
            met = sorted(wanted & known)
            if not met:
                return None
            facts.append(f"{label}: {met[0]}")
    due = _due(conditions, text.hours_left)
    return None if due is None else (*facts, *due)


def _facts(
    conditions: Conditions, text: TicketText, choices: Choices
) -> Iterator[tuple[str, AbstractSet[str], AbstractSet[str]]]:
    """What it is called, what the rule asks for, what is so; all folded."""
    yield "from", conditions.requesters, _names_of_requester(text)
    yield "requester's tag", conditions.requester_tags, _folded(text.requester_tags)
    yield "channel", conditions.channels, {text.channel.value}
    yield "language", conditions.languages, _folded({text.language or ""})
    yield "category", conditions.categories, choices.names_of_category(text.category_id)
    yield "tag", conditions.tags, _folded(text.tags)


def _due(conditions: Conditions, hours_left: float | None) -> tuple[str, ...] | None:
    within = conditions.due_within_hours
    if within is None and not conditions.is_overdue:
        return ()
    if hours_left is None or (conditions.is_overdue and hours_left >= 0):
        return None
    if within is not None and hours_left > within:
        return None
    return ("overdue",) if hours_left < 0 else (f"due in {max(1, round(hours_left))} h",)


def _names_of_requester(text: TicketText) -> set[str]:
    email = text.requester_email.casefold()
    domain = "@" + email.rpartition("@")[2] if email else ""
    return {text.requester_id.casefold(), email, domain} - {""}


def _folded(names: AbstractSet[str]) -> set[str]:
    return {name.casefold() for name in names}


def _places(keys: AbstractSet[str], reading: Reading, end: int) -> list[Place]:
    met = reading.keys & keys
    if not met:
        return []
    return sorted({place for key in met for place in reading.found[key] if place[1] <= end})


def _quotes(whole: str, shown: list[Place]) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for start, end in shown:
        quote = " ".join(whole[start : min(end, start + QUOTE_LENGTH)].split())
        if quote:
            kept.setdefault(quote.casefold(), quote)
    return tuple(kept.values())[:MAX_EVIDENCE]
