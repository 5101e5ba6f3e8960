"""Filters mean the same in SQL, on both databases, as in plain Python."""

import random
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from domain.errors import AccessError, DomainError, ErrorCode
from domain.filters import MAX_DEPTH, MAX_PARTS, Group, Many
from domain.models import Comment, Ticket
from domain.ticket_filters import TICKET_FILTER, filter_tickets
from domain.vocabulary import Visibility
from tests.domain.filter_oracle import Oracle, random_filter
from tests.domain.query_data import Desk, make_desk

EVERYTHING_STAFF_ONLY = {
    "notes",
    "urgency",
    "urgency_decided_by",
    "sentiment",
    "sentiment_decided_by",
    "language",
    "skills",
    "tags",
    "external_id",
    "queued_at",
}


async def found(desk: Desk, given: dict[str, Any]) -> list[str]:
    rows = await Ticket.filter(filter_tickets(given, desk.moderator)).values_list("id", flat=True)
    return [str(id) for id in rows]


@pytest.mark.parametrize("seed", range(4))
async def test_random_filters_find_what_plain_python_finds(db: str, seed: int) -> None:
    desk = await make_desk(40, seed)
    oracle = Oracle(desk)
    chance = random.Random(seed)
    sizes = set()
    for _ in range(100):
        given = random_filter(chance, desk)
        rows = await found(desk, given)
        assert len(rows) == len(set(rows)), given
        assert set(rows) == oracle.find(given), given
        assert await Ticket.filter(filter_tickets(given, desk.moderator)).count() == len(rows)
        sizes.add(len(rows))
    assert len(sizes) > 10


async def test_a_filter_and_its_negation_part_all_rows(db: str) -> None:
    desk = await make_desk(40)
    everything = {row.id for row in desk.tickets}
    chance = random.Random(9)
    for _ in range(60):
        given = random_filter(chance, desk, 2)
        condition = filter_tickets(given, desk.moderator)
        yes = set(await Ticket.filter(condition).values_list("id", flat=True))
        for negated in (filter_tickets({"not": given}, desk.moderator), ~condition):
            no = set(await Ticket.filter(negated).values_list("id", flat=True))
            assert (yes | no, yes & no) == (everything, set()), given


async def test_not_counts_rows_without_a_value(db: str) -> None:
    desk = await make_desk(40)
    without = {row.id for row in desk.tickets if row.language is None}
    assert without
    assert without <= set(await found(desk, {"not": {"language": {"eq": "en"}}}))


@pytest.mark.parametrize("sign", ["%", "_", "\\", "\\%", "%%", "'", '"', "?", "$1", "*", "--"])
async def test_signs_that_mean_something_in_sql_mean_themselves(db: str, sign: str) -> None:
    desk = await make_desk(12)
    for row, title in zip(desk.tickets, [f"a{sign}b", f"{sign}ab", "ab", "axb"], strict=False):
        await Ticket.filter(id=row.id).update(title=title)
    rows = [row.id for row in desk.tickets]
    assert set(rows[:2]) <= set(await found(desk, {"title": {"contains": sign}}))
    assert rows[2] not in await found(desk, {"title": {"contains": sign}})
    assert await found(desk, {"title": {"starts_with": f"A{sign}"}}) == [rows[0]]
    assert await found(desk, {"title": {"eq": f"a{sign}b"}}) == [rows[0]]
    assert await found(desk, {"title": {"in": [sign, f"a{sign}b"]}}) == [rows[0]]


async def test_dates_of_any_zone_are_compared_as_moments(db: str) -> None:
    desk = await make_desk(3)
    moment = datetime(2026, 6, 1, 0, 30, tzinfo=timezone(timedelta(hours=2)))
    await Ticket.filter(id=desk.tickets[0].id).update(created_at=moment.astimezone(UTC))
    assert await found(desk, {"created_at": {"eq": moment}}) == [desk.tickets[0].id]
    assert await found(desk, {"created_at": {"gt": moment}}) == []
    assert await found(desk, {"created_at": {"lte": moment}})


async def test_an_empty_or_finds_nothing_and_other_empty_parts_everything(db: str) -> None:
    desk = await make_desk(5)
    for given in ({}, {"and": []}, {"title": {}}, {"or": [{}]}, {"assignee": {}}, {"tags": {}}):
        assert len(await found(desk, given)) == 5, given
    for given in ({"or": []}, {"not": {}}, {"id": {"in": []}}):
        assert await found(desk, given) == [], given
    everything = filter_tickets(None, desk.moderator)
    assert await Ticket.filter(everything).count() == 5


async def test_an_or_with_a_filter_that_always_holds_always_holds(db: str) -> None:
    desk = await make_desk(5)
    either = filter_tickets({}, desk.moderator) | filter_tickets({"or": []}, desk.moderator)
    assert await Ticket.filter(either).count() == 5


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_a_requester_may_not_filter_by_what_he_may_not_read(db: str) -> None:
    desk = await make_desk(2)
    staff_only = {name for name, target in TICKET_FILTER.fields.items() if target.for_staff}
    assert staff_only == EVERYTHING_STAFF_ONLY
    hidden: list[dict[str, Any]] = [{name: {}} for name in sorted(staff_only)]
    hidden += [
        {"assignee": {"email": {"starts_with": "a"}}},
        {"requester": {"email": {"eq": "a@b.c"}}},
        {"comments": {"some": {"visibility": {"eq": "INTERNAL"}}}},
    ]
    hidden += [{"not": one} for one in hidden] + [{"or": [{}, {"and": [one]}]} for one in hidden]
    for given in hidden:
        with pytest.raises(AccessError) as caught:
            filter_tickets(given, desk.requester)
        assert caught.value.code is ErrorCode.FORBIDDEN
        filter_tickets(given, desk.moderator)


