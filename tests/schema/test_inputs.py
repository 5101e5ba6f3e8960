"""Inputs are built as Strawberry builds them, only sooner."""

from dataclasses import fields, is_dataclass
from typing import Any

import pytest
import strawberry
from graphql import GraphQLInputObjectType, GraphQLList, GraphQLNonNull
from strawberry.types.arguments import convert_argument
from strawberry.types.base import StrawberryObjectDefinition

from schema.assembly import schema
from schema.scalars import CONFIG

INPUTS = [it for it in schema._schema.type_map.values() if isinstance(it, GraphQLInputObjectType)]


def definition_of(type_: GraphQLInputObjectType) -> StrawberryObjectDefinition:
    definition = type_.extensions["strawberry-definition"]
    assert isinstance(definition, StrawberryObjectDefinition)
    return definition


def values_of(type_: Any, depth: int = 2) -> list[Any]:
    """A few values as graphql-core gives them, the fullest one last."""
    match type_:
        case GraphQLNonNull():
            return [it for it in values_of(type_.of_type, depth) if it is not None]
        case GraphQLList():
            items = values_of(type_.of_type, depth)
            return [None, strawberry.UNSET, [], items]
        case GraphQLInputObjectType() if depth:
            members = {name: values_of(it.type, depth - 1) for name, it in type_.fields.items()}
            needed = {
                name: members[name][-1]
                for name, it in type_.fields.items()
                if isinstance(it.type, GraphQLNonNull)
            }
            each = [{**needed, name: value} for name, some in members.items() for value in some]
            return [None, needed, *each, {name: some[-1] for name, some in members.items()}]
        case GraphQLInputObjectType():
            return [None]
        case _:
            return [None, "a value"]


def shown(value: Any) -> Any:
    """What equals another only if all members do, and are of types of the same name.

    Strawberry makes a generic input's class anew each time.
    """
    if isinstance(value, list):
        return [shown(it) for it in value]
    if is_dataclass(value):
        return type(value).__name__, {
            it.name: shown(getattr(value, it.name)) for it in fields(value)
        }
    return value


def built(type_: GraphQLInputObjectType) -> list[Any]:
    origin, registry = definition_of(type_).origin, schema.schema_converter.scalar_registry
    values = values_of(GraphQLNonNull(type_))
    return [shown(convert_argument(value, origin, registry, CONFIG)) for value in values]


def test_every_input_is_built_as_strawberry_builds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = {type_.name: built(type_) for type_ in INPUTS}
    for type_ in INPUTS:
        assert definition_of(type_).from_input is not None
        monkeypatch.setattr(definition_of(type_), "from_input", None)
    for type_ in INPUTS:
        assert ours[type_.name] == built(type_), type_.name
    assert sum(map(len, ours.values())) > 500
