"""What triage reads and says, as plain values without a database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from domain.vocabulary import Channel, DecidedBy, Priority, Sentiment, TriageField, Urgency

if TYPE_CHECKING:
    from domain.triage.learned import LearnedModel

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
class StaffChoice:
    """Somebody whom a rule may name; loaded only where a rule names anybody."""

    id: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What exists now, and therefore all that triage may choose from."""

    categories: tuple[CategoryChoice, ...] = ()
    skills: tuple[NamedChoice, ...] = ()
    tags: tuple[NamedChoice, ...] = ()
    staff: tuple[StaffChoice, ...] = ()

    def category_id(self, named: object) -> str | None:
        """The id of the category with this id, key or name; None when there is none."""
        wanted = _folded(named)
        for category in self.categories:
            if wanted in (category.id, category.key.casefold(), category.name.casefold()):
                return category.id
        return None

    def names_of_category(self, category_id: str | None) -> set[str]:
        """All that a rule may call the category: id, key and name, case folded."""
        found = (c for c in self.categories if c.id == category_id)
        return {_folded(name) for c in found for name in (c.id, c.key, c.name)}

    def skill_id(self, named: object) -> str | None:
        return _find(self.skills, named)

    def tag_id(self, named: object) -> str | None:
        return _find(self.tags, named)

    def staff_id(self, named: object) -> str | None:
        """The id of the moderator or admin with this id or mail address."""
        wanted = _folded(named)
        return next(
            (s.id for s in self.staff if wanted and wanted in (s.id, s.email.casefold())), None
        )


@dataclass(frozen=True, slots=True)
class TicketText:
    """The ticket as triage reads it: its text, and what the desk knows about it.

    `category_id` and `language` are what stands already, or what has been found out before
    the rules are asked; None while unknown. `tags` are the names of the ticket's own.
    `hours_left` until it is due is negative once it is overdue; None without a due date.
    """

    title: str
    description: str
    channel: Channel = Channel.API
    requester_tags: frozenset[str] = frozenset()
    requester_id: str = ""
    requester_email: str = ""
    tags: frozenset[str] = frozenset()
    category_id: str | None = None
    language: str | None = None
    hours_left: float | None = None

    @property
    def whole(self) -> str:
        return f"{self.title}\n{self.description}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One source's proposal for one field; for skills and tags, one of several items.

    `value` is an enumeration value, a language code or an id. `evidence` quotes the words
    that led there. A firm one rests on what the desk has laid down (who asks, when it is
    due, its category or tags), and goes before all that is read out of words.
    """

    field: TriageField
    value: str
    confidence: float
    source: DecidedBy
    evidence: tuple[str, ...] = ()
    is_firm: bool = False


@dataclass(frozen=True, slots=True)
class AssigneeWish:
    """Who should get the ticket, if he is free, by the first rule that names anybody.

    How sure the rule is does not matter: to whom work goes is an order, not a guess.
    """

    user_id: str
    rule: str


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
    """All that was found out about one text, before it meets the ticket again.

    `reply` is what a language model suggests; `answer` was composed where there is none.
    """

    text_hash: str
    candidates: tuple[Candidate, ...] = ()
    summary: str = ""
    notes: str = ""
    reply: str = ""
    answer: str = ""
    model: str | None = None
    prompt_version: str | None = None
    latency_ms: int = 0
    fallback_reason: str | None = None
    assignee: AssigneeWish | None = None


@dataclass(frozen=True, slots=True)
class WrittenRule:
    """A rule's row at one version; equal to every other reading of that version."""

    id: str
    version: int
    name: str = field(compare=False)
    conditions: Any = field(compare=False)
    results: Any = field(compare=False)
    confidence: float = field(compare=False)

    @property
    def names_somebody(self) -> bool:
        return isinstance(self.results, dict) and bool(self.results.get("assignee"))


@dataclass(frozen=True, slots=True)
class TriageTask:
    """One run's reading of the ticket: text, rules, choices and model of that moment.

    `model_id` names the version that serves; whoever thinks loads it into `model` first.
    """

    run_id: str
    ticket_id: str
    text: TicketText
    text_hash: str
    choices: Choices
    rules: tuple[WrittenRule, ...] = ()
    model: "LearnedModel | None" = None
    model_id: str | None = None


def _find(choices: tuple[NamedChoice, ...], named: object) -> str | None:
    wanted = _folded(named)
    return next((c.id for c in choices if wanted in (c.id, c.name.casefold())), None)


def _folded(named: object) -> str:
    return named.strip().casefold() if isinstance(named, str) else ""
