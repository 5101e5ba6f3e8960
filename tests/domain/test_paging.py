"""Keyset pages: both directions, every order, both databases, one statement each."""

import base64
import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.cursors import Order, encode_cursor
from domain.database import dialect
from domain.errors import DomainError, ErrorCode
from domain.models import Ticket
from domain.paging import Page, Window, cut_page, fetch_page, window_of
from domain.ticket_filters import TicketOrderField, ticket_order
from tests.domain.query_data import Desk, make_desk, random_ticket
from tests.schema.statements import counted_everywhere

ORDERS = [
    ticket_order(field, descending=descending)
    for field in TicketOrderField
    for descending in (False, True)
]


def sorted_ids(desk: Desk, order: Order) -> list[str]:
    rows = sorted(desk.tickets, key=lambda row: (getattr(row, order.column), row.id))
    return [row.id for row in (reversed(rows) if order.descending else rows)]


def ids(page: Page[Ticket]) -> list[str]:
    return [row.id for row in page.rows]


async def test_pages_from_the_start_give_every_row_once_in_order(db: str) -> None:
    desk = await make_desk()
    for order in ORDERS:
        seen: list[str] = []
        after = None
        while True:
            page = await fetch_page(Ticket.all(), order, Window(7, after))
            assert page.has_previous_page == bool(seen)
            seen += ids(page)
            assert page.start_cursor == page.cursors[0]
            if not page.has_next_page:
                break
            after = page.end_cursor
        assert seen == sorted_ids(desk, order), order.name


async def test_pages_from_the_end_give_every_row_once_in_order(db: str) -> None:
    desk = await make_desk()
    for order in ORDERS:
        seen: list[str] = []
        before = None
        while True:
            page = await fetch_page(Ticket.all(), order, Window(7, None, before, from_end=True))
            assert page.has_next_page == bool(seen)
            seen = ids(page) + seen
            if not page.has_previous_page:
                break
            before = page.start_cursor
        assert seen == sorted_ids(desk, order), order.name


async def test_a_page_between_two_cursors_has_only_what_lies_between(db: str) -> None:
    desk = await make_desk()
    order = ORDERS[0]
    wanted = sorted_ids(desk, order)
    rows = {row.id: row for row in desk.tickets}
    after, before = (encode_cursor(order, rows[wanted[place]]) for place in (10, 20))
    page = await fetch_page(Ticket.all(), order, Window(50, after, before))
    assert ids(page) == wanted[11:20]
    assert not page.has_next_page
    page = await fetch_page(Ticket.all(), order, Window(4, after, before, from_end=True))
    assert ids(page) == wanted[16:20]
    assert page.has_previous_page


async def test_no_row_is_missed_or_doubled_while_rows_arrive_and_go(db: str) -> None:
    desk = await make_desk()
    order = Order("priority_rank", descending=True)
    chance = random.Random(3)
    steady = set(sorted_ids(desk, order)) - {row.id for row in desk.tickets[:10]}
    seen: list[str] = []
    after = None
    for step in range(100):
        page = await fetch_page(Ticket.all(), order, Window(6, after))
        seen += ids(page)
        if not page.has_next_page:
            break
        after = page.end_cursor
        await random_ticket(chance, desk, 5000 + step, 20).save(force_create=True)
        if step < 10:
            await Ticket.filter(id=desk.tickets[step].id).delete()
    assert len(seen) == len(set(seen))
    assert steady <= set(seen)


async def test_microseconds_survive_the_cursor(db: str) -> None:
    desk = await make_desk(5)
    base = datetime(2026, 5, 1, 12, 0, 0, tzinfo=UTC)
    moments = [base + timedelta(microseconds=n) for n in (0, 1, 10, 999_999, 1_000_000)]
    for row, moment in zip(desk.tickets, moments, strict=True):
        await Ticket.filter(id=row.id).update(created_at=moment)
    after, seen = None, []
    for _ in moments:
        page = await fetch_page(Ticket.all(), Order("created_at"), Window(1, after))
        seen.append(page.rows[0].created_at)
        after = page.end_cursor
    assert seen == moments


async def test_a_page_is_one_statement_and_the_count_another(db: str) -> None:
    desk = await make_desk(30)
    with counted_everywhere() as statements:
        page = await fetch_page(Ticket.all(), ORDERS[0], Window(10))
        assert len(statements) == 1
        assert await page.count() == len(desk.tickets)
        assert len(statements) == 2


async def test_an_empty_list_is_an_empty_page(db: str) -> None:
    page = await fetch_page(Ticket.all(), ORDERS[0], window_of())
    assert (page.rows, page.start_cursor, page.end_cursor) == ([], None, None)
    assert not page.has_next_page
    assert not page.has_previous_page


