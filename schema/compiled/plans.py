"""The compiler: from an operation's selections to plans that know their rows.

A plan belongs to one type and one selection on it. What needs no waiting (columns and pure
functions that end in scalars) is written by one generated function for all rows; the rest
is left in `deferred`, to be filled level by level, one read for all rows of a level.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, cast

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLAbstractType,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    is_abstract_type,
    is_introspection_type,
    is_leaf_type,
)
from graphql.execution import Executor
from graphql.execution.collect_fields import (
    FieldDetailsList,
    GroupedFieldSet,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import get_argument_values

from domain.selection import Join
from schema.compiled.leaves import LeafRules, rules_of
from schema.compiled.sources import (
    Attribute,
    Function,
    Itself,
    Reads,
    Relation,
    Resolver,
    Source,
    is_row_of_page,
    source_of,
)
from schema.compiled.variables import condition_variables, variables_in
from schema.compiled.writer import Constant, Entry, Joined, Plain, Write, write_function
from schema.fields import VisibleTo
from schema.loaders import ById

MAX_VARIANTS: Final = 16


class Unsupported(Exception):
    """The compiler leaves this operation to graphql-core; the message says why, in a word."""


@dataclass(frozen=True, slots=True)
class LeafValue:
    required: bool
    rules: LeafRules


@dataclass(frozen=True, slots=True)
class ListValue:
    required: bool
    item: "Value"


@dataclass(slots=True)
class ObjectValue:
    """`plans` by the name of the row's type; those of an interface come as rows come."""

    required: bool
    type: GraphQLObjectType | GraphQLAbstractType
    details: FieldDetailsList
    plans: dict[str, "ObjectPlan"] = field(default_factory=dict)


Value = LeafValue | ListValue | ObjectValue


@dataclass(frozen=True, slots=True)
class Deferred:
    """A field that the generated function leaves open.

    `arguments` are those of a resolver, or None where variables decide them.
    """

    key: str
    name: str
    definition: GraphQLField
    details: FieldDetailsList
    arguments: Mapping[str, Any] | None
    source: Source
    value: Value
    waits: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is read for a plan's rows: columns (None: all), and joins."""

    columns: Reads = frozenset()
    joins: frozenset[Join] = frozenset()


@dataclass(frozen=True, slots=True)
class ObjectPlan:
    """`rows` is what it wants of its rows; a page's plan has the plans of those in `of_page`.

    Rows that were read with `rows.joins` (and have `joined_columns`) are written by the plan
    `joined`, which leaves less open. Others come as well: what a mutation changed, an event's
    ticket. `gates` ask the viewer alone, here and in the objects of relations; `templates` are
    what the database's writer keeps for each way that they turn out.
    """

    type: GraphQLObjectType
    entries: tuple[Entry, ...]
    write: Write
    deferred: tuple[Deferred, ...]
    rows: Wanted
    of_page: tuple["ObjectPlan", ...]
    gates: tuple[VisibleTo, ...]
    joined: "ObjectPlan | None" = None
    joined_columns: frozenset[tuple[str, str]] = frozenset()
    templates: dict[Any, Any] = field(default_factory=dict)

    @property
    def waits(self) -> bool:
        return any(deferred.waits for deferred in self.deferred)


class Plans:
    """The plans of one operation: one for each way that its @include and @skip turn out."""

    def __init__(self, document: DocumentNode) -> None:
        self._conditions = condition_variables(document)
        self._variants: dict[tuple[Any, ...], ObjectPlan] = {}

    def for_(self, executor: Executor[Any]) -> ObjectPlan:
        """The plan for an execution's variables; raises Unsupported."""
        coerced = executor.variable_values.coerced
        variant = tuple(coerced.get(name) for name in self._conditions)
        plan = self._variants.get(variant)
        if plan is None:
            if len(self._variants) >= MAX_VARIANTS:
                del self._variants[next(iter(self._variants))]
            plan = self._variants[variant] = compile_operation(executor)
        return plan


def compile_operation(executor: Executor[Any]) -> ObjectPlan:
    operation = executor.operation
    root = executor.schema.get_root_type(operation.operation)
    if root is None:
        raise Unsupported("root")
    selected = collect_fields(
        executor.schema, executor.fragments, executor.variable_values, root, operation
    )
    return _plan(executor, root, selected.grouped_field_set)


def plan_of(
    executor: Executor[Any], type_: GraphQLObjectType, details: FieldDetailsList
) -> ObjectPlan:
    """The plan for what `details` select on rows of `type_`."""
    selected = collect_subfields(
        executor.schema,
        executor.fragments,
        executor.variable_values,
        executor.operation,
        type_,
        details,
    )
    return _plan(executor, type_, selected.grouped_field_set)


