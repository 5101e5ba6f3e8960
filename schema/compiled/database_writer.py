"""The same objects as JSON that PostgreSQL writes, where all that they need is in its reach.

Reading rows, making objects of them and encoding these takes longer than taking one text from
the database: a ticket with its comments, their authors and its events is one statement. Plans
whose fields are columns (shown to the viewer or not, whatever the row), objects and lists of
such, and pages that a resolver finds by a column of the row can be written; everything else is
read and written here, by `schema.compiled.execution`.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from graphql import GraphQLObjectType
from tortoise.models import Model

from domain.actors import Actor
from domain.database import dialect
from domain.database.json_text import column_as_json, items_of
from domain.paging import UnreadPage
from domain.reading import OuterColumn, conditions_of
from domain.selection import Linked, Written
from schema.compiled.plans import Deferred, ListValue, ObjectPlan, ObjectValue, Value, plans_of
from schema.compiled.sources import Attribute, Relation, Resolver, is_row_of_page, is_total_of_page
from schema.compiled.writer import Constant, Plain
from schema.fields import Gate, VisibleTo
from schema.loaders import ById, Lists

Call = Callable[[ObjectPlan, Deferred, Any], Awaitable[Any]]
"""Asks a plan's resolver for a row."""


class _OutOfReach(Exception):
    """Something is selected that the database cannot write."""


class _OuterRow:
    """Stands for each row of a statement: what is asked of it are the statement's columns."""

    def __init__(self, place: str, columns: Iterable[str]) -> None:
        for name in columns:
            setattr(self, name, OuterColumn(f'{place}."{name}"'))


@dataclass(frozen=True, slots=True)
class _Hole:
    """Where the nodes of the page that a resolver finds for each row will stand."""

    plan: ObjectPlan
    field: Deferred
    row: _OuterRow
    nodes: ObjectPlan


_Part = str | _Hole


@dataclass(frozen=True, slots=True)
class _Template:
    """SQL with holes, and the joins that it needs. Without holes it is `written` already."""

    parts: Sequence[_Part]
    joins: str
    written: Written | None


async def written_by_database(
    plan: ObjectPlan, model: type[Model], viewer: Actor, call: Call
) -> Written | None:
    """How the database writes rows of `model` after `plan`; None if it cannot."""
    if dialect() != "postgres":
        return None
    template = _template(plan, model, viewer, 0)
    if template is None:
        return None
    return template.written or await _Filling(viewer, call).fill(template, (_table(model),))


class _Filling:
    """Asks for the pages of one statement's holes, and gathers its parameters."""

    def __init__(self, viewer: Actor, call: Call) -> None:
        self._viewer = viewer
        self._call = call
        self._values: list[Any] = []

    async def fill(self, template: _Template, tables: tuple[str, ...]) -> Written | None:
        sql = []
        for part in template.parts:
            text = part if isinstance(part, str) else await self._page(part, tables)
            if text is None:
                return None
            sql.append(text)
        return Written("".join(sql), template.joins, self._values)

    async def _page(self, hole: _Hole, tables: tuple[str, ...]) -> str | None:
        """The nodes of the page that a resolver finds for each outer row."""
        page = await self._call(hole.plan, hole.field, hole.row)
        if not isinstance(page, UnreadPage) or page.window.from_end:
            return None
        model, table = page.query.model, _table(page.query.model)
        template = _template(hole.nodes, model, self._viewer, len(tables))
        if template is None or table in tables:
            return None
        items = template.written or await self.fill(template, (*tables, table))
        if items is None:
            return None
        where, self._values = conditions_of(page.part, self._values)
        tail = f"{where}{page.order.sql(model)} LIMIT {page.window.size}"
        return items_of(f'{items.sql} AS j FROM "{table}"{items.joins}{tail}')


def _table(model: type[Model]) -> str:
    return str(model._meta.db_table)


def _template(plan: ObjectPlan, model: type[Model], viewer: Actor, depth: int) -> _Template | None:
    """How rows of `model` are written for whoever is shown what `viewer` is; made once.

    `depth` is how many statements are around its own.
    """
    shown = tuple(to(viewer) for to in plan.gates)
    key = model, depth, shown
    if key not in plan.templates:
        builder = _Builder(dict(zip(plan.gates, shown, strict=True)), depth)
        try:
            parts, joins = builder.object(plan, model, f'"{_table(model)}"')
        except _OutOfReach:
            plan.templates[key] = None
        else:
            parts = _merged(parts)
            whole = (
                Written(parts[0], joins) if isinstance(parts[0], str) and not parts[1:] else None
            )
            plan.templates[key] = _Template(parts, joins, whole)
    return cast("_Template | None", plan.templates[key])


def _merged(parts: Iterable[_Part]) -> list[_Part]:
    """With one text where there were several side by side."""
    merged: list[_Part] = []
    for part in parts:
        if merged and isinstance(part, str) and isinstance(merged[-1], str):
            merged[-1] += part
        else:
            merged.append(part)
    return merged


