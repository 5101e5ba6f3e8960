"""A small desk of people, categories and tickets for tests of the domain."""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any

import pytest

from domain import clock, tickets
from domain.actors import Actor
from domain.errors import DomainError, ErrorCode
from domain.ids import new_id
from domain.models import Category, Event, Job, Skill, Ticket, User
from domain.tickets import NewTicket
from domain.unit_of_work import transact
from domain.vocabulary import EventKind, JobKind, Role, TicketStatus


@dataclass(frozen=True, slots=True)
class Desk:
    """One person of each kind, as actors, and the default category."""

    admin: Actor
    moderator: Actor
    other_moderator: Actor
    requester: Actor
    stranger: Actor
    category: Category

    def __getitem__(self, name: str) -> Actor:
        actor = getattr(self, name)
        assert isinstance(actor, Actor)
        return actor


async def open_desk() -> Desk:
    return Desk(
        admin=actor_of(await make_user("Ada", Role.ADMIN)),
        moderator=actor_of(await make_user("Max", Role.MODERATOR)),
        other_moderator=actor_of(await make_user("Olga", Role.MODERATOR)),
        requester=actor_of(await make_user("Rita")),
        stranger=actor_of(await make_user("Sam")),
        category=await make_category("general", is_default=True),
    )


def actor_of(user: User) -> Actor:
    return Actor(user_id=user.id, role=user.role)


async def make_user(name: str, role: Role = Role.USER, **values: Any) -> User:
    user_id = new_id("usr")
    made = {
        "email": f"{user_id}@desk.example",
        "created_at": clock.now(),
        "updated_at": clock.now(),
    }
    return await User.create(id=user_id, name=name, role=role, **(made | values))


async def make_category(key: str, *, is_default: bool = False) -> Category:
    return await Category.create(
        id=new_id("cat"), key=key, name=key.title(), is_default=is_default, created_at=clock.now()
    )


async def make_skill(name: str) -> Skill:
    return await Skill.create(id=new_id("skl"), name=name, created_at=clock.now())


async def make_ticket(desk: Desk, **values: Any) -> Ticket:
    """A ticket of the desk's requester, written through the verb."""
    new = NewTicket(**({"title": "The printer is on fire"} | values))
    return await transact(tickets.create_ticket, desk.requester, new)


async def make_ticket_in(
    desk: Desk, status: TicketStatus, *, assigned: bool = False, **values: Any
) -> Ticket:
    """A ticket put into a state directly, as if its way there lay in the past."""
    ticket = await make_ticket(desk, **values)
    ticket.status = status
    ticket.assignee_id = desk.moderator.user_id if assigned else None
    ended = status in (TicketStatus.RESOLVED, TicketStatus.CLOSED)
    ticket.resolved_at = clock.now() if ended else None
    ticket.closed_at = clock.now() if status is TicketStatus.CLOSED else None
    await ticket.save()
    return ticket


async def refused(work: Awaitable[Any], code: ErrorCode) -> DomainError:
    """Await work that must fail with this code; gives the error."""
    with pytest.raises(DomainError) as caught:
        await work
    assert caught.value.code is code, caught.value.message
    return caught.value


async def events_of(ticket: Ticket, *, after: int = 0) -> list[Event]:
    return await Event.filter(ticket_id=ticket.id, position__gt=after).order_by("position")


async def kinds_of(ticket: Ticket, *, after: int = 0) -> list[EventKind]:
    return [event.kind for event in await events_of(ticket, after=after)]


async def newest_position() -> int:
    event = await Event.all().order_by("-position").first()
    return (event.position or 0) if event else 0


async def jobs_of(ticket: Ticket, kind: JobKind) -> list[Job]:
    return await Job.filter(ticket_id=ticket.id, kind=kind).order_by("id")


async def mails_asked_for(ticket: Ticket) -> list[str]:
    """The kinds of mail that were asked for, oldest first."""
    jobs = await jobs_of(ticket, JobKind.NOTIFY)
    return [job.payload["mailKind"] for job in sorted(jobs, key=lambda job: job.created_at)]
