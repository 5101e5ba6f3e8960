"""The twelve list views read by index, and a page far down costs what the first does."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from itertools import product
from typing import Any
from unittest.mock import patch

import asyncpg  # type: ignore[import-untyped]
import pytest

from domain.actors import SYSTEM, Actor
from domain.catalog import ensure_defaults
from domain.cursors import Order, encode_cursor
from domain.database import close_database, migrate, open_database
from domain.database.postgres import SERVER_SETTINGS
from domain.models import Tag, Ticket
from domain.unit_of_work import transact
from domain.vocabulary import Role
from tests.benchmarks.database import fill_desk, ticket_id
from tests.benchmarks.sizes import QUICK, Sizes
from tests.schema.desk import Desk
from tests.schema.list_views import LIST_VIEWS
from tests.servers import PostgresServer

# Whatever a list costs, it may not grow with these.
LARGE = {"ticket", "comment", "event", "ticket_tag", "users"}
SORTED = {
    "all tickets, newest first": Order("created_at", descending=True),
    "tickets that changed last": Order("updated_at", descending=True),
    "tickets by priority": Order("priority_rank", descending=True),
}
# Of 8 KiB, whatever the number of tickets. A look at each of a million is four million.
MOST_BLOCKS_OF_A_PAGE = 5_000
MOST_BLOCKS_OF_A_SEARCH = 20_000
MOST_BLOCKS_OF_A_FILTERED_SEARCH = 60_000
Statement = tuple[str, tuple[Any, ...]]

SMALL = replace(QUICK, tickets=20_000, comments=40_000, events=30_000, requesters=4_000, busy=100)
MILLION = replace(SMALL, tickets=1_000_000, comments=1_200_000, events=1_200_000, requesters=50_000)


class Filled:
    """A large desk on PostgreSQL, its viewers, and the ids that the views name."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.desk = Desk()
        self.viewers: dict[Role, Actor] = {}
        self.ids: dict[str, str] = {"ticket": ticket_id(1)}

    async def meet(self) -> None:
        ticket = await Ticket.filter(assignee_id__not_isnull=True).first()
        label = await Tag.all().first()
        assert ticket is not None
        assert label is not None
        for role, id in ((Role.MODERATOR, ticket.assignee_id), (Role.USER, ticket.requester_id)):
            self.viewers[role] = Actor(user_id=id, role=role)
        self.ids |= {
            "me": str(ticket.assignee_id),
            "category": ticket.category_id,
            "label": str(label.id),
        }

    async def page(self, name: str, after: str | None) -> tuple[Any, list[Statement]]:
        """A page of a view, and the statements that read it."""
        view = LIST_VIEWS[name]
        with _reads() as seen:
            data = await self.desk.data(
                self.viewers[view.viewer], view.query(self.ids), {"after": after}
            )
        return data.get("page") or data["ticket"]["page"], seen

    async def explain(self, statement: Statement) -> dict[str, Any]:
        sql, values = statement
        told = await self.connection.fetchval(
            f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", *values
        )
        return dict(json.loads(told)[0]["Plan"])


@pytest.fixture
def empty_desk(postgres_server: PostgresServer) -> Iterator[str]:
    url = postgres_server.create_database(migrate)
    yield url
    postgres_server.drop_database(url)


@asynccontextmanager
async def filled_desk(url: str, sizes: Sizes) -> AsyncIterator[Filled]:
    """Not a fixture: a million rows take their time, and only a test's own has no short limit."""
    await open_database(url)
    try:
        await transact(ensure_defaults, SYSTEM)
        await fill_desk(url, sizes)
        connection = await asyncpg.connect(url, server_settings=SERVER_SETTINGS)
        filled = Filled(connection)
        await filled.meet()
        yield filled
        await connection.close()
    finally:
        await close_database()


