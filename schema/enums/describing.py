"""How an enumeration of the domain becomes one of the schema."""

from enum import Enum

import strawberry


def describe(enum: type[Enum], description: str, **values: str) -> None:
    strawberry.enum(enum, description=description)
    definition = enum.__strawberry_definition__  # type: ignore[attr-defined]
    for value in definition.values:
        value.description = values.pop(value.name)
    if values:
        raise ValueError(f"{enum.__name__} has no {', '.join(values)}")
