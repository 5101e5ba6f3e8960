"""How the values of scalars and enumerations become what the encoder of JSON takes.

What is of the very type that a scalar stands for is taken as it is (dates too: the encoder
writes them as the scalar does), and members of an enumeration are looked up; everything else
is left to the type's own rules, so that nothing passes that they would refuse.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLString,
)

_PLAIN: Final[Mapping[str, type]] = {
    GraphQLString.name: str,
    GraphQLID.name: str,
    GraphQLBoolean.name: bool,
    "DateTime": datetime,
}


class NullForbidden(Exception):
    """A value is null although its type says that it never is."""


@dataclass(frozen=True, slots=True)
class LeafRules:
    """`plain`: values of this type are JSON already. `names`: of an enumeration's members."""

    serialize: Callable[[Any], Any]
    plain: type | None = None
    is_int: bool = False
    names: Mapping[Any, str] | None = None

    def required(self, value: Any) -> Any:
        if value is None:
            raise NullForbidden
        return self.serialize(value)

    def optional(self, value: Any) -> Any:
        return None if value is None else self.serialize(value)


def rules_of(leaf: GraphQLLeafType) -> LeafRules:
    if isinstance(leaf, GraphQLEnumType):
        members = getattr(leaf, "wrapped_cls", ())
        names = {member: leaf.coerce_output_value(member) for member in members}
        return LeafRules(leaf.coerce_output_value, names=names)
    if leaf is GraphQLInt:
        return LeafRules(_whole_number, is_int=True)
    return LeafRules(leaf.coerce_output_value, plain=_PLAIN.get(leaf.name))


def _whole_number(value: Any) -> Any:
    if value.__class__ is int and -(2**31) <= value < 2**31:
        return value
    return GraphQLInt.coerce_output_value(value)
