"""Categories: kinds of requests, edited by admins."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tortoise.exceptions import IntegrityError

from domain import limits
from domain.admin_rows import lock_row
from domain.catalog.names import free_name, key_from, name_taken, record_catalog_change
from domain.errors import ErrorCode, invalid
from domain.events import Change
from domain.ids import new_id
from domain.models import Category
from domain.names import clean_name
from domain.policy import require_admin
from domain.text import clean_text
from domain.unit_of_work import UnitOfWork
from domain.unset import UNSET, UnsetType

EXAMPLE_LENGTH: Final = 300


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
    category = await lock_category(uow, category_id, "id")
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


async def lock_category(uow: UnitOfWork, category_id: str, field: str) -> Category:
    """The category, kept from others until the end; raises NOT_FOUND about `field`."""
    return await lock_row(uow, Category, category_id, "category", field, no_key=True)


def _plain(category: Category) -> dict[str, object]:
    return {
        "name": category.name,
        "description": category.description,
        "examples": list(category.examples),
        "isDefault": category.is_default,
    }
