"""Calls a field's own function.

Strawberry turns the arguments into what the function takes, through some layers of its own.
Where nothing is to be turned (no inputs, just values as they are) the function is called at
once, and may answer with rows that are not read yet.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import strawberry
from graphql import GraphQLField, GraphQLResolveInfo
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.base import StrawberryMaybe
from strawberry.types.field import StrawberryField

from schema.scalars import CONFIG

_AS_THEY_ARE: Final = frozenset({type(None), str, int, float, bool})


@dataclass(frozen=True, slots=True)
class Call:
    """`names` are the function's words for the arguments; `root` and `info` for these two."""

    field: StrawberryField
    resolve: Callable[..., Any]
    function: Callable[..., Any] | None
    names: Mapping[str, str]
    root: str | None
    info: str | None

    def __call__(
        self, row: Any, info: GraphQLResolveInfo[Any], arguments: Mapping[str, Any]
    ) -> Any:
        """What the function answers, perhaps awaitable."""
        if self.function is None or not _AS_THEY_ARE.issuperset(map(type, arguments.values())):
            return self.resolve(row, info, **arguments)
        given = {self.names[name]: value for name, value in arguments.items()}
        if self.root is not None:
            given[self.root] = row
        if self.info is not None:
            given[self.info] = strawberry.Info(_raw_info=info, _field=self.field)
        return self.function(**given)


def call_of(definition: GraphQLField, field: StrawberryField) -> Call:
    resolver = field.base_resolver
    resolve: Any = definition.resolve
    if (
        resolver is None
        or definition.subscribe is not None  # its own function is the source of the events
        or resolver.self_parameter is not None
        or resolver.parent_parameter is not None
        or field.extensions
        or any(isinstance(argument.type, StrawberryMaybe) for argument in field.arguments)
    ):
        return Call(field, resolve, None, {}, None, None)
    function: Any = resolver.wrapped_func
    return Call(
        field,
        resolve,
        getattr(function, "unread", function),
        {_name(argument): argument.python_name for argument in field.arguments},
        None if resolver.root_parameter is None else resolver.root_parameter.name,
        None if resolver.info_parameter is None else resolver.info_parameter.name,
    )


def _name(argument: StrawberryArgument) -> str:
    return CONFIG.name_converter.from_argument(argument)
