"""Where a field's value comes from, read from how the field was declared.

The types of the schema stay the only definition: `schema.fields` leaves in each field's
metadata what it is. A field without such metadata is its row's attribute if it has no
resolver, and otherwise whatever its resolver answers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLField
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

Visible = Callable[[Any, Any], bool]


@dataclass(frozen=True, slots=True)
class Attribute:
    """The row's attribute; null where `visible(viewer, row)` is false."""

    name: str
    visible: Visible | None = None


@dataclass(frozen=True, slots=True)
class Function:
    """A pure function of the row; null where `visible(viewer, row)` is false."""

    function: Callable[[Any], Any]
    visible: Visible | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """What the context's loader finds for the row's attribute; one read for all rows."""

    loader: str
    key: str
    visible: Visible | None = None


@dataclass(frozen=True, slots=True)
class Resolver:
    """Whatever the field's own function answers, asked for each row."""


Source = Attribute | Function | Relation | Resolver


def source_of(definition: GraphQLField) -> Source:
    field = definition.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    if not isinstance(field, StrawberryField):
        return Resolver()
    metadata = field.metadata
    if "column" in metadata:
        return Attribute(metadata["column"] or field.python_name, metadata["visible"])
    if "derived" in metadata:
        return Function(metadata["derived"], metadata["visible"])
    if "relation" in metadata:
        loader, key = metadata["relation"]
        return Relation(loader, key, metadata["visible"])
    return Attribute(field.python_name) if field.is_basic_field else Resolver()
