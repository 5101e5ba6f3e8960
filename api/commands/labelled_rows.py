"""A file of labelled texts for `triage-eval`: one JSON object a line."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain.triage.values import TicketText


class UnusableFile(ValueError):
    """What is wrong with the file, and in which line."""


@dataclass(frozen=True, slots=True)
class Row:
    text: TicketText
    label: str


def read_rows(file: Path, field: str) -> list[Row]:
    """The rows that have a label for the field. Raises UnusableFile."""
    rows = []
    for number, line in _lines(file):
        row = _object(file, number, line)
        title, description = (_text(file, number, row, key) for key in ("title", "description"))
        label = row.get(field)
        if label is None or label == "":
            continue
        if isinstance(label, (list, dict)):
            raise UnusableFile(f"{file.name}, line {number}: `{field}` must be one value or null.")
        rows.append(Row(TicketText(title, description), _said(label)))
    if not rows:
        raise UnusableFile(f"{file.name}: no row has a label in `{field}`.")
    return rows


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    with file.open("rb") as opened:
        for number, line in enumerate(opened, start=1):
            try:
                text = line.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError:
                raise UnusableFile(f"{file.name}, line {number}: is not UTF-8.") from None
            if text.strip():
                yield number, text


def _object(file: Path, number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UnusableFile(f"{file.name}, line {number}: is not JSON ({error}).") from None
    if not isinstance(row, dict):
        raise UnusableFile(f"{file.name}, line {number}: is no JSON object.")
    return row


def _said(label: str | float | bool) -> str:
    return label if isinstance(label, str) else json.dumps(label)


def _text(file: Path, number: int, row: dict[str, Any], key: str) -> str:
    value = row.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise UnusableFile(f"{file.name}, line {number}: `{key}` must be a string or null.")
    return value
