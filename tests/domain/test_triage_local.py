"""What the desk finds out by itself: shipped rules, tone, language, names, its own model."""

import pytest

from domain.triage.fusion import fuse
from domain.triage.learned import Example, LearnedModel, train
from domain.triage.local import look
from domain.triage.shipped import SHIPPED_RULES
from domain.triage.values import (
    Candidate,
    CategoryChoice,
    Choices,
    Current,
    Decision,
    TicketText,
    TriageTask,
    WrittenRule,
)
from domain.vocabulary import DecidedBy, TriageField
from tests.domain.small_desk import CHOICES as SMALL
from tests.domain.small_desk import labelled

CATEGORIES = ("general", "billing", "technical", "account", "bug", "feature")
CHOICES = Choices(
    categories=tuple(CategoryChoice(f"cat_{key}", key, key.title()) for key in CATEGORIES)
)
UNTOUCHED = {
    TriageField.CATEGORY: Current("cat_general"),
    TriageField.PRIORITY: Current("MEDIUM"),
    TriageField.URGENCY: Current("LOW"),
    TriageField.SENTIMENT: Current("NEUTRAL"),
}
SHIPPED = tuple(
    WrittenRule(f"rul_local{n}", 1, rule.name, rule.conditions, rule.results, rule.confidence)
    for n, rule in enumerate(SHIPPED_RULES)
)


def found(
    text: str,
    choices: Choices = CHOICES,
    rules: tuple[WrittenRule, ...] = SHIPPED,
    model: LearnedModel | None = None,
) -> tuple[Candidate, ...]:
    return look(
        TriageTask("run", "tic", TicketText(text, ""), "", choices, rules, model)
    ).candidates


def decide(candidates: tuple[Candidate, ...]) -> dict[str, Decision]:
    decisions = fuse(candidates, UNTOUCHED, dict.fromkeys(TriageField, 0.6))
    return {decision.field.value: decision for decision in decisions}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I was charged twice, please send a refund", {"CATEGORY": "cat_billing"}),
        ("I forgot my password and cannot log in", {"CATEGORY": "cat_account"}),
        ("NullPointerException: the app crashes on save", {"CATEGORY": "cat_bug"}),
        ("How do I configure the VPN on the firewall?", {"CATEGORY": "cat_technical"}),
        ("Feature request: please add a dark mode", {"CATEGORY": "cat_feature"}),
        ("Where is your office?", {"PRIORITY": "MEDIUM", "SENTIMENT": "NEUTRAL"}),
        ("URGENT: production is down, all users are locked out", {"PRIORITY": "CRITICAL"}),
        ("Small typo on the start page, no hurry", {"PRIORITY": "LOW", "URGENCY": "LOW"}),
        ("I need this today, urgently!", {"PRIORITY": "HIGH", "URGENCY": "HIGH"}),
        ("This is unacceptable and ridiculous", {"SENTIMENT": "NEGATIVE"}),
        ("Excellent work, thank you so much", {"SENTIMENT": "POSITIVE", "LANGUAGE": "en"}),
    ],
)
def test_a_new_desk_sorts_its_first_tickets(text: str, expected: dict[str, str]) -> None:
    decisions = decide(found(text))
    for field, value in expected.items():
        assert (decisions[field].value, decisions[field].is_applied) == (value, True)


def test_names_of_categories_suggest_but_never_apply() -> None:
    choices = Choices(
        categories=(
            CategoryChoice("cat_1", "plants", "Plants", "Flowers, trees and gardens"),
            CategoryChoice("cat_2", "ships", "Ships", "Boats, harbours and sailing"),
        )
    )
    decision = decide(found("My roses do not blossom", choices, ()))["CATEGORY"]
    assert (decision.value, decision.decided_by) == ("cat_1", DecidedBy.MODEL)
    assert not decision.is_applied


def test_with_a_model_rules_are_features_and_do_not_count_twice() -> None:
    model = train(labelled(), SMALL)
    weak = WrittenRule("rul_local_a", 1, "a", {"any": ["invoice"]}, {"category": "garden"}, 0.8)
    candidates = found("the invoice has a wrong total", SMALL, (weak,), model)
    of_category = [c for c in candidates if c.field is TriageField.CATEGORY]
    assert [(c.value, c.source) for c in of_category] == [("cat_billing", DecidedBy.MODEL)]


def test_a_rule_that_its_admin_calls_certain_keeps_its_say_beside_a_model() -> None:
    model = train(labelled(), SMALL)
    order = WrittenRule("rul_local_b", 1, "b", {"any": ["invoice"]}, {"category": "garden"}, 1.0)
    candidates = found("the invoice has a wrong total", SMALL, (order,), model)
    decision = decide(candidates)["CATEGORY"]
    assert (decision.value, decision.decided_by) == ("cat_garden", DecidedBy.RULE)
    assert decision.confidence < 0.98


def test_an_empty_ticket_and_an_endless_one_are_read_all_the_same() -> None:
    model = train(labelled(), SMALL)
    for text in ("", " \n ", "?!", "x" * 200_000, "invoice " * 30_000, "\x00\ud7ff😀" * 999):
        for candidate in found(text, SMALL, SHIPPED, model):
            assert 0 <= candidate.confidence <= 1


def test_only_labels_of_one_kind_leave_the_other_fields_to_rules_and_tone() -> None:
    examples = [Example(e.text, {TriageField.CATEGORY: e.labels[TriageField.CATEGORY]})
                for e in labelled()]  # fmt: skip
    model = train(examples, SMALL)
    decisions = decide(found("This invoice is unacceptable and ridiculous", SMALL, (), model))
    assert decisions["CATEGORY"].decided_by is DecidedBy.MODEL
    assert (decisions["SENTIMENT"].value, decisions["SENTIMENT"].decided_by) == (
        "NEGATIVE",
        DecidedBy.RULE,
    )
