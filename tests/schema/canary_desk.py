"""A desk with a canary wherever only staff may look, and what a requester might ask for."""

from collections.abc import Callable, Iterator
from typing import Any, cast

from graphql import GraphQLInputObjectType, get_named_type

from domain import tickets
from domain.articles import NewArticle, create_article
from domain.models import (
    Assignment,
    Category,
    Event,
    Job,
    Skill,
    Ticket,
    TriageDecision,
    TriageRule,
    TriageRun,
    User,
)
from domain.tickets import NewTicket, TicketChanges
from domain.unit_of_work import transact
from domain.vocabulary import ArticleStatus, Visibility
from schema.assembly import schema
from tests.domain.factories import Desk, actor_of, make_user
from tests.jobs.support import all_done, eventually

CANARY = "zqcanary7"
"""In what only staff may read."""

OWNERS = "zqowner3"
"""In what the owner may read, and no other requester."""


async def hide_canaries(people: Desk) -> Ticket:
    """Fill the desk, with jobs running; returns the owner's ticket, which is the assignee's."""
    await _mark_people(people)
    staff = people.moderator
    ticket = await transact(
        tickets.create_ticket,
        people.requester,
        NewTicket(f"My printer {OWNERS}", f"It smokes, {OWNERS}."),
    )
    await _hide_elsewhere()
    await _hide_in_articles(people)
    await eventually(all_done)
    await Ticket.filter(id=ticket.id).update(assignee_id=None, status="OPEN", queued_at=None)
    await transact(tickets.assign_ticket, staff, ticket.id, staff.user_id or "")
    changes = TicketChanges(notes=f"Beware, {CANARY}.", tags=(CANARY,))
    await transact(tickets.update_ticket, staff, ticket.id, changes)
    await _talk(people, ticket)
    await transact(
        tickets.resolve_ticket, staff, ticket.id, f"Solved by {CANARY}.", Visibility.INTERNAL
    )
    await _hide_in_triage(ticket)
    await transact(
        tickets.create_ticket,
        actor_of(await make_user("Third")),
        NewTicket(f"Somebody's {CANARY}", CANARY),
    )
    await eventually(all_done)
    return ticket


async def _hide_in_articles(people: Desk) -> None:
    for new in (
        NewArticle(f"Draft {CANARY}", CANARY),
        NewArticle(CANARY, CANARY, None, Visibility.INTERNAL, ArticleStatus.PUBLISHED),
    ):
        await transact(create_article, people.moderator, new)


async def _mark_people(people: Desk) -> None:
    for actor in (people.admin, people.moderator, people.other_moderator):
        user = await User.get(id=actor.user_id)
        user.email, user.tags = f"{CANARY}.{user.name.lower()}@desk.example", [CANARY]
        await user.save()
    for actor in (people.requester, people.stranger):
        await User.filter(id=actor.user_id).update(tags=[CANARY])


async def _talk(people: Desk, ticket: Ticket) -> None:
    said = [
        (people.moderator, f"Psst, {CANARY}.", Visibility.INTERNAL),
        (people.requester, f"It still smokes, {OWNERS}.", Visibility.PUBLIC),
        (people.moderator, f"Use water, {OWNERS}.", Visibility.PUBLIC),
        (people.admin, f"Never water, {CANARY}.", Visibility.INTERNAL),
    ]
    for author, body, visibility in said:
        await transact(tickets.create_comment, author, ticket.id, body, visibility)
    edited = await transact(
        tickets.create_comment, people.moderator, ticket.id, f"{CANARY} 1", Visibility.INTERNAL
    )
    await transact(tickets.update_comment, people.moderator, edited.id, f"{CANARY} 2")
    deleted = await transact(
        tickets.create_comment, people.moderator, ticket.id, f"{CANARY} 3", Visibility.INTERNAL
    )
    await transact(tickets.delete_comment, people.moderator, deleted.id)


async def _hide_in_triage(ticket: Ticket) -> None:
    await Ticket.filter(id=ticket.id).update(external_id=CANARY)
    texts = {"summary": CANARY, "notes": CANARY, "suggested_reply": CANARY}
    more = {"model": CANARY, "fallback_reason": CANARY, "error": CANARY}
    await TriageRun.filter(ticket_id=ticket.id).update(**texts, **more)
    decisions = TriageDecision.filter(ticket_id=ticket.id)
    await decisions.update(evidence=[CANARY], reviewed_value=CANARY)
    people = [{"userId": CANARY, "name": CANARY, "reason": CANARY}]
    await Assignment.filter(ticket_id=ticket.id).update(reasons=[CANARY], candidates=people)
    for event in await Event.filter(ticket_id=ticket.id):
        event.data = {**event.data, "reasons": [CANARY], "note": CANARY}
        await event.save()


async def _hide_elsewhere() -> None:
    await Job.all().update(last_error=CANARY)
    await TriageRule.all().update(name=CANARY)
    await Category.all().update(examples=[CANARY])
    for skill in await Skill.all():
        skill.name, skill.description = f"{CANARY} {skill.name}", CANARY
        await skill.save()


def texts_asked_for(word: str) -> Iterator[dict[str, Any]]:
    """Every way in which a ticket filter looks for a text."""
    yield from _leaves(TICKET_FILTER, lambda name: word if name in ("String", "ID") else None)


def staff_filters() -> Iterator[dict[str, Any]]:
    """Every condition on what is for staff only, as the schema's descriptions say."""
    for path, kind in _for_staff(TICKET_FILTER):
        for inner in _leaves(kind, lambda name: _VALUES.get(name)):
            for key in reversed(path):
                inner = {key: inner}
            yield inner


TICKET_FILTER = cast(GraphQLInputObjectType, schema._schema.type_map["TicketFilter"])
_VALUES = {
    "String": "x",
    "ID": "x",
    "Boolean": True,
    "Int": 1,
    "DateTime": "2026-01-01T00:00:00Z",
    "Urgency": "LOW",
    "Sentiment": "NEUTRAL",
    "DecidedBy": "RULE",
    "Visibility": "INTERNAL",
}


def _for_staff(
    kind: GraphQLInputObjectType, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], GraphQLInputObjectType]]:
    for name, below in _below(kind):
        if "Staff only." in (kind.fields[name].description or ""):
            yield (*path, name), below
        elif not below.name.startswith("Optional") and len(path) < 2:
            yield from _for_staff(below, (*path, name))


def _leaves(
    kind: GraphQLInputObjectType, value_of: Callable[[str], Any], seen: tuple[str, ...] = ()
) -> Iterator[dict[str, Any]]:
    for name, field in kind.fields.items():
        value = value_of(get_named_type(field.type).name)
        if value is not None:
            yield {name: [value] if name == "in" else value}
    for name, below in _below(kind):
        if below.name not in seen:
            for inner in _leaves(below, value_of, (*seen, kind.name)):
                yield {name: inner}


def _below(kind: GraphQLInputObjectType) -> Iterator[tuple[str, GraphQLInputObjectType]]:
    for name, field in kind.fields.items():
        below = get_named_type(field.type)
        if name not in ("and", "or", "not") and isinstance(below, GraphQLInputObjectType):
            yield name, below
