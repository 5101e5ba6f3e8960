"""The compiler: from an operation's selections to plans that know their rows.

A plan belongs to one type and one selection on it. What needs no waiting (columns and pure
functions that end in scalars) is written by one generated function for all rows; the rest
is left in `deferred`, to be filled level by level, one read for all rows of a level.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from graphql import (
    DocumentNode,
    GraphQLAbstractType,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    VariableNode,
    Visitor,
    is_abstract_type,
    is_introspection_type,
    is_leaf_type,
    visit,
)
from graphql.execution import Executor
from graphql.execution.collect_fields import (
    FieldDetailsList,
    GroupedFieldSet,
    collect_fields,
    collect_subfields,
)

from schema.compiled.leaves import LeafRules, rules_of
from schema.compiled.sources import Attribute, Function, Relation, Resolver, Source, source_of
from schema.compiled.writer import Column, Write, write_function

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
    """A field that the generated function leaves open."""

    key: str
    name: str
    definition: GraphQLField
    details: FieldDetailsList
    source: Source
    value: Value
    waits: bool


@dataclass(frozen=True, slots=True)
class ObjectPlan:
    type: GraphQLObjectType
    write: Write
    deferred: tuple[Deferred, ...]

    @property
    def waits(self) -> bool:
        return any(deferred.waits for deferred in self.deferred)


class Plans:
    """The plans of one operation: one for each way that its @include and @skip turn out."""

    def __init__(self, document: DocumentNode) -> None:
        self._conditions = _condition_variables(document)
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
    columns: list[Column] = []
    deferred: list[Deferred] = []
    for key, details in selected.items():
        name = details[0].node.name.value
        if name == "__typename":
            columns.append(Column(key, constant=type_.name))
            continue
        definition = executor.schema.get_field(type_, name)
        if definition is None or is_introspection_type(_named(definition.type)):
            raise Unsupported("introspection")
        source = source_of(definition)
        value = _value(executor, definition.type, details)
        if isinstance(value, LeafValue) and isinstance(source, Attribute | Function):
            columns.append(Column(key, source=source, rules=value.rules, required=value.required))
            continue
        columns.append(Column(key))
        waits = isinstance(source, Relation | Resolver) or _waits(value)
        deferred.append(Deferred(key, name, definition, details, source, value, waits))
    return ObjectPlan(type_, write_function(columns), tuple(deferred))


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


def _condition_variables(document: DocumentNode) -> tuple[str, ...]:
    names: set[str] = set()

    class Conditions(Visitor):
        def enter_directive(self, node: Any, *_: Any) -> None:
            for argument in node.arguments:
                if isinstance(argument.value, VariableNode):
                    names.add(argument.value.name.value)

    visit(document, Conditions())
    return tuple(sorted(names))
