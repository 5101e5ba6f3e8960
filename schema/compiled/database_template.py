"""From a plan to the SQL that writes its objects as JSON."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import count
from typing import cast

from tortoise.fields import BigIntField
from tortoise.models import Model

from domain.actors import Actor
from domain.database.json_text import column_as_json, items_of
from domain.reading import OuterColumn
from domain.selection import Linked, Written
from schema.compiled.pages import counts, nodes_of, only_plan
from schema.compiled.plans import Deferred, ObjectPlan
from schema.compiled.sources import Attribute, Relation, Resolver
from schema.compiled.writer import Constant, Plain
from schema.fields import Gate, VisibleTo
from schema.loaders import ById, Lists


class _OutOfReach(Exception):
    """Something is selected that the database cannot write."""


class OuterRow:
    """Stands for each row of a statement: what is asked of it are the statement's columns."""

    def __init__(self, place: str, columns: Iterable[str]) -> None:
        for name in columns:
            setattr(self, name, OuterColumn(f'{place}."{name}"'))


@dataclass(frozen=True, slots=True)
class Hole:
    """Where the nodes of the page that a resolver finds for each row will stand."""

    plan: ObjectPlan
    field: Deferred
    row: OuterRow
    nodes: ObjectPlan


Part = str | Hole


@dataclass(frozen=True, slots=True)
class Template:
    """SQL with holes, and the joins that it needs. Without holes it is `written` already.

    What it writes of a row is null where a field that may not be null is, if that can be.
    """

    parts: Sequence[Part]
    joins: str
    may_be_null: bool

    @property
    def written(self) -> Written | None:
        match self.parts:
            case [str(sql)]:
                return Written(sql, self.joins, (), self.may_be_null)
        return None


def template_of(
    plan: ObjectPlan, model: type[Model], viewer: Actor, depth: int = 0
) -> Template | None:
    """How rows of `model` are written for whoever is shown what `viewer` is; made once.

    None where the database cannot. `depth` is how many statements are around its own.
    """
    shown = tuple(to(viewer) for to in plan.gates)
    key = model, depth, shown
    if key not in plan.templates:
        builder = _Builder(dict(zip(plan.gates, shown, strict=True)), depth)
        text = _Text()
        try:
            joins = builder.write(text, plan, model, f'"{model._meta.db_table}"')
            plan.templates[key] = Template(text.parts(), joins, builder.may_be_null)
        except _OutOfReach:
            plan.templates[key] = None
    return cast("Template | None", plan.templates[key])


