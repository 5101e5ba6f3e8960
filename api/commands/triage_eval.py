"""How good triage is on a file of labelled texts, by the engine that runs in production."""

import asyncio
import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from api.commands.labelled_rows import Row, UnusableFile, read_rows
from domain.catalog.defaults import SHIPPED_CATEGORIES
from domain.settings import Settings
from domain.triage.engine import think
from domain.triage.fusion import fuse
from domain.triage.rule_sheet import compile_rules
from domain.triage.shipped import SHIPPED_RULES
from domain.triage.values import (
    ENUM_FIELDS,
    CategoryChoice,
    Choices,
    Current,
    TriageTask,
    WrittenRule,
)
from domain.vocabulary import Priority, Sentiment, TriageField, Urgency

if TYPE_CHECKING:
    from domain.triage.learned import LearnedModel
    from domain.triage.learned.evaluation import Verdict

MOST_TESTED: Final = 2_000


class EvalField(StrEnum):
    CATEGORY = "category"
    NATIVE_LABEL = "native_label"
    PRIORITY = "priority"
    URGENCY = "urgency"
    SENTIMENT = "sentiment"


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the answer; `None` where a figure has no meaning, as in a cold start.

    `ms_per_ticket` is the processor's time, which other programs do not lengthen much.
    """

    field: str
    labels: int
    train_rows: int
    test_rows: int
    accuracy: float
    macro_f1: float
    ece: float
    accuracy_at_80: float
    coverage_at_95: float | None
    ms_per_ticket: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Desk:
    """The desk that the file's rows come to: its choices, its rules, what a field starts with."""

    field: TriageField
    choices: Choices
    rules: tuple[WrittenRule, ...]
    standing: Current | None


def rows_to_learn_from(rows: int, labels: int) -> int:
    """As many as asked for; of a file with fewer rows all but a fifth, which is tested on."""
    return labels if labels < rows else rows - max(1, rows // 5)


def evaluate_rows(
    field: EvalField, rows: Sequence[Row], labels: int, seed: int, settings: Settings
) -> Result:
    """Train on `labels` rows (see `rows_to_learn_from`) and test on the rest."""
    # All commands would wait for numpy otherwise.
    from domain.triage.learned import Example, train
    from domain.triage.learned.evaluation import figures_of, trusted_from

    shuffled = list(rows)
    random.Random(seed).shuffle(shuffled)  # noqa: S311 - a repeatable draw, no secret
    train_rows = rows_to_learn_from(len(rows), labels)
    learned_from, tested = shuffled[:train_rows], shuffled[train_rows : train_rows + MOST_TESTED]
    desk, values = _desk(field, rows)
    model = train(
        [Example(row.text, {desk.field: values[row.label]}) for row in learned_from],
        desk.choices,
        compile_rules(desk.rules),
    )
    # A server loads its word lists and vectors once, too.
    asyncio.run(_judge(tested[:1], values, desk, model, settings))
    started = time.process_time()
    verdicts = asyncio.run(_judge(tested, values, desk, model, settings))
    elapsed = time.process_time() - started
    trusted = trusted_from(model, desk.field) if model else None
    figures = figures_of(verdicts, trusted)
    return Result(
        field=field.value,
        labels=labels,
        train_rows=len(learned_from),
        test_rows=len(tested),
        accuracy=round(figures.accuracy, 4),
        macro_f1=round(figures.macro_f1, 4),
        ece=round(figures.ece, 4),
        accuracy_at_80=round(figures.accuracy_at_80, 4),
        coverage_at_95=None if model is None else round(figures.coverage_at_95, 4),
        ms_per_ticket=round(elapsed * 1000 / len(tested), 2),
        peak_mb=round(peak_memory(), 1),
    )


def evaluate_apart(file: Path, field: EvalField, labels: int, seed: int) -> Result:
    """`evaluate_rows` in a process of its own, as a desk trains: its peak of memory is its own.

    Raises UnusableFile.
    """
    asked = [sys.executable, "-m", __name__, str(file), field.value, str(labels), str(seed)]
    # A second thread for such small matrices costs more than it brings.
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "RAYON_NUM_THREADS": "1"}
    ran = subprocess.run(  # noqa: S603 - our own interpreter with our own arguments
        asked, env=environment, stdout=subprocess.PIPE, text=True, check=False
    )
    if ran.returncode:
        raise UnusableFile(f"{file.name}: measuring {labels} labels ended with {ran.returncode}.")
    return Result(**json.loads(ran.stdout))


