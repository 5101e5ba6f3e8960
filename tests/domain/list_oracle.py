"""What a filter means, in plain Python, for rows written down as mappings; and filters at random.

A row's enumerated value stands as the Enum, a relation as a mapping, rows of a to-many
relation as a list of mappings, a JSON list of texts as a `Words`; a key that is or ends in
`id` holds an id. What no row is without has no `is_null`.
"""

import random
from datetime import datetime
from enum import Enum
from typing import Any

from tests.domain.filter_oracle import operators_hold

Row = dict[str, Any]
_TEXTS = ["a", "A", "%", "_", "\\", "Über", "", "nothing"]


class Words(tuple[str, ...]):
    """The value of a JSON column."""


def matches(given: dict[str, Any], row: Row) -> bool:
    return all(_entry(key, value, row) for key, value in given.items())


def _entry(key: str, value: Any, row: Row) -> bool:
    if key in ("and", "or"):
        held = [matches(item, row) for item in value]
        return all(held) if key == "and" else any(held)
    if key == "not":
        return not matches(value, row)
    actual = row[key]
    if isinstance(actual, Words):
        return all(text in actual for text in value.values())
    if isinstance(actual, dict):
        return matches(value, actual)
    if isinstance(actual, list):
        return all(_quantified(name, inner, actual) for name, inner in value.items())
    return operators_hold(value, actual.value if isinstance(actual, Enum) else actual)


def _quantified(name: str, inner: dict[str, Any], rows: list[Row]) -> bool:
    held = [matches(inner, row) for row in rows]
    return {"some": any(held), "none": not any(held), "every": all(held)}[name]


def random_filter(chance: random.Random, rows: list[Row], depth: int = 3) -> dict[str, Any]:
    entries = chance.choice([0, 1, 1, 1, 2, 3])
    return dict(_random_entry(chance, rows, depth) for _ in range(entries))


def _random_entry(chance: random.Random, rows: list[Row], depth: int) -> tuple[str, Any]:
    if depth and chance.random() < 0.4:
        key = chance.choice(["and", "or", "not"])
        if key == "not":
            return key, random_filter(chance, rows, depth - 1)
        return key, [random_filter(chance, rows, depth - 1) for _ in range(chance.randrange(4))]
    key = chance.choice(list(rows[0]))
    return key, _random_value(chance, key, [row[key] for row in rows])


def _random_value(chance: random.Random, key: str, values: list[Any]) -> dict[str, Any]:
    sample = values[0]
    if isinstance(sample, Words):
        return {"has": chance.choice([*(word for words in values for word in words), "none"])}
    if isinstance(sample, dict):
        there = [row for row in values if any(value is not None for value in row.values())]
        return random_filter(chance, there, 0)
    if isinstance(sample, list):
        linked = [row for rows in values for row in rows]
        return {chance.choice(["some", "none", "every"]): random_filter(chance, linked, 1)}
    known = [value for value in values if value is not None]
    if len(known) < len(values) and chance.random() < 0.3:
        return {"is_null": chance.random() < 0.5}
    return _random_operator(chance, key, known)


def _random_operator(chance: random.Random, key: str, known: list[Any]) -> dict[str, Any]:
    value = chance.choice(known)
    if isinstance(value, bool):
        return {"eq": value}
    if isinstance(value, Enum):
        return chance.choice([{"eq": value.value}, {"in": [value.value]}, {"in": []}])
    choices = [{"eq": value}, {"in": chance.sample(known, min(3, len(known)))}]
    if isinstance(value, int | datetime):
        choices += [{name: value} for name in ("lt", "lte", "gt", "gte")]
    elif key != "id" and not key.endswith("_id"):
        part = chance.choice([*_TEXTS, value[:2], value[-2:]])
        choices += [{"contains": part}, {"starts_with": part}]
    return chance.choice(choices)
