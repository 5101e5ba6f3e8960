"""The printed schema is documentation: nothing in it may be without words."""

from pathlib import Path

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
)

import schema as package
from schema.assembly import schema

CORE = schema._schema


def _parts(type_: GraphQLNamedType) -> list[tuple[str, str | None]]:
    parts = [(type_.name, type_.description)]
    if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
        for name, field in type_.fields.items():
            parts.append((f"{type_.name}.{name}", field.description))
            for argument, definition in field.args.items():
                parts.append((f"{type_.name}.{name}({argument})", definition.description))
    if isinstance(type_, GraphQLInputObjectType):
        parts += [(f"{type_.name}.{name}", f.description) for name, f in type_.fields.items()]
    if isinstance(type_, GraphQLEnumType):
        parts += [(f"{type_.name}.{name}", v.description) for name, v in type_.values.items()]
    return parts


def test_every_type_field_argument_and_value_is_described() -> None:
    types = [t for name, t in CORE.type_map.items() if not name.startswith("__")]
    missing = [name for t in types for name, description in _parts(t) if not description]
    assert missing == []


def test_every_mutation_says_who_may_call_it() -> None:
    assert CORE.mutation_type is not None
    silent = [
        name
        for name, field in CORE.mutation_type.fields.items()
        if "For " not in (field.description or "")
    ]
    assert silent == []


def test_the_committed_schema_is_the_one_that_is_served() -> None:
    committed = Path(package.__file__).parent / "schema.graphql"
    assert committed.read_text() == f"{schema.as_str()}\n"
