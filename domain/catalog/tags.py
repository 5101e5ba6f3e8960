"""Tags: words that staff put on tickets."""

from tortoise.exceptions import IntegrityError

from domain.catalog.names import free_name, name_taken, record_catalog_change
from domain.errors import not_found
from domain.events import Change
from domain.ids import new_id
from domain.models import Tag
from domain.policy import require_admin
from domain.text import check_id
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
    tag = await _lock(uow, tag_id)
    before = tag.name
    tag.name = await free_name(uow, Tag, name, tag.id)
    if tag.name != before:
        try:
            await tag.save(using_db=uow.db)
        except IntegrityError:
            raise name_taken() from None
        record_catalog_change(uow, tag, Change("name", before, tag.name))
    return tag


async def delete_tag(uow: UnitOfWork, tag_id: str) -> Tag:
    """Delete a tag, and take it off every ticket."""
    require_admin(uow.actor)
    tag = await _lock(uow, tag_id)
    await tag.delete(using_db=uow.db)
    record_catalog_change(uow, tag, action="deleted")
    return tag


async def _lock(uow: UnitOfWork, tag_id: str) -> Tag:
    rows = Tag.filter(id=check_id(tag_id, "tag", "id")).using_db(uow.db)
    tag = await rows.select_for_update().get_or_none()
    if tag is None:
        raise not_found("tag", "id")
    return tag
