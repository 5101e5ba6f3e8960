"""Categories: kinds of requests, edited by admins."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tortoise.exceptions import IntegrityError

from domain import limits
from domain.articles import move_articles
from domain.catalog.names import free_name, key_from, name_taken, record_catalog_change
from domain.errors import DomainError, ErrorCode, invalid, not_found
from domain.events import Change, NewEvent, ticket_event
from domain.ids import new_id
from domain.models import Category, Ticket
from domain.names import clean_name
from domain.policy import require_admin
from domain.text import check_id, clean_text
from domain.tickets.rows import save_ticket
from domain.unit_of_work import UnitOfWork
from domain.unset import UNSET, UnsetType
from domain.vocabulary import EventKind

EXAMPLE_LENGTH: Final = 300
_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class CategoryChanges:
    name: str | UnsetType = UNSET
    description: str | UnsetType = UNSET
    examples: tuple[str, ...] | UnsetType = UNSET
    is_default: bool | UnsetType = UNSET


async def create_category(
    uow: UnitOfWork, name: str, description: str = "", examples: Iterable[str] = ()
) -> Category:
    require_admin(uow.actor)
    name = await free_name(uow, Category, name)
    keys = await Category.all().using_db(uow.db).values_list("key", flat=True)
    category = Category(
        id=new_id("cat"),
        key=key_from(name, frozenset(map(str, keys))),
        name=name,
        description=check_description(description),
        examples=_check_examples(tuple(examples)),
        created_at=uow.now,
    )
    try:
        await category.save(using_db=uow.db, force_create=True)
    except IntegrityError:
        raise name_taken() from None
    record_catalog_change(uow, category, action="created")
    return category


async def update_category(uow: UnitOfWork, category_id: str, changes: CategoryChanges) -> Category:
    """The key stays when the name changes. Another default can be named, none cannot."""
    require_admin(uow.actor)
    category = await _lock(uow, category_id, "id")
    before = _plain(category)
    if changes.name is not UNSET:
        category.name = await free_name(uow, Category, changes.name, category.id)
    if changes.description is not UNSET:
        category.description = check_description(changes.description)
    if changes.examples is not UNSET:
        category.examples = _check_examples(changes.examples)
    if changes.is_default is not UNSET:
        await _set_default(uow, category, changes.is_default)
    after = _plain(category)
    changed = [Change(name, before[name], after[name]) for name in after]
    changed = [change for change in changed if change.before != change.after]
    if changed:
        try:
            await category.save(using_db=uow.db)
        except IntegrityError:
            raise name_taken() from None
        record_catalog_change(uow, category, *changed)
    return category


async def delete_category(
    uow: UnitOfWork, category_id: str, move_to_id: str | None = None
) -> Category:
    """Delete a category; its tickets move to `move_to_id`, or it stays IN_USE.

    Its articles move there too, else to the default, which cannot be deleted.
    """
    require_admin(uow.actor)
    category = await _lock(uow, category_id, "id")
    if category.is_default:
        message = "The default category cannot be deleted: make another one the default first."
        raise invalid(message, "id", code=ErrorCode.IN_USE)
    if move_to_id is not None:
        if move_to_id == category.id:
            raise invalid("Move the tickets to another category.", "moveToId")
        await _move_tickets(uow, category, await _lock(uow, move_to_id, "moveToId"))
    if await Ticket.filter(category_id=category.id).using_db(uow.db).exists():
        raise _in_use()
    await move_articles(uow, category.id, move_to_id)
    try:
        await category.delete(using_db=uow.db)
    except IntegrityError:
        raise _in_use() from None
    record_catalog_change(uow, category, action="deleted")
    return category


def check_description(value: str) -> str:
    return clean_text(value.lstrip(), "description", maximum=limits.DESCRIPTION_LENGTH)


def _check_examples(examples: tuple[str, ...]) -> list[str]:
    if len(examples) > limits.MAX_EXAMPLES:
        message = f"At most {limits.MAX_EXAMPLES} examples."
        raise invalid(message, "examples", code=ErrorCode.OUT_OF_RANGE)
    return [
        clean_name(example, "examples", str(place), maximum=EXAMPLE_LENGTH)
        for place, example in enumerate(examples)
    ]


async def _set_default(uow: UnitOfWork, category: Category, is_default: bool) -> None:
    if category.is_default and not is_default:
        raise invalid("Make another category the default instead.", "isDefault")
    if is_default and not category.is_default:
        present = Category.filter(is_default=True).using_db(uow.db)
        await present.update(is_default=False)
        category.is_default = True


async def _move_tickets(uow: UnitOfWork, source: Category, target: Category) -> None:
    """Each ticket keeps its history: its own version and its own event."""
    while True:
        rows = Ticket.filter(category_id=source.id).using_db(uow.db).order_by("id")
        tickets = await rows.limit(_BATCH).select_for_update(no_key=True)
        for ticket in tickets:
            ticket.category_id = target.id
            await save_ticket(uow, ticket, "category")
            uow.record(_moved(ticket, source, target))
        if len(tickets) < _BATCH:
            return


def _moved(ticket: Ticket, source: Category, target: Category) -> NewEvent:
    change = Change("category", source.id, target.id)
    return ticket_event(EventKind.TICKET_UPDATED, ticket, changes=(change,))


async def _lock(uow: UnitOfWork, category_id: str, field: str) -> Category:
    rows = Category.filter(id=check_id(category_id, "category", field)).using_db(uow.db)
    category = await rows.select_for_update(no_key=True).get_or_none()
    if category is None:
        raise not_found("category", field)
    return category


def _plain(category: Category) -> dict[str, object]:
    return {
        "name": category.name,
        "description": category.description,
        "examples": list(category.examples),
        "isDefault": category.is_default,
    }


def _in_use() -> DomainError:
    message = "Tickets use this category: say where they move with moveToId."
    return invalid(message, "id", code=ErrorCode.IN_USE)
