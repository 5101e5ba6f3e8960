"""The learned model's arithmetic, each part against a slow and plain way to the same numbers."""

import math

import numpy as np
import pytest

from domain.triage.learned.calibration import fit_choice, fit_each, fit_trust, trusted
from domain.triage.learned.figures import (
    accuracy_at,
    calibration_error,
    expected_macro_f1,
    macro_f1,
    threshold_for,
)
from domain.triage.learned.index import IndexBuilder
from domain.triage.learned.ridge import fit_ridge
from domain.triage.learned.terms import read_terms
from domain.triage.numbers import log_odds, sigmoid, softmax


def test_terms_are_stems_pairs_and_pieces() -> None:
    terms = read_terms("Refunds refunded!")
    assert terms.words["refund"] == 1 + math.log(2)
    assert {"!", "refund refund", "refund !"} < terms.words.keys()
    assert {" r", "efund", "ed "} < terms.pieces.keys()


def test_nearness_is_the_cosine_of_tf_idf() -> None:
    texts = [{"a": 1.0, "b": 2.0}, {"b": 1.0}, {"c": 1.0, "a": 1.0}]
    builder = IndexBuilder()
    for text in texts:
        builder.add(text)
    index = builder.build()
    idf = {t: math.log(4 / (1 + n)) + 1 for t, n in {"a": 2, "b": 2, "c": 1, "new": 0}.items()}

    def unit(text: dict[str, float]) -> dict[str, float]:
        length = math.sqrt(sum((w * idf[t]) ** 2 for t, w in text.items()))
        return {t: w * idf[t] / length for t, w in text.items()}

    query = {"a": 1.5, "new": 1.0}
    expected = [sum(unit(query).get(t, 0) * w for t, w in unit(text).items()) for text in texts]
    assert index.nearness(query) == pytest.approx(expected, rel=1e-5)
    among = [[sum(unit(x).get(t, 0) * w for t, w in unit(y).items()) for y in texts] for x in texts]
    assert index.among() == pytest.approx(np.array(among), rel=1e-5)
    assert index.nearness({}).tolist() == [0, 0, 0]


def test_held_out_scores_are_those_of_a_ridge_without_the_example() -> None:
    draw = np.random.default_rng(1)
    points = draw.normal(size=(12, 3))
    kernel = points @ points.T + 1
    targets = np.eye(2)[draw.integers(0, 2, 12)]
    ridge = fit_ridge(kernel.copy(), targets)
    centred = targets - ridge.means
    strength = ((centred - kernel @ ridge.weights) / ridge.weights)[0, 0]
    for left_out in range(12):
        rest = [n for n in range(12) if n != left_out]
        weights = np.linalg.solve(kernel[np.ix_(rest, rest)] + strength * np.eye(11), centred[rest])
        expected = kernel[left_out, rest] @ weights + ridge.means
        assert ridge.held_out[left_out] == pytest.approx(expected, abs=1e-6)


def test_a_source_that_is_right_gets_weight_and_one_that_is_noise_none() -> None:
    draw = np.random.default_rng(2)
    right = draw.integers(0, 3, 300)
    telling = np.eye(3)[right] + draw.normal(scale=0.5, size=(300, 3))
    against = -telling
    sources = np.stack([telling, against], axis=-1)
    mix = fit_choice(sources, right, 1e-4, np.full(2, 0.5))
    assert mix[0] > 2
    assert mix[1] == 0
    probable = softmax(sources @ mix)
    assert calibration_error(probable.max(axis=1), probable.argmax(axis=1) == right) < 0.06


def test_what_is_believed_stands_until_labels_say_otherwise() -> None:
    draw = np.random.default_rng(4)
    right = draw.integers(0, 3, 400)
    sources = np.stack([np.eye(3)[right], draw.normal(size=(400, 3))], axis=-1)
    believed = np.array([0.2, 1.5])
    few = fit_choice(sources[:2], right[:2], 5 / 2, believed)
    many = fit_choice(sources, right, 5 / 400, believed)
    assert few == pytest.approx(believed, abs=0.4)
    assert many[0] > 2
    assert many[1] < 0.2


def test_the_expected_macro_f1_is_that_of_labels_drawn_by_the_probabilities() -> None:
    draw = np.random.default_rng(5)
    probable = draw.dirichlet([3, 1, 0.3], size=4_000)
    said = probable.argmax(axis=1)
    labels = np.array([draw.choice(3, p=row) for row in probable])
    assert expected_macro_f1(probable, said) == pytest.approx(macro_f1(labels, said), abs=0.02)


def test_confidences_are_bent_until_they_come_true() -> None:
    draw = np.random.default_rng(6)
    sure = draw.uniform(0.02, 0.98, 3_000)
    right = draw.random(3_000) < sigmoid(0.6 * log_odds(sure) + 0.3)
    trust = fit_trust(sure, right, 20)
    assert trust == pytest.approx([0.3, 0.6], abs=0.1)
    assert calibration_error(trusted(sure, trust), right) < 0.03 < calibration_error(sure, right)
    assert fit_trust(sure[:3], right[:3], 20) == pytest.approx([0, 1], abs=0.15)
    assert (np.diff(trusted(np.linspace(0, 1, 20), np.array([0.0, -1.0]))) == 0).all()


def test_chances_of_single_items_are_calibrated() -> None:
    draw = np.random.default_rng(3)
    scores = draw.normal(size=(500, 2, 1))
    right = draw.random((500, 2)) < sigmoid(2 * scores[..., 0])
    assert fit_each(scores, right, penalty=1e-5) == pytest.approx([2], abs=0.35)


def test_figures_on_cases_worked_out_by_hand() -> None:
    right, said = np.array([0, 0, 0, 1]), np.array([0, 0, 1, 2])
    assert macro_f1(right, said) == pytest.approx((0.8 + 0 + 0) / 3)
    sure, hit = np.array([0.9, 0.9, 0.5, 0.1]), np.array([1.0, 0.0, 1.0, 0.0])
    assert calibration_error(sure, hit) == pytest.approx(0.5 * 0.4 + 0.25 * 0.5 + 0.25 * 0.1)
    assert accuracy_at(0.5, sure, hit) == 0.5


def test_a_threshold_reaches_as_far_down_as_the_precision_allows() -> None:
    sure, hit = np.array([0.9, 0.8, 0.7, 0.6]), np.array([1, 0, 1, 1])
    assert threshold_for(0.75, sure, hit) == 0.6
    assert threshold_for(0.9, sure, hit) == 0.9
    assert threshold_for(0.9, sure, np.zeros(4)) is None
    assert threshold_for(0.9, np.array([0.8, 0.8]), np.array([1, 0])) is None
