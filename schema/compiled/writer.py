"""Generates the function that writes the plain fields of many rows at once.

A loop over rows with every look-up spelled out is several times faster than one that asks
each field what to do. The source is made of our own words, attribute names of the schema's
types and response names, which GraphQL's grammar holds to letters, digits and `_`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from schema.compiled.leaves import LeafRules, NullForbidden
from schema.compiled.sources import Attribute, Function
from schema.fields import Gate

Write = Callable[[Sequence[Any], Any], list[dict[str, Any]]]
"""From rows and the viewer to one dictionary a row, in the order of the selection."""


@dataclass(frozen=True, slots=True)
class Constant:
    """What is the same for all rows; None where something is filled in later."""

    key: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Plain:
    """A value that needs no waiting."""

    key: str
    source: Attribute | Function
    rules: LeafRules
    required: bool


@dataclass(frozen=True, slots=True)
class Joined:
    """An object that was read along with the row, by the row's foreign key `column`."""

    key: str
    column: str
    gate: Gate
    required: bool
    entries: "Sequence[Entry]"


Entry = Constant | Plain | Joined
"""One response name."""


def write_function(entries: Sequence[Entry]) -> Write:
    return _Writer().function(entries)


class _Writer:
    """Gathers what the source names, and what it asks once before it looks at rows."""

    def __init__(self) -> None:
        self._names: dict[str, Any] = {"NullForbidden": NullForbidden}
        self._before: list[str] = []
        self._values = 0

    def function(self, entries: Sequence[Entry]) -> Write:
        lines, written = self._object(entries, "row.")
        source = "\n".join((
            "def write(rows, viewer):",
            *(f"    {line}" for line in self._before),
            "    written = []",
            "    for row in rows:",
            *(f"        {line}" for line in lines),
            f"        written.append({written})",
            "    return written",
        ))  # fmt: skip
        exec(compile(source, "<compiled document>", "exec"), self._names)  # noqa: S102 see above
        function: Write = self._names["write"]
        return function

    def _object(self, entries: Sequence[Entry], row: str) -> tuple[list[str], str]:
        """Lines that make the values, and the expression of the object they belong to."""
        lines: list[str] = []
        items: list[str] = []
        for entry in entries:
            if isinstance(entry, Constant):
                items.append(f"{entry.key!r}: {entry.value!r}")
                continue
            value = f"v{self._values}"
            self._values += 1
            items.append(f"{entry.key!r}: {value}")
            make = self._joined if isinstance(entry, Joined) else self._plain
            lines += make(entry, row, value)  # type: ignore[arg-type]
        return lines, f"{{{', '.join(items)}}}"

    def _joined(self, joined: Joined, row: str, value: str) -> list[str]:
        joined_row = f"{row}{_word(joined.column)}__"
        shown = self._gated(joined.gate, f"{joined_row}id")
        lines, written = self._object(joined.entries, joined_row)
        return [
            f"if ({shown}) is None:",
            "    raise NullForbidden" if joined.required else f"    {value} = None",
            "else:",
            *(f"    {line}" for line in lines),
            f"    {value} = {written}",
        ]

    def _plain(self, plain: Plain, row: str, value: str) -> list[str]:
        if isinstance(plain.source, Attribute):
            read = self._gated(plain.source.gate, f"{row}{_word(plain.source.name)}")
        else:
            read = f"{self._named(plain.source.function)}(row)"
        rules = plain.rules
        serialize = self._named(rules.required if plain.required else rules.optional)
        serialized = f"{value} = {serialize}({value})"
        if rules.plain is not None:
            serialized = f"if {value}.__class__ is not {self._named(rules.plain)}: {serialized}"
        elif rules.names is not None:
            serialized = (
                f"{value} = {self._named(rules.names)}.get({value}) or {serialize}({value})"
            )
        return [f"{value} = {read}", serialized]

    def _gated(self, gate: Gate, read: str) -> str:
        conditions = []
        if gate.to is not None:
            conditions.append(f"shown{len(self._before)}")
            self._before.append(f"{conditions[0]} = {self._named(gate.to)}(viewer)")
        if gate.row is not None:
            conditions.append(f"{self._named(gate.row)}(viewer, row)")
        return f"{read} if {' and '.join(conditions)} else None" if conditions else read

    def _named(self, thing: Any) -> str:
        name = f"n{len(self._names)}"
        self._names[name] = thing
        return name


def _word(name: str) -> str:
    if not name.isidentifier():
        raise ValueError(f"{name!r} is no attribute.")
    return name
