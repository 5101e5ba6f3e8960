"""A statement that runs for too long is stopped, and the client is told by a code of its own."""

from collections.abc import AsyncIterator

import pytest
from tortoise.connection import get_connection

from domain.database import close_database, open_database
from domain.models import Event, Ticket
from tests.domain.factories import make_ticket, open_desk
from tests.schema.desk import Desk

ENDLESS = """
CREATE VIEW endless AS WITH RECURSIVE counted(n) AS (
  SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 1000000000
) SELECT count(*) AS counted FROM counted
"""
SLOW_TAGS = (
    "ALTER TABLE tag RENAME TO kept_tag",
    "CREATE VIEW tag AS SELECT kept_tag.* FROM endless LEFT JOIN kept_tag ON counted > 0",
)
SLOW_EVENTS = {
    "sqlite": (
        "CREATE TRIGGER tarry BEFORE INSERT ON event BEGIN SELECT counted FROM endless; END",
    ),
    "postgres": (
        "CREATE FUNCTION tarry() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN PERFORM counted FROM endless; RETURN NEW; END'",
        "CREATE TRIGGER tarry BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION tarry()",
    ),
}


@pytest.fixture
async def hurried(database_url: str, dialect: str) -> AsyncIterator[str]:
    await open_database(database_url, statement_timeout_s=0.3)
    await get_connection("default").execute_query(ENDLESS)
    yield dialect
    await close_database()


async def run(statements: tuple[str, ...]) -> None:
    for statement in statements:
        await get_connection("default").execute_query(statement)


async def test_a_slow_read_ends_with_a_code_and_the_next_one_is_served(hurried: str) -> None:
    desk, people = Desk(), await open_desk()
    await run(SLOW_TAGS)
    answer = await desk.ask(people.admin, "{ tags { nodes { name } } }")
    [error] = answer["errors"]
    assert error["extensions"] == {"code": "QUERY_TIMEOUT"}
    assert "filter" in error["message"]
    assert await desk.data(people.admin, "{ categories { nodes { id } } }")


async def test_a_slow_write_ends_with_a_code_and_leaves_nothing(hurried: str) -> None:
    desk, people = Desk(), await open_desk()
    ticket = await make_ticket(people, title="As it was")
    events = await Event.all().count()
    await run(SLOW_EVENTS[hurried])
    rename = """mutation($id: ID!) {
      ticketUpdate(input: {id: $id, title: "Something else"}) { errors { code } }
    }"""
    assert await desk.code(people.admin, rename, {"id": ticket.id}) == "QUERY_TIMEOUT"
    await ticket.refresh_from_db()
    assert ticket.title == "As it was"
    assert await Event.all().count() == events
    await get_connection("default").execute_query(
        "DROP TRIGGER tarry" + (" ON event" if hurried == "postgres" else "")
    )
    assert await desk.code(people.admin, rename, {"id": ticket.id}) is None
    assert await Ticket.filter(title="Something else").exists()
