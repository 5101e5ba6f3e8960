"""What triage reads before it decides: tickets, what stands in them, what may be chosen."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from domain.desk_copy import DeskCopy
from domain.models import Ticket, TicketSkill, TicketTag, User
from domain.tickets import is_human_choice
from domain.triage.values import (
    Choices,
    Current,
    StaffChoice,
    TicketText,
)
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import HUMAN_DECIDERS, STAFF, DecidedBy, TriageField

_HOUR = timedelta(hours=1)


async def read_tickets(
    uow: UnitOfWork, tickets: Sequence[Ticket], *, as_it_stands: bool = False
) -> dict[str, TicketText]:
    """By ticket id, in two statements however many there are.

    A category counts where a human has chosen it, or `as_it_stands`, whoever did.
    """
    requester_ids = {ticket.requester_id for ticket in tickets}
    requesters = {u.id: u for u in await User.filter(id__in=requester_ids).using_db(uow.db)}
    tags: dict[str, set[str]] = defaultdict(set)
    links = TicketTag.filter(ticket_id__in=[ticket.id for ticket in tickets]).using_db(uow.db)
    for ticket_id, name in await links.values_list("ticket_id", "tag__name"):
        tags[ticket_id].add(name)
    return {
        ticket.id: text_of(
            ticket,
            requesters[ticket.requester_id].tags,
            requesters[ticket.requester_id].email,
            tags[ticket.id],
            uow.now,
            as_it_stands=as_it_stands,
        )
        for ticket in tickets
    }


def text_of(
    ticket: Ticket,
    requester_tags: Iterable[str],
    requester_email: str | None,
    tags: Iterable[str],
    now: datetime,
    *,
    as_it_stands: bool = False,
) -> TicketText:
    """What triage reads of a ticket; its category as in `read_tickets`."""
    is_chosen = as_it_stands or ticket.category_decided_by in HUMAN_DECIDERS
    return TicketText(
        title=ticket.title,
        description=ticket.description,
        channel=ticket.channel,
        requester_tags=frozenset(requester_tags),
        requester_id=ticket.requester_id,
        requester_email=requester_email or "",
        tags=frozenset(tags),
        category_id=ticket.category_id if is_chosen else None,
        language=ticket.language,
        hours_left=(ticket.due_at - now) / _HOUR if ticket.due_at else None,
    )


async def load_choices(uow: UnitOfWork, desk: DeskCopy) -> Choices:
    """What exists now, with the people, whom a rule may name."""
    staff = await User.filter(role__in=list(STAFF), deleted_at=None).using_db(uow.db)
    people = tuple(StaffChoice(u.id, u.name, u.email or "") for u in staff)
    return replace(desk.choices, staff=people)


async def load_current(uow: UnitOfWork, ticket: Ticket) -> dict[TriageField, Current]:
    """What stands in the ticket now, for the fields that have anything."""
    return (await load_currents(uow, [ticket]))[ticket.id]


async def load_currents(
    uow: UnitOfWork, tickets: Sequence[Ticket]
) -> dict[str, dict[TriageField, Current]]:
    """By ticket id, what stands in each now; in two statements however many there are."""
    ids = [ticket.id for ticket in tickets]
    skills, tags = defaultdict(list), defaultdict(list)
    skill_links = TicketSkill.filter(ticket_id__in=ids).using_db(uow.db).order_by("skill_id")
    for ticket_id, skill_id in await skill_links.values_list("ticket_id", "skill_id"):
        skills[ticket_id].append(skill_id)
    tag_links = TicketTag.filter(ticket_id__in=ids).using_db(uow.db).order_by("tag_id")
    for ticket_id, tag_id in await tag_links.values_list("ticket_id", "tag_id"):
        tags[ticket_id].append(tag_id)
    return {ticket.id: current_of(ticket, skills[ticket.id], tags[ticket.id]) for ticket in tickets}


def current_of(
    ticket: Ticket, skill_ids: list[str], tag_ids: list[str]
) -> dict[TriageField, Current]:
    """What stands in a ticket now, for the fields that have anything; both lists sorted."""
    return (
        _columns(ticket)
        | _list(ticket, TriageField.SKILLS, skill_ids)
        | _list(ticket, TriageField.TAGS, tag_ids)
    )


def _columns(ticket: Ticket) -> dict[TriageField, Current]:
    current = {
        TriageField.CATEGORY: Current(ticket.category_id, ticket.category_decided_by),
        TriageField.PRIORITY: Current(ticket.priority.value, ticket.priority_decided_by),
        TriageField.URGENCY: Current(ticket.urgency.value, ticket.urgency_decided_by),
        TriageField.SENTIMENT: Current(ticket.sentiment.value, ticket.sentiment_decided_by),
    }
    if ticket.language:
        current[TriageField.LANGUAGE] = Current(ticket.language, DecidedBy.RULE)
    return current


def _list(ticket: Ticket, field: TriageField, ids: list[str]) -> dict[TriageField, Current]:
    if is_human_choice(ticket, field):
        return {field: Current(ids, DecidedBy.MODERATOR)}
    return {field: Current(ids, DecidedBy.RULE)} if ids else {}