async def test_a_deep_page_begins_inside_the_index(db: str) -> None:
    desk = await make_desk(300)
    order = Order("priority_rank")
    cursor = encode_cursor(order, desk.tickets[0])
    with counted_everywhere() as statements:
        await fetch_page(Ticket.all(), order, Window(5, cursor))
    rank, id = desk.tickets[0].priority_rank, desk.tickets[0].id
    plan = await explain(statements[0], [rank, id])
    if db == "sqlite":
        assert "SEARCH ticket USING INDEX" in plan
        assert "(priority_rank,id)>(?,?)" in plan
    else:
        assert "Index Cond: (ROW(priority_rank" in plan


async def explain(statement: str, values: list[Any]) -> str:
    from tortoise.transactions import in_transaction

    async with in_transaction() as db:
        if dialect() == "sqlite":
            rows = await db.execute_query_dict(f"EXPLAIN QUERY PLAN {statement}", values)
            return "\n".join(row["detail"] for row in rows)
        await db.execute_query("SET LOCAL enable_seqscan = off")
        await db.execute_query("SET LOCAL enable_sort = off")
        await db.execute_query("SET LOCAL enable_bitmapscan = off")
        rows = await db.execute_query_dict(f"EXPLAIN {statement}", values)
        return "\n".join(row["QUERY PLAN"] for row in rows)


def packed(*parts: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(list(parts)).encode()).rstrip(b"=").decode()


MOMENT = "2026-01-01T00:00:00+00:00"


@pytest.mark.parametrize("dialect", ["sqlite"])
@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "!!!!",
        "ünïcode",
        "A" * 5000,
        packed(),
        packed("created_at"),
        packed("created_at", MOMENT),
        packed("created_at", MOMENT, 7),
        packed("created_at", MOMENT, "tkt_\0"),
        packed("created_at", 5, "tkt"),
        packed("created_at", "2026-01-01T00:00:00", "tkt"),
        packed("created_at", "0001-01-01T00:00:00+14:00", "tkt"),
        packed("created_at", "never", "tkt"),
        packed("-created_at", MOMENT, "tkt"),
        packed({"created_at": 1}, MOMENT, "tkt"),
        base64.urlsafe_b64encode(b"{}").decode(),
        base64.urlsafe_b64encode(b"\xff\xfe").decode(),
    ],
)
@pytest.mark.parametrize("argument", ["after", "before"])
async def test_a_cursor_that_is_not_of_this_list_is_refused(
    db: str, cursor: str, argument: str
) -> None:
    window = Window(5, **{argument: cursor})
    with pytest.raises(DomainError) as caught:
        await fetch_page(Ticket.all(), Order("created_at"), window)
    assert (caught.value.code, caught.value.path) == (ErrorCode.BAD_REQUEST, (argument,))


@pytest.mark.parametrize("dialect", ["sqlite"])
@pytest.mark.parametrize("value", [2**63, -(2**63) - 1, True, 1.5, None, "7", 10**30])
async def test_a_cursor_whose_number_no_database_holds_is_refused(db: str, value: Any) -> None:
    with pytest.raises(DomainError):
        await fetch_page(
            Ticket.all(), Order("number", is_unique=True), Window(5, packed("number", value))
        )


def test_a_page_has_fifty_rows_unless_told() -> None:
    assert window_of() == Window(50)
    assert window_of(first=1) == Window(1)
    assert window_of(last=100, before="x") == Window(100, None, "x", from_end=True)


@pytest.mark.parametrize("argument", ["first", "last"])
@pytest.mark.parametrize("size", [-1, 0, 101, -(2**31), 2**31])
def test_a_size_outside_one_to_a_hundred_is_refused(argument: str, size: int) -> None:
    with pytest.raises(DomainError) as caught:
        window_of(**{argument: size})  # type: ignore[arg-type]
    assert (caught.value.code, caught.value.path) == (ErrorCode.OUT_OF_RANGE, (argument,))


def test_first_and_last_together_are_refused() -> None:
    with pytest.raises(DomainError) as caught:
        window_of(first=1, last=1)
    assert caught.value.code is ErrorCode.BAD_REQUEST


def test_a_list_in_memory_is_cut_like_any_other() -> None:
    items = list(range(20))
    page = cut_page(items, "relevance", Window(8))
    assert page.rows == items[:8]
    assert (page.has_previous_page, page.has_next_page) == (False, True)
    page = cut_page(items, "relevance", Window(8, page.end_cursor))
    assert page.rows == items[8:16]
    page = cut_page(items, "relevance", Window(8, page.end_cursor))
    assert page.rows == items[16:]
    assert (page.has_previous_page, page.has_next_page) == (True, False)
    page = cut_page(items, "relevance", Window(3, None, page.start_cursor, from_end=True))
    assert page.rows == [13, 14, 15]
    assert cut_page(items[:3], "relevance", Window(8, page.end_cursor)).rows == []
    with pytest.raises(DomainError):
        cut_page(items, "other", Window(8, page.end_cursor))
