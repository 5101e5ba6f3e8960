"""Skills: what moderators can do and tickets need."""

from tortoise.exceptions import IntegrityError

from domain.admin_rows import lock_row
from domain.catalog.categories import check_description
from domain.catalog.names import free_name, name_taken, record_catalog_change
from domain.catalog.replacing import lock_replaced
from domain.events import Change
from domain.ids import new_id
from domain.models import Skill
from domain.policy import require_admin
from domain.unit_of_work import UnitOfWork
from domain.unset import UNSET, UnsetType
from domain.vocabulary import JobKind


async def create_skill(uow: UnitOfWork, name: str, description: str = "") -> Skill:
    require_admin(uow.actor)
    name = await free_name(uow, Skill, name)
    skill = Skill(
        id=new_id("skl"),
        name=name,
        description=check_description(description),
        created_at=uow.now,
    )
    try:
        await skill.save(using_db=uow.db, force_create=True)
    except IntegrityError:
        raise name_taken() from None
    record_catalog_change(uow, skill, action="created")
    return skill


async def update_skill(
    uow: UnitOfWork,
    skill_id: str,
    name: str | UnsetType = UNSET,
    description: str | UnsetType = UNSET,
) -> Skill:
    require_admin(uow.actor)
    skill = await lock_row(uow, Skill, skill_id, "skill")
    before = (skill.name, skill.description)
    if name is not UNSET:
        skill.name = await free_name(uow, Skill, name, skill.id)
    if description is not UNSET:
        skill.description = check_description(description)
    rows = zip(("name", "description"), before, (skill.name, skill.description), strict=True)
    changed = [Change(*row) for row in rows if row[1] != row[2]]
    if changed:
        try:
            await skill.save(using_db=uow.db)
        except IntegrityError:
            raise name_taken() from None
        record_catalog_change(uow, skill, *changed)
    return skill


async def delete_skill(uow: UnitOfWork, skill_id: str, move_to_id: str | None = None) -> Skill:
    """Delete a skill; people and tickets have `move_to_id` instead, so some may be assigned.

    Raises FORBIDDEN, NOT_FOUND and INVALID.
    """
    require_admin(uow.actor)
    skill = await lock_replaced(uow, Skill, skill_id, "skill", move_to_id)
    await skill.delete(using_db=uow.db)
    event_id = record_catalog_change(uow, skill, action="deleted")
    uow.enqueue(JobKind.DRAIN_QUEUE, event_id)
    return skill
