"""How a field of a type comes from its row: a column, a relation, or a function of it.

The types stay declarative: what a field is stands where the field is, as metadata too.
"""

from collections.abc import Callable
from typing import Any

import strawberry

from domain.actors import Actor

Visible = Callable[[Actor, Any], bool]


def column(description: str, *, source: str | None = None, visible: Visible | None = None) -> Any:
    """The row's attribute of the field's own name, or of `source`.

    Where `visible(viewer, row)` is false the field is null.
    """
    metadata = {"column": source, "visible": visible}
    if source is None and visible is None:
        return strawberry.field(description=description, metadata=metadata)

    def resolve(root: Any, info: strawberry.Info[Any, Any]) -> Any:
        if visible is not None and not visible(info.context.actor, root):
            return None
        return getattr(root, source or info.python_name)

    return strawberry.field(resolver=resolve, description=description, metadata=metadata)


def relation(loader: str, key: str, description: str, *, visible: Visible | None = None) -> Any:
    """The row that `loader` (of the context's loaders) finds for the row's attribute `key`."""

    async def resolve(root: Any, info: strawberry.Info[Any, Any]) -> Any:
        value = getattr(root, key)
        if value is None or (visible is not None and not visible(info.context.actor, root)):
            return None
        return await getattr(info.context.loaders, loader).load(value)

    metadata = {"relation": (loader, key), "visible": visible}
    return strawberry.field(resolver=resolve, description=description, metadata=metadata)


def derived(
    function: Callable[[Any], Any], description: str, *, visible: Visible | None = None
) -> Any:
    """A pure function of the row."""

    def resolve(root: Any, info: strawberry.Info[Any, Any]) -> Any:
        if visible is not None and not visible(info.context.actor, root):
            return None
        return function(root)

    metadata = {"derived": function, "visible": visible}
    return strawberry.field(resolver=resolve, description=description, metadata=metadata)
