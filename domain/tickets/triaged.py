"""The fields that triage decides, written so that a human's choice always stands."""

from collections.abc import Iterable
from typing import Any

from domain import limits
from domain.errors import DomainError, ErrorCode
from domain.events import Change
from domain.ids import is_id
from domain.models import Category, Skill, Tag, Ticket
from domain.models.tickets import PRIORITY_RANKS
from domain.tickets.changes import record_changes
from domain.tickets.references import (
    set_skills,
    set_tags,
    skill_ids_of,
    tag_names,
)
from domain.tickets.rows import save_ticket
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import (
    HUMAN_DECIDERS,
    DecidedBy,
    Priority,
    Sentiment,
    TriageField,
    Urgency,
)


def by_human(field: TriageField) -> str:
    """The key in `field_versions` that says a human has chosen a ticket's skills or tags."""
    return f"human:{field.value.lower()}"


def is_human_choice(ticket: Ticket, field: TriageField) -> bool:
    """Whether a requester or a moderator has set the field, so that triage only suggests."""
    if field in (TriageField.SKILLS, TriageField.TAGS):
        return by_human(field) in ticket.field_versions
    if field is TriageField.LANGUAGE:
        return False
    return getattr(ticket, f"{field.value.lower()}_decided_by") in HUMAN_DECIDERS


async def apply_triage(
    uow: UnitOfWork,
    ticket: Ticket,
    values: dict[TriageField, Any],
    decided_by: dict[TriageField, DecidedBy],
) -> tuple[Change, ...]:
    """Write triaged values to a locked ticket; returns what really changed.

    A value is an enumeration value, an id (category) or a list of ids (skills, tags). One
    that a human has set is left alone, unless it is a human who decides now. Values that do
    not exist (any more) raise INVALID, before anything is written.
    """
    wanted = {
        field: await _existing(uow, field, value)
        for field, value in values.items()
        if decided_by[field] in HUMAN_DECIDERS or not is_human_choice(ticket, field)
    }
    changes = []
    for field, value in wanted.items():
        if field is TriageField.SKILLS:
            change = await _set_skills(uow, ticket, value, decided_by[field])
        elif field is TriageField.TAGS:
            change = await _set_tags(uow, ticket, value, decided_by[field])
        else:
            change = set_decision(ticket, field, value, decided_by[field])
        if change.before != change.after:
            changes.append(change)
    if wanted:
        await save_ticket(uow, ticket, *(change.field for change in changes))
        record_changes(uow, ticket, changes)
    return tuple(changes)


def set_decision(ticket: Ticket, field: TriageField, value: Any, by: DecidedBy) -> Change:
    """Set a field that is a column, with who decided it; returns it before and after."""
    name = field.value.lower()
    column = "category_id" if field is TriageField.CATEGORY else name
    change = Change.of(name, getattr(ticket, column), value)
    setattr(ticket, column, value)
    if field is TriageField.PRIORITY:
        ticket.priority_rank = PRIORITY_RANKS[value]
    if field is not TriageField.LANGUAGE:
        setattr(ticket, f"{name}_decided_by", by)
    return change


def note_human(ticket: Ticket, field: TriageField) -> None:
    """Remember that skills or tags are a human's choice as of the version to come."""
    ticket.field_versions = ticket.field_versions | {by_human(field): ticket.version + 1}


async def _set_skills(uow: UnitOfWork, ticket: Ticket, ids: list[str], by: DecidedBy) -> Change:
    is_human = by in HUMAN_DECIDERS
    before = await skill_ids_of(uow, ticket)
    await set_skills(uow, ticket, ids, is_suggested=not is_human)
    if is_human:
        note_human(ticket, TriageField.SKILLS)
    return Change.of("skills", before, ids)


async def _set_tags(uow: UnitOfWork, ticket: Ticket, ids: list[str], by: DecidedBy) -> Change:
    before = await tag_names(uow, ticket)
    await set_tags(uow, ticket, ids)
    if by in HUMAN_DECIDERS:
        note_human(ticket, TriageField.TAGS)
    return Change.of("tags", before, await tag_names(uow, ticket))


async def _existing(uow: UnitOfWork, field: TriageField, value: Any) -> Any:
    match field:
        case TriageField.CATEGORY:
            return (await _ids(uow, Category, field, [value]))[0]
        case TriageField.SKILLS:
            return await _ids(uow, Skill, field, value)
        case TriageField.TAGS:
            return await _ids(uow, Tag, field, value)
        case _:
            return column_value(field, value)


def column_value(field: TriageField, value: Any) -> Any:
    """What a column that refers to nothing takes; raises INVALID."""
    match field:
        case TriageField.PRIORITY:
            return _member(Priority, field, value)
        case TriageField.URGENCY:
            return _member(Urgency, field, value)
        case TriageField.SENTIMENT:
            return _member(Sentiment, field, value)
        case _:
            if not isinstance(value, str) or not 0 < len(value) <= limits.LANGUAGE_LENGTH:
                raise _unknown(field)
            return value


async def _ids(
    uow: UnitOfWork,
    model: type[Category] | type[Skill] | type[Tag],
    field: TriageField,
    ids: Iterable[str],
) -> list[str]:
    given = list(ids)
    if not all(isinstance(id, str) and is_id(id, id[:3]) for id in given):
        raise _unknown(field)
    wanted = sorted(set(given))
    if wanted and await model.filter(id__in=wanted).using_db(uow.db).count() < len(wanted):
        raise _unknown(field)
    return wanted


def _member(
    enum: type[Priority] | type[Urgency] | type[Sentiment], field: TriageField, value: Any
) -> Any:
    try:
        return enum(value)
    except ValueError:
        raise _unknown(field) from None


def _unknown(field: TriageField) -> DomainError:
    return DomainError(
        ErrorCode.INVALID, f"There is no such {field.value.lower()}.", ("input", "value")
    )
