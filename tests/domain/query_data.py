"""Seeded random tickets for the tests of lists, filters, search and statistics."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from domain.actors import Actor
from domain.ids import new_id
from domain.models import (
    Category,
    Comment,
    Skill,
    Tag,
    Ticket,
    TicketSkill,
    TicketTag,
    User,
)
from domain.models.tickets import PRIORITY_RANKS
from domain.vocabulary import (
    Channel,
    Priority,
    Role,
    Sentiment,
    TicketStatus,
    Urgency,
    Visibility,
)

EPOCH = datetime(2026, 3, 1, tzinfo=UTC)
TITLES = (
    "Printer is on fire",
    "100% of invoices_missing",
    "Über-slow VPN",
    "back\\slash in path",
    "Cannot log in",
    "PRINTER jam",
    "invoices missing",
    "100 percent",
)


@dataclass(slots=True)
class Desk:
    """Everything that is in the database, as plain rows."""

    requesters: list[User]
    staff: list[User]
    categories: list[Category]
    tags: list[Tag]
    skills: list[Skill]
    tickets: list[Ticket]
    tag_links: list[TicketTag]
    skill_links: list[TicketSkill]
    comments: list[Comment]

    @property
    def moderator(self) -> Actor:
        return Actor(user_id=self.staff[0].id, role=Role.MODERATOR)

    @property
    def requester(self) -> Actor:
        return Actor(user_id=self.requesters[0].id, role=Role.USER)


def person(name: str, role: Role) -> User:
    return User(
        id=new_id("usr"),
        email=f"{name}@example.com",
        name=name,
        role=role,
        created_at=EPOCH,
        updated_at=EPOCH,
    )


async def make_desk(count: int = 60, seed: int = 1, days: int = 20) -> Desk:
    """A desk whose tickets have ties, nulls and odd characters in every column."""
    chance = random.Random(seed)
    requesters = [person(f"requester{n}", Role.USER) for n in range(3)]
    staff = [person(f"moderator{n}", Role.MODERATOR) for n in range(3)]
    categories = [
        Category(id=new_id("cat"), key=f"key{n}", name=f"Category {n}", created_at=EPOCH)
        for n in range(3)
    ]
    tags = [Tag(id=new_id("tag"), name=f"tag{n}", created_at=EPOCH) for n in range(4)]
    skills = [Skill(id=new_id("skl"), name=f"skill{n}", created_at=EPOCH) for n in range(3)]
    desk = Desk(requesters, staff, categories, tags, skills, [], [], [], [])
    for number in range(count):
        desk.tickets.append(random_ticket(chance, desk, 1001 + number, days))
        _link(chance, desk, desk.tickets[-1])
    await User.bulk_create([*requesters, *staff])
    await Category.bulk_create(categories)
    await Tag.bulk_create(tags)
    await Skill.bulk_create(skills)
    await Ticket.bulk_create(desk.tickets)
    await TicketTag.bulk_create(desk.tag_links)
    await TicketSkill.bulk_create(desk.skill_links)
    await Comment.bulk_create(desk.comments)
    return desk


def random_ticket(chance: random.Random, desk: Desk, number: int, days: int) -> Ticket:
    created = _moment(chance, EPOCH, days * 86_400)
    answered = _moment(chance, created, 90_000) if chance.random() < 0.7 else None
    solved = _moment(chance, created, 400_000) if chance.random() < 0.6 else None
    resolved = solved if chance.random() < 0.8 else None
    priority = chance.choice(list(Priority))
    assignee = chance.choice([*desk.staff, None])
    return Ticket(
        id=new_id("tkt"),
        number=number,
        title=chance.choice(TITLES),
        description=chance.choice(["", "Please help", "My printer prints 100% black"]),
        status=chance.choice(list(TicketStatus)),
        priority=priority,
        priority_rank=PRIORITY_RANKS[priority],
        category_id=chance.choice(desk.categories).id,
        urgency=chance.choice(list(Urgency)),
        sentiment=chance.choice(list(Sentiment)),
        language=chance.choice(["en", "de", None]),
        requester_id=chance.choice(desk.requesters).id,
        assignee_id=assignee.id if assignee else None,
        notes=chance.choice(["", "secret note"]),
        channel=chance.choice(list(Channel)),
        external_id=f"ext-{number}" if chance.random() < 0.5 else None,
        due_at=_moment(chance, created, 900_000) if chance.random() < 0.5 else None,
        first_response_at=answered,
        resolved_at=resolved,
        closed_at=solved,
        rating=chance.choice([None, 1, 2, 3, 4, 5]),
        created_at=created,
        updated_at=_moment(chance, created, 3),
    )


def _moment(chance: random.Random, start: datetime, seconds: int) -> datetime:
    """Often on a full second, where SQLite's text has no fraction."""
    micros = chance.choice([0, 0, 1, 999_999, chance.randrange(1_000_000)])
    return (start + timedelta(seconds=chance.randrange(seconds))).replace(microsecond=micros)


def _link(chance: random.Random, desk: Desk, ticket: Ticket) -> None:
    for tag in chance.sample(desk.tags, chance.randrange(3)):
        desk.tag_links.append(TicketTag(ticket_id=ticket.id, tag_id=tag.id))
    for skill in chance.sample(desk.skills, chance.randrange(3)):
        desk.skill_links.append(
            TicketSkill(ticket_id=ticket.id, skill_id=skill.id, is_suggested=chance.random() < 0.5)
        )
    for _ in range(chance.randrange(3)):
        desk.comments.append(
            Comment(
                id=new_id("cmt"),
                ticket_id=ticket.id,
                author_id=chance.choice(desk.staff).id,
                body=chance.choice(["try again", "restart it", "it works"]),
                visibility=chance.choice(list(Visibility)),
                created_at=_moment(chance, ticket.created_at, 1000),
            )
        )
