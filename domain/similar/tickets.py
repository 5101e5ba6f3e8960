"""The tickets most like a text, among those that the viewer may see."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from tortoise.connection import get_connection

from domain.actors import Actor
from domain.conditions import statement_of
from domain.models import Ticket
from domain.policy import may_see_staff_fields, visible_tickets
from domain.similar.candidates import chosen_words, find_candidates, ticket_index
from domain.similar.vectors import bag_of, rank_by_nearness
from domain.similar.word_counts import word_weights
from domain.vocabulary import TicketStatus

CANDIDATES: Final = 40
# A requester's newest tickets, which are looked at.
MAX_OWN: Final = 500
# Characters of a description that are read: about as many words as count.
READ_LENGTH: Final = 2_000
# On 1,227 real bug reports: of the nearest pairs from here on, one in five is known as a
# duplicate, and most others are about the same thing (see docs/similar.md).
DUPLICATE_FROM: Final = 0.5


@dataclass(frozen=True, slots=True)
class SimilarTicket:
    """`score` is the nearness of the texts, from 0 to 1."""

    id: str
    score: float

    @property
    def is_probable_duplicate(self) -> bool:
        return self.score >= DUPLICATE_FROM


async def similar_tickets(
    actor: Actor,
    title: str,
    description: str,
    limit: int,
    *,
    besides: str | None = None,
    statuses: Collection[TicketStatus] = (),
) -> list[SimilarTicket]:
    """The tickets most like this text that the viewer may see, nearest first.

    `besides` is left out; `statuses`, if any are given, are the only ones looked at. A
    requester is compared by what he may read of his own tickets.
    """
    bag = bag_of(title, description[:READ_LENGTH])
    weights = await word_weights()
    among = Ticket.filter(visible_tickets(actor))
    if besides is not None:
        among = among.exclude(id=besides)
    if statuses:
        among = among.filter(status__in=list(statuses))
    is_narrow = not may_see_staff_fields(actor)
    if is_narrow:
        among = among.order_by("-number").limit(MAX_OWN)
    index = ticket_index("public_text" if is_narrow else "staff_text")
    words = chosen_words(bag, weights)
    ids = await find_candidates(index, words, among, CANDIDATES, is_narrow=is_narrow)
    ranked = await asyncio.to_thread(rank_by_nearness, bag, await _texts(ids), weights)
    return [SimilarTicket(id, score) for id, score in ranked[:limit]]


async def _texts(ids: Collection[str]) -> dict[str, tuple[str, str]]:
    """Titles and the beginnings of descriptions."""
    if not ids:
        return {}
    rows, values = statement_of(
        Ticket.filter(id__in=list(ids)).values("id", "title", "description")
    )
    sql = f"SELECT id, title, substr(description, 1, {READ_LENGTH}) AS body FROM ({rows}) t"
    found = await get_connection("default").execute_query_dict(sql, values)
    return {row["id"]: (row["title"], row["body"]) for row in found}