class _Builder:
    """Makes the parts of one template; `shown` says which gates are open."""

    def __init__(self, shown: Mapping[VisibleTo, bool], depth: int) -> None:
        self._shown = shown
        self._depth = depth
        self._aliases = 0

    def object(self, plan: ObjectPlan, model: type[Model], place: str) -> tuple[list[_Part], str]:
        """An expression of parts, and the joins that it needs."""
        deferred = {field.key: field for field in plan.deferred}
        operands = _Operands()
        joins = ""
        mark = "{"
        for entry in plan.entries:
            operands.literal(f'{mark}"{entry.key}":')
            mark = ","
            if isinstance(entry, Plain):
                self._column(operands, entry, model, place)
            elif entry.key in deferred:
                joins += self._deferred(operands, plan, deferred[entry.key], model, place)
            elif isinstance(entry, Constant):
                operands.literal(f'"{entry.value}"')
        operands.literal("}" if plan.entries else "{}")
        return operands.parts(), joins

    def _column(self, operands: "_Operands", plain: Plain, model: type[Model], place: str) -> None:
        source, rules = plain.source, plain.rules
        if not isinstance(source, Attribute) or source.gate.row is not None:
            raise _OutOfReach
        column = model._meta.fields_db_projection.get(source.name)
        if column is None:
            raise _OutOfReach
        field = model._meta.fields_map[source.name]
        if not self._is_open(source.gate):
            self._null(operands, plain.required)
            return
        type_ = int if rules.is_int else rules.plain
        json = column_as_json(f'{place}."{column}"', field, type_, rules.names)
        if json is None or (field.null and plain.required):
            raise _OutOfReach
        operands.expression([f"coalesce({json}, 'null')" if field.null else f"({json})"])

    def _deferred(
        self,
        operands: "_Operands",
        plan: ObjectPlan,
        field: Deferred,
        model: type[Model],
        place: str,
    ) -> str:
        source, required = field.source, field.value.required
        if isinstance(source, Resolver) and source.is_listing:
            self._page(operands, plan, field, _OuterRow(place, source.reads or ()))
            return ""
        if not isinstance(source, Relation):
            raise _OutOfReach
        if not self._is_open(source.gate):
            self._null(operands, required)
            return ""
        key = f'{place}."{source.key}"'
        batch, inner = source.batch, only_plan(field.value)
        if isinstance(batch, Lists) and inner is not None:
            operands.expression(self._list(batch.linked, inner, key))
            return ""
        if not isinstance(batch, ById) or inner is None:
            raise _OutOfReach
        if model._meta.fields_map[source.key].null and required:
            raise _OutOfReach
        alias = self._alias()
        parts, joins = self.object(inner, batch.model, alias)
        if not required:
            absent = f"(CASE WHEN {alias}.\"id\" IS NULL THEN 'null' ELSE "
            parts = [absent, *parts, " END)"]
        operands.expression(parts)
        return f' LEFT JOIN "{batch.model._meta.db_table}" {alias} ON {alias}."id" = {key}{joins}'

    def _page(
        self, operands: "_Operands", plan: ObjectPlan, field: Deferred, row: _OuterRow
    ) -> None:
        connection, nodes = only_plan(field.value), nodes_of(field.value)
        if connection is None or nodes is None or counts(field.value):
            raise _OutOfReach
        mark = "{"
        for entry in connection.entries:
            name = entry.value if isinstance(entry, Constant) else None
            operands.literal(f'{mark}"{entry.key}":' + ("[" if name is None else f'"{name}"'))
            mark = ","
            if name is None:
                operands.expression([_Hole(plan, field, row, nodes)])
                operands.literal("]")
        operands.literal("}")

    def _list(self, linked: Linked, plan: ObjectPlan, owner: str) -> list[_Part]:
        link, row = self._alias(), self._alias()
        place = link if linked.reads_link else row
        parts, joins = self.object(plan, linked.row_of, place)
        source = (
            f' AS j FROM "{linked.link._meta.db_table}" {link}'
            f' JOIN "{linked.model._meta.db_table}" {row} ON {row}."id" = {link}."{linked.key}"'
            f'{joins} WHERE {link}."{linked.owner}" = {owner} ORDER BY {row}."{linked.sorted_by}"'
        )
        around = items_of("\0").split("\0")
        return [f"'['||{around[0]}", *parts, source, f"{around[1]}||']'"]

    def _is_open(self, gate: Gate) -> bool:
        return gate.to is None or self._shown[gate.to]

    def _null(self, operands: "_Operands", required: bool) -> None:
        if required:
            raise _OutOfReach
        operands.literal("null")

    def _alias(self) -> str:
        self._aliases += 1
        return f'"a{self._depth}_{self._aliases}"'


def nodes_of(value: Value) -> ObjectPlan | None:
    """The plan of a connection's nodes if nothing else of its page is asked for, but perhaps
    how many rows the whole list has."""
    connection = only_plan(value)
    if connection is None or not all(isinstance(it, Constant) for it in connection.entries):
        return None
    fields = [field for field in connection.deferred if not is_total_of_page(field.definition)]
    if len(fields) != 1 or not is_row_of_page(fields[0].definition):
        return None
    return only_plan(fields[0].value)


def counts(value: Value) -> bool:
    """Whether it is asked how many rows a connection's whole list has."""
    plans = plans_of(value)
    return any(is_total_of_page(field.definition) for plan in plans for field in plan.deferred)


def only_plan(value: Value) -> ObjectPlan | None:
    """The plan of an object or of a list's objects, if they are all of one type."""
    while isinstance(value, ListValue):
        value = value.item
    if not isinstance(value, ObjectValue) or not isinstance(value.type, GraphQLObjectType):
        return None
    return value.plans[value.type.name]


class _Operands:
    """What `||` joins: literals, side by side made one, and expressions."""

    def __init__(self) -> None:
        self._parts: list[_Part] = []
        self._literal = ""

    def literal(self, text: str) -> None:
        self._literal += text

    def expression(self, parts: Sequence[_Part]) -> None:
        self._flush()
        self._add(parts)

    def parts(self) -> list[_Part]:
        self._flush()
        return self._parts

    def _flush(self) -> None:
        if self._literal:
            literal, self._literal = self._literal, ""
            self._add([f"'{literal}'"])

    def _add(self, parts: Sequence[_Part]) -> None:
        self._parts += ["||", *parts] if self._parts else parts
