"""Filters, order, search and statistics through the API."""

import dataclasses
from datetime import timedelta
from typing import Any

import pytest
import strawberry

from domain import clock, lists
from domain.filters import OPERATORS, Column, Filterable, Group, IsSet, Many
from domain.ids import new_id
from domain.models import Tag, TicketTag
from domain.models.tickets import Ticket
from domain.ticket_filters import TICKET_FILTER
from domain.vocabulary import TicketStatus
from schema.inputs.catalog_filter import (
    CategoryFilter,
    SkillFilter,
    TagFilter,
    TriageRuleFilter,
)
from schema.inputs.conversation_filter import CommentFilter, EventFilter
from schema.inputs.filters import as_filter
from schema.inputs.operations_filter import JobFilter, MailFilter
from schema.inputs.person_filter import UserFilter
from schema.inputs.provider_filter import LlmCallFilter, ModelPriceFilter, ProviderFilter
from schema.inputs.sign_in_filter import ApiTokenFilter, SessionFilter
from schema.inputs.ticket_filter import TicketFilter
from tests.domain.factories import make_ticket, make_ticket_in, open_desk
from tests.schema.desk import Desk
from tests.schema.statements import counted_everywhere

LISTINGS = (
    (lists.USERS, UserFilter),
    (lists.CATEGORIES, CategoryFilter),
    (lists.SKILLS, SkillFilter),
    (lists.TAGS, TagFilter),
    (lists.TRIAGE_RULES, TriageRuleFilter),
    (lists.JOBS, JobFilter),
    (lists.MAILS, MailFilter),
    (lists.SESSIONS, SessionFilter),
    (lists.API_TOKENS, ApiTokenFilter),
    (lists.COMMENTS, CommentFilter),
    (lists.EVENTS, EventFilter),
    (lists.PROVIDERS, ProviderFilter),
    (lists.MODEL_PRICES, ModelPriceFilter),
    (lists.LLM_CALLS, LlmCallFilter),
)
LIST = """query($filter: TicketFilter, $orderBy: TicketOrder, $search: String, $first: Int,
  $after: String, $last: Int, $before: String) {
  tickets(filter: $filter, orderBy: $orderBy, search: $search, first: $first, after: $after,
    last: $last, before: $before) {
    totalCount nodes { title } edges { cursor node { title } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""


async def titles(desk: Desk, actor: Any, **variables: Any) -> list[str]:
    data = await desk.data(actor, LIST, variables)
    return [node["title"] for node in data["tickets"]["nodes"]]


async def test_lists_are_filtered_and_sorted(db: str) -> None:
    people, desk = await open_desk(), Desk()
    one = await make_ticket(people, title="one")
    await make_ticket_in(people, TicketStatus.RESOLVED, title="two", assigned=True)
    await make_ticket(people, title="three")
    tag = await Tag.create(id=new_id("tag"), name="vip", created_at=clock.now())
    await TicketTag.create(ticket_id=one.id, tag_id=tag.id)
    cases: list[tuple[dict[str, Any], list[str]]] = [
        ({"status": {"in": ["RESOLVED"]}}, ["two"]),
        ({"not": {"status": {"eq": "RESOLVED"}}}, ["three", "one"]),
        ({"or": [{"title": {"eq": "one"}}, {"title": {"startsWith": "THR"}}]}, ["three", "one"]),
        ({"assignee": {"id": {"isNull": False}}}, ["two"]),
        ({"hasAssignee": {"eq": False}}, ["three", "one"]),
        ({"tags": {"some": {"name": {"eq": "vip"}}}}, ["one"]),
        ({"tags": {"none": {"not": {"name": {"contains": "x"}}}}}, ["three", "two"]),
        ({"createdAt": {"lt": one.created_at.isoformat()}}, []),
    ]
    for given, wanted in cases:
        assert await titles(desk, people.moderator, filter=given) == wanted, given
    assert await titles(desk, people.moderator) == ["three", "two", "one"]
    oldest = {"field": "NUMBER", "direction": "ASC"}
    assert await titles(desk, people.moderator, orderBy=oldest) == ["one", "two", "three"]


async def test_a_search_is_paged_by_rank_and_by_key_when_sorted(db: str) -> None:
    people, desk = await open_desk(), Desk()
    for n in range(5):
        await make_ticket(people, title=f"printer {n}")
    await make_ticket(people, title="something else")
    for order in (None, {"field": "NUMBER"}):
        seen: list[str] = []
        after = None
        for _ in range(3):
            variables = {"search": "print", "first": 2, "after": after, "orderBy": order}
            page = (await desk.data(people.requester, LIST, variables))["tickets"]
            assert page["totalCount"] == 5
            assert page["pageInfo"]["hasPreviousPage"] == bool(seen)
            seen += [edge["node"]["title"] for edge in page["edges"]]
            after = page["pageInfo"]["endCursor"]
        assert sorted(seen) == [f"printer {n}" for n in range(5)]
        assert not page["pageInfo"]["hasNextPage"]
    assert await titles(desk, people.stranger, search="print") == []


async def test_what_cannot_be_asked_has_a_code(db: str) -> None:
    people, desk = await open_desk(), Desk()
    cases: list[tuple[dict[str, Any], str]] = [
        ({"filter": {"notes": {"contains": "a"}}}, "FORBIDDEN"),
        ({"filter": {"not": {"urgency": {"eq": "HIGH"}}}}, "FORBIDDEN"),
        ({"filter": {"requester": {"email": {"contains": "a"}}}}, "FORBIDDEN"),
        ({"filter": {"title": None}}, "BAD_REQUEST"),
        ({"filter": {"title": {"eq": None}}}, "BAD_REQUEST"),
        ({"filter": {"rating": {"eq": 2**31 - 1}}}, "OUT_OF_RANGE"),
        ({"search": "x" * 301}, "TOO_LONG"),
        ({"first": -1}, "OUT_OF_RANGE"),
        ({"first": 1, "last": 1}, "BAD_REQUEST"),
        ({"after": "nonsense"}, "BAD_REQUEST"),
        ({"after": "nonsense", "search": "x"}, "BAD_REQUEST"),
    ]
    for variables, code in cases:
        assert await desk.code(people.requester, LIST, variables) == code, variables


def input_of(annotation: Any) -> Any:
    """The input class behind an optional member, whichever way strawberry wraps it."""
    inner = getattr(annotation, "of_type", annotation)
    return getattr(inner, "__strawberry_definition__", inner)


def members(input_type: Any) -> dict[str, Any]:
    definition = getattr(input_type, "__strawberry_definition__", input_type)
    return {member.python_name.rstrip("_"): input_of(member.type) for member in definition.fields}


def test_every_input_offers_just_what_the_domain_understands() -> None:
    def compare(fields: Any, model: Any, input_type: Any, where: str) -> None:
        offered = members(input_type)
        combined = offered.keys() & {"and", "or", "not"}
        assert offered.keys() - combined == fields.keys(), where
        for name, target in fields.items():
            check(target, model, offered[name], f"{where}.{name}")

    def check(target: Filterable, model: Any, input_type: Any, where: str) -> None:
        match target:
            case Group():
                compare(target.fields, model, input_type, where)
            case Many():
                assert members(input_type).keys() == {"some", "none", "every"}
                compare(target.fields, target.model, members(input_type)["some"], where)
            case IsSet():
                assert members(input_type).keys() == {"eq"}
            case Column():
                owner = target.via[1] if target.via else model
                wanted = set(OPERATORS[target.kind])
                offered = set(members(input_type))
                assert offered - {"is_null"} == wanted, where
                if owner._meta.fields_map[target.name].null:
                    assert "is_null" in offered, where

    compare(TICKET_FILTER.fields, Ticket, TicketFilter, "ticket")
    for listing, input_type in LISTINGS:
        model = listing.filters.model
        compare(listing.filters.fields, model, input_type, model.__name__)


def test_what_was_left_out_of_a_filter_is_left_out_and_null_stays() -> None:
    assert as_filter(None) is None
    given = TicketFilter(title=None)
    assert as_filter(given) == {"title": None}
    assert all(field.default is strawberry.UNSET for field in dataclasses.fields(TicketFilter))


STATS = """query($range: DateRange!, $timeZone: String!, $filter: TicketFilter) {
  ticketStats(range: $range, timeZone: $timeZone, filter: $filter) {
    totals { created open solved averagePerDay }
    createdByDay { day count } solvedByDay { day count }
    processed { today thisWeek thisMonth }
    timeToFirstAnswer { count median p90 } timeToResolution { count median p90 }
    byStatus { status count days { day count } }
    byCategory { category { key } count days { day count } }
    byPriority { priority count days { day count } }
    bySentiment { sentiment count days { day count } }
    byAssignee { assignee { name } count days { day count } }
    triage { cost { runs failures inputTokens outputTokens costMicros }
      latency { count p50 p95 } reviews { reviewed corrected correctedShare } } } }"""


def this_week() -> dict[str, str]:
    today = clock.now().date()
    return {
        "from": (today - timedelta(days=3)).isoformat(),
        "to": (today + timedelta(days=3)).isoformat(),
    }


async def test_statistics_answer_whole(db: str) -> None:
    people, desk = await open_desk(), Desk()
    await make_ticket(people)
    await make_ticket_in(people, TicketStatus.RESOLVED, assigned=True)
    variables = {"range": this_week(), "timeZone": "Asia/Kathmandu"}
    found = (await desk.data(people.moderator, STATS, variables))["ticketStats"]
    assert found["totals"]["created"] == 2
    assert (found["totals"]["open"], found["totals"]["solved"]) == (1, 1)
    assert found["totals"]["averagePerDay"] == pytest.approx(2 / 7)
    assert len(found["createdByDay"]) == 7
    assert sum(day["count"] for day in found["solvedByDay"]) == 1
    assert found["processed"]["today"] == 1
    assert found["timeToResolution"]["count"] == 1
    assert [share["count"] for share in found["byStatus"]] == [1, 0, 0, 1, 0]
    for shares in ("byStatus", "byCategory", "byPriority", "bySentiment", "byAssignee"):
        assert sum(day["count"] for share in found[shares] for day in share["days"]) == 2
    assert {share["assignee"] and share["assignee"]["name"] for share in found["byAssignee"]} > {
        None
    }
    assert found["triage"]["cost"]["runs"] == 2
    assert found["triage"]["reviews"]["correctedShare"] is None


async def test_statistics_compute_only_what_is_asked_for(db: str) -> None:
    people, desk = await open_desk(), Desk()
    await make_ticket(people)
    start = "query($range: DateRange!) { ticketStats(range: $range) "
    for fields, statements in (
        ("{ __typename }", 0),
        ("{ byStatus { count } }", 1),
        ("{ byStatus { count days { count } } }", 2),
        ("{ triage { latency { p95 } } }", 1),
        ("{ createdByDay { count } processed { today } }", 2),
    ):
        with counted_everywhere() as seen:
            await desk.data(people.moderator, f"{start} {fields} }}", {"range": this_week()})
        assert len(seen) == statements, fields


async def test_statistics_are_for_staff_and_for_ranges_that_can_be(db: str) -> None:
    people, desk = await open_desk(), Desk()
    good = {"range": this_week(), "timeZone": "UTC"}
    assert await desk.code(people.requester, STATS, good) == "FORBIDDEN"
    long = {"from": "2025-01-01", "to": "2026-12-31"}
    assert await desk.code(people.moderator, STATS, good | {"range": long}) == "OUT_OF_RANGE"
    assert await desk.code(people.moderator, STATS, good | {"timeZone": "Mars"}) == "INVALID"
