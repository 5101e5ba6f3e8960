"""Random documents that are valid for the schema, with their variables."""

from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_enum_type,
    is_leaf_type,
)
from hypothesis import strategies as st

from schema.assembly import schema
from schema.compiled.sources import (
    Attribute,
    Relation,
    Resolver,
    is_row_of_page,
    is_total_of_page,
    source_of,
)
from schema.loaders import ById, Lists
from tests.api.drawn_requests import variables_of

CORE = schema._schema
MOST_DEPTH = 4
MOST_FIELDS = 5
PAGES: tuple[dict[str, Any], ...] = (
    {},
    {"first": 1},
    {"first": 3},
    {"last": 2},
    {"first": 101},
    {"after": "nonsense"},
)
MOMENTARY = frozenset({"durationMs", "feedLagSeconds", "oldestDueSeconds"})
"""What is another value each time it is asked for."""
WRITTEN = frozenset({"ID", "String", "Int", "Boolean", "DateTime"})
"""Scalars that the database writes."""
Composite = GraphQLObjectType | GraphQLInterfaceType


@dataclass(frozen=True, slots=True)
class Drawn:
    text: str
    variables: dict[str, Any]


@dataclass
class _Document:
    """What a document has gathered while it is drawn."""

    draw: st.DrawFn
    ids: list[str]
    of_columns: bool
    heads: list[str] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)
    fragments: list[str] = field(default_factory=list)

    def variable(self, type_: str, value: Any) -> str:
        name = f"v{len(self.heads)}"
        self.heads.append(f"${name}: {type_}")
        self.variables[name] = value
        return f"${name}"


@st.composite
def queries(draw: st.DrawFn, ids: list[str]) -> Drawn:
    """One to three root fields, each with arguments that often fit what there is.

    Half of all select columns, relations and nodes alone: a single field that is more than that
    keeps the database from writing its object.
    """
    document = _Document(draw, ids, of_columns=draw(st.booleans()))
    assert CORE.query_type is not None
    roots = sorted(CORE.query_type.fields)
    if document.of_columns:
        roots = [name for name in roots if _is_of_rows(CORE.query_type.fields[name])]
    names = st.lists(st.sampled_from(roots), min_size=1, max_size=3)
    calls = [
        _root(document, f"r{place}", name, CORE.query_type.fields[name])
        for place, name in enumerate(draw(names))
    ]
    head = f"({', '.join(document.heads)})" if document.heads else ""
    text = " ".join([f"query{head} {{ {' '.join(calls)} }}", *document.fragments])
    return Drawn(text, document.variables)


def _root(document: _Document, alias: str, name: str, definition: GraphQLField) -> str:
    needs = any(isinstance(given.type, GraphQLNonNull) for given in definition.args.values())
    given: dict[str, Any] = {}
    if needs or (not document.of_columns and document.draw(st.booleans())):
        given = document.draw(variables_of(name, definition, document.ids))
    passed = {
        argument: document.variable(str(definition.args[argument].type), value)
        for argument, value in given.items()
    }
    below = _below(document, definition, MOST_DEPTH)
    return f"{alias}: {name}{_call(passed)}{_condition(document)} {below}"


def _below(document: _Document, definition: GraphQLField, depth: int) -> str:
    named = get_named_type(definition.type)
    if is_leaf_type(named):
        return ""
    assert isinstance(named, Composite)
    return f"{{ {_selection(document, named, depth)} }}"


def _selection(document: _Document, kind: Composite, depth: int) -> str:
    names = [
        name
        for name, definition in kind.fields.items()
        if (depth > 1 or is_leaf_type(get_named_type(definition.type)))
        and name not in MOMENTARY
        and (not document.of_columns or _is_column(definition))
    ]
    chosen = []
    if names:
        few = st.lists(
            st.sampled_from(names),
            min_size=min(2 * document.of_columns, len(names)),
            max_size=MOST_FIELDS,
            unique=document.of_columns,
        )
        chosen = document.draw(few)
    parts = ["__typename"]
    for name in chosen:
        parts.append(_field(document, kind.name, name, kind.fields[name], depth))
    if isinstance(kind, GraphQLInterfaceType):
        for shape in CORE.get_possible_types(kind):
            if document.draw(st.booleans()):
                inner = _selection(document, shape, depth - 1)
                parts.append(f"... on {shape.name}{_condition(document)} {{ {inner} }}")
    if depth > 2 and document.draw(st.integers(0, 3)) == 0:
        parts.append(_spread(document, kind, depth))
    return " ".join(parts)


def _field(
    document: _Document, parent: str, name: str, definition: GraphQLField, depth: int
) -> str:
    """Aliased by all that tells two calls apart, so that any two of a document merge."""
    pages = [page for page in PAGES[:4] * 3 + PAGES if page.keys() <= definition.args.keys()]
    page = document.draw(st.sampled_from(pages))
    passed = {key: _literal(value) for key, value in page.items()}
    place = 0 if document.of_columns else document.draw(st.integers(0, 2))
    alias = name if place == 0 and not page else f"{name}_{parent}_{place}_{_word(page)}"
    below = _below(document, definition, depth - 1)
    return f"{alias}: {name}{_call(passed)}{_condition(document)} {below}"


def _is_of_rows(definition: GraphQLField) -> bool:
    """Whether rows are what a root field answers, one or a page of them."""
    kind = get_named_type(definition.type)
    is_node = isinstance(kind, GraphQLObjectType) and "Node" in {it.name for it in kind.interfaces}
    return is_node or kind.name.endswith("Connection")


def _is_column(definition: GraphQLField) -> bool:
    source = source_of(definition)
    if isinstance(source, Relation):
        return isinstance(source.batch, ById | Lists)
    if isinstance(source, Attribute) and is_leaf_type(get_nullable_type(definition.type)):
        kind = get_named_type(definition.type)
        return source.gate.row is None and (is_enum_type(kind) or kind.name in WRITTEN)
    if isinstance(source, Resolver):
        return source.is_listing or is_total_of_page(definition)
    return is_row_of_page(definition)


def _spread(document: _Document, kind: Composite, depth: int) -> str:
    inner = _selection(document, kind, depth - 1)
    if document.draw(st.booleans()):
        return f"...{_condition(document)} {{ {inner} }}"
    name = f"F{len(document.fragments)}"
    document.fragments.append(f"fragment {name} on {kind.name} {{ {inner} }}")
    return f"...{name}{_condition(document)}"


def _condition(document: _Document) -> str:
    kinds = ["", "", "", "", "literal", "variable"]
    kind = document.draw(st.sampled_from(kinds[:4] * 3 + kinds if document.of_columns else kinds))
    if not kind:
        return ""
    directive = document.draw(st.sampled_from(["include", "skip"]))
    truth = document.draw(st.booleans())
    value = str(truth).lower() if kind == "literal" else document.variable("Boolean!", truth)
    return f" @{directive}(if: {value})"


def _call(arguments: dict[str, str]) -> str:
    passed = ", ".join(f"{name}: {value}" for name, value in arguments.items())
    return f"({passed})" if passed else ""


def _literal(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def _word(page: dict[str, Any]) -> str:
    return "_".join(f"{key}{value}" for key, value in page.items())
