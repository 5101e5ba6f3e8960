"""The cold start: what words tell of a matter's weight, and what the model makes of it."""

import random

import numpy as np
import pytest

from domain.triage.cold import cold_candidates, cold_chances
from domain.triage.learned import Example, LearnedModel, train
from domain.triage.severity import severity_candidates
from domain.triage.signals import read_signals
from domain.triage.values import Candidate, Choices, TicketText
from domain.vocabulary import DecidedBy, Sentiment, TriageField

PRIORITY, SENTIMENT = TriageField.PRIORITY, TriageField.SENTIMENT


def weighed(title: str, description: str = "") -> list[tuple[str, tuple[str, ...]]]:
    severity = read_signals(TicketText(title, description), Choices()).severity
    return [(found.value, found.evidence) for found in severity_candidates(severity)]


@pytest.mark.parametrize(
    ("title", "value", "quote"),
    [
        ("The server crashes on startup and data is lost", "HIGH", "crashes"),
        ("Deadlock when two users save", "HIGH", "Deadlock"),
        ("Security vulnerability in the upload", "HIGH", "vulnerability"),
        ("Typo in the manual", "LOW", "Typo"),
        ("Remove unused imports", "LOW", "unused"),
        ("Cosmetic: wrong spelling in a tooltip", "LOW", "Cosmetic"),
    ],
)
def test_grave_and_slight_matters_are_told_apart(title: str, value: str, quote: str) -> None:
    ((found, evidence),) = weighed(title)
    assert found == value
    assert quote in evidence


def test_what_has_no_weight_suggests_nothing() -> None:
    assert weighed("Where is your office?") == weighed("") == weighed("12345 !!") == []


def test_a_word_in_the_description_counts_less_than_in_the_title() -> None:
    assert weighed("Deadlock in the queue") != []
    assert weighed(
        "Question about the queue", "We once had a deadlock. " + "All is well. " * 20
    ) in (
        [],
        [("LOW", ("Question",))],
    )


def test_weight_never_applies_by_itself_and_rules_go_first() -> None:
    signals = read_signals(TicketText("The server crashes, data is lost", ""), Choices())
    (alone,) = cold_candidates(PRIORITY, (), signals, None)
    assert alone.confidence < 0.5
    rule = Candidate(PRIORITY, "LOW", 0.5, DecidedBy.RULE)
    with_rule = type(signals)(
        rules=(rule,),
        assignee=None,
        tone=signals.tone,
        severity=signals.severity,
        tokens=signals.tokens,
        vector=signals.vector,
    )
    assert cold_candidates(PRIORITY, (), with_rule, None) == (rule,)


def test_chances_add_up_and_the_best_is_what_fusion_would_choose() -> None:
    values = ("LOW", "MEDIUM", "HIGH", "CRITICAL")
    high = Candidate(PRIORITY, "HIGH", 0.7, DecidedBy.RULE)
    for proposed, best in (([], "MEDIUM"), ([high], "HIGH")):
        chances = cold_chances(PRIORITY, values, proposed)
        assert chances.sum() == pytest.approx(1)
        assert values[int(chances.argmax())] == best
    assert cold_chances(PRIORITY, values, [high])[2] == pytest.approx(0.7, abs=0.01)
    gone = Candidate(TriageField.CATEGORY, "cat_gone", 0.9, DecidedBy.RULE)
    assert np.allclose(cold_chances(TriageField.CATEGORY, ("a", "b"), [gone]), 0.5)


GLAD = ["excellent work", "thanks, this is great", "I love it", "wonderful, it saved my day"]
SAD = ["this is terrible", "I hate this page", "awful, so annoying", "unacceptable, ridiculous"]
PLAIN = [
    "where is the file",
    "how do I set the port",
    "the list has nine rows",
    "it is on page two",
]
THINGS = ["the printer", "our report", "that menu", "the new page", "my order", "the export"]


def felt(count: int, seed: int) -> list[Example]:
    """Texts whose feelings the lexicon knows, about things that mean nothing."""
    draw = random.Random(seed)
    kinds = ((GLAD, "POSITIVE"), (SAD, "NEGATIVE"), (PLAIN, "NEUTRAL"))
    found = []
    for _ in range(count):
        words, label = draw.choice(kinds)
        text = TicketText(f"{draw.choice(THINGS)}: {draw.choice(words)}", "")
        found.append(Example(text, {SENTIMENT: label}))
    return found


def right_of(model: LearnedModel | None, examples: list[Example]) -> float:
    hits = []
    for example in examples:
        signals = read_signals(example.text, Choices())
        if model is None:
            said = list(cold_candidates(SENTIMENT, (), signals, None))
        else:
            said = [c for c in model.predict(example.text, signals) if c.field is SENTIMENT]
        hits.append(said[0].value == example.labels[SENTIMENT])
    return sum(hits) / len(hits)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_few_labels_do_not_make_it_worse_than_none(seed: int) -> None:
    tested = felt(150, seed + 50)
    model = train(felt(20, seed), Choices())
    assert model is not None
    assert right_of(model, tested) >= right_of(None, tested) - 0.01


def test_labels_that_contradict_the_cold_start_win() -> None:
    turned = {"POSITIVE": "NEGATIVE", "NEGATIVE": "POSITIVE", "NEUTRAL": "NEUTRAL"}

    def reversed_(examples: list[Example]) -> list[Example]:
        return [Example(e.text, {SENTIMENT: turned[str(e.labels[SENTIMENT])]}) for e in examples]

    model = train(reversed_(felt(60, 4)), Choices())
    assert model is not None
    assert not model.heads[SENTIMENT].follows_cold
    assert right_of(model, reversed_(felt(100, 60))) > 0.9
    assert {member.value for member in Sentiment} == set(model.heads[SENTIMENT].values)