async def hold_to_indexes(filled: Filled) -> None:
    wrong = []
    for name in LIST_VIEWS:
        first, statements = await filled.page(name, None)
        if first["pageInfo"]["hasNextPage"]:
            statements += (await filled.page(name, first["pageInfo"]["endCursor"]))[1]
        assert statements, name
        for statement in statements:
            plan = await filled.explain(statement)
            assert _blocks(plan) < MOST_BLOCKS_OF_A_PAGE, (name, statement)
            wrong += [(name, table, statement[0]) for table in _scanned(plan)]
    assert wrong == []


async def hold_to_the_first_pages_cost(filled: Filled) -> None:
    total = await Ticket.all().count()
    for name, order in SORTED.items():
        sorting = [f"-{column}" for column in order.columns]
        far = await Ticket.all().order_by(*sorting).offset(total - 200).first()
        blocks = []
        for after in (None, encode_cursor(order, far)):
            page, statements = await filled.page(name, after)
            assert len(page["nodes"]) == 50
            blocks.append(sum([_blocks(await filled.explain(one)) for one in statements]))
        # People are somewhere else in their table; nothing else may differ.
        assert blocks[1] <= 2 * blocks[0], (name, blocks)


async def hold_search_to_few_blocks(filled: Filled) -> None:
    """Words of every ticket, of one in six, of one in a hundred thousand and of none; and
    several together that are in every ticket, one in forty, one in two thousand, and in one.
    """
    alone = ("the", "printer", "1000", "zebra")
    together = ("work week", "login invoice", "printer crash backup", "ticket 12345")
    some = {
        "": MOST_BLOCKS_OF_A_SEARCH,
        "orderBy: { field: UPDATED_AT }": MOST_BLOCKS_OF_A_SEARCH,
        "filter: { status: { eq: OPEN } }": MOST_BLOCKS_OF_A_FILTERED_SEARCH,
        "filter: { assignee: { id: { eq: <me> } } }": MOST_BLOCKS_OF_A_FILTERED_SEARCH,
    }
    for (asked, most), text in product(some.items(), alone + together):
        asked = asked.replace("<me>", f'"{filled.ids["me"]}"')
        search = f'{{ page: tickets(search: "{text}" {asked}) {{ nodes {{ id title }} }} }}'
        with _reads() as seen:
            await filled.desk.data(filled.viewers[Role.MODERATOR], search)
        run = [statement for statement in seen if not statement[0].startswith("EXPLAIN")]
        blocks = sum([_blocks(await filled.explain(one)) for one in run])
        assert blocks < most, (text, asked, blocks)


async def test_each_list_view_reads_by_index(empty_desk: str) -> None:
    async with filled_desk(empty_desk, SMALL) as filled:
        await hold_to_indexes(filled)
        await hold_to_the_first_pages_cost(filled)
        await hold_search_to_few_blocks(filled)


@pytest.mark.scale
@pytest.mark.timeout(3_600)
async def test_each_list_view_reads_by_index_at_a_million_tickets(empty_desk: str) -> None:
    async with filled_desk(empty_desk, MILLION) as filled:
        await hold_to_indexes(filled)
        await hold_to_the_first_pages_cost(filled)
        await hold_search_to_few_blocks(filled)


@contextmanager
def _reads() -> Iterator[list[Statement]]:
    """The statements that are fetched while the block lasts, with their values."""
    seen: list[Statement] = []
    original = asyncpg.connection.Connection.fetch

    def fetch(self: Any, sql: str, *values: Any, **options: Any) -> Any:
        seen.append((sql, values))
        return original(self, sql, *values, **options)

    with patch.object(asyncpg.connection.Connection, "fetch", fetch):
        yield seen


def _scanned(plan: dict[str, Any]) -> Iterator[str]:
    """The large tables that a plan reads from end to end."""
    if plan["Node Type"] == "Seq Scan" and plan["Relation Name"] in LARGE:
        yield plan["Relation Name"]
    for inner in plan.get("Plans", ()):
        yield from _scanned(inner)


def _blocks(plan: dict[str, Any]) -> int:
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])
