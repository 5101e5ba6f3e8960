"""Making a new version of the learned model and judging it: pure, heavy, for a process apart."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from domain.triage.labels import LEARNED_FIELDS
from domain.triage.learned import Example, LearnedModel, from_bytes, to_bytes, train
from domain.triage.learned.figures import calibration_error
from domain.triage.rule_sheet import compile_rules
from domain.triage.signals import Signals, read_signals
from domain.triage.training_values import (
    FEWEST_LABELS,
    FieldFigures,
    Training,
    TrainingRequest,
)
from domain.triage.values import LIST_FIELDS
from domain.vocabulary import TriageField

FEWEST_HELD_OUT: Final = 20


@dataclass(slots=True)
class _Judgement:
    right: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    sure: list[float] = field(default_factory=list)
    hits: list[bool] = field(default_factory=list)
    exact: list[bool] = field(default_factory=list)


def train_version(request: TrainingRequest) -> Training | None:
    """Train on all labels, and judge a twin that has not seen the newest fifth of them.

    None while no field has 20 labels. Below 40 labelled tickets none are held out: the first
    versions are made without a judgement. What serves is trained on everything, because the
    newest corrections are those that people wait to see learned.
    """
    rules = compile_rules(tuple(request.rules))
    examples = [Example(one.text, one.labels) for one in request.labelled]
    whole = train(examples, request.choices, rules)
    if whole is None:
        return None
    content = to_bytes(whole)
    held_out = max(FEWEST_HELD_OUT, len(examples) // 5)
    if len(examples) < held_out + FEWEST_LABELS:
        return Training(content, len(examples))
    twin = train(examples[:-held_out], request.choices, rules)
    if twin is None:
        return Training(content, len(examples))
    newest = [(one, read_signals(one.text, request.choices, rules)) for one in examples[-held_out:]]
    figures = judge(twin, newest)
    serving = None
    if request.serving_twin is not None:
        serving = overall(judge(from_bytes(request.serving_twin), newest))
    return Training(
        content, len(examples), to_bytes(twin), held_out, figures, overall(figures), serving
    )


def judge(
    model: LearnedModel, examples: Sequence[tuple[Example, Signals]]
) -> tuple[FieldFigures, ...]:
    """How often the model's own choice is right, field by field; what it leaves out is wrong."""
    judgements = {name: _Judgement() for name in LEARNED_FIELDS}
    for example, signals in examples:
        found = model.predict(example.text, signals)
        for name, label in example.labels.items():
            said = {one.value: one.confidence for one in found if one.field is name}
            _judge_one(judgements[name], name, said, label)
    return tuple(_figures(name, one) for name, one in judgements.items() if one.exact)


def overall(figures: Sequence[FieldFigures]) -> float:
    """The fields' macro-F1, each weighing as much as it has labels."""
    labels = sum(one.labels for one in figures)
    return sum(one.macro_f1 * one.labels for one in figures) / labels if labels else 0.0


def _judge_one(
    judgement: _Judgement, field: TriageField, said: Mapping[str, float], label: str | list[str]
) -> None:
    """Of a list each item counts by itself, and the whole is exact when all of them are."""
    if field not in LIST_FIELDS:
        value = max(said, key=lambda one: said[one], default="")
        judgement.right.append(str(label))
        judgement.said.append(value)
        judgement.exact.append(value == label)
        if value:
            judgement.sure.append(said[value])
            judgement.hits.append(value == label)
        return
    chosen = {value for value, sure in said.items() if sure >= 0.5}
    for item in sorted(chosen | set(label)):
        judgement.right.append(item if item in label else "")
        judgement.said.append(item if item in chosen else "")
    judgement.exact.append(chosen == set(label))
    for item, sure in said.items():
        judgement.sure.append(sure)
        judgement.hits.append(item in label)


def _figures(field: TriageField, one: _Judgement) -> FieldFigures:
    return FieldFigures(
        field,
        len(one.exact),
        sum(one.exact) / len(one.exact),
        _macro_f1(one.right, one.said),
        calibration_error(np.array(one.sure), np.array(one.hits, dtype=bool)),
    )


def _macro_f1(right: Sequence[str], said: Sequence[str]) -> float:
    """The mean F1 of all values that were right somewhere or were said; "" is no value."""
    both = Counter(one for one, other in zip(right, said, strict=True) if one == other)
    times = Counter(right) + Counter(said)
    scores = [2 * both[value] / times[value] for value in times if value]
    return sum(scores) / len(scores) if scores else 1.0
