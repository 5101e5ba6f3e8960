"""Generates the function that writes the plain fields of many rows at once.

A loop over rows with every look-up spelled out is several times faster than one that asks
each field what to do. The source is made of our own words, attribute names of the schema's
types and response names, which GraphQL's grammar holds to letters, digits and `_`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from schema.compiled.leaves import LeafRules
from schema.compiled.sources import Attribute, Function

Write = Callable[[Sequence[Any], Any], list[dict[str, Any]]]
"""From rows and the viewer to one dictionary a row, in the order of the selection."""


@dataclass(frozen=True, slots=True)
class Column:
    """One response name: a constant, a value that needs no waiting, or left open."""

    key: str
    constant: str | None = None
    source: Attribute | Function | None = None
    rules: LeafRules | None = None
    required: bool = False


def write_function(columns: Sequence[Column]) -> Write:
    names: dict[str, Any] = {}
    body: list[str] = []
    items: list[str] = []
    for place, column in enumerate(columns):
        if column.source is None or column.rules is None:
            items.append(f"{column.key!r}: {column.constant!r}")
            continue
        value = f"v{place}"
        body.append(f"{value} = {_read(column.source, place, names)}")
        body += _serialize(value, place, column.rules, column.required, names)
        items.append(f"{column.key!r}: {value}")
    indent = "\n        "
    source = (
        "def write(rows, viewer):\n"
        "    written = []\n"
        "    for row in rows:"
        f"{indent}{indent.join([*body, 'written.append({' + ', '.join(items) + '})'])}\n"
        "    return written\n"
    )
    exec(compile(source, "<compiled document>", "exec"), names)  # noqa: S102 see the module's text
    function: Write = names["write"]
    return function


def _read(source: Attribute | Function, place: int, names: dict[str, Any]) -> str:
    if isinstance(source, Attribute):
        if not source.name.isidentifier():
            raise ValueError(f"{source.name!r} is no attribute.")
        read = f"row.{source.name}"
    else:
        names[f"function{place}"] = source.function
        read = f"function{place}(row)"
    if source.visible is None:
        return read
    names[f"visible{place}"] = source.visible
    return f"{read} if visible{place}(viewer, row) else None"


def _serialize(
    value: str, place: int, rules: LeafRules, required: bool, names: dict[str, Any]
) -> list[str]:
    names[f"serialize{place}"] = rules.required if required else rules.optional
    serialize = f"{value} = serialize{place}({value})"
    if rules.plain is not None:
        names[f"plain{place}"] = rules.plain
        return [f"if {value}.__class__ is not plain{place}: {serialize}"]
    if rules.names is not None:
        names[f"names{place}"] = rules.names
        return [f"{value} = names{place}.get({value}) or serialize{place}({value})"]
    return [serialize]
