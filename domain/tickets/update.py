"""Changing a ticket's fields."""

from typing import Any

from domain import policy
from domain.category_ids import find_category_id
from domain.errors import ErrorCode, forbidden, invalid
from domain.events import Change
from domain.models import Ticket
from domain.names import fold_name
from domain.search import index_ticket, reindex_title
from domain.text import check_moment, clean_line, clean_text
from domain.tickets.changes import record_changes, text_change
from domain.tickets.inputs import TicketChanges
from domain.tickets.lifecycle import RESTED, By
from domain.tickets.references import (
    find_or_make_tags,
    find_skill_ids,
    mixed_tags,
    set_skills,
    set_tags,
    skill_ids_of,
    tag_names,
)
from domain.tickets.reopen import resume_ticket
from domain.tickets.rows import load_ticket, require_work, save_ticket
from domain.tickets.status import change_status
from domain.tickets.triaged import is_human_choice, note_human, set_decision
from domain.unit_of_work import UnitOfWork
from domain.unset import UNSET
from domain.versions import check_version
from domain.vocabulary import DecidedBy, Priority, TicketStatus, TriageField

# The attribute of TicketChanges, and what events and versions call it.
FIELDS = {
    "title": "title",
    "description": "description",
    "status": "status",
    "category_id": "category",
    "priority": "priority",
    "notes": "notes",
    "ai_answer": "aiAnswer",
    "tags": "tags",
    "skill_ids": "skills",
    "due_at": "dueAt",
}
_LINKS = {"tags", "skill_ids"}
_FOR_REQUESTERS = {"title", "description"}


async def update_ticket(
    uow: UnitOfWork, ticket_id: str, changes: TicketChanges, version: int | None = None
) -> Ticket:
    """Set the given fields; what has the value already is no change and makes no event.

    Staff who may work on the ticket set all; its requester title and description while
    nobody has answered. Raises FORBIDDEN, NOT_FOUND, CONFLICT (a field being set has changed
    since `version`), ILLEGAL_TRANSITION and the errors of domain.text.
    """
    given = {name: getattr(changes, name) for name in FIELDS if getattr(changes, name) is not UNSET}
    if changes.add_tags or changes.remove_tags:
        given.setdefault("tags", UNSET)
    ticket = await load_ticket(uow, ticket_id, watch=not given.keys() & _LINKS)
    _check_rights(uow, ticket, given)
    check_version(ticket, version, *(FIELDS[name] for name in given))
    await _mix_tags(uow, ticket, changes, given)
    status = _required(given.pop("status"), "status") if "status" in given else ticket.status
    title_before, chosen_before = ticket.title, _human_choices(ticket)
    made = [await _set(uow, ticket, name, value) for name, value in given.items()]
    changed = [change for change in made if change is not None]
    record_changes(uow, ticket, changed)
    fields = tuple(change.field for change in changed)
    if {"description", "notes"} & set(fields):
        await index_ticket(uow, ticket)
    elif "title" in fields:
        await reindex_title(uow, ticket, before=title_before)
    if status is not ticket.status:
        await _go_to(uow, ticket, status, fields)
    elif changed or chosen_before != _human_choices(ticket):
        await save_ticket(uow, ticket, *fields)
    return ticket


async def _mix_tags(
    uow: UnitOfWork, ticket: Ticket, changes: TicketChanges, given: dict[str, Any]
) -> None:
    """Put names in the place of tags that are added and taken away; nobody chooses by no change."""
    if not (changes.add_tags or changes.remove_tags):
        return
    before = await tag_names(uow, ticket)
    named = before if given["tags"] is UNSET else given["tags"] or ()
    given["tags"] = mixed_tags(named, changes)
    if sorted(map(fold_name, given["tags"])) == sorted(map(fold_name, before)):
        del given["tags"]


def _check_rights(uow: UnitOfWork, ticket: Ticket, given: dict[str, Any]) -> None:
    if policy.may_work_on_ticket(uow.actor, ticket):
        return
    if not policy.is_requester(uow.actor, ticket) or not given.keys() <= _FOR_REQUESTERS:
        require_work(uow.actor, ticket)
    if not policy.may_correct_text(uow.actor, ticket):
        raise forbidden("Somebody has answered this ticket: add a comment instead.")


def _human_choices(ticket: Ticket) -> list[TriageField]:
    return [field for field in TriageField if is_human_choice(ticket, field)]


async def _go_to(
    uow: UnitOfWork, ticket: Ticket, status: TicketStatus, also: tuple[str, ...]
) -> None:
    goes_on = status in (TicketStatus.OPEN, TicketStatus.IN_PROGRESS)
    if goes_on and ticket.status in RESTED:
        await resume_ticket(uow, ticket, By.STAFF, asked=status, also=also)
    else:
        await change_status(uow, ticket, status, By.STAFF, also=also)


async def _set(uow: UnitOfWork, ticket: Ticket, name: str, value: Any) -> Change | None:
    """Set one field of the row, or its links; returns the change, None if it is none."""
    match name:
        case "title":
            change = Change.of("title", ticket.title, clean_line(value, "title"))
            ticket.title = change.after
        case "description" | "notes":
            return _set_text(ticket, name, value)
        case "ai_answer":
            return _set_answer(ticket, value)
        case "category_id":
            category_id = await find_category_id(uow, _required(value, "categoryId"))
            change = set_decision(ticket, TriageField.CATEGORY, category_id, DecidedBy.MODERATOR)
        case "priority":
            priority = Priority(_required(value, "priority"))
            change = set_decision(ticket, TriageField.PRIORITY, priority, DecidedBy.MODERATOR)
        case "due_at":
            due_at = None if value is None else check_moment(value, "dueAt")
            change = Change.of("dueAt", ticket.due_at, due_at)
            ticket.due_at = due_at
        case "tags":
            change = await _set_tags(uow, ticket, value or ())
        case _:
            change = await _set_skills(uow, ticket, value or ())
    return change if change.before != change.after else None


def _set_text(ticket: Ticket, name: str, value: str | None) -> Change | None:
    text = clean_text(value, name)
    if getattr(ticket, name) == text:
        return None
    setattr(ticket, name, text)
    return text_change(name)


def _set_answer(ticket: Ticket, value: str | None) -> Change | None:
    """Staff's words in the place of the machine's; an empty text takes the answer away."""
    answer = clean_text(value, "aiAnswer") or None
    if ticket.ai_answer == answer:
        return None
    ticket.ai_answer = answer
    return text_change("aiAnswer")


async def _set_tags(uow: UnitOfWork, ticket: Ticket, names: Any) -> Change:
    before = await tag_names(uow, ticket)
    tags = await find_or_make_tags(uow, names)
    change = Change.of("tags", before, sorted(tag.name for tag in tags))
    if change.before != change.after:
        await set_tags(uow, ticket, [tag.id for tag in tags])
    note_human(ticket, TriageField.TAGS)
    return change


async def _set_skills(uow: UnitOfWork, ticket: Ticket, ids: Any) -> Change:
    before = await skill_ids_of(uow, ticket)
    skill_ids = await find_skill_ids(uow, ids)
    await set_skills(uow, ticket, skill_ids, is_suggested=False)
    note_human(ticket, TriageField.SKILLS)
    return Change.of("skills", before, skill_ids)


def _required(value: Any, field: str) -> Any:
    if value is None:
        raise invalid("This cannot be null.", field, code=ErrorCode.REQUIRED)
    return value
