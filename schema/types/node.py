"""The Node interface and what tells its types apart."""

from typing import Any

import strawberry


@strawberry.interface(description="Anything with an id of its own.")
class Node:
    id: strawberry.ID = strawberry.field(description="Its id, with a prefix that tells its type.")


def is_row_of(model: type) -> Any:
    """The `is_type_of` of a type whose sources are rows of `model`."""

    def is_type_of(cls: type, obj: object, info: object) -> bool:
        return isinstance(obj, model) or getattr(type(obj), "row_of", None) is model

    return classmethod(is_type_of)
