"""A desk whose tickets hold random words, indexed for the search."""

import random
from collections.abc import Iterable

from domain.actors import SYSTEM
from domain.models import Ticket
from domain.search import index_ticket
from domain.unit_of_work import transact
from tests.domain.query_data import Desk, make_desk

WORDS = [
    "printer",
    "printers",
    "printing",
    "print",
    "paper",
    "jam",
    "invoice",
    "invoices",
    "running",
    "ran",
    "run",
    "Straße",
    "STRASSE",
    "café",
    "cafe",
    "東京都",
    "東京",
    "한국어",
    "naïve",
    "0x80",
    "80",
    "a",
    "ab",
    "abc",
]


async def indexed(tickets: Iterable[Ticket]) -> None:
    for ticket in tickets:
        await transact(index_ticket, SYSTEM, ticket)


async def worded_desk(count: int = 40, seed: int = 1) -> Desk:
    """A desk whose tickets hold random words, each part of a ticket its own."""
    desk = await make_desk(count, seed)
    chance = random.Random(seed)

    def some() -> str:
        return " ".join(chance.choices(WORDS, k=chance.randrange(1, 5)))

    for ticket in desk.tickets:
        ticket.title, ticket.description, ticket.notes = some(), some(), some()
        await ticket.save(force_update=True)
    for comment in desk.comments:
        comment.body = some()
        await comment.save(force_update=True)
    await indexed(desk.tickets)
    return desk
