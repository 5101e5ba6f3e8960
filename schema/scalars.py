"""Scalars of our own."""

import re
from functools import lru_cache
from typing import Any, NewType

import strawberry
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.name_converter import NameConverter
from strawberry.types.scalar import ScalarDefinition

from domain.errors import DomainError, ErrorCode

_POSITION = re.compile(r"0|[1-9][0-9]{0,18}")

Position = NewType("Position", int)
JSON = NewType("JSON", object)


def _parse_position(value: Any) -> int:
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not _POSITION.fullmatch(text) or int(text) >= 2**63:
        raise DomainError(ErrorCode.BAD_REQUEST, "A position is a decimal number as a string.")
    return int(text)


SCALARS: dict[object, ScalarDefinition] = {
    Position: strawberry.scalar(
        name="Position",
        description="A place in the event log, as a decimal number in a string. Larger is later.",
        serialize=str,
        parse_value=_parse_position,
    ),
    JSON: strawberry.scalar(
        name="JSON",
        description="Any value of JSON.",
        serialize=lambda value: value,
        parse_value=lambda value: value,
    ),
}


class RememberedNames(NameConverter):
    """Strawberry spells each field of an input anew for each request that has one."""

    def apply_naming_config(self, name: str) -> str:
        return _camel_case(name)


_camel_case = lru_cache(maxsize=None)(NameConverter().apply_naming_config)

CONFIG = StrawberryConfig(scalar_map=SCALARS, name_converter=RememberedNames())
