"""What PostgreSQL writes as JSON is what would be written of its rows, for each viewer."""

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from domain import clock
from domain.actors import Actor
from domain.ids import new_id
from domain.models import Comment, Event, Tag, Ticket, TicketTag, User
from domain.vocabulary import Visibility
from tests.domain.factories import Desk as People
from tests.domain.factories import make_ticket, open_desk
from tests.schema.desk import ENGINE, Desk, answered_by_graphql_core
from tests.schema.statements import counted_everywhere

HOSTILE = (
    "plain",
    "it's \"quoted\" and back\\slashed, 'twice'",
    "line\nfeed, tab\t, return\r, bell\x07, escape\x1b, delete\x7f",
    "\u2028 \u2029 \ufeff \u00e9 \U0001f600 </script> {\"a\": [1]} $1 %s ||'x'",
)
TICKET = """query($id: ID!, $first: Int, $deep: Boolean = true) { ticket(id: $id) {
  __typename named: title number version id status priority urgency createdAt dueAt updatedAt
  externalId requester { id name isAvailable capacity } assignee { __typename id name }
  category { name } tags { name } skills { skill { name } }
  said: comments(first: $first) @include(if: $deep) { __typename nodes {
    id body visibility createdAt editedAt version author { name } } }
  events(first: 3) { nodes { id kind occurredAt } }
  triageRuns(first: 2) { nodes { id } } } }"""


@pytest.fixture
async def people(db: str) -> People:
    return await open_desk()


