"""What mutations return: the object, or the user's errors as values."""

from collections.abc import Awaitable
from typing import Any, Self, TypeVar

import strawberry

from domain.errors import AccessError, DomainError, ErrorCode

P = TypeVar("P")


@strawberry.type(description="Something in the input that the user can mend.")
class UserError:
    code: ErrorCode = strawberry.field(description="What went wrong, for programs.")
    message: str = strawberry.field(description="What went wrong, for people.")
    path: list[str] | None = strawberry.field(
        description="The part of the input to blame, outermost first; null for the whole."
    )

    @classmethod
    def of(cls, error: DomainError) -> Self:
        return cls(
            code=error.code,
            message=error.message,
            path=[_camel(part) for part in error.path] or None,
        )


async def attempt(payload: type[P], noun: str, work: Awaitable[Any]) -> P:
    """Await `work` and put what it returns under `noun`; expected failures become errors.

    A conflict carries the present object. Access errors stay top-level errors.
    """
    make: Any = payload
    try:
        result = await work
    except AccessError:
        raise
    except DomainError as error:
        if error.code in (ErrorCode.RATE_LIMITED, ErrorCode.UNAVAILABLE):
            raise
        return make(**{noun: error.current}, errors=[UserError.of(error)])  # type: ignore[no-any-return]
    return make(**{noun: result}, errors=[])  # type: ignore[no-any-return]


def _camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(part.capitalize() for part in tail)
