"""A desk with thousands of resolved tickets and the demo's articles, for what reads them.

The tickets' sentences are those of the demo's tickets and articles, mixed, with a few words
that only they have, so that words are as unevenly common as in a real desk.
"""

import random
from datetime import timedelta

from api.commands.seed import TICKETS, seed_demo
from api.commands.seed_articles import demo_articles
from domain import clock
from domain.actors import SYSTEM
from domain.database import dialect
from domain.ids import new_id
from domain.models import Category, Comment, Ticket, User
from domain.passwords import argon2_hasher
from domain.search_text import Part, as_plain_text, as_vector
from domain.unit_of_work import UnitOfWork, transact
from domain.vocabulary import Role, TicketStatus

BATCH = 500
SENTENCES = [
    sentence.strip()
    for text in [*(t.description for t in TICKETS), *(a.body for a in demo_articles())]
    for sentence in text.replace("\n", " ").split(". ")
    if 20 < len(sentence) < 200
]


async def fill(tickets: int, seed: int = 1) -> None:
    """Fill the open, empty database."""
    await seed_demo(hasher=argon2_hasher(time_cost=1, memory_kib=8))
    chance = random.Random(seed)
    for start in range(0, tickets, BATCH):
        await transact(_write, SYSTEM, chance, 100_000 + start, min(BATCH, tickets - start))


def draft(chance: random.Random, words: int = 40) -> tuple[str, str]:
    """A title and a description of so many words together."""
    said = " ".join(chance.sample(SENTENCES, 8)).split()[:words]
    return " ".join(said[:6]), " ".join(said[6:])


async def _write(uow: UnitOfWork, chance: random.Random, start: int, count: int) -> None:
    people = await User.filter(role=Role.USER).using_db(uow.db).order_by("id")
    staff = await User.filter(role=Role.MODERATOR).using_db(uow.db).first()
    categories = await Category.all().using_db(uow.db)
    assert staff is not None
    tickets, comments = [], []
    for number in range(start, start + count):
        title, text = draft(chance, chance.randrange(20, 150))
        rare = " ".join(f"{chance.choice('abcdefgh')}x{chance.randrange(30_000)}" for _ in range(4))
        moment = clock.now() - timedelta(hours=chance.randrange(24, 24 * 300))
        ticket = Ticket(
            id=new_id("tkt"),
            number=number,
            title=title[:200],
            description=f"{text} {rare}",
            status=TicketStatus.RESOLVED,
            requester_id=chance.choice(people).id,
            assignee_id=staff.id,
            category_id=chance.choice(categories).id,
            resolved_at=moment,
            created_at=moment,
            updated_at=moment,
        )
        tickets.append(ticket)
        body = ". ".join(chance.sample(SENTENCES, 3))
        comments.append(
            Comment(
                id=new_id("cmt"),
                ticket_id=ticket.id,
                author_id=staff.id,
                body=body,
                created_at=moment,
            )
        )
    await Ticket.bulk_create(tickets, using_db=uow.db)
    await Comment.bulk_create(comments, using_db=uow.db)
    texts = [
        [Part("A", ticket.title), Part("B", ticket.description), Part("C", comment.body)]
        for ticket, comment in zip(tickets, comments, strict=True)
    ]
    if dialect() == "postgres":
        await uow.db.execute_many(
            "INSERT INTO ticket_search (ticket_id, public_text, staff_text)"
            " VALUES ($1, CAST($2::text AS tsvector), CAST($2::text AS tsvector))",
            [[t.id, as_vector(parts)] for t, parts in zip(tickets, texts, strict=True)],
        )
    else:
        await uow.db.execute_many(
            "INSERT INTO ticket_search (rowid, public_text, staff_text) VALUES (?1, ?2, ?2)",
            [[t.number, as_plain_text(parts)] for t, parts in zip(tickets, texts, strict=True)],
        )
