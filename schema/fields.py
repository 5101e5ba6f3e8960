"""How a field of a type comes from its row: a column, a relation, or a function of it.

The types stay declarative: what a field is stands where the field is, as metadata too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

import strawberry

from domain.actors import Actor

Visible = Callable[[Actor, Any], bool]
VisibleTo = Callable[[Actor], bool]


@dataclass(frozen=True, slots=True)
class Gate:
    """Who is shown a field: `to` asks the viewer alone, `row` the viewer and the row.

    `reads` are the columns that `row`, or the field's own function, looks at; None says that
    it may be any of them.
    """

    to: VisibleTo | None = None
    row: Visible | None = None
    reads: frozenset[str] | None = None

    def opens(self, viewer: Actor, row: Any) -> bool:
        if self.to is not None and not self.to(viewer):
            return False
        return self.row is None or self.row(viewer, row)


def column(
    description: str,
    *,
    source: str | None = None,
    visible_to: VisibleTo | None = None,
    visible: Visible | None = None,
    reads: Sequence[str] | None = None,
) -> Any:
    """The row's attribute of the field's own name, or of `source`.

    Where `visible_to(viewer)` or `visible(viewer, row)` is false the field is null; `reads`
    names the columns that `visible` looks at.
    """
    gate = _gate(visible_to, visible, reads)
    metadata = {"column": source, "gate": gate}
    if source is None and gate is OPEN:
        return strawberry.field(description=description, metadata=metadata)

    def resolve(root: Any, info: strawberry.Info[Any, Any]) -> Any:
        if not gate.opens(info.context.actor, root):
            return None
        return getattr(root, source or info.python_name)

    return strawberry.field(resolver=resolve, description=description, metadata=metadata)


def relation(
    loader: str, key: str, description: str, *, visible_to: VisibleTo | None = None
) -> Any:
    """The row that `loader` (of the context's loaders) finds for the row's attribute `key`."""
    gate = _gate(visible_to, None, None)

    async def resolve(root: Any, info: strawberry.Info[Any, Any]) -> Any:
        value = getattr(root, key)
        if value is None or not gate.opens(info.context.actor, root):
            return None
        return await getattr(info.context.loaders, loader).load(value)

    metadata = {"relation": (loader, key), "gate": gate}
    return strawberry.field(resolver=resolve, description=description, metadata=metadata)


def derived(
    function: Callable[[Any], Any], description: str, *, reads: Sequence[str] | None = None
) -> Any:
    """A pure function of the row; `reads` names the columns that it looks at."""

    def resolve(root: Any) -> Any:
        return function(root)

    metadata = {
        "derived": function,
        "gate": Gate(reads=None if reads is None else frozenset(reads)),
    }
    return strawberry.field(resolver=resolve, description=description, metadata=metadata)


def itself(description: str) -> Any:
    """The same row, as another type."""

    def resolve(root: Any) -> Any:
        return root

    metadata = {"itself": True}
    return strawberry.field(resolver=resolve, description=description, metadata=metadata)


def reading(*columns: str) -> dict[str, Any]:
    """The metadata of a field whose own resolver looks at no more of its row than this."""
    return {"reads": frozenset(columns)}


def listing(*columns: str) -> dict[str, Any]:
    """The same of one that answers with a page, and does nothing with these columns but to
    find its rows by them: those pages can be read along with the rows that they belong to."""
    return reading(*columns) | {"listing": True}


def read_later(resolver: Callable[..., Any]) -> Callable[..., Any]:
    """A resolver that answers with a row that is not read yet.

    Who knows which columns are selected calls it as `.unread`; all others get the whole row.
    """

    @wraps(resolver)
    async def resolve(*args: Any, **kwargs: Any) -> Any:
        found = await resolver(*args, **kwargs)
        return None if found is None else await found.read()

    resolve.unread = resolver  # type: ignore[attr-defined]
    return resolve


OPEN = Gate(reads=frozenset())


def _gate(
    visible_to: VisibleTo | None, visible: Visible | None, reads: Sequence[str] | None
) -> Gate:
    if visible_to is None and visible is None:
        return OPEN
    looks_at = reads or () if visible is None or reads is not None else None
    return Gate(visible_to, visible, None if looks_at is None else frozenset(looks_at))