def _plan(
    executor: Executor[Any], type_: GraphQLObjectType, selected: GroupedFieldSet
) -> ObjectPlan:
    entries: list[Entry] = []
    deferred: list[Deferred] = []
    rows: list[Wanted] = []
    of_page: list[ObjectPlan] = []
    gates: list[VisibleTo] = []
    for key, details in selected.items():
        name = details[0].node.name.value
        if name == "__typename":
            entries.append(Constant(key, type_.name))
            continue
        definition = executor.schema.get_field(type_, name)
        if definition is None or is_introspection_type(_named(definition.type)):
            raise Unsupported("introspection")
        source = source_of(definition)
        value = _value(executor, definition.type, details)
        rows.append(Wanted(source.reads))
        if isinstance(source, Attribute | Relation):
            gates += [] if source.gate.to is None else [source.gate.to]
            gates += [to for plan in plans_of(value) for to in plan.gates]
        if isinstance(value, LeafValue) and isinstance(source, Attribute | Function):
            entries.append(Plain(key, source, value.rules, value.required))
            continue
        entries.append(Constant(key))
        waits = isinstance(source, Relation | Resolver) or _waits(value)
        arguments = _literal_arguments(definition, details[0].node)
        deferred.append(Deferred(key, name, definition, details, arguments, source, value, waits))
        inner = plans_of(value)
        if isinstance(source, Itself):
            rows += [plan.rows for plan in inner]
        if not isinstance(source, Relation | Resolver):
            is_row = is_row_of_page(definition)
            of_page += inner if is_row else [row for plan in inner for row in plan.of_page]
    plan = ObjectPlan(
        type_,
        tuple(entries),
        write_function(entries),
        tuple(deferred),
        all_wanted(rows),
        tuple(of_page),
        tuple(dict.fromkeys(gates)),
    )
    return with_joins(plan)


def _value(executor: Executor[Any], type_: GraphQLOutputType, details: FieldDetailsList) -> Value:
    required = isinstance(type_, GraphQLNonNull)
    inner: Any = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
    if isinstance(inner, GraphQLList):
        return ListValue(required, _value(executor, inner.of_type, details))
    if is_leaf_type(inner):
        return LeafValue(required, rules_of(inner))
    value = ObjectValue(required, inner, details)
    if isinstance(inner, GraphQLObjectType):
        value.plans[inner.name] = plan_of(executor, inner, details)
    return value


def _literal_arguments(definition: GraphQLField, node: FieldNode) -> Mapping[str, Any] | None:
    if any(variables_in(argument.value) for argument in node.arguments or ()):
        return None
    return get_argument_values(definition, node)


def plans_of(value: Value) -> list[ObjectPlan]:
    """Those for the rows of a value, as far as their types are known."""
    if isinstance(value, ListValue):
        return plans_of(value.item)
    return list(value.plans.values()) if isinstance(value, ObjectValue) else []


def all_wanted(wanted: Iterable[Wanted]) -> Wanted:
    """What any of them wants."""
    wanted = list(wanted)
    if len(wanted) == 1:
        return wanted[0]
    columns: Reads = frozenset()
    joins: dict[str, Join] = {}
    for one in wanted:
        columns = None if columns is None or one.columns is None else columns | one.columns
        for join in one.joins:
            known = joins.get(join.key)
            both = join.columns if known is None else join.columns | known.columns
            joins[join.key] = Join(join.key, join.model, both)
    return Wanted(columns, frozenset(joins.values()))


def with_joins(plan: ObjectPlan) -> ObjectPlan:
    """The plan, with one for rows that come with the objects that can be joined to them."""
    joins = {field.key: join for field in plan.deferred if (join := _join_of(field))}
    if not joins:
        return plan
    entries: list[Entry] = []
    fields = {field.key: field for field in plan.deferred}
    for entry in plan.entries:
        if entry.key in joins:
            field = fields.pop(entry.key)
            [inner] = plans_of(field.value)
            required = field.value.required
            source = cast(Relation, field.source)
            entry = Joined(entry.key, source.key, source.gate, required, inner.entries)
        entries.append(entry)
    joined = replace(
        plan,
        entries=tuple(entries),
        write=write_function(entries),
        deferred=tuple(fields.values()),
    )
    rows = all_wanted([plan.rows, Wanted(joins=frozenset(joins.values()))])
    columns = frozenset(pair for join in rows.joins for pair in join.pairs)
    return replace(plan, rows=rows, joined=joined, joined_columns=columns)


def _join_of(field: Deferred) -> Join | None:
    """A foreign key's object of which only columns are selected, each shown or not whatever
    its row."""
    source, value = field.source, field.value
    if not isinstance(source, Relation) or not isinstance(source.batch, ById):
        return None
    [inner] = plans_of(value)
    if inner.rows.columns is None or not all(_is_column(entry) for entry in inner.entries):
        return None
    return Join(source.key, source.batch.model, inner.rows.columns | {"id"})


def _is_column(entry: Entry) -> bool:
    if isinstance(entry, Constant):
        return entry.value is not None
    if not isinstance(entry, Plain) or not isinstance(entry.source, Attribute):
        return False
    return entry.source.gate.row is None


def _waits(value: Value) -> bool:
    if isinstance(value, ListValue):
        return _waits(value.item)
    if isinstance(value, LeafValue):
        return False
    return is_abstract_type(value.type) or any(plan.waits for plan in value.plans.values())


def _named(type_: Any) -> Any:
    while isinstance(type_, GraphQLNonNull | GraphQLList):
        type_ = type_.of_type
    return type_