async def test_internal_comments_do_not_count_in_a_requesters_filter(db: str) -> None:
    desk = await make_desk(3)
    await Comment.all().delete()
    ticket = desk.tickets[0]
    for place, visibility in enumerate(Visibility):
        await Comment.create(
            id=f"cmt_{place}",
            ticket_id=ticket.id,
            author_id=desk.staff[0].id,
            body=f"canary {visibility}",
            visibility=visibility,
            created_at=ticket.created_at,
        )

    async def hits(text: str, quantifier: str = "some") -> int:
        given = {"comments": {quantifier: {"body": {"contains": text}}}}
        return await Ticket.filter(filter_tickets(given, desk.requester)).count()

    assert await hits("canary public") == 1
    assert await hits("canary internal") == 0
    assert await hits("canary internal", "none") == 3
    assert await hits("canary public", "every") == 3


def nested(depth: int) -> dict[str, Any]:
    return {"not": nested(depth - 1)} if depth else {}


@pytest.mark.parametrize("dialect", ["sqlite"])
@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"nothing": {}}, ErrorCode.BAD_REQUEST, ("filter", "nothing")),
        ({"title": {"like": "x"}}, ErrorCode.BAD_REQUEST, ("filter", "title", "like")),
        ({"title": {"is_null": True}}, ErrorCode.BAD_REQUEST, ("filter", "title", "isNull")),
        ({"due_at": None}, ErrorCode.BAD_REQUEST, ("filter", "dueAt")),
        ({"due_at": {"eq": None}}, ErrorCode.BAD_REQUEST, ("filter", "dueAt", "eq")),
        ({"due_at": {"is_null": None}}, ErrorCode.INVALID, ("filter", "dueAt", "isNull")),
        ({"id": {"in": None}}, ErrorCode.BAD_REQUEST, ("filter", "id", "in")),
        ({"id": {"in": ["a", None]}}, ErrorCode.BAD_REQUEST, ("filter", "id", "in", "1")),
        ({"or": None}, ErrorCode.BAD_REQUEST, ("filter", "or")),
        ({"or": [{}, None]}, ErrorCode.BAD_REQUEST, ("filter", "or", "1")),
        ({"not": None}, ErrorCode.BAD_REQUEST, ("filter", "not")),
        ({"tags": {"any": {}}}, ErrorCode.BAD_REQUEST, ("filter", "tags", "any")),
        ({"tags": {"some": None}}, ErrorCode.BAD_REQUEST, ("filter", "tags", "some")),
        ({"status": {"eq": "DONE"}}, ErrorCode.INVALID, ("filter", "status", "eq")),
        ({"title": {"eq": 5}}, ErrorCode.INVALID, ("filter", "title", "eq")),
        ({"title": {"contains": "\0"}}, ErrorCode.INVALID, ("filter", "title", "contains")),
        ({"title": {"eq": "\ud800"}}, ErrorCode.INVALID, ("filter", "title", "eq")),
        ({"title": {"eq": "x" * 1001}}, ErrorCode.TOO_LONG, ("filter", "title", "eq")),
        ({"rating": {"gt": 40_000}}, ErrorCode.OUT_OF_RANGE, ("filter", "rating", "gt")),
        ({"number": {"eq": 2**63}}, ErrorCode.OUT_OF_RANGE, ("filter", "number", "eq")),
        ({"number": {"eq": True}}, ErrorCode.INVALID, ("filter", "number", "eq")),
        (
            {"created_at": {"eq": datetime.fromisoformat("2026-01-01")}},
            ErrorCode.INVALID,
            ("filter", "createdAt", "eq"),
        ),
        (
            {"created_at": {"lt": datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=5)))}},
            ErrorCode.OUT_OF_RANGE,
            ("filter", "createdAt", "lt"),
        ),
        ({"has_assignee": {"eq": "yes"}}, ErrorCode.INVALID, ("filter", "hasAssignee", "eq")),
        ({"id": {"in": ["x"] * MAX_PARTS}}, ErrorCode.BAD_REQUEST, ("filter",)),
        ({"or": [{}] * MAX_PARTS}, ErrorCode.BAD_REQUEST, ("filter",)),
        (nested(MAX_DEPTH), ErrorCode.BAD_REQUEST, ("filter",) + ("not",) * MAX_DEPTH),
    ],
)
async def test_a_filter_that_cannot_be_says_where(
    db: str, given: dict[str, Any], code: ErrorCode, path: tuple[str, ...]
) -> None:
    desk = await make_desk(1)
    with pytest.raises(DomainError) as caught:
        filter_tickets(given, desk.moderator)
    assert (caught.value.code, caught.value.path) == (code, path)


async def test_the_largest_filter_runs(db: str) -> None:
    desk = await make_desk(3)
    wide = {"or": [{"title": {"eq": str(n)}} for n in range(120)]}
    assert await found(desk, wide) == []
    assert await found(desk, {"id": {"in": [str(n) for n in range(MAX_PARTS - 10)]}}) == []
    await found(desk, nested(MAX_DEPTH - 1))


async def test_every_field_of_the_ticket_filter_names_real_columns(db: str) -> None:
    desk = await make_desk(1)
    for name, target in TICKET_FILTER.fields.items():
        if isinstance(target, Group):
            given: dict[str, Any] = {
                inner: {"eq": True} if inner == "is_default" else {"in": []}
                for inner in target.fields
            }
        elif isinstance(target, Many):
            given = {"some": {inner: {} for inner in target.fields}}
        else:
            given = {"eq": True} if name == "has_assignee" else {"in": []}
        await found(desk, {name: given})
