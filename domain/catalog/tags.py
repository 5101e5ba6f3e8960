"""Tags: words that staff put on tickets."""

from tortoise.exceptions import IntegrityError

from domain.admin_rows import lock_row
from domain.catalog.names import free_name, name_taken, record_catalog_change
from domain.catalog.replacing import lock_replaced
from domain.events import Change
from domain.ids import new_id
from domain.models import Tag
from domain.policy import require_admin
from domain.unit_of_work import UnitOfWork


async def create_tag(uow: UnitOfWork, name: str) -> Tag:
    require_admin(uow.actor)
    name = await free_name(uow, Tag, name)
    tag = Tag(id=new_id("tag"), name=name, created_at=uow.now)
    try:
        await tag.save(using_db=uow.db, force_create=True)
    except IntegrityError:
        raise name_taken() from None
    record_catalog_change(uow, tag, action="created")
    return tag


async def rename_tag(uow: UnitOfWork, tag_id: str, name: str) -> Tag:
    require_admin(uow.actor)
    tag = await lock_row(uow, Tag, tag_id, "tag")
    before = tag.name
    tag.name = await free_name(uow, Tag, name, tag.id)
    if tag.name != before:
        try:
            await tag.save(using_db=uow.db)
        except IntegrityError:
            raise name_taken() from None
        record_catalog_change(uow, tag, Change("name", before, tag.name))
    return tag


async def delete_tag(uow: UnitOfWork, tag_id: str, move_to_id: str | None = None) -> Tag:
    """Delete a tag; its tickets have `move_to_id` instead. Raises FORBIDDEN, NOT_FOUND, INVALID."""
    require_admin(uow.actor)
    tag = await lock_replaced(uow, Tag, tag_id, "tag", move_to_id)
    await tag.delete(using_db=uow.db)
    record_catalog_change(uow, tag, action="deleted")
    return tag
