"""The learned model: it learns, it says why, it is the same each time, it refuses tampering."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from domain.triage.learned import Example, LearnedModel, from_bytes, to_bytes, train
from domain.triage.learned.evaluation import evaluate, trusted_from
from domain.triage.learned.storage import UnreadableModel
from domain.triage.signals import read_signals
from domain.triage.values import Candidate, CategoryChoice, Choices, TicketText
from domain.vocabulary import DecidedBy, TriageField
from tests.domain.small_desk import CHOICES, labelled

CATEGORY, SKILLS = TriageField.CATEGORY, TriageField.SKILLS


def taught(examples: Sequence[Example], choices: Choices = CHOICES) -> LearnedModel:
    model = train(examples, choices)
    assert model is not None
    return model


def said(model: LearnedModel, title: str, field: TriageField = CATEGORY) -> list[Candidate]:
    text = TicketText(title, "")
    candidates = model.predict(text, read_signals(text, CHOICES))
    return [candidate for candidate in candidates if candidate.field is field]


def test_it_learns_what_words_mean_at_this_desk() -> None:
    examples = labelled(160)
    odd = {"cat_billing": "cat_network", "cat_network": "cat_garden", "cat_garden": "cat_billing"}
    turned = [replace(e, labels={CATEGORY: odd[str(e.labels[CATEGORY])]}) for e in examples]
    unseen = turned[100:]
    few = evaluate(taught(turned[:20]), unseen, CHOICES)[CATEGORY]
    many = evaluate(taught(turned[:100]), unseen, CHOICES)[CATEGORY]
    assert many.accuracy > 0.95
    assert many.accuracy >= few.accuracy
    assert many.ece < 0.1


def test_a_decision_quotes_the_tickets_own_words() -> None:
    (candidate,) = said(taught(labelled()), "Good day, the ROUTER makes a noise")
    assert (candidate.value, candidate.source) == ("cat_network", DecidedBy.MODEL)
    assert any("ROUTER" in quote for quote in candidate.evidence)


def test_skills_are_each_right_or_wrong_by_themselves() -> None:
    model = taught(labelled())
    assert [c.value for c in said(model, "the invoice is wrong", SKILLS)] == ["skl_money"]
    assert said(model, "the roses look wrong", SKILLS) == []


def test_fewer_than_twenty_labels_teach_nothing() -> None:
    assert train(labelled(19), CHOICES) is None
    assert train([], CHOICES) is None


def test_labels_of_values_that_no_longer_exist_are_left_out() -> None:
    examples = labelled(60)
    without = replace(CHOICES, categories=CHOICES.categories[:2])
    model = taught(examples, without)
    assert model.heads[CATEGORY].labels == 40
    assert model.heads[CATEGORY].values == ("cat_billing", "cat_garden")


def test_the_same_examples_give_the_same_bytes() -> None:
    assert to_bytes(taught(labelled())) == to_bytes(taught(labelled()))


def test_a_model_comes_back_from_its_bytes_as_it_was() -> None:
    model = taught(labelled())
    saved = to_bytes(model)
    again = from_bytes(saved)
    assert to_bytes(again) == saved
    for title in ("the invoice is wrong", "roses", "something else entirely", ""):
        text = TicketText(title, "")
        signals = read_signals(text, CHOICES)
        assert again.predict(text, signals) == model.predict(text, signals)


@pytest.mark.parametrize("place", [0, 20, 60, -1])
def test_changed_bytes_are_refused(place: int) -> None:
    saved = bytearray(to_bytes(taught(labelled(30))))
    saved[place] ^= 1
    with pytest.raises(UnreadableModel):
        from_bytes(bytes(saved))


@pytest.mark.parametrize("length", [0, 10, 40, 60, 1_000])
def test_cut_off_bytes_are_refused(length: int) -> None:
    with pytest.raises(UnreadableModel):
        from_bytes(to_bytes(taught(labelled(30)))[:length])


def test_a_hundred_categories_with_one_ticket_each_are_no_trouble() -> None:
    choices = Choices(
        categories=tuple(CategoryChoice(f"cat_{n}", f"key{n}", f"Topic {n}") for n in range(100))
    )
    examples = [Example(TicketText(f"about topic {n}", ""), {CATEGORY: f"cat_{n}"})
                for n in range(60)]  # fmt: skip
    model = taught(examples, choices)
    text = TicketText("about topic 7", "")
    (candidate,) = model.predict(text, read_signals(text, choices))
    assert candidate.value == "cat_7"
    assert 0 <= candidate.confidence <= 1


def test_one_category_for_all_tickets_is_learned_too() -> None:
    examples = [replace(e, labels={CATEGORY: "cat_garden"}) for e in labelled(25)]
    (candidate,) = said(taught(examples), "whatever")
    assert candidate.value == "cat_garden"
    assert candidate.confidence > 0.9


def test_empty_and_equal_texts_can_be_learned_from() -> None:
    empty = [Example(TicketText("", ""), {CATEGORY: "cat_garden"})] * 15
    equal = [Example(TicketText("same", "same"), {CATEGORY: "cat_billing"})] * 15
    assert [c.value for c in said(taught(empty + equal), "same same")] == ["cat_billing"]


def test_what_was_held_out_gives_a_threshold_for_a_precision() -> None:
    model = taught(labelled(90))
    held_out = model.heads[CATEGORY].held_out
    threshold = trusted_from(model, CATEGORY)
    assert len(held_out) == 90
    assert threshold is not None
    above = held_out[held_out[:, 0] >= threshold]
    assert above[:, 1].mean() >= 0.95


def test_rare_priorities_are_not_drowned_by_common_ones() -> None:
    model = taught(labelled(200))
    decided = said(model, "the pond is late", TriageField.PRIORITY)
    assert [candidate.value for candidate in decided] == ["HIGH"]
    assert np.isfinite(model.heads[TriageField.PRIORITY].mix).all()