async def a_full_ticket(people: People) -> str:
    """With texts, moments and people of every kind, and many comments, some for staff only."""
    ticket = await make_ticket(people, title="One that all is said about")
    moment = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
    for number in range(30):
        await Comment.create(
            id=new_id("cmt"),
            ticket_id=ticket.id,
            author_id=(people.requester, people.moderator)[number % 2].user_id,
            body=HOSTILE[number % len(HOSTILE)],
            visibility=Visibility.INTERNAL if number % 3 == 0 else Visibility.PUBLIC,
            created_at=moment + timedelta(seconds=number, microseconds=number // 2 * 100),
            edited_at=moment if number % 5 == 0 else None,
        )
    for name in ("zebra", HOSTILE[1], "été"):
        tag = await Tag.create(id=new_id("tag"), name=name, created_at=clock.now())
        await TicketTag.create(ticket_id=ticket.id, tag_id=tag.id)
    await User.filter(id=people.requester.user_id).update(name=HOSTILE[3])
    await Ticket.filter(id=ticket.id).update(assignee_id=people.moderator.user_id)
    return ticket.id


async def both(viewer: Actor, query: str, variables: dict[str, Any]) -> tuple[bytes, int]:
    """The data that ours and graphql-core agree on, and how many statements ours took."""
    prepared = ENGINE.prepare(query, None)
    assert not isinstance(prepared, list), prepared
    with counted_everywhere() as seen:
        ours = await ENGINE.execute(prepared, variables, Desk().context(viewer))
    expected = await answered_by_graphql_core(prepared.document, variables, Desk().context(viewer))
    data = orjson.dumps(ours.data)
    assert data == orjson.dumps(expected.data)
    found = sorted(str(error) for error in ours.errors or ())
    assert found == sorted(str(error) for error in expected.errors or ())
    return data, len(seen)


@pytest.mark.parametrize("who", ["requester", "moderator", "admin", "stranger"])
async def test_a_ticket_is_the_same_for_each_viewer(people: People, who: str) -> None:
    id = await a_full_ticket(people)
    viewer = getattr(people, who)
    for first in (None, 1, 30, 100):
        for deep in (True, False):
            await both(viewer, TICKET, {"id": id, "first": first, "deep": deep})


async def test_a_ticket_with_its_lists_is_one_statement(db: str, people: People) -> None:
    id = await a_full_ticket(people)
    data, statements = await both(people.moderator, TICKET, {"id": id, "first": 20})
    assert len(orjson.loads(data)["ticket"]["said"]["nodes"]) == 20
    assert (statements == 1) == (db == "postgres")


async def test_what_is_for_staff_stays_with_staff(people: People) -> None:
    id = await a_full_ticket(people)
    query = "query($id: ID!) { ticket(id: $id) { externalId comments { nodes { visibility } } } }"
    await Ticket.filter(id=id).update(external_id="4711")
    seen = {}
    for who in ("requester", "moderator"):
        data, _ = await both(getattr(people, who), query, {"id": id})
        ticket = orjson.loads(data)["ticket"]
        seen[who] = ticket["externalId"], {it["visibility"] for it in ticket["comments"]["nodes"]}
    assert seen["requester"] == (None, {"PUBLIC"})
    assert seen["moderator"] == ("4711", {"PUBLIC", "INTERNAL"})


@pytest.mark.parametrize(
    "arguments",
    [
        "(last: 3)",
        "(first: 101)",
        '(after: "nonsense")',
        "(orderBy: {field: CREATED_AT, direction: DESC}, first: 2)",
        '(filter: {body: {contains: "quoted"}}, first: 5)',
    ],
)
async def test_pages_of_any_kind_are_the_same(people: People, arguments: str) -> None:
    id = await a_full_ticket(people)
    query = f"query($id: ID!) {{ ticket(id: $id) {{ comments{arguments} {{ nodes {{ id }} }} }} }}"
    await both(people.moderator, query, {"id": id})


async def test_a_list_has_its_cursors_beside_what_the_database_writes(people: People) -> None:
    for number in range(5):
        await make_ticket(people, title=f"{HOSTILE[number % 2]} {number}")
    query = """query($after: String) { tickets(first: 2, after: $after) { totalCount
      pageInfo { hasNextPage endCursor } edges { cursor node { title requester { name } } } } }"""
    after, titles = None, []
    for _ in range(3):
        data, _ = await both(people.moderator, query, {"after": after})
        page = orjson.loads(data)["tickets"]
        titles += [edge["node"]["title"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
    assert len(set(titles)) == 5
    assert not page["pageInfo"]["hasNextPage"]


@pytest.mark.parametrize(
    "query",
    [
        "{ ticket(number: 2147483647) { title } tickets { nodes { number } } }",
        "{ tickets { totalCount nodes { title number } } }",
        "{ tickets { edges { node { number } } } }",
    ],
)
async def test_a_number_beyond_32_bits_is_an_error_where_it_stands(
    people: People, query: str
) -> None:
    for title in ("Near", "Far away"):
        ticket = await make_ticket(people, title=title)
    await Ticket.filter(id=ticket.id).update(number=2**31)
    assert orjson.loads((await both(people.moderator, query, {}))[0]) is None


async def test_a_list_and_its_total_are_one_statement(db: str, people: People) -> None:
    query = """query($first: Int) { tickets(first: $first) { __typename
      all: totalCount count: totalCount nodes { id title tags { name } } } }"""
    for size in range(4):
        for first in (1, 2, 50):
            data, statements = await both(people.moderator, query, {"first": first})
            found = orjson.loads(data)["tickets"]
            assert (found["all"], found["count"]) == (size, size)
            assert len(found["nodes"]) == min(size, first)
            assert (statements == 1) == (db == "postgres")
        await make_ticket(people, title=HOSTILE[size % 2])


async def test_a_failing_root_does_not_spoil_what_the_database_wrote(people: People) -> None:
    id = await a_full_ticket(people)
    query = """query($id: ID!) { ticket(id: $id) { title }
      tickets(first: 1000) { nodes { id } } }"""
    await both(people.moderator, query, {"id": id})


async def test_nothing_selected_is_an_empty_object(people: People) -> None:
    id = await a_full_ticket(people)
    query = "query($id: ID!, $no: Boolean!) { ticket(id: $id) { title @include(if: $no) } }"
    data, _ = await both(people.moderator, query, {"id": id, "no": False})
    assert orjson.loads(data) == {"ticket": {}}


async def test_events_of_all_come_with_their_moments(people: People) -> None:
    id = await a_full_ticket(people)
    moments = [datetime(2026, 3, 1, 0, 0, 7, it, tzinfo=UTC) for it in (0, 5, 100, 120_000)]
    rows = await Event.filter(ticket_id=id)
    query = "query($id: ID!) { ticket(id: $id) { events { nodes { occurredAt } } } }"
    for moment in moments:
        await Event.filter(id=rows[0].id).update(occurred_at=moment)
        data, _ = await both(people.moderator, query, {"id": id})
        assert moment.isoformat() in data.decode()
