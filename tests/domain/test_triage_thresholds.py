"""The threshold for a precision target: as small as reviews allow, and true on others."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.triage.thresholds import NEVER, Reviewed, calibrate


def honest(count: int, seed: int) -> list[Reviewed]:
    """Decisions that are right as often as their confidence says."""
    chance = random.Random(seed)
    sure = [round(chance.random() ** 0.5, 4) for _ in range(count)]
    return [(confidence, chance.random() < confidence) for confidence in sure]


def precision(reviewed: list[Reviewed], threshold: float) -> float:
    applied = [right for confidence, right in reviewed if confidence >= threshold]
    return sum(applied) / len(applied)


@pytest.mark.parametrize("target", [0.8, 0.9, 0.95])
def test_a_threshold_that_was_found_holds_for_decisions_that_nobody_had_seen(
    target: float,
) -> None:
    found = calibrate(honest(2_000, seed=1), target)
    assert found.precision is not None
    assert found.precision >= target
    assert precision(honest(20_000, seed=2), found.threshold) >= target - 0.01


def test_the_threshold_is_no_higher_than_it_must_be() -> None:
    reviewed = honest(2_000, seed=3)
    found = calibrate(reviewed, 0.8)
    assert found.coverage is not None
    assert 0.6 < found.coverage < 0.7  # 0.69 is what these decisions allow
    assert calibrate(reviewed, 0.9).threshold > found.threshold


def test_what_is_always_right_is_always_applied() -> None:
    found = calibrate([(0.2, True), (0.9, True)] * 50, 0.95)
    assert (found.threshold, found.precision, found.coverage) == (0.2, 1.0, 1.0)


def test_a_target_out_of_reach_applies_nothing() -> None:
    found = calibrate([(0.9, True), (0.9, False)] * 50, 0.95)
    assert (found.threshold, found.precision, found.coverage) == (NEVER, None, None)
    assert found.labels == 100


def test_a_handful_of_lucky_decisions_proves_nothing() -> None:
    wrong = [(0.5, False)] * 60
    assert calibrate([*wrong, *[(0.9, True)] * 15], 0.9).threshold == NEVER
    assert calibrate([*wrong, *[(0.9, True)] * 30], 0.9).threshold == 0.9


def test_equal_confidences_stand_or_fall_together() -> None:
    mixed = [(0.8, number % 2 == 0) for number in range(40)]
    found = calibrate([*mixed, *[(0.9, True)] * 40], 0.9)
    assert found.threshold == 0.9


@given(
    st.lists(st.tuples(st.sampled_from([0.1, 0.5, 0.7, 0.9]), st.booleans()), max_size=150),
    st.floats(0.5, 1),
)
def test_any_reviews_give_a_threshold_that_held_where_it_was_judged(
    reviewed: list[Reviewed], target: float
) -> None:
    found = calibrate(reviewed, target)
    assert found.labels == len(reviewed)
    if found.precision is None:
        assert found.threshold == NEVER
    else:
        assert found.precision >= target
        assert found.threshold in {confidence for confidence, _ in reviewed}
