"""The static cost of an operation: how many values its answer may hold at most.

Every field costs 1, or what its definition says with `metadata={"cost": n}`. What is
selected below `edges` and `nodes` of a connection is multiplied by the page size:
the larger of `first` and `last`, else the argument's default, else `default_page`.
Other lists count as `assumed_list` items, unless they take `first` or `last` or say
`metadata={"list_size": n}`. `@skip` and `@include` change nothing, and the branches of a
union or interface are added up: the figure is an upper bound that is known beforehand.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListTypeNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
    is_object_type,
)

from schema.limits import Limits, fragments_of

PAGE_ARGUMENTS = ("first", "last")
ITEM_FIELDS = frozenset({"edges", "nodes"})
# What is above can be counted no more: it must go into JSON, whatever a client asks for.
HIGHEST = 10**12


class Cost(NamedTuple):
    """`per_item` is counted for each item of the page around it, `once` a single time."""

    once: int
    per_item: int


class StaticCost:
    """The cost of one validated operation as a function of its variables.

    Only the variables that set a page size matter, so the result is remembered for each
    combination of those.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        limits: Limits,
    ) -> None:
        root = schema.get_root_type(operation.operation)
        assert root is not None
        defaults = {
            definition.variable.name.value: definition.default_value
            for definition in operation.variable_definitions or ()
            if not isinstance(definition.type, ListTypeNode)
        }
        fragments = fragments_of(document)
        used: dict[str, None] = {}

        def compute(sizes: Mapping[str, int | None]) -> int:
            walk = _Walk(schema, fragments, limits, sizes, used)
            return sum(walk.selection(root, operation.selection_set))

        compute({})
        self._names = tuple(used)
        self._defaults = {name: _integer(defaults.get(name)) for name in self._names}
        self._compute = lru_cache(maxsize=32)(
            lambda *values: compute(dict(zip(self._names, values, strict=True)))
        )

    def __call__(self, variables: Mapping[str, Any]) -> int:
        cost = self._compute(*(self._size(name, variables) for name in self._names))
        return min(cost, HIGHEST)

    def _size(self, name: str, variables: Mapping[str, Any]) -> int | None:
        if name not in variables:
            return self._defaults[name]
        value = variables[name]
        is_size = type(value) is int or (type(value) is float and value.is_integer())
        return int(value) if is_size else None


class _Walk:
    """Adds up one operation for given page sizes, each fragment once."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, Any],
        limits: Limits,
        sizes: Mapping[str, int | None],
        used: dict[str, None],
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._limits = limits
        self._sizes = sizes
        self._used = used
        self._known: dict[str, Cost] = {}

    def selection(self, parent: GraphQLNamedType, selection_set: SelectionSetNode) -> Cost:
        once = per_item = 0
        for selection in selection_set.selections:
            if isinstance(selection, FieldNode):
                cost = self._field(parent, selection)
            elif isinstance(selection, InlineFragmentNode):
                cost = self.selection(self._condition(parent, selection), selection.selection_set)
            else:
                assert isinstance(selection, FragmentSpreadNode)
                cost = self._fragment(parent, selection.name.value)
            once += cost.once
            per_item += cost.per_item
        return Cost(once, per_item)

    def _field(self, parent: GraphQLNamedType, node: FieldNode) -> Cost:
        field = self._schema.get_field(parent, node.name.value)  # type: ignore[arg-type]
        assert field is not None
        named = get_named_type(field.type)
        own = _metadata(field, "cost") or 1
        inner = Cost(0, 0)
        if node.selection_set is not None and is_composite_type(named):
            inner = self.selection(named, node.selection_set)
        if _is_connection(named):
            return Cost(own + inner.once + self._page(field, node) * inner.per_item, 0)
        if node.name.value in ITEM_FIELDS and _is_connection(parent):
            return Cost(0, own + sum(inner))
        if is_list_type(get_nullable_type(field.type)):
            return Cost(own + self._list_size(field, node) * sum(inner), 0)
        return Cost(own + sum(inner), 0)

    def _fragment(self, parent: GraphQLNamedType, name: str) -> Cost:
        if name not in self._known:
            fragment = self._fragments[name]
            self._known[name] = self.selection(
                self._condition(parent, fragment), fragment.selection_set
            )
        return self._known[name]

    def _condition(self, parent: GraphQLNamedType, fragment: Any) -> GraphQLNamedType:
        if fragment.type_condition is None:
            return parent
        named = self._schema.get_type(fragment.type_condition.name.value)
        assert named is not None
        return named

    def _list_size(self, field: GraphQLField, node: FieldNode) -> int:
        if any(name in field.args for name in PAGE_ARGUMENTS):
            return self._page(field, node)
        return _metadata(field, "list_size") or self._limits.assumed_list

    def _page(self, field: GraphQLField, node: FieldNode) -> int:
        asked = [
            size
            for argument in node.arguments or ()
            if argument.name.value in PAGE_ARGUMENTS
            and (size := self._value(argument.value)) is not None
        ]
        if asked:
            return min(max(0, *asked), HIGHEST)
        defaults = [
            default
            for name in PAGE_ARGUMENTS
            if name in field.args and isinstance(default := field.args[name].default_value, int)
        ]
        return max(defaults, default=self._limits.default_page)

    def _value(self, node: ValueNode) -> int | None:
        if isinstance(node, VariableNode):
            self._used[node.name.value] = None
            return self._sizes.get(node.name.value)
        return _integer(node)


def _integer(node: ValueNode | None) -> int | None:
    return int(node.value) if isinstance(node, IntValueNode) else None


def _is_connection(named: GraphQLNamedType) -> bool:
    return (
        is_object_type(named) and named.name.endswith("Connection") and "pageInfo" in named.fields
    )


def _metadata(field: GraphQLField, name: str) -> int | None:
    definition = field.extensions.get("strawberry-definition")
    return None if definition is None else definition.metadata.get(name)
