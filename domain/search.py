"""Search over title, description and comments: what is indexed, and how it is asked.

Each ticket has two texts: the public one, in which its requester searches, and the one for
staff.
"""

import re
from typing import Any

import orjson
from pypika_tortoise.context import SqlContext
from pypika_tortoise.terms import ValueWrapper
from tortoise.expressions import Q

from domain.actors import Actor
from domain.conditions import Condition, Sql
from domain.database import dialect
from domain.database.statements import Statement, alone
from domain.models import Comment, Ticket
from domain.paging import ListedPage, Window, cut_page, load_listed
from domain.policy import may_see_staff_fields, visible_tickets
from domain.search_ranking import ranked_ids
from domain.search_text import Part, as_plain_text, as_vector, parse_query
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import Visibility

MAX_COMMENTS = 500

_NUMBER = re.compile(r"\s*#?([0-9]{1,18})\s*")


async def index_ticket(uow: UnitOfWork, ticket: Ticket, *unwritten: Comment) -> None:
    """Make `ticket` findable by its present text; call after every change of it.

    `unwritten` are comments that come at the end of the unit of work.
    """
    await uow.settle(f"search {ticket.id}")  # with the comments that it was made of
    with alone(uow.db):
        written = await (
            Comment.filter(ticket_id=ticket.id)
            .using_db(uow.db)
            .order_by("-created_at", "-id")
            .limit(MAX_COMMENTS)
            .only("body", "visibility")
        )
    await index_text(uow, ticket, *unwritten, *written)


async def index_text(uow: UnitOfWork, ticket: Ticket, *comments: Comment) -> None:
    """Make `ticket` findable by its text and these comments, the newest first.

    What exceeds 20,000 words is left out: first staff's, then the oldest comments.
    """
    public = [Part("A", ticket.title), Part("B", ticket.description)]
    public += [Part("C", c.body) for c in comments if c.visibility is Visibility.PUBLIC]
    internal = [Part("C", c.body) for c in comments if c.visibility is not Visibility.PUBLIC]
    staff = [*public, Part("D", ticket.notes), *internal]
    if dialect() == "postgres":
        sql = (
            "INSERT INTO ticket_search (ticket_id, public_text, staff_text)"
            " VALUES ($1, CAST($2::text AS tsvector), CAST($3::text AS tsvector))"
            " ON CONFLICT (ticket_id) DO UPDATE SET"
            " public_text = EXCLUDED.public_text, staff_text = EXCLUDED.staff_text"
        )
        values = [ticket.id, as_vector(public), as_vector(staff)]
    else:
        sql = (
            "INSERT OR REPLACE INTO ticket_search (rowid, public_text, staff_text)"
            " VALUES ($1, $2, $3)"
        )
        values = [ticket.number, as_plain_text(public), as_plain_text(staff)]
    await uow.write_later(f"search {ticket.id}", Statement(sql, values))


async def reindex_title(uow: UnitOfWork, ticket: Ticket, before: str) -> None:
    """As `index_ticket`, when nothing but the title has changed: no other text is read.

    A title's words are those of weight A, and what SQLite's text begins with.
    """
    title = [Part("A", ticket.title)]
    if dialect() == "postgres":
        sql = (
            "UPDATE ticket_search SET"
            " public_text = ts_filter(public_text, '{b,c,d}') || CAST($1::text AS tsvector),"
            " staff_text = ts_filter(staff_text, '{b,c,d}') || CAST($1::text AS tsvector)"
            " WHERE ticket_id = $2"
        )
        values: list[Any] = [as_vector(title), ticket.id]
    else:
        rest = len(as_plain_text([Part("A", before)])) + 1
        sql = (
            "UPDATE ticket_search SET public_text = $1 || substr(public_text, $2),"
            " staff_text = $3 || substr(staff_text, $4) WHERE rowid = $5"
        )
        text = as_plain_text(title)
        values = [text, rest, text, rest, ticket.number]
    await uow.write_later(f"search {ticket.id}", Statement(sql, values))


async def search_ids(actor: Actor, text: str, *conditions: Q) -> list[str]:
    """The tickets that `text` finds among those the viewer may see, best first.

    At most the newest 1,000 matches are ranked; equal ones newest first. For a number (`1042`,
    `#1042`) the ticket of that number comes before all. Raises DomainError TOO_LONG above 300
    characters.
    """
    query = parse_query(text)
    if query is None:
        return []
    among = Ticket.filter(visible_tickets(actor), *conditions)
    numbered: list[str] = []
    if (number := _NUMBER.fullmatch(text)) is not None:
        found = await among.filter(number=int(number.group(1))).values_list("id", flat=True)
        numbered = [str(id) for id in found]
    ids = await ranked_ids(among, query, _column(actor))
    return numbered + [id for id in ids if id not in numbered]


async def found_by_search(actor: Actor, text: str, *conditions: Q) -> Q:
    """The condition that a ticket is one of those that `search_ids` finds, in whatever order."""
    ids = orjson.dumps(await search_ids(actor, text, *conditions)).decode()
    among = {
        "postgres": "json_array_elements_text(CAST({}::text AS json))",
        "sqlite": "json_each({})",
    }[dialect()]

    def make(ctx: SqlContext) -> str:
        values = among.format(ValueWrapper(ids).get_sql(ctx))
        return f'"ticket"."id" IN (SELECT value FROM {values})'

    return Condition(Sql(make))


async def search_page(
    actor: Actor, text: str, window: Window, *conditions: Q
) -> ListedPage[Ticket]:
    """A page of what `search_ids` finds; its cursors are ranks. One more statement."""
    page = cut_page(await search_ids(actor, text, *conditions), "relevance", window)
    return await load_listed(page, Ticket)


def _column(actor: Actor) -> str:
    return "staff_text" if may_see_staff_fields(actor) else "public_text"
