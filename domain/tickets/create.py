"""Writing a new ticket."""

import hashlib
import json
from dataclasses import asdict
from datetime import datetime

from domain import limits, policy
from domain.actors import Actor
from domain.category_ids import default_category_id, find_category_id
from domain.database import dialect
from domain.database.statements import alone
from domain.deflections import link_suggestion
from domain.errors import DomainError, ErrorCode, forbidden, invalid, not_found
from domain.events import ticket_event
from domain.ids import new_id
from domain.models import Ticket, TicketTombstone, TriageRun
from domain.models.tickets import PRIORITY_RANKS
from domain.search import index_text
from domain.text import check_id, check_moment, check_new_id, clean_line, clean_text
from domain.tickets.effects import assign_later, mail
from domain.tickets.inputs import NewTicket
from domain.tickets.references import (
    find_or_make_tags,
    find_person,
    find_skill_ids,
    set_skills,
    set_tags,
)
from domain.tickets.rows import lock_name, require_writer
from domain.tickets.triaged import by_human
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import DecidedBy, EventKind, JobKind, MailKind, Priority, TriageField


async def create_ticket(uow: UnitOfWork, new: NewTicket) -> Ticket:
    """Write a ticket and have it triaged (or, without `triage`, assigned at once).

    With a client-made id, the same create by the same user again gives the same ticket and
    writes nothing; anything else with that id is a bare CONFLICT. Raises FORBIDDEN for what
    only staff may set, NOT_FOUND, NOT_UNIQUE (external id) and the errors of domain.text.
    """
    require_writer(uow.actor)
    _check_rights(uow.actor, new)
    await uow.settle()  # another of the same external id may have been made just now
    create_hash = _hash(uow.actor, new)
    if new.id is not None:
        existing = await _made_before(uow, check_new_id(new.id, "tkt", "id"), create_hash)
        if existing is not None:
            return existing
    ticket = await _build(uow, new, create_hash)
    await uow.insert_later(ticket)
    await _link(uow, ticket, new)
    await index_text(uow, ticket)
    event_id = uow.record(ticket_event(EventKind.TICKET_CREATED, ticket))
    if new.triage:
        await queue_triage(uow, ticket, event_id, is_bulk=new.silent)
    else:
        assign_later(uow, ticket, event_id)
    if not new.silent:
        mail(uow, MailKind.TICKET_RECEIVED, ticket, event_id)
    return ticket


async def queue_triage(
    uow: UnitOfWork, ticket: Ticket, event_id: str, *, is_bulk: bool = False
) -> TriageRun:
    """Have a ticket triaged because of the event `event_id`; `is_bulk` as for jobs."""
    run = TriageRun(id=new_id("trn"), ticket_id=ticket.id, created_at=uow.now)
    await uow.insert_later(run)
    data = {"runId": run.id}
    uow.record(ticket_event(EventKind.TRIAGE_QUEUED, ticket, staff_only=True, data=data))
    payload = {"ticketId": ticket.id, "runId": run.id}
    uow.enqueue(
        JobKind.TRIAGE,
        f"{ticket.id}:{event_id}",
        payload,
        ticket_id=ticket.id,
        is_bulk=is_bulk,
    )
    return run


def _check_rights(actor: Actor, new: NewTicket) -> None:
    if actor.is_staff or actor.is_system:
        return
    for_staff = (
        new.tags,
        new.skill_ids,
        new.due_at,
        new.external_id,
        new.created_at,
        new.silent,
        not new.triage,
        new.requester_id not in (None, actor.user_id),
    )
    if any(for_staff):
        raise forbidden("Only moderators and admins may set this on a new ticket.")


def _hash(actor: Actor, new: NewTicket) -> str:
    written = json.dumps([actor.user_id, asdict(new)], sort_keys=True, default=str)
    return hashlib.sha256(written.encode()).hexdigest()


async def _made_before(uow: UnitOfWork, ticket_id: str, create_hash: str) -> Ticket | None:
    await lock_name(uow, ticket_id)
    ticket = await Ticket.get_or_none(id=ticket_id, using_db=uow.db)
    if ticket is not None and ticket.create_hash == create_hash:
        return ticket
    gone = TicketTombstone.filter(id=ticket_id).using_db(uow.db)
    if ticket is not None or await gone.exists():
        raise DomainError(ErrorCode.CONFLICT, "This id is taken.", ("input", "id"))
    return None


