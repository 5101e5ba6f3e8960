"""Training and predicting: examples in, a model out; a text in, calibrated candidates out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from domain.triage.learned.evidence import telling_words
from domain.triage.learned.head import Head, fit_head, fit_list_head
from domain.triage.learned.reading import VIEWS, Memory, Nearness, Reading, read, remember
from domain.triage.learned.sources import said_for, values_of
from domain.triage.nearness import Portraits, draw_portraits
from domain.triage.numbers import Matrix
from domain.triage.rules import RuleSet
from domain.triage.signals import NO_RULES, Signals, read_signals
from domain.triage.values import ENUM_FIELDS, Candidate, Choices, TicketText
from domain.vocabulary import DecidedBy, TriageField

FEWEST_LABELS: Final = 20
MOST_EXAMPLES: Final = 2_000
FIELDS: Final = (TriageField.CATEGORY, *ENUM_FIELDS, TriageField.SKILLS)
# Fields in which a rare value matters as much as a common one.
WEIGH_RARE: Final = frozenset({TriageField.PRIORITY, TriageField.URGENCY})
LEAST_LIST_CONFIDENCE: Final = 0.3


@dataclass(frozen=True, slots=True)
class Example:
    """A text with what people said is right about it; for skills, all of them."""

    text: TicketText
    labels: Mapping[TriageField, str | list[str]]


@dataclass(frozen=True, slots=True)
class LearnedModel:
    memory: Memory
    heads: Mapping[TriageField, Head]
    portraits: Mapping[TriageField, Portraits]

    def predict(self, text: TicketText, signals: Signals) -> tuple[Candidate, ...]:
        """The chosen value of each field with its calibrated confidence and the words for it."""
        reading = read(text, signals)
        near = self.memory.near(reading)
        found: list[Candidate] = []
        for field, head in self.heads.items():
            others = said_for(field, head.values, signals, self.portraits.get(field))
            if field is TriageField.SKILLS:
                chances = head.chances(near.views(), others)
                chosen = np.flatnonzero(chances >= LEAST_LIST_CONFIDENCE)
            else:
                chances = head.probabilities(near.views(), others)
                chosen = head.choose(chances[None, :], others[None, :])
            sure = head.sureness(chances)
            for number in chosen.tolist():
                words = telling_words(self.memory, head, number, reading, near)
                chance = round(float(sure[number]), 4)
                found.append(Candidate(field, head.values[number], chance, DecidedBy.MODEL, words))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class _Lesson:
    """One field's labelled examples: where they stand, and what else speaks for each value."""

    values: tuple[str, ...]
    rows: list[int]
    labels: list[str | list[str]]
    others: list[Matrix]


def train(
    examples: Sequence[Example], choices: Choices, rules: RuleSet = NO_RULES
) -> LearnedModel | None:
    """Learn each field that has at least 20 labels; None when none has.

    The same examples give the same model, bit for bit: nothing in it is drawn by chance. Of
    more than 2,000 examples the last are taken: give them oldest first. Takes seconds of
    computing, and up to 300 MB: a matter for a process of its own.
    """
    taken = list(examples)[-MOST_EXAMPLES:]
    lessons = _lessons(taken, choices)
    if not lessons:
        return None
    portraits = {
        field: draw_portraits(said)
        for field, said in (
            (TriageField.CATEGORY, choices.categories),
            (TriageField.SKILLS, choices.skills),
        )
        if said
    }
    memory = remember(_readings(taken, choices, rules, lessons, portraits))
    near = memory.among()
    heads = {field: _fit(field, lesson, near) for field, lesson in lessons.items()}
    return LearnedModel(memory, heads, portraits)


def _lessons(examples: list[Example], choices: Choices) -> dict[TriageField, _Lesson]:
    lessons = {}
    for field in FIELDS:
        values = values_of(field, choices)
        rows = [row for row, example in enumerate(examples) if _is_label(field, example, values)]
        if len(rows) >= FEWEST_LABELS and values:
            labels = [examples[row].labels[field] for row in rows]
            lessons[field] = _Lesson(values, rows, labels, [])
    return lessons


def _is_label(field: TriageField, example: Example, values: tuple[str, ...]) -> bool:
    """Whether the example has a label for the field, of a value that still exists."""
    label = example.labels.get(field)
    return isinstance(label, list) if field is TriageField.SKILLS else label in values


def _readings(
    examples: list[Example],
    choices: Choices,
    rules: RuleSet,
    lessons: Mapping[TriageField, _Lesson],
    portraits: Mapping[TriageField, Portraits],
) -> Iterator[Reading]:
    """Each example read once; what its signals say goes into the lessons on the way."""
    wanted = {field: set(lesson.rows) for field, lesson in lessons.items()}
    for row, example in enumerate(examples):
        signals = read_signals(example.text, choices, rules)
        for field, lesson in lessons.items():
            if row in wanted[field]:
                lesson.others.append(said_for(field, lesson.values, signals, portraits.get(field)))
        yield read(example.text, signals)


def _fit(field: TriageField, lesson: _Lesson, near: Nearness) -> Head:
    own = (near.view(name)[np.ix_(lesson.rows, lesson.rows)].copy() for name in VIEWS)
    others = np.stack(lesson.others)
    if field is TriageField.SKILLS:
        right = np.array([[value in label for value in lesson.values] for label in lesson.labels])
        head = fit_list_head(own, others, lesson.values, right)
    else:
        numbers = {value: number for number, value in enumerate(lesson.values)}
        chosen = np.array([numbers[str(label)] for label in lesson.labels])
        head = fit_head(own, others, lesson.values, chosen, weigh_rare=field in WEIGH_RARE)
    # Examples without a label for this field get no weight, so that all heads align.
    count = len(near.terms)
    weights: NDArray[np.float32] = np.zeros((len(head.weights), count, len(head.values)), "f4")
    weights[:, lesson.rows] = head.weights
    return replace(head, weights=weights)
