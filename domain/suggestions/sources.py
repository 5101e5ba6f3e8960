"""What the desk knows that is like a draft: articles and solved tickets, with what helps."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from domain.actors import Actor
from domain.models import Article, Comment, Ticket
from domain.similar import similar_articles, similar_tickets
from domain.similar.vectors import bag_of
from domain.similar.word_counts import word_weights
from domain.suggestions.drafts import Draft
from domain.suggestions.passages import helpful_lines
from domain.vocabulary import TicketStatus, Visibility

ARTICLES: Final = 4
TICKETS: Final = 3
# Below this an article or a ticket shares words with the draft, but not its subject.
LEAST_SCORE: Final = 0.1
_SOLVED: Final = (TicketStatus.RESOLVED, TicketStatus.CLOSED)
_REPLIES_READ: Final = 100


@dataclass(frozen=True, slots=True)
class Source:
    """An article or a solved ticket; `text` is what it answers, `quote` the lines that help."""

    article: Article | None
    ticket: Ticket | None
    title: str
    text: str
    quote: str
    score: float


async def find_sources(actor: Actor, draft: Draft) -> list[Source]:
    """Articles and solved tickets most like the draft that the viewer may see, best first.

    Requesters get public articles and their own tickets; what staff said to them in public is
    what a ticket answers.
    """
    text = (draft.title, draft.description)
    articles, near = await asyncio.gather(
        similar_articles(actor, *text, ARTICLES),
        similar_tickets(actor, *text, TICKETS, statuses=_SOLVED),
    )
    scores = {it.id: it.score for it in near if it.score >= LEAST_SCORE}
    tickets = await Ticket.filter(id__in=list(scores)) if scores else []
    replies = await _replies(tickets)
    weights, bag = await word_weights(), bag_of(*text)
    sources = [
        Source(
            it.article,
            None,
            it.article.title,
            it.article.body,
            helpful_lines(it.article.body, bag, weights),
            it.score,
        )
        for it in articles
        if it.score >= LEAST_SCORE
    ]
    sources += [
        Source(
            None,
            ticket,
            ticket.title,
            replies[ticket.id],
            helpful_lines(replies[ticket.id], bag, weights),
            scores[ticket.id],
        )
        for ticket in tickets
        if ticket.id in replies
    ]
    return sorted(sources, key=lambda it: -it.score)


async def _replies(tickets: Sequence[Ticket]) -> dict[str, str]:
    """What staff said last in public about each ticket, the newest reply first."""
    if not tickets:
        return {}
    asked = {ticket.id: ticket.requester_id for ticket in tickets}
    public = Comment.filter(ticket_id__in=list(asked), visibility=Visibility.PUBLIC)
    texts: dict[str, str] = {}
    for comment in await public.order_by("-created_at", "-id").limit(_REPLIES_READ):
        if comment.author_id != asked[comment.ticket_id] and comment.ticket_id not in texts:
            texts[comment.ticket_id] = comment.body
    return texts
