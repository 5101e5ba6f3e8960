"""`deskwire similar-eval`: the production ranking, asked about known duplicates."""

import json
from pathlib import Path
from typing import Any

import pytest

from api.commands.similar_eval import evaluate_similar
from domain.errors import DomainError, ErrorCode

ROWS: list[dict[str, Any]] = [
    {"id": "a", "title": "Printer prints blank pages", "description": "All of them."},
    {"id": "b", "source_id": 7, "title": "Blank pages from the printer", "description": None,
     "duplicates": ["a"]},
    {"id": "c", "title": "VPN drops every hour", "description": "Since Monday.",
     "duplicates": ["unknown"]},
    {"id": "d", "title": "Invoice", "description": "Charged twice.", "duplicates": ["7"]},
]  # fmt: skip


def written(folder: Path, rows: list[Any]) -> Path:
    file = folder / "rows.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows) + "\n\n", encoding="utf-8")
    return file


async def test_it_counts_how_often_a_duplicate_is_near(tmp_path: Path) -> None:
    figures = await evaluate_similar(written(tmp_path, ROWS))
    assert (figures.rows, figures.evaluated) == (4, 2)
    assert (figures.hit_at_1, figures.hit_at_5, figures.hit_at_10) == (0.5, 0.5, 0.5)
    assert json.loads(figures.as_json())["hit_at_5"] == 0.5
    assert "hit@5 0.500" in figures.as_text()


@pytest.mark.parametrize("rows", [[], ROWS[:1], [{"text": "no title"}], ["a"]])
async def test_a_file_that_says_nothing_is_refused(tmp_path: Path, rows: list[Any]) -> None:
    with pytest.raises(DomainError) as caught:
        await evaluate_similar(written(tmp_path, rows))
    assert caught.value.code is ErrorCode.INVALID
