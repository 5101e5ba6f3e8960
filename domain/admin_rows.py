"""Rows that only admins change: found, locked, and some of them put in order."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from domain.errors import ErrorCode, invalid, not_found
from domain.events import Change
from domain.models import Category, Provider, Skill, Tag, TriageRule
from domain.text import check_id
from domain.unit_of_work import UnitOfWork

R = TypeVar("R", Category, Provider, Skill, Tag, TriageRule)
Ordered = TypeVar("Ordered", Provider, TriageRule)


async def lock_row(
    uow: UnitOfWork, model: type[R], row_id: str, noun: str, *path: str, no_key: bool = False
) -> R:
    """The row, kept from others until the end; raises NOT_FOUND about `path`, else `id`.

    With `no_key`, others may still refer to it meanwhile.
    """
    path = path or ("id",)
    rows = model.filter(id=check_id(row_id, noun, *path)).using_db(uow.db)
    row = await rows.select_for_update(no_key=no_key).get_or_none()
    if row is None:
        raise not_found(noun, *path)
    return row


async def lock_all(uow: UnitOfWork, model: type[Ordered]) -> list[Ordered]:
    """All rows in their order, kept from others until the end."""
    return await model.all().using_db(uow.db).order_by("position", "id").select_for_update()


def place_behind(rows: Sequence[Ordered], most: int, noun: str) -> int:
    """The position of a new row behind all `rows`; raises OUT_OF_RANGE for more than `most`."""
    if len(rows) >= most:
        raise invalid(f"At most {most} {noun}s.", code=ErrorCode.OUT_OF_RANGE)
    return max((row.position for row in rows), default=0) + 1


async def reorder(
    uow: UnitOfWork,
    model: type[Ordered],
    ids: Sequence[str],
    noun: str,
    record: Callable[[Ordered, Change], object],
) -> list[Ordered]:
    """Put all rows into the order of `ids`, which names each once; `record` hears of each move."""
    rows = {row.id: row for row in await lock_all(uow, model)}
    if len(ids) != len(set(ids)) or set(ids) != set(rows):
        raise invalid(f"Name every {noun} once: load the list again.", "ids")
    ordered = [rows[row_id] for row_id in ids]
    for position, row in enumerate(ordered, start=1):
        if row.position != position:
            change = Change("position", row.position, position)
            row.position = position
            await row.save(using_db=uow.db, update_fields=("position",))
            record(row, change)
    return ordered
