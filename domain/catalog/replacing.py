"""Deleting a skill or a tag: who had it gets another one, if one is named."""

from typing import Final, TypeVar

from domain.admin_rows import lock_row
from domain.database.statements import Statement, run
from domain.errors import invalid
from domain.models import Skill, Tag
from domain.unit_of_work import UnitOfWork

R = TypeVar("R", Skill, Tag)

# The tables of links, and the column of whom they link.
_LINKS: Final = {
    Skill: ("skill_id", (("user_skill", "user_id"), ("ticket_skill", "ticket_id"))),
    Tag: ("tag_id", (("ticket_tag", "ticket_id"),)),
}
_NEEDED: Final = (
    "UPDATE ticket_skill SET is_suggested = FALSE WHERE skill_id = $1 AND ticket_id IN"
    " (SELECT ticket_id FROM ticket_skill WHERE skill_id = $2 AND NOT is_suggested)"
)


async def lock_replaced(
    uow: UnitOfWork, model: type[R], row_id: str, noun: str, move_to_id: str | None
) -> R:
    """The row to delete, after all who have it were given `move_to_id`, if that is one.

    Who has both keeps the other as it is, but that a ticket goes on needing what it needed.
    Raises NOT_FOUND about either, and INVALID where both are the same.
    """
    row = await lock_row(uow, model, row_id, noun)
    if move_to_id is None:
        return row
    if move_to_id == row.id:
        raise invalid(f"Name another {noun}.", "moveToId")
    # Locked as if it were deleted: nobody is given it meanwhile, so that none has it twice.
    await lock_row(uow, model, move_to_id, noun, "moveToId")
    column, links = _LINKS[model]
    if model is Skill:
        await run(uow.db, Statement(_NEEDED, [move_to_id, row.id]))
    for table, owner in links:
        moved = (
            f"UPDATE {table} SET {column} = $1 WHERE {column} = $2 AND {owner} NOT IN"
            f" (SELECT {owner} FROM {table} WHERE {column} = $3)"
        )
        await run(uow.db, Statement(moved, [move_to_id, row.id, move_to_id]))
    return row
