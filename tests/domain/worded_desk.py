"""A desk whose tickets hold random words, indexed for the search."""

import random
from collections.abc import Iterable

from domain.actors import SYSTEM
from domain.models import Ticket
from domain.search import index_ticket
from domain.unit_of_work import transact
from domain.vocabulary import Visibility
from domain.words import split_words, stem
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


def found_by_hand(desk: Desk, text: str, *, as_staff: bool) -> set[str]:
    """What a search has to find, of any number of matches."""
    words = list(split_words(text))
    if not words:
        return set()
    found = set()
    for ticket in desk.tickets:
        parts = [ticket.title, ticket.description] + [ticket.notes] * as_staff
        parts += [
            comment.body
            for comment in desk.comments
            if comment.ticket_id == ticket.id
            and (as_staff or comment.visibility is Visibility.PUBLIC)
        ]
        there = {word for part in parts for word in split_words(part)}
        there |= {stem(word) for word in there}
        whole = all(stem(word) in there for word in words[:-1])
        last = stem(words[-1]) in there or any(word.startswith(words[-1]) for word in there)
        if whole and last and (as_staff or ticket.requester_id == desk.requesters[0].id):
            found.add(ticket.id)
    return found
