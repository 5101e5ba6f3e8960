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

from schema.compiled.calls import Call, call_of
from schema.fields import OPEN, Gate
from schema.loaders import BATCHES, Batch

Reads = frozenset[str] | None
"""Columns of a row that are looked at; None where it may be any of them."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """The row's attribute, for those whom the gate lets through; null for others."""

    name: str
    gate: Gate = OPEN

    @property
    def reads(self) -> Reads:
        return None if self.gate.reads is None else self.gate.reads | {self.name}


@dataclass(frozen=True, slots=True)
class Function:
    """A pure function of the row."""

    function: Callable[[Any], Any]
    reads: Reads


@dataclass(frozen=True, slots=True)
class Itself:
    """The same row, as another type."""

    reads: Reads = frozenset()


@dataclass(frozen=True, slots=True)
class Relation:
    """What a batch finds for the row's attribute; one read for all rows."""

    batch: Batch
    key: str
    gate: Gate

    @property
    def reads(self) -> Reads:
        return frozenset({self.key})


@dataclass(frozen=True, slots=True)
class Resolver:
    """Whatever the field's own function answers, asked for each row.

    One that `is_listing` answers with a page, found by nothing but what it reads.
    """

    call: Call
    reads: Reads
    is_listing: bool


Source = Attribute | Function | Itself | Relation | Resolver


def is_row_of_page(definition: GraphQLField) -> bool:
    """Whether the field gives the rows of a page, or one of them."""
    return _has(definition, "row_of_page")


def is_total_of_page(definition: GraphQLField) -> bool:
    """Whether the field tells how many rows a page's whole list has."""
    return _has(definition, "total_of_page")


def _has(definition: GraphQLField, mark: str) -> bool:
    field = definition.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    return isinstance(field, StrawberryField) and mark in field.metadata


def source_of(definition: GraphQLField) -> Source:
    field = definition.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    if not isinstance(field, StrawberryField):
        raise TypeError("Every field of the schema is one of Strawberry's.")
    metadata = field.metadata
    if "column" in metadata:
        return Attribute(metadata["column"] or field.python_name, metadata["gate"])
    if "derived" in metadata:
        return Function(metadata["derived"], metadata["gate"].reads)
    if "itself" in metadata:
        return Itself()
    if "relation" in metadata:
        loader, key = metadata["relation"]
        return Relation(BATCHES[loader], key, metadata["gate"])
    if field.is_basic_field:
        return Attribute(field.python_name)
    return Resolver(call_of(definition, field), metadata.get("reads"), "listing" in metadata)
