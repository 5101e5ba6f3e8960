"""Every list besides tickets: filters mean what plain Python means by them, pages keep order."""

import random
from typing import Any

import pytest

from domain.actors import SYSTEM, Actor
from domain.cursors import Order
from domain.errors import AccessError, DomainError, ErrorCode
from domain.lists import COMMENTS, EVENTS, JOBS, MAILS, USERS, Listing
from domain.models import Event, User
from domain.paging import Window, fetch_page
from domain.vocabulary import Role
from tests.domain.list_oracle import matches, random_filter
from tests.domain.list_rows import LISTS, make_users

REQUESTER = Actor(user_id="usr_1", role=Role.USER)


async def found(listing: Listing, given: dict[str, Any]) -> list[str]:
    rows = listing.filters.model.filter(listing.where(given, SYSTEM))
    return [str(id) for id in await rows.values_list("id", flat=True)]


@pytest.mark.parametrize("name", LISTS)
async def test_random_filters_of_every_list_find_what_plain_python_finds(
    db: str, name: str
) -> None:
    listing, make = LISTS[name]
    chance = random.Random(name)
    rows = await make(chance)
    assert rows[0].keys() == listing.filters.fields.keys()
    sizes = set()
    for _ in range(60):
        given = random_filter(chance, rows)
        ids = await found(listing, given)
        made = [row["id"] for row in rows if matches(given, row)]
        assert sorted(id for id in ids if id in {row["id"] for row in rows}) == sorted(made), given
        sizes.add(len(made))
    assert len(sizes) > 5


@pytest.mark.parametrize("name", LISTS)
async def test_every_list_is_read_in_every_order_from_both_ends(db: str, name: str) -> None:
    listing, make = LISTS[name]
    await make(random.Random(name))
    if listing is EVENTS:
        for position, event in enumerate(await Event.all(), 1):
            await Event.filter(id=event.id).update(position=position)
    model = listing.filters.model
    for field in listing.orders:
        for descending in (False, True):
            order = listing.sorted_by(field, descending=descending)
            sorting = [f"{'-' if descending else ''}{column}" for column in order.columns]
            wanted = [
                str(id) for id in await model.all().order_by(*sorting).values_list("id", flat=True)
            ]
            assert await walked(model, order, from_end=False) == wanted
            assert await walked(model, order, from_end=True) == wanted


async def walked(model: Any, order: Order, *, from_end: bool) -> list[str]:
    seen: list[str] = []
    cursor = None
    while True:
        after, before = (None, cursor) if from_end else (cursor, None)
        page = await fetch_page(model.all(), order, Window(7, after, before, from_end))
        ids = [row.id for row in page.rows]
        seen = ids + seen if from_end else seen + ids
        if not (page.has_previous_page if from_end else page.has_next_page):
            return seen
        cursor = page.start_cursor if from_end else page.end_cursor


async def test_a_list_of_texts_has_a_text_or_has_not(db: str) -> None:
    await make_users(random.Random(1))
    row = await User.all().first()
    assert row is not None
    for sign in ("%", "vip%", '"', "'", "\\", "?", "$1", '["vip"]', "Über"):
        await User.filter(id=row.id).update(tags=[sign, "other"])
        assert await found(USERS, {"tags": {"has": sign}, "id": {"eq": row.id}}) == [row.id]
        assert await found(USERS, {"tags": {"has": sign[:-1]}, "id": {"eq": row.id}}) == []


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_a_requester_may_not_ask_who_may_read_a_comment(db: str) -> None:
    with pytest.raises(AccessError):
        COMMENTS.where({"or": [{"visibility": {"eq": "INTERNAL"}}]}, REQUESTER)
    with pytest.raises(AccessError):
        MAILS.where({"recipient": {"email": {"contains": "a"}}}, REQUESTER)


@pytest.mark.parametrize("dialect", ["sqlite"])
@pytest.mark.parametrize(
    ("listing", "given", "code", "path"),
    [
        (USERS, {"tags": {"has": None}}, ErrorCode.INVALID, ("filter", "tags", "has")),
        (USERS, {"tags": {"has": "\0"}}, ErrorCode.INVALID, ("filter", "tags", "has")),
        (USERS, {"tags": {"eq": "a"}}, ErrorCode.BAD_REQUEST, ("filter", "tags", "eq")),
        (USERS, {"is_deleted": {"eq": "no"}}, ErrorCode.INVALID, ("filter", "isDeleted", "eq")),
        (JOBS, {"state": {"eq": "UNDEAD"}}, ErrorCode.INVALID, ("filter", "state", "eq")),
        (JOBS, {"payload": {}}, ErrorCode.BAD_REQUEST, ("filter", "payload")),
    ],
)
async def test_a_filter_that_cannot_be_says_where(
    db: str, listing: Listing, given: dict[str, Any], code: ErrorCode, path: tuple[str, ...]
) -> None:
    with pytest.raises(DomainError) as caught:
        listing.where(given, SYSTEM)
    assert (caught.value.code, caught.value.path) == (code, path)
