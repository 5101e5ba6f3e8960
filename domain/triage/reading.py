"""What triage reads before it decides: tickets, what stands in them, what may be chosen."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from domain.models import Ticket, TicketSkill, TicketTag, User
from domain.tickets import is_human_choice
from domain.triage.catalog_copy import load_catalog
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
        ticket.id: TicketText(
            title=ticket.title,
            description=ticket.description,
            channel=ticket.channel,
            requester_tags=frozenset(requesters[ticket.requester_id].tags),
            requester_id=ticket.requester_id,
            requester_email=requesters[ticket.requester_id].email or "",
            tags=frozenset(tags[ticket.id]),
            category_id=ticket.category_id
            if as_it_stands or ticket.category_decided_by in HUMAN_DECIDERS
            else None,
            language=ticket.language,
            hours_left=(ticket.due_at - uow.now) / _HOUR if ticket.due_at else None,
        )
        for ticket in tickets
    }


async def load_choices(uow: UnitOfWork, *, with_staff: bool = False) -> Choices:
    """What exists now; the people only where a rule may name one."""
    staff = User.filter(role__in=list(STAFF), deleted_at=None).using_db(uow.db)
    people = await staff if with_staff else []
    catalog = await load_catalog(uow)
    return Choices(
        categories=catalog.categories,
        skills=catalog.skills,
        tags=catalog.tags,
        staff=tuple(StaffChoice(u.id, u.name, u.email or "") for u in people),
    )


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
    return {
        ticket.id: _columns(ticket)
        | _list(ticket, TriageField.SKILLS, skills[ticket.id])
        | _list(ticket, TriageField.TAGS, tags[ticket.id])
        for ticket in tickets
    }


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
