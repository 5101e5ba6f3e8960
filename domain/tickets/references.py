"""What a ticket points at: categories, skills, tags and people that exist."""

from collections.abc import Iterable

from tortoise.expressions import Q

from domain import limits
from domain.catalog.names import record_catalog_change
from domain.database.statements import Statement, alone, insert_values
from domain.errors import DomainError, ErrorCode, invalid, not_found
from domain.ids import new_id
from domain.models import Skill, Tag, Ticket, TicketSkill, TicketTag, User
from domain.names import clean_name, fold_name
from domain.text import check_id
from domain.tickets.inputs import TicketChanges
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import STAFF


async def find_person(uow: UnitOfWork, user_id: str, field: str) -> User:
    check_id(user_id, "user", field)
    with alone(uow.db):
        user = await User.get_or_none(id=user_id, deleted_at=None, using_db=uow.db)
    if user is None:
        raise not_found("user", field)
    return user


async def find_assignee(uow: UnitOfWork, user_id: str) -> User:
    """Somebody of the staff, locked so that he stays it until the transaction ends."""
    check_id(user_id, "user", "assigneeId")
    people = User.filter(id=user_id, deleted_at=None).using_db(uow.db)
    user = await people.select_for_update(no_key=True).first()
    if user is None:
        raise not_found("user", "assigneeId")
    if user.role not in STAFF:
        raise invalid("Only moderators and admins work on tickets.", "assigneeId")
    return user


async def find_skill_ids(uow: UnitOfWork, skill_ids: Iterable[str]) -> list[str]:
    """The ids, each once and in order; raises NOT_FOUND for one that no skill has."""
    wanted = sorted({check_id(skill_id, "skill", "skillIds") for skill_id in skill_ids})
    if len(wanted) > limits.MAX_SKILLS:
        raise _too_many(limits.MAX_SKILLS, "skills", "skillIds")
    if wanted and await Skill.filter(id__in=wanted).using_db(uow.db).count() < len(wanted):
        raise not_found("skill", "skillIds")
    return wanted


async def find_or_make_tags(uow: UnitOfWork, names: Iterable[str]) -> list[Tag]:
    """The tags of these names, in any case of letters; missing ones are made."""
    wanted: dict[str, str] = {}
    for name in names:
        cleaned = clean_name(name, "tags")
        wanted.setdefault(fold_name(cleaned), cleaned)
    if len(wanted) > limits.MAX_TAGS:
        raise _too_many(limits.MAX_TAGS, "tags", "tags")
    found = await _tags_by_name(uow, wanted)
    missing = [name for folded, name in wanted.items() if folded not in found]
    if missing:
        tags = [Tag(id=new_id("tag"), name=name, created_at=uow.now) for name in missing]
        await Tag.bulk_create(tags, ignore_conflicts=True, using_db=uow.db)
        found = await _tags_by_name(uow, wanted)
        _record_new(uow, tags, found.values())
    if len(found) < len(wanted):
        raise invalid("A tag of nearly the same name exists.", "tags")
    return list(found.values())


async def tag_names(uow: UnitOfWork, ticket: Ticket) -> list[str]:
    links = TicketTag.filter(ticket_id=ticket.id).using_db(uow.db)
    return sorted(str(name) for name in await links.values_list("tag__name", flat=True))


def mixed_tags(names: Iterable[str], changes: TicketChanges) -> list[str]:
    """These names, each once, with some added and some taken away."""
    added = [clean_name(name, "addTags") for name in changes.add_tags]
    taken = {fold_name(clean_name(name, "removeTags")) for name in changes.remove_tags}
    mixed = {fold_name(name): name for name in (*added, *names)}
    return [name for folded, name in mixed.items() if folded not in taken]


async def skill_ids_of(uow: UnitOfWork, ticket: Ticket) -> list[str]:
    links = TicketSkill.filter(ticket_id=ticket.id).using_db(uow.db)
    return sorted(str(skill_id) for skill_id in await links.values_list("skill_id", flat=True))


async def set_tags(uow: UnitOfWork, ticket: Ticket, tag_ids: Iterable[str]) -> None:
    await TicketTag.filter(ticket_id=ticket.id).using_db(uow.db).delete()
    links = [TicketTag(ticket_id=ticket.id, tag_id=tag_id) for tag_id in tag_ids]
    await TicketTag.bulk_create(links, using_db=uow.db)


async def set_skills(
    uow: UnitOfWork, ticket: Ticket, skill_ids: Iterable[str], *, is_suggested: bool
) -> None:
    await TicketSkill.filter(ticket_id=ticket.id).using_db(uow.db).delete()
    links = [
        TicketSkill(ticket_id=ticket.id, skill_id=skill_id, is_suggested=is_suggested)
        for skill_id in skill_ids
    ]
    await TicketSkill.bulk_create(links, using_db=uow.db)


async def suggest_skills(
    uow: UnitOfWork, ticket: Ticket, before: Iterable[str], after: Iterable[str]
) -> None:
    """Turn the skills that triage suggested before into `after`, at the end of the unit."""
    new, gone = sorted(set(after) - set(before)), sorted(set(before) - set(after))
    if gone:
        places = ", ".join(f"${place}" for place in range(2, len(gone) + 2))
        sql = f"DELETE FROM ticket_skill WHERE ticket_id = $1 AND skill_id IN ({places})"
        await uow.write_later(f"{ticket.id} without skills", Statement(sql, [ticket.id, *gone]))
    if new:
        columns = ("ticket_id", "skill_id", "is_suggested")
        statement = insert_values("ticket_skill", columns, [(ticket.id, it, True) for it in new])
        await uow.write_later(f"{ticket.id} with skills", statement)


async def add_tags(uow: UnitOfWork, ticket: Ticket, tag_ids: Iterable[str]) -> None:
    """Put tags that a ticket does not have on it, at the end of the unit."""
    if rows := [(ticket.id, tag_id) for tag_id in tag_ids]:
        statement = insert_values("ticket_tag", ("ticket_id", "tag_id"), rows)
        await uow.write_later(f"{ticket.id} with tags", statement)


async def _tags_by_name(uow: UnitOfWork, wanted: dict[str, str]) -> dict[str, Tag]:
    if not wanted:
        return {}
    same = Q(*(Q(name__iexact=name) for name in wanted.values()), join_type="OR")
    tags = await Tag.filter(same).using_db(uow.db).order_by("name")
    by_name = {fold_name(tag.name): tag for tag in tags}
    return {folded: tag for folded, tag in by_name.items() if folded in wanted}


def _record_new(uow: UnitOfWork, made: list[Tag], kept: Iterable[Tag]) -> None:
    kept_ids = {tag.id for tag in kept}
    for tag in made:
        if tag.id in kept_ids:
            record_catalog_change(uow, tag, action="created")


def _too_many(maximum: int, noun: str, field: str) -> DomainError:
    return invalid(f"At most {maximum} {noun}.", field, code=ErrorCode.TOO_LONG)