class _Builder:
    """Writes one template; `shown` says which gates are open."""

    def __init__(self, shown: Mapping[VisibleTo, bool], depth: int) -> None:
        self.may_be_null = False
        self._shown = shown
        self._depth = depth
        self._aliases = count(1)

    def write(self, text: "_Text", plan: ObjectPlan, model: type[Model], place: str) -> str:
        """Adds the object that `plan` makes of a row at `place`; returns the joins it needs."""
        deferred = {field.key: field for field in plan.deferred}
        joins = ""
        text.literal("{")
        for number, entry in enumerate(plan.entries):
            text.literal(f'{"," if number else ""}"{entry.key}":')
            if isinstance(entry, Plain):
                self._column(text, entry, model, place)
            elif entry.key in deferred:
                joins += self._deferred(text, plan, deferred[entry.key], model, place)
            elif isinstance(entry, Constant):
                text.literal(f'"{entry.value}"')
        text.literal("}")
        return joins

    def _column(self, text: "_Text", plain: Plain, model: type[Model], place: str) -> None:
        source, rules = plain.source, plain.rules
        if not isinstance(source, Attribute) or source.gate.row is not None:
            raise _OutOfReach
        column = model._meta.fields_db_projection.get(source.name)
        if column is None:
            raise _OutOfReach
        field = model._meta.fields_map[source.name]
        if not self._is_open(source.gate):
            _null(text, plain.required)
            return
        type_ = int if rules.is_int else rules.plain
        json = column_as_json(f'{place}."{column}"', field, type_, rules.names)
        if json is None or (field.null and plain.required):
            raise _OutOfReach
        quote, value = json
        if field.null:
            quoted = f"'{quote}'||{value}||'{quote}'" if quote else value
            text.sql(f"coalesce({quoted}, 'null')")
            return
        text.literal(quote)
        text.sql(value)
        text.literal(quote)
        self.may_be_null |= isinstance(field, BigIntField)

    def _deferred(
        self, text: "_Text", plan: ObjectPlan, field: Deferred, model: type[Model], place: str
    ) -> str:
        source = field.source
        if isinstance(source, Resolver) and source.is_listing:
            self._page(text, plan, field, OuterRow(place, source.reads or ()))
            return ""
        if not isinstance(source, Relation):
            raise _OutOfReach
        if not self._is_open(source.gate):
            _null(text, field.value.required)
            return ""
        inner, batch = only_plan(field.value), source.batch
        if inner is not None and isinstance(batch, Lists):
            self._list(text, inner, batch.linked, f'{place}."{source.key}"')
            return ""
        if inner is not None and isinstance(batch, ById):
            return self._joined(text, field, inner, batch.model, (model, place))
        raise _OutOfReach

    def _joined(
        self,
        text: "_Text",
        field: Deferred,
        plan: ObjectPlan,
        model: type[Model],
        owner: tuple[type[Model], str],
    ) -> str:
        """The object that a foreign key leads to."""
        owner_model, place = owner
        name = cast(Relation, field.source).key
        key, alias = owner_model._meta.fields_map[name], self._alias()
        if key.null and field.value.required:
            raise _OutOfReach
        if field.value.required:
            # Without a constraint the row may be gone.
            self.may_be_null |= key.reference is None
            joins = self.write(text, plan, model, alias)
        else:
            inner = _Text()
            joins = self.write(inner, plan, model, alias)
            absent = f"(CASE WHEN {alias}.\"id\" IS NULL THEN 'null' ELSE "
            text.sql(absent, *inner.parts(), " END)")
        joined = f'"{model._meta.db_table}" {alias} ON {alias}."id" = {place}."{name}"'
        return f" LEFT JOIN {joined}{joins}"

    def _page(self, text: "_Text", plan: ObjectPlan, field: Deferred, row: OuterRow) -> None:
        connection, nodes = only_plan(field.value), nodes_of(field.value)
        if connection is None or nodes is None or counts(field.value):
            raise _OutOfReach
        text.literal("{")
        for number, entry in enumerate(connection.entries):
            text.literal(f'{"," if number else ""}"{entry.key}":')
            if isinstance(entry, Constant) and entry.value is not None:
                text.literal(f'"{entry.value}"')
            else:
                text.literal("[")
                text.sql(Hole(plan, field, row, nodes))
                text.literal("]")
        text.literal("}")

    def _list(self, text: "_Text", plan: ObjectPlan, linked: Linked, owner: str) -> None:
        link, row = self._alias(), self._alias()
        place = link if linked.reads_link else row
        inner, builder = _Text(), self._inner()
        joins = builder.write(inner, plan, linked.row_of, place)
        self.may_be_null |= builder.may_be_null
        source = (
            f' AS j FROM "{linked.link._meta.db_table}" {link}'
            f' JOIN "{linked.model._meta.db_table}" {row} ON {row}."id" = {link}."{linked.key}"'
            f'{joins} WHERE {link}."{linked.owner}" = {owner} ORDER BY {row}."{linked.sorted_by}"'
        )
        before, after = items_of("\0", checked=builder.may_be_null).split("\0")
        text.literal("[")
        text.sql(before, *inner.parts(), source, after)
        text.literal("]")

    def _is_open(self, gate: Gate) -> bool:
        return gate.to is None or self._shown[gate.to]

    def _inner(self) -> "_Builder":
        """For rows within the rows."""
        inner = copy(self)
        inner.may_be_null = False
        return inner

    def _alias(self) -> str:
        return f'"a{self._depth}_{next(self._aliases)}"'


def _null(text: "_Text", required: bool) -> None:
    if required:
        raise _OutOfReach
    text.literal("null")


class _Text:
    """Literals and SQL, with `||` between; of side by side what can be one is one."""

    def __init__(self) -> None:
        self._parts: list[Part] = []
        self._literal = ""

    def literal(self, text: str) -> None:
        self._literal += text

    def sql(self, *parts: Part) -> None:
        """One expression, perhaps of several parts."""
        self._end_literal()
        self._operand(parts)

    def parts(self) -> list[Part]:
        self._end_literal()
        return self._parts

    def _end_literal(self) -> None:
        if self._literal:
            literal, self._literal = self._literal, ""
            self._operand([f"'{literal}'"])

    def _operand(self, parts: Sequence[Part]) -> None:
        for part in ("||", *parts) if self._parts else parts:
            if self._parts and isinstance(part, str) and isinstance(self._parts[-1], str):
                self._parts[-1] += part
            else:
                self._parts.append(part)
