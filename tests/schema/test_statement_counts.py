"""How many SQL statements the operations of `make bench` run, whatever the number of rows."""

from typing import Any

import pytest

from domain import clock
from domain.ids import new_id
from domain.models import Comment, Tag, TicketTag
from tests.benchmarks.documents import M1, Q1, Q2
from tests.domain.factories import Desk as People
from tests.domain.factories import make_ticket, open_desk
from tests.schema.desk import Desk
from tests.schema.statements import counted_everywhere

# Q1: the list with its people, its total, tags. Q2: the ticket, comments with their authors,
# events, tags, the ticket's people. M1: the ticket, then ticket, search text and event, which
# PostgreSQL writes as one statement, and without BEGIN and COMMIT (domain/test_watched_rows.py).
# PostgreSQL also puts the rows of an answer together: Q1 and Q2 are one each.
MOST = {"Q1": 3, "Q2": 5, "M1": 4}
MOST_ON_POSTGRES = {"Q1": 1, "Q2": 1, "M1": 2}
DOCUMENTS = {"Q1": Q1, "Q2": Q2, "M1": M1}


async def fill(people: People, rows: int) -> str:
    """Tickets with a tag each; the last one, whose id this gives, with comments as well."""
    ticket_id = ""
    for number in range(rows):
        ticket = await make_ticket(people, title=f"Ticket {number}")
        name = f"tag {new_id('tag')[-8:]}"
        tag = await Tag.create(id=new_id("tag"), name=name, created_at=clock.now())
        await TicketTag.create(ticket_id=ticket.id, tag_id=tag.id)
        ticket_id = ticket.id
    authors = (people.requester, people.moderator, people.admin)
    for number in range(rows):
        await Comment.create(
            id=new_id("cmt"),
            ticket_id=ticket_id,
            author_id=authors[number % 3].user_id,
            body="Please try again.",
            created_at=clock.now(),
        )
    return ticket_id


def variables(workload: str, ticket_id: str, title: str) -> dict[str, Any]:
    match workload:
        case "Q1":
            return {"first": 50}
        case "Q2":
            return {"id": ticket_id}
        case _:
            return {"input": {"id": ticket_id, "title": title}}


@pytest.mark.parametrize("workload", MOST)
async def test_statements_do_not_grow_with_the_rows(db: str, workload: str) -> None:
    people, desk = await open_desk(), Desk()
    counts = []
    for rows in (3, 9):
        ticket_id = await fill(people, rows)
        given = variables(workload, ticket_id, f"{rows} rows")
        with counted_everywhere() as seen:
            await desk.data(people.moderator, DOCUMENTS[workload], given)
        counts.append(len(seen))
    most = MOST_ON_POSTGRES if db == "postgres" else MOST
    assert counts[0] == counts[1] <= most[workload], "\n".join(seen)
