"""Documents that select all there is, made from the schema itself."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLOutputType,
    get_named_type,
    is_leaf_type,
)

from schema.assembly import schema
from tests.schema.desk import ENGINE

CORE = schema._schema
DEPTH = 5
PAGE = 3
Composite = GraphQLObjectType | GraphQLInterfaceType


def documents(operation: str, head: str, call: str, kind: GraphQLOutputType) -> list[str]:
    """Every field below `call` down to DEPTH, in as many documents as the limits demand.

    `operation` is query, mutation or subscription, `head` the declarations of variables.
    """
    named = get_named_type(kind)
    if is_leaf_type(named):
        return [f"{operation}{head} {{ {call} }}"]
    assert isinstance(named, Composite)
    return list(_fitting(f"{operation}{head} {{ {call} ", "}", named, DEPTH))


def _fitting(before: str, after: str, kind: Composite, depth: int) -> Iterator[str]:
    fragments = _Fragments()
    whole = f"{before}{fragments.spread(kind, depth)}{after} {fragments.text()}"
    prepared = ENGINE.prepare(whole, None)
    if not isinstance(prepared, list) and prepared.cost({}) <= ENGINE.limits.cost:
        yield whole
        return
    assert depth > 1, prepared
    for shape in _possible(kind):
        on = "" if shape is kind else f"... on {shape.name} "
        ends = "}" if shape is kind else "} }"
        begin = f"{before}{{ {on}{{ " if on else f"{before}{{ "
        yield f"{begin}{' '.join(_leaves(shape))} {ends}{after}"
        for name, definition in shape.fields.items():
            below = get_named_type(definition.type)
            if isinstance(below, Composite):
                start = f"{begin}{name}{_arguments(definition)} "
                yield from _fitting(start, f" {ends}{after}", below, depth - 1)


@dataclass
class _Fragments:
    """One fragment for each type and depth, so that documents stay small."""

    made: dict[str, str] = field(default_factory=dict)

    def spread(self, kind: Composite, depth: int) -> str:
        name = f"{kind.name}_{depth}"
        if name not in self.made:
            self.made[name] = ""
            self.made[name] = f"fragment {name} on {kind.name} {self._body(kind, depth)}"
        return f"{{ ...{name} }}"

    def text(self) -> str:
        return " ".join(self.made.values())

    def _body(self, kind: Composite, depth: int) -> str:
        if isinstance(kind, GraphQLInterfaceType):
            shapes = _possible(kind)
            inner = " ".join(f"... on {s.name} {self.spread(s, depth)}" for s in shapes)
            return f"{{ __typename {inner} }}"
        parts = _leaves(kind)
        for name, definition in kind.fields.items():
            below = get_named_type(definition.type)
            if isinstance(below, Composite) and depth > 1:
                parts.append(f"{name}{_arguments(definition)} {self.spread(below, depth - 1)}")
        return f"{{ {' '.join(parts)} }}"


def _possible(kind: Composite) -> list[GraphQLObjectType]:
    return [kind] if isinstance(kind, GraphQLObjectType) else list(CORE.get_possible_types(kind))


def _leaves(kind: Composite) -> list[str]:
    leaves = [name for name, f in kind.fields.items() if is_leaf_type(get_named_type(f.type))]
    return ["__typename", *leaves]


def _arguments(definition: GraphQLField) -> str:
    return f"(first: {PAGE})" if "first" in definition.args else ""
