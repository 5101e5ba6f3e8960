"""Optional members of updates: left out, or given a value; never null."""

from typing import TypeVar

import strawberry

from domain.errors import ErrorCode, invalid
from domain.unset import UNSET, UnsetType

T = TypeVar("T")


def given(value: T | None, *path: str) -> T | UnsetType:
    """UNSET for what was left out; raises REQUIRED for null."""
    if value is strawberry.UNSET:
        return UNSET
    if value is None:
        raise invalid("Leave this out, or give it a value.", *path, code=ErrorCode.REQUIRED)
    return value
