"""Deleting a category, and where its tickets go."""

from typing import Final

from tortoise.exceptions import IntegrityError

from domain.actors import Actor
from domain.articles import move_articles
from domain.catalog.categories import lock_category
from domain.catalog.names import record_catalog_change
from domain.database import dialect
from domain.errors import DomainError, ErrorCode, invalid
from domain.events import Change, NewEvent
from domain.models import Category, Ticket
from domain.policy import require_admin
from domain.unit_of_work import UnitOfWork, transact
from domain.vocabulary import EventKind, SubjectType

# So few that nobody waits long for the transaction, nor the event loop for their events.
BATCH: Final = 200

_LATER = {"postgres": "GREATEST(updated_at, $1)", "sqlite": "MAX(updated_at, ?)"}
_NOTED = {
    "postgres": "field_versions || jsonb_build_object('category', version + 1)",
    "sqlite": "json_set(field_versions, '$.category', version + 1)",
}


async def retire_category(
    actor: Actor, category_id: str, move_to_id: str | None = None
) -> Category:
    """Delete a category; its tickets move to `move_to_id`, or it stays IN_USE.

    Runs its own transactions, one for every few hundred tickets. Broken off in between,
    some have moved and the category is still there: do it again. Raises what
    `delete_category` does.
    """
    if move_to_id is not None:
        while await transact(_move_some, actor, category_id, move_to_id) == BATCH:
            pass
    return await transact(delete_category, actor, category_id, move_to_id)


async def delete_category(
    uow: UnitOfWork, category_id: str, move_to_id: str | None = None
) -> Category:
    """Delete a category with at most a batch of tickets, which move to `move_to_id`.

    Its articles move there too, else to the default, which cannot be deleted.
    Raises FORBIDDEN, NOT_FOUND, INVALID and IN_USE.
    """
    category, target = await _lock_both(uow, category_id, move_to_id)
    if target is not None:
        await _move_batch(uow, category, target)
    if await Ticket.filter(category_id=category.id).using_db(uow.db).exists():
        raise _in_use()
    await move_articles(uow, category.id, move_to_id)
    try:
        await category.delete(using_db=uow.db)
    except IntegrityError:
        raise _in_use() from None
    record_catalog_change(uow, category, action="deleted")
    return category


async def _move_some(uow: UnitOfWork, category_id: str, move_to_id: str) -> int:
    category, target = await _lock_both(uow, category_id, move_to_id)
    assert target is not None
    return await _move_batch(uow, category, target)


async def _lock_both(
    uow: UnitOfWork, category_id: str, move_to_id: str | None
) -> tuple[Category, Category | None]:
    require_admin(uow.actor)
    category = await lock_category(uow, category_id, "id")
    if category.is_default:
        message = "The default category cannot be deleted: make another one the default first."
        raise invalid(message, "id", code=ErrorCode.IN_USE)
    if move_to_id is None:
        return category, None
    if move_to_id == category.id:
        raise invalid("Move the tickets to another category.", "moveToId")
    return category, await lock_category(uow, move_to_id, "moveToId")


async def _move_batch(uow: UnitOfWork, source: Category, target: Category) -> int:
    """Move at most a batch, by one statement; each keeps its history: a version, an event."""
    name = dialect()
    rows = Ticket.filter(category_id=source.id).using_db(uow.db).order_by("created_at", "id")
    locked = rows.limit(BATCH).select_for_update(no_key=True)
    ids = [str(id) for id in await locked.values_list("id", flat=True)]
    if not ids:
        return 0
    mark = {"postgres": "${}", "sqlite": "?"}[name]
    marks = ", ".join(mark.format(place) for place in range(3, 3 + len(ids)))
    moved = await uow.db.execute_query_dict(
        f"UPDATE ticket SET updated_at = {_LATER[name]}, category_id = {mark.format(2)},"
        f" version = version + 1, field_versions = {_NOTED[name]}"
        f" WHERE id IN ({marks}) RETURNING id, requester_id, assignee_id",
        [uow.now, target.id, *ids],
    )
    change = Change("category", source.id, target.id)
    for ticket in moved:
        event = NewEvent(
            EventKind.TICKET_UPDATED,
            SubjectType.TICKET,
            ticket["id"],
            ticket_id=ticket["id"],
            requester_id=ticket["requester_id"],
            assignee_id=ticket["assignee_id"],
            changes=(change,),
        )
        uow.record(event)
    return len(ids)


def _in_use() -> DomainError:
    message = "Tickets use this category: say where they move with moveToId."
    return invalid(message, "id", code=ErrorCode.IN_USE)
