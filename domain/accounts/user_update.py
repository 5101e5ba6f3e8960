"""Changing people: their role, skills, availability."""

from dataclasses import dataclass, fields
from typing import Any

from domain import limits
from domain.accounts.people import (
    check_user_version,
    lock_admins,
    lock_user,
    refuse_last_admin,
    save_user,
)
from domain.accounts.ticket_release import release_tickets
from domain.errors import ErrorCode, forbidden, invalid, not_found
from domain.events import Change
from domain.ids import is_id
from domain.models import Skill, User, UserSkill
from domain.names import clean_name, fold_name
from domain.policy import require_admin, require_scope, require_staff
from domain.unit_of_work import UnitOfWork
from domain.unset import UNSET, UnsetType
from domain.vocabulary import STAFF, JobKind, Role, Scope

# What a moderator may set for himself.
OWN_FIELDS = frozenset({"is_available", "capacity"})
_FREEING = frozenset({"role", "skills", "isAvailable", "capacity"})


@dataclass(frozen=True, slots=True)
class SkillLevel:
    """`level` runs from 1 (a beginner) to 5."""

    skill_id: str
    level: int = 3


@dataclass(frozen=True, slots=True)
class UserChanges:
    name: str | UnsetType = UNSET
    role: Role | UnsetType = UNSET
    is_available: bool | UnsetType = UNSET
    capacity: int | UnsetType = UNSET
    skills: tuple[SkillLevel, ...] | UnsetType = UNSET
    tags: tuple[str, ...] | UnsetType = UNSET

    def names(self) -> frozenset[str]:
        return frozenset(f.name for f in fields(self) if getattr(self, f.name) is not UNSET)


async def update_user(
    uow: UnitOfWork, user_id: str, changes: UserChanges, version: int | None = None
) -> User:
    """As an admin change anybody; as a moderator one's own availability and capacity.

    The last admin stays one. Somebody who leaves the staff loses his open tickets to the
    queue. Raises CONFLICT if a field being set has changed since `version`.
    """
    _authorise(uow, user_id, changes)
    admin_ids = await lock_admins(uow) if changes.role is not UNSET else frozenset()
    user = await lock_user(uow, user_id)
    fields = {"isAvailable" if name == "is_available" else name for name in changes.names()}
    await check_user_version(uow, user, version, fields)
    changed = _set_plain(user, changes)
    if changes.role is not UNSET and changes.role is not user.role:
        if user.role is Role.ADMIN:
            refuse_last_admin(admin_ids, user.id, "role")
        changed.append(Change.of("role", user.role, changes.role))
        user.role = changes.role
    if changes.skills is not UNSET:
        changed += await _set_skills(uow, user, changes.skills)
    if not changed:
        return user
    event_id = await save_user(uow, user, changed)
    if user.role not in STAFF:
        await release_tickets(uow, user, event_id)
    if _FREEING & {change.field for change in changed}:
        uow.enqueue(JobKind.DRAIN_QUEUE, event_id)
    return user


def _authorise(uow: UnitOfWork, user_id: str, changes: UserChanges) -> None:
    own_id = require_staff(uow.actor)
    if uow.actor.is_admin and (user_id != own_id or not changes.names() <= OWN_FIELDS):
        require_admin(uow.actor)
        return
    require_scope(uow.actor, Scope.WRITE)
    if not uow.actor.is_admin and (user_id != own_id or not changes.names() <= OWN_FIELDS):
        raise forbidden("A moderator may set only his own availability and capacity.")


def _set_plain(user: User, changes: UserChanges) -> list[Change]:
    wanted: dict[str, tuple[str, Any]] = {}
    if changes.name is not UNSET:
        wanted["name"] = ("name", clean_name(changes.name, "name"))
    if changes.is_available is not UNSET:
        wanted["is_available"] = ("isAvailable", changes.is_available)
    if changes.capacity is not UNSET:
        if not 0 <= changes.capacity <= limits.MAX_CAPACITY:
            message = f"The capacity is from 0 to {limits.MAX_CAPACITY:,} tickets."
            raise invalid(message, "capacity", code=ErrorCode.OUT_OF_RANGE)
        wanted["capacity"] = ("capacity", changes.capacity)
    if changes.tags is not UNSET:
        wanted["tags"] = ("tags", _clean_tags(changes.tags))
    changed = []
    for attribute, (name, value) in wanted.items():
        if getattr(user, attribute) != value:
            changed.append(Change.of(name, getattr(user, attribute), value))
            setattr(user, attribute, value)
    return changed


async def _set_skills(uow: UnitOfWork, user: User, wanted: tuple[SkillLevel, ...]) -> list[Change]:
    await _check_skills(uow, wanted)
    held = await UserSkill.filter(user_id=user.id).using_db(uow.db).order_by("skill_id")
    before = [{"skillId": row.skill_id, "level": row.level} for row in held]
    after = [
        {"skillId": skill.skill_id, "level": skill.level}
        for skill in sorted(wanted, key=lambda skill: skill.skill_id)
    ]
    if before == after:
        return []
    await UserSkill.filter(user_id=user.id).using_db(uow.db).delete()
    rows = [UserSkill(user_id=user.id, skill_id=s.skill_id, level=s.level) for s in wanted]
    if rows:
        await UserSkill.bulk_create(rows, using_db=uow.db)
    return [Change("skills", before, after)]


async def _check_skills(uow: UnitOfWork, wanted: tuple[SkillLevel, ...]) -> None:
    if len(wanted) > limits.MAX_SKILLS:
        message = f"At most {limits.MAX_SKILLS} skills."
        raise invalid(message, "skills", code=ErrorCode.OUT_OF_RANGE)
    ids = [skill.skill_id for skill in wanted if is_id(skill.skill_id, "skl")]
    if len(set(ids)) != len(ids):
        raise invalid("Each skill once.", "skills")
    known = {skill.id for skill in await Skill.filter(id__in=ids).using_db(uow.db)}
    for place, skill in enumerate(wanted):
        if skill.skill_id not in known:
            raise not_found("skill", "skills", str(place), "skillId")
        if not 1 <= skill.level <= limits.MAX_SKILL_LEVEL:
            message = f"A level is from 1 to {limits.MAX_SKILL_LEVEL}."
            path = ("skills", str(place), "level")
            raise invalid(message, *path, code=ErrorCode.OUT_OF_RANGE)


def _clean_tags(tags: tuple[str, ...]) -> list[str]:
    cleaned = [clean_name(tag, "tags", str(place)) for place, tag in enumerate(tags)]
    by_fold = {fold_name(tag): tag for tag in reversed(cleaned)}
    if len(by_fold) > limits.MAX_TAGS:
        message = f"At most {limits.MAX_TAGS} tags."
        raise invalid(message, "tags", code=ErrorCode.OUT_OF_RANGE)
    return sorted(by_fold.values(), key=fold_name)
