"""What triage reads and says, as plain values without a database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from domain.vocabulary import Channel, DecidedBy, Priority, Sentiment, TriageField, Urgency

ENUM_FIELDS: Final[Mapping[TriageField, type[StrEnum]]] = {
    TriageField.PRIORITY: Priority,
    TriageField.URGENCY: Urgency,
    TriageField.SENTIMENT: Sentiment,
}
LIST_FIELDS: Final = frozenset({TriageField.SKILLS, TriageField.TAGS})


@dataclass(frozen=True, slots=True)
class CategoryChoice:
    id: str
    key: str
    name: str
    description: str = ""
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedChoice:
    """A skill or a tag."""

    id: str
    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What exists now, and therefore all that triage may choose from."""

    categories: tuple[CategoryChoice, ...] = ()
    skills: tuple[NamedChoice, ...] = ()
    tags: tuple[NamedChoice, ...] = ()

    def category_id(self, named: object) -> str | None:
        """The id of the category with this id, key or name; None when there is none."""
        wanted = _folded(named)
        for category in self.categories:
            if wanted in (category.id, category.key.casefold(), category.name.casefold()):
                return category.id
        return None

    def skill_id(self, named: object) -> str | None:
        return _find(self.skills, named)

    def tag_id(self, named: object) -> str | None:
        return _find(self.tags, named)


@dataclass(frozen=True, slots=True)
class TicketText:
    """The ticket as triage reads it."""

    title: str
    description: str
    channel: Channel = Channel.API
    requester_tags: frozenset[str] = frozenset()

    @property
    def whole(self) -> str:
        return f"{self.title}\n{self.description}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One source's proposal for one field; for skills and tags, one of several items.

    `value` is an enumeration value, a language code or an id. `evidence` quotes the words
    that led there.
    """

    field: TriageField
    value: str
    confidence: float
    source: DecidedBy
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Current:
    """What stands in the ticket for one field, and who put it there."""

    value: Any
    decided_by: DecidedBy = DecidedBy.DEFAULT


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome for one field. Applied: it stands in the ticket; else it is a suggestion."""

    field: TriageField
    value: Any
    confidence: float
    decided_by: DecidedBy
    evidence: tuple[str, ...] = ()
    is_applied: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model said, checked: candidates and texts for people to read."""

    candidates: tuple[Candidate, ...] = ()
    summary: str = ""
    notes: str = ""
    reply: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that was found out about one text, before it meets the ticket again."""

    text_hash: str
    candidates: tuple[Candidate, ...] = ()
    summary: str = ""
    notes: str = ""
    reply: str = ""
    model: str | None = None
    prompt_version: str | None = None
    input_tokens: int = 0
    output_tokens: int = 0
    cost_micros: int = 0
    latency_ms: int = 0
    fallback_reason: str | None = None


@dataclass(frozen=True, slots=True)
class TriageTask:
    """One run's reading of the ticket: text, rules and choices of that moment."""

    run_id: str
    ticket_id: str
    text: TicketText
    text_hash: str
    choices: Choices
    rules: tuple[Any, ...] = field(default_factory=tuple)


def _find(choices: tuple[NamedChoice, ...], named: object) -> str | None:
    wanted = _folded(named)
    return next((c.id for c in choices if wanted in (c.id, c.name.casefold())), None)


def _folded(named: object) -> str:
    return named.strip().casefold() if isinstance(named, str) else ""