async def _build(uow: UnitOfWork, new: NewTicket, create_hash: str) -> Ticket:
    title = clean_line(new.title, "title")
    description = clean_text(new.description, "description")
    requester_id = uow.actor.user_id if new.requester_id is None else new.requester_id
    if requester_id is None:
        raise invalid("Name the requester.", "requesterId", code=ErrorCode.REQUIRED)
    await find_person(uow, requester_id, "requesterId")
    human = DecidedBy.MODERATOR if uow.actor.is_staff else DecidedBy.REQUESTER
    priority = new.priority or Priority.MEDIUM
    return Ticket(
        id=new.id or new_id("tkt"),
        title=title,
        description=description,
        priority=priority,
        priority_rank=PRIORITY_RANKS[priority],
        priority_decided_by=human if new.priority else DecidedBy.DEFAULT,
        category_id=await _category_id(uow, new),
        category_decided_by=human if new.category_id is not None else DecidedBy.DEFAULT,
        requester_id=requester_id,
        follows_id=await _followed_id(uow, new),
        channel=new.channel,
        external_id=await _external_id(uow, new),
        due_at=check_moment(new.due_at, "dueAt") if new.due_at else None,
        create_hash=create_hash,
        field_versions=_human_choices(new),
        number=await _next_number(uow),
        created_at=_created_at(uow, new),
        updated_at=uow.now,
    )


def _human_choices(new: NewTicket) -> dict[str, int]:
    given = {TriageField.TAGS: new.tags, TriageField.SKILLS: new.skill_ids}
    return {by_human(field): 1 for field, values in given.items() if values}


async def _link(uow: UnitOfWork, ticket: Ticket, new: NewTicket) -> None:
    if new.tags or new.skill_ids or new.suggestion_id is not None:
        await uow.settle()  # what is linked must be there
    if new.tags:
        tags = await find_or_make_tags(uow, new.tags)
        await set_tags(uow, ticket, [tag.id for tag in tags])
    if new.skill_ids:
        skill_ids = await find_skill_ids(uow, new.skill_ids)
        await set_skills(uow, ticket, skill_ids, is_suggested=False)
    if new.suggestion_id is not None:
        await link_suggestion(uow, new.suggestion_id, ticket)


async def _category_id(uow: UnitOfWork, new: NewTicket) -> str:
    if new.category_id is None:
        return await default_category_id(uow)
    return await find_category_id(uow, new.category_id)


async def _followed_id(uow: UnitOfWork, new: NewTicket) -> str | None:
    if new.follows_id is None:
        return None
    check_id(new.follows_id, "ticket", "followsId")
    followed = await Ticket.get_or_none(id=new.follows_id, using_db=uow.db)
    if followed is None or not policy.may_read_ticket(uow.actor, followed):
        raise not_found("ticket", "followsId")
    return str(followed.id)


async def _external_id(uow: UnitOfWork, new: NewTicket) -> str | None:
    if new.external_id is None:
        return None
    external_id = clean_line(new.external_id, "externalId", maximum=limits.EXTERNAL_ID_LENGTH)
    await lock_name(uow, external_id)
    if await Ticket.filter(external_id=external_id).using_db(uow.db).exists():
        message = "A ticket has this external id already."
        raise invalid(message, "externalId", code=ErrorCode.NOT_UNIQUE)
    return external_id


def _created_at(uow: UnitOfWork, new: NewTicket) -> datetime:
    if new.created_at is None:
        return uow.now
    created_at = check_moment(new.created_at, "createdAt")
    if created_at > uow.now:
        raise invalid("This is in the future.", "createdAt", code=ErrorCode.OUT_OF_RANGE)
    return created_at


async def _next_number(uow: UnitOfWork) -> int:
    if dialect() == "postgres":
        statement = "SELECT nextval('ticket_number') AS value"
    else:
        statement = (
            "UPDATE counter SET value = value + 1 WHERE name = 'ticket_number' RETURNING value"
        )
    with alone(uow.db):
        rows = await uow.db.execute_query_dict(statement)
    return int(rows[0]["value"])