async def _judge(
    rows: Iterable[Row],
    values: dict[str, str],
    desk: Desk,
    model: "LearnedModel | None",
    settings: Settings,
) -> "list[Verdict]":
    """Each row through `think` and `fuse`, as a ticket of the desk would go."""
    from domain.triage.learned.evaluation import Verdict

    current = {desk.field: desk.standing} if desk.standing else {}
    thresholds = dict.fromkeys(TriageField, settings.triage_threshold)
    verdicts = []
    for row in rows:
        task = TriageTask("run", "ticket", row.text, "", desk.choices, desk.rules, model)
        outcome = await think(task, None, settings)
        decisions = {d.field: d for d in fuse(outcome.candidates, current, thresholds)}
        decision = decisions.get(desk.field)
        said = _in_words_of(values.values(), desk.field, decision.value) if decision else None
        verdicts.append(Verdict(values[row.label], said, decision.confidence if decision else 0))
    return verdicts


def _in_words_of(known: Collection[str], field: TriageField, value: str) -> str:
    """The value, or the nearest one on its scale for a file whose scale has fewer steps.

    A file of low, medium and high says "high" to what we call critical.
    """
    if value in known or field not in _SCALES:
        return value
    scale = [member.value for member in ENUM_FIELDS[field]]
    place = scale.index(value)
    return min(known, key=lambda other: (abs(scale.index(other) - place), other))


def _desk(field: EvalField, rows: Sequence[Row]) -> tuple[Desk, dict[str, str]]:
    """The desk, and the engine's value for each label of the file.

    Labels that the product has as an enumeration are those; all others are categories of
    their own, known by their names alone.
    """
    labels = sorted({row.label for row in rows})
    triaged = _ENUMS.get(field)
    if triaged:
        known = {member.value for member in ENUM_FIELDS[triaged]}
        if known.issuperset(label.upper() for label in labels):
            desk = Desk(triaged, Choices(), _rules(), Current(_STANDING[triaged]))
            return desk, {label: label.upper() for label in labels}
    choices = Choices(categories=tuple(_category(label) for label in labels))
    default = next((label for label in labels if label.casefold() == "general"), None)
    standing = Current(default) if default else None
    return Desk(TriageField.CATEGORY, choices, _rules(), standing), {one: one for one in labels}


def _category(label: str) -> CategoryChoice:
    shipped = next((c for c in SHIPPED_CATEGORIES if c.key == label.casefold()), None)
    if shipped is None:
        return CategoryChoice(label, label, label)
    return CategoryChoice(label, label, shipped.name, shipped.description, shipped.examples)


def _rules() -> tuple[WrittenRule, ...]:
    return tuple(
        WrittenRule(
            f"rul_eval{place}", 1, rule.name, rule.conditions, rule.results, rule.confidence
        )
        for place, rule in enumerate(SHIPPED_RULES)
    )


def peak_memory() -> float:
    """The most memory this process has held so far, in MiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def as_table(results: Sequence[Result]) -> str:
    lines = [
        f"{'field':<13}{'labels':>7}{'tested':>8}{'accuracy':>10}{'macro-F1':>10}{'ECE':>7}"
        f"{'acc@80%':>9}{'cov@95%':>9}{'ms':>7}{'MiB':>7}"
    ]
    for r in results:
        coverage = "–" if r.coverage_at_95 is None else f"{r.coverage_at_95:.3f}"
        lines.append(
            f"{r.field:<13}{r.labels:>7}{r.test_rows:>8}{r.accuracy:>10.3f}{r.macro_f1:>10.3f}"
            f"{r.ece:>7.3f}{r.accuracy_at_80:>9.3f}{coverage:>9}{r.ms_per_ticket:>7.2f}"
            f"{r.peak_mb:>7.0f}"
        )
    return "\n".join(lines)


def as_json(results: Sequence[Result]) -> str:
    return json.dumps([asdict(result) for result in results], indent=1)


_ENUMS: Final = {
    EvalField.PRIORITY: TriageField.PRIORITY,
    EvalField.URGENCY: TriageField.URGENCY,
    EvalField.SENTIMENT: TriageField.SENTIMENT,
}
_SCALES: Final = frozenset({TriageField.PRIORITY, TriageField.URGENCY})
_STANDING: Final = {
    TriageField.PRIORITY: Priority.MEDIUM.value,
    TriageField.URGENCY: Urgency.LOW.value,
    TriageField.SENTIMENT: Sentiment.NEUTRAL.value,
}


def _main(file: str, field: str, labels: str, seed: str) -> None:
    rows = read_rows(Path(file), field)
    settings = Settings()
    result = evaluate_rows(EvalField(field), rows, int(labels), int(seed), settings)
    sys.stdout.write(json.dumps(asdict(result)))


if __name__ == "__main__":
    _main(*sys.argv[1:])
