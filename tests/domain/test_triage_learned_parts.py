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
from domain.triage.learned.ridge import deal_folds, fit_ridge
from domain.triage.learned.terms import read_terms
from domain.triage.numbers import Matrix, log_odds, sigmoid, softmax


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


def test_held_out_scores_are_those_of_a_ridge_without_the_fold() -> None:
    draw = np.random.default_rng(1)
    points = draw.normal(size=(24, 3))
    kernel = points @ points.T + 1
    classes = draw.integers(0, 2, 24)
    targets = np.eye(2)[classes]
    folds = deal_folds(classes)
    ridge = fit_ridge(kernel.copy(), targets, folds)
    centred = targets - ridge.means
    strength = ((centred - kernel @ ridge.weights) / ridge.weights)[0, 0]
    for fold in folds:
        rest = np.setdiff1d(np.arange(24), fold)
        among = kernel[np.ix_(rest, rest)] + strength * np.eye(len(rest))
        expected = kernel[np.ix_(fold, rest)] @ np.linalg.solve(among, centred[rest]) + ridge.means
        assert ridge.held_out[fold] == pytest.approx(expected, abs=1e-6)


def test_folds_share_every_class_and_every_example_out() -> None:
    classes = np.random.default_rng(3).choice(5, 203, p=[0.6, 0.2, 0.15, 0.04, 0.01])
    folds = deal_folds(classes)
    assert sorted(np.concatenate(folds)) == list(range(203))
    for one in range(5):
        counts = [int((classes[fold] == one).sum()) for fold in folds]
        assert max(counts) - min(counts) <= 1
    assert [len(fold) for fold in deal_folds(np.zeros(3, int))] == [1, 1, 1]


def test_where_texts_tell_nothing_held_out_scores_do_not_tell_the_contrary() -> None:
    draw = np.random.default_rng(8)
    points = draw.normal(size=(60, 30))
    classes = np.repeat([0, 1], 30)
    ridge = fit_ridge(points @ points.T / 30 + 5, np.eye(2)[classes], deal_folds(classes))
    right = (ridge.held_out.argmax(axis=1) == classes).mean()
    assert 0.35 < right < 0.65


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


def test_a_hundred_classes_and_few_labels_do_not_throw_the_fit_off() -> None:
    draw = np.random.default_rng(22)
    right = draw.integers(0, 90, 40)
    sources = draw.normal(scale=0.1, size=(40, 90, 4))
    sources[:30][np.arange(30), right[:30]] += 3
    believed = np.array([0.5, 3.0, 1.5, 0.5])

    def loss(mix: Matrix) -> float:
        probable = softmax(sources @ mix)[np.arange(40), right]
        return float(-np.log(probable).mean() + 0.3 / 40 / 2 * ((mix - believed) ** 2).sum())

    mix = fit_choice(sources, right, 0.3 / 40, believed)
    assert loss(mix) < loss(believed)
    for place in range(4):
        for change in (-0.01, 0.01):
            near = mix.copy()
            near[place] = max(0.0, near[place] + change)
            assert loss(mix) <= loss(near) + 1e-9


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
    plain = np.array([0.0, 1.0])
    trust = fit_trust(sure, right, 20, plain)
    assert trust == pytest.approx([0.3, 0.6], abs=0.1)
    assert calibration_error(trusted(sure, trust), right) < 0.03 < calibration_error(sure, right)
    assert fit_trust(sure[:3], right[:3], 20, plain) == pytest.approx([0, 1], abs=0.15)
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
