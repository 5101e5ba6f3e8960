"""Arguments that many fields share."""

from typing import Annotated, TypeVar

import strawberry

from schema.connections import PAGE_ARGUMENTS

T = TypeVar("T")

First = Annotated[int | None, strawberry.argument(description=PAGE_ARGUMENTS["first"])]
After = Annotated[str | None, strawberry.argument(description=PAGE_ARGUMENTS["after"])]
Last = Annotated[int | None, strawberry.argument(description=PAGE_ARGUMENTS["last"])]
Before = Annotated[str | None, strawberry.argument(description=PAGE_ARGUMENTS["before"])]
Input = Annotated[T, strawberry.argument(description="What to do.")]
Filter = Annotated[T | None, strawberry.argument(description="Only rows like this.")]
OrderBy = Annotated[
    T | None, strawberry.argument(description="How the list is sorted, unless as it says.")
]
