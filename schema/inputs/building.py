"""Builds input objects from what graphql-core has coerced.

Strawberry looks up again for every request how each member of an input is called and of what
type it is, which for a mutation costs more than to find and check the row it changes. Here that
is known from the start; what comes out is the same.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING
from typing import Any

import strawberry
from graphql import GraphQLInputObjectType, GraphQLList, GraphQLNonNull
from strawberry.types.base import StrawberryObjectDefinition

from schema.scalars import CONFIG

Build = Callable[[Any], Any]


class _Builder:
    """Makes one type of input: its members, by what GraphQL calls them."""

    def __init__(self, definition: StrawberryObjectDefinition) -> None:
        self.make: Any = definition.origin
        self.names = {
            CONFIG.name_converter.from_field(it): it.python_name for it in definition.fields
        }
        # What may be left out without saying what it is then is null.
        self.empty = {
            it.python_name: None
            for it in definition.fields
            if it.default is MISSING and it.default_factory is MISSING
        }
        self.members: dict[str, tuple[str, Build | None]] = {}

    def __call__(self, value: Mapping[str, Any]) -> Any:
        given: dict[str, Any] = {**self.empty}
        for name, item in value.items():
            member, build = self.members[name]
            given[member] = item if build is None else build(item)
        return self.make(**given)

    def from_input(self, type_: type, value: Mapping[str, Any], context: object) -> Any:
        """As Strawberry calls it."""
        return self(value)


def build_inputs_directly(schema: strawberry.Schema) -> None:
    """Have all inputs of `schema` built here."""
    types = [
        it for it in schema._schema.type_map.values() if isinstance(it, GraphQLInputObjectType)
    ]
    builders = {it.name: _Builder(it.extensions["strawberry-definition"]) for it in types}
    for type_ in types:
        builder = builders[type_.name]
        for name, member in type_.fields.items():
            builder.members[name] = builder.names[name], _build_of(member.type, builders)
        type_.extensions["strawberry-definition"].from_input = builder.from_input


def _build_of(type_: Any, builders: Mapping[str, _Builder]) -> Build | None:
    """What turns a member of this type into ours; None for one that stays as it is."""
    match type_:
        case GraphQLNonNull():
            return _build_of(type_.of_type, builders)
        case GraphQLList():
            build = _build_of(type_.of_type, builders)
            return _unless_null(list if build is None else lambda items: [*map(build, items)])
        case GraphQLInputObjectType():
            return _unless_null(builders[type_.name])
        case _:
            return None


def _unless_null(build: Build) -> Build:
    return lambda value: value if value is None or value is strawberry.UNSET else build(value)
