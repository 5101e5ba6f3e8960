"""`deskwire triage-eval`: the figures, the two forms of output, and what is wrong with a file."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from api.commands.labelled_rows import read_rows
from api.commands.triage_eval import EvalField, as_table, evaluate_rows
from api.commands.triage_eval import Result as Line
from domain.settings import Settings
from tests.domain.small_desk import labelled

KEYS = [
    "field", "labels", "train_rows", "test_rows", "accuracy", "macro_f1", "ece",
    "accuracy_at_80", "coverage_at_95", "ms_per_ticket", "peak_mb",
]  # fmt: skip


def run(file: Path, field: str, *options: str) -> Result:
    return CliRunner().invoke(app, ["triage-eval", str(file), "--field", field, *options])


def evaluated(file: Path, field: str, labels: int = 0, seed: int = 0) -> Line:
    """One line of the answer, by the same code in this process: a new one takes seconds."""
    rows = read_rows(file, field)
    return evaluate_rows(EvalField(field), rows, labels, seed, Settings(_env_file=None))


def write(file: Path, rows: list[dict[str, Any]]) -> Path:
    file.write_text("\n".join(json.dumps(row) for row in rows) + "\n")
    return file


@pytest.fixture
def desk_file(tmp_path: Path) -> Path:
    rows = []
    for number, example in enumerate(labelled(120)):
        labels = {field.value.lower(): value for field, value in example.labels.items()}
        rows.append(
            {
                "id": str(number),
                "title": example.text.title,
                "description": example.text.description,
                "category": str(labels["category"]).removeprefix("cat_"),
                "native_label": f"Kind_{number % 3}" if number % 4 else None,
                "priority": str(labels["priority"]).lower(),
                "urgency": "p1" if labels["priority"] == "HIGH" else "p2",
            }
        )
    return write(tmp_path / "desk.jsonl", rows)


def test_labels_make_it_better_than_a_cold_start(desk_file: Path) -> None:
    result = run(desk_file, "category", "--labels", "0,60", "--seed", "3", "--json")
    assert result.exit_code == 0
    cold, many = json.loads(result.stdout)
    assert list(cold) == KEYS
    assert (cold["labels"], cold["train_rows"], cold["test_rows"]) == (0, 0, 120)
    assert (many["train_rows"], many["test_rows"]) == (60, 60)
    assert cold["coverage_at_95"] is None
    assert many["coverage_at_95"] > 0.5
    assert many["accuracy"] > max(cold["accuracy"], 0.9)
    assert 0 < many["ms_per_ticket"] < 1_000
    assert many["peak_mb"] > 10


@pytest.mark.parametrize("field", ["native_label", "priority", "urgency"])
def test_any_values_of_a_label_will_do(desk_file: Path, field: str) -> None:
    assert evaluated(desk_file, field).accuracy < evaluated(desk_file, field, 40).accuracy


def test_people_get_a_table(desk_file: Path) -> None:
    lines = [evaluated(desk_file, "category", count) for count in (0, 40)]
    heads, cold, learned = as_table(lines).splitlines()
    assert heads.split()[:3] == ["field", "labels", "tested"]
    assert cold.split()[:3] == ["category", "0", "120"]
    assert "–" in cold
    assert "–" not in learned


def test_a_seed_draws_the_same_rows_again(desk_file: Path) -> None:
    def figures(seed: int) -> list[Any]:
        line = evaluated(desk_file, "priority", 30, seed)
        return [line.accuracy, line.ece, line.macro_f1]

    assert figures(1) == figures(1)
    assert figures(1) != figures(2)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"category": "a"}\n{"title": 3, "category": "b"}\n', "line 2: `title` must be a string"),
        (b'{"category": "a"}\n\nnonsense\n', "line 3: is not JSON"),
        (b'{"category": "a"}\n[1]\n', "line 2: is no JSON object"),
        (b'{"category": "a"}\n\xff\xfe\n', "line 2: is not UTF-8"),
        (b'{"category": ["a"]}\n', "line 1: `category` must be one value or null"),
        (b'{"title": "no label"}\n', "no row has a label in `category`"),
        (b"", "no row has a label in `category`"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_bytes(content)
    result = run(file, "category", "--labels", "20")
    assert result.exit_code == 1
    assert message in result.stderr


@pytest.mark.parametrize("labels", ["", "many", "1,,2", "-5", "0,x"])
def test_labels_that_are_no_numbers_are_refused(desk_file: Path, labels: str) -> None:
    result = run(desk_file, "category", "--labels", labels)
    assert result.exit_code == 1
    assert "--labels takes numbers" in result.stderr


ODD: list[dict[str, Any]] = [
    {"title": None, "description": None},
    {"title": "", "description": ""},
    {"description": "???"},
    {"title": "日本語の件名", "description": "プリンターが動きません。"},
    {"title": "Zażółć gęślą jaźń", "description": "الطابعة لا تعمل"},
    {"title": "x" * 50_000, "description": "long " * 40_000},
    {"title": "\u0000 \ud83d\ude00", "description": "`code`\n```\n" + "at a.b(C.java:1)\n" * 300},
]


@pytest.mark.parametrize("field", ["category", "native_label", "priority", "urgency", "sentiment"])
@pytest.mark.parametrize(
    "labels", [["only"], ["low", "high"], ["P1", "P2", "P3", "Blocker!", "Größe", "7", "a b"]]
)
def test_odd_texts_and_rare_labels_are_no_trouble(
    tmp_path: Path, field: str, labels: list[str]
) -> None:
    rows = [ODD[n % len(ODD)] | {field: labels[n % len(labels)]} for n in range(30)]
    rows.append({"title": "the only one of its kind", field: "once"})
    file = write(tmp_path / "odd.jsonl", rows)
    for count in (0, 25):
        line = evaluated(file, field, count, seed=1)
        assert line.test_rows == 31 - count
        assert all(0 <= figure <= 1 for figure in (line.accuracy, line.macro_f1, line.ece))


def test_five_rows_will_do(tmp_path: Path) -> None:
    rows = [{"title": f"the printer {n}", "category": "ab"[n % 2]} for n in range(5)]
    file = write(tmp_path / "five.jsonl", rows)
    assert [evaluated(file, "category", count).test_rows for count in (0, 4)] == [5, 1]


def test_a_file_with_fewer_rows_than_labels_keeps_a_fifth_to_test_on(tmp_path: Path) -> None:
    rows = [{"title": f"the printer {n}", "category": n % 2 == 0} for n in range(30)]
    file = write(tmp_path / "thirty.jsonl", rows)
    result = run(file, "category", "--labels", "1000", "--json")
    assert result.exit_code == 0, result.stderr
    (line,) = json.loads(result.stdout)
    assert [line[key] for key in ("labels", "train_rows", "test_rows")] == [1000, 24, 6]
    assert "learning from 24 of 30 rows" in result.stderr
    assert [evaluated(file, "category", count).train_rows for count in (29, 30)] == [29, 24]


def test_a_scale_with_fewer_steps_is_met_with_its_nearest_step(tmp_path: Path) -> None:
    text = "URGENT: production is down, all our users are locked out"
    rows = [{"title": text, "priority": label} for label in ("low", "medium", "high")]
    line = evaluated(write(tmp_path / "three.jsonl", rows), "priority")
    assert line.accuracy == pytest.approx(1 / 3, abs=0.001)
