"""Subscriptions that follow the log: equal ones share one answer, and nobody gets another's."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any
from unittest.mock import patch

import pytest

from domain import tickets
from domain.actors import SYSTEM, Actor
from domain.errors import DomainError, ErrorCode
from domain.event_log import head_position
from domain.events import ticket_event
from domain.live_groups import Group
from domain.models import Ticket, User
from domain.unit_of_work import UnitOfWork, transact
from domain.vocabulary import EventKind, Visibility
from schema.assembly import schema
from schema.engine import Engine
from schema.live import LiveStream, streams
from schema.presentation import encode_result
from tests.domain.factories import make_ticket, open_desk
from tests.domain.live_readers import Reader, running_feed
from tests.domain.spine import until
from tests.schema.desk import ENGINE, Desk
from tests.schema.statements import counted_everywhere

EVENTS = """subscription($after: Position, $ids: [ID!]) {
  ticketEvents(after: $after, filter: {ticketIds: $ids}) {
    kind ticketId comment { body } changes { field }
    ticket { title notes tags { name } requester { name email } } } }"""


class Viewer(Reader):
    """A subscriber."""

    def __init__(self, actor: Actor) -> None:
        super().__init__()
        self.actor = actor
        self.group: Group | None = None

    @property
    def results(self) -> list[dict[str, Any]]:
        return [json.loads(answer) for answer in self.got]

    def values(self, field: str) -> list[Any]:
        """What the results' only field has for `field`."""
        return [next(iter(result["data"].values()))[field] for result in self.results]

    def leave(self) -> None:
        self.close()
        if self.group is not None:
            self.group.leave(self)


@pytest.fixture
async def desk(db: str) -> AsyncIterator[Desk]:
    async with running_feed() as feed:
        yield Desk(feed=feed)


@pytest.fixture
def encodings() -> Iterator[list[bytes]]:
    """Every result that was encoded."""
    made: list[bytes] = []

    def encode(*args: Any) -> bytes:
        made.append(encode_result(*args))
        return made[-1]

    with patch.object(streams, "encode_result", encode):
        yield made


async def follow(
    desk: Desk, actor: Actor, query: str = EVENTS, engine: Engine = ENGINE, **variables: Any
) -> Viewer:
    """A viewer in its group, when all before has been read; raises what ends it at its start."""
    head = await head_position()
    await until(lambda: desk.feed.position >= head)
    prepared = engine.prepare(query, None)
    assert not isinstance(prepared, list), prepared
    stream = await engine.subscribe(prepared, variables, desk.context(actor))
    assert isinstance(stream, LiveStream), stream
    viewer = Viewer(actor)
    await stream.follow(viewer)
    return viewer


async def say(actor: Actor, ticket: Ticket, body: str, visibility: Visibility) -> None:
    await transact(tickets.create_comment, actor, ticket.id, body, visibility)


async def touch(ticket: Ticket) -> None:
    """An event of a ticket, with nothing else."""

    async def record(uow: UnitOfWork) -> None:
        uow.record(ticket_event(EventKind.TICKET_UPDATED, ticket))

    await transact(record, SYSTEM)


def is_read(statement: str) -> bool:
    """But for those of the log's reader, who also looks every second."""
    return "SELECT" in statement and re.search(r'FROM "?event\b', statement) is None


def groups_of(desk: Desk) -> int:
    return sum(map(len, desk.feed._receivers.values()))


async def test_reads_and_encodings_of_an_event_do_not_grow_with_its_subscribers(
    desk: Desk, encodings: list[bytes]
) -> None:
    """The ticket, its tags, its requester; one encoding."""
    people = await open_desk()
    ticket = await make_ticket(people)
    costs = []
    for number in (1, 200):
        viewers = [await follow(desk, people.moderator) for _ in range(number)]
        encodings.clear()
        with counted_everywhere() as seen:
            await touch(ticket)
            await until(lambda viewers=viewers: all(viewer.got for viewer in viewers))  # type: ignore[misc]
        costs.append([it for it in seen if is_read(it)])
        assert [answer.encode() for viewer in viewers for answer in viewer.got] == (
            encodings * number
        )
        assert len(encodings) == 1
        for viewer in viewers:
            viewer.leave()
    assert len(costs[0]) == len(costs[1]) == 3, costs


async def test_a_burst_is_read_in_a_few_statements(desk: Desk, encodings: list[bytes]) -> None:
    people = await open_desk()
    made = [await make_ticket(people, title=f"Ticket {number}") for number in range(40)]
    viewer = await follow(desk, people.moderator)

    async def record(uow: UnitOfWork) -> None:
        for ticket in made:
            uow.record(ticket_event(EventKind.TICKET_UPDATED, ticket))

    with counted_everywhere() as seen:
        await transact(record, SYSTEM)
        await until(lambda: len(viewer.got) == 40)
    assert [it["title"] for it in viewer.values("ticket")] == [it.title for it in made]
    assert len([it for it in seen if is_read(it)]) == 3


async def test_who_asks_the_same_shares_a_group_wherever_he_begins(desk: Desk) -> None:
    people = await open_desk()
    ticket = await make_ticket(people)
    start = await head_position()
    await touch(ticket)
    others = [
        await follow(desk, actor, after=after)
        for actor in (people.moderator, people.other_moderator)
        for after in (str(start), str(await head_position()), None)
    ]
    assert groups_of(desk) == 1
    assert [len(viewer.got) for viewer in others] == [1, 0, 0] * 2
    await follow(desk, people.moderator, ids=[ticket.id])
    assert groups_of(desk) == 2
    await follow(desk, people.admin)
    await follow(desk, people.moderator, EVENTS.replace("kind", "sort: kind"))
    assert groups_of(desk) == 4
    await touch(ticket)
    await until(lambda: all(viewer.values("ticketId")[-1:] == [ticket.id] for viewer in others))
    assert [len(viewer.got) for viewer in others] == [2, 1, 1] * 2


async def test_everybody_sees_with_his_own_rights_what_others_ask_alike(desk: Desk) -> None:
    people = await open_desk()
    ticket = await make_ticket(people)
    await Ticket.filter(id=ticket.id).update(notes="for staff")
    viewers = {
        name: await follow(desk, people[name])
        for name in ("requester", "stranger", "moderator", "other_moderator", "admin")
    }
    await say(people.moderator, ticket, "between us", Visibility.INTERNAL)
    await say(people.moderator, ticket, "for all", Visibility.PUBLIC)
    staff = [viewers[name] for name in ("moderator", "other_moderator", "admin")]
    await until(
        lambda: all(viewer.values("comment")[-1:] == [{"body": "for all"}] for viewer in staff)
    )
    requester = viewers["requester"]
    await until(lambda: {"body": "for all"} in requester.values("comment"))
    for viewer in staff:
        assert {"body": "between us"} in viewer.values("comment")
        assert viewer.values("ticket")[-1]["notes"] == "for staff"
    assert {"body": "between us"} not in requester.values("comment")
    last = requester.values("ticket")[-1]
    assert (last["notes"], last["tags"]) == (None, None)
    assert viewers["stranger"].got == []


@pytest.mark.parametrize("after", [False, True], ids=["live", "replayed"])
async def test_what_hangs_on_who_looks_is_not_shared(desk: Desk, after: bool) -> None:
    """`mutedMails` is for oneself alone; nobody has said so to the groups."""
    people = await open_desk()
    engine = Engine(schema)
    await User.filter(id=people.moderator.user_id).update(muted_mails=["COMMENT_ADDED"])
    ticket = await make_ticket(people)
    await Ticket.filter(id=ticket.id).update(assignee_id=people.moderator.user_id)
    query = """subscription($after: Position) {
      ticketEvents(after: $after) { position ticket { assignee { name mutedMails } } } }"""
    start = str(await head_position())
    if after:
        await touch(ticket)
    staff = (people.moderator, people.other_moderator, people.moderator)
    viewers = [await follow(desk, actor, query, engine, after=start) for actor in staff]
    if not after:
        assert groups_of(desk) == 1
        await touch(ticket)
    await touch(ticket)
    await until(lambda: all(len(viewer.got) == 2 for viewer in viewers))
    assert groups_of(desk) == 2
    muted = [[it["assignee"]["mutedMails"] for it in one.values("ticket")] for one in viewers]
    assert muted == [[["COMMENT_ADDED"]] * 2, [None] * 2, [["COMMENT_ADDED"]] * 2]
    assert [one.values("position") for one in viewers] == [viewers[0].values("position")] * 3


async def test_my_assignments_are_those_of_each(desk: Desk) -> None:
    people = await open_desk()
    query = "subscription { assignmentFeed(mine: true) { kind ticketId assignee { name } } }"
    viewers = [
        await follow(desk, actor, query, Engine(schema))
        for actor in (people.moderator, people.other_moderator)
    ]
    for actor in (people.moderator, people.other_moderator):
        ticket = await make_ticket(people)
        await transact(tickets.assign_ticket, people.admin, ticket.id, actor.user_id or "")
    await until(lambda: all(viewer.got for viewer in viewers))
    names = [[it["name"] for it in viewer.values("assignee")] for viewer in viewers]
    assert names == [["Max"], ["Olga"]]


async def test_a_field_that_fails_is_told_by_each_result_and_ends_nothing(desk: Desk) -> None:
    people = await open_desk()
    ticket = await make_ticket(people)
    query = """subscription { ticketEvents {
      kind ticket { title comments(first: 5000) { nodes { body } } } } }"""
    viewers = [await follow(desk, people.moderator, query) for _ in range(2)]
    for _ in range(2):
        await touch(ticket)
    await until(lambda: all(len(viewer.got) == 2 for viewer in viewers))
    for result in (*viewers[0].results, *viewers[1].results):
        assert result["data"]["ticketEvents"]["kind"] == "TICKET_UPDATED"
        assert result["data"]["ticketEvents"]["ticket"] is None
        assert result["errors"][0]["extensions"]["code"] == "OUT_OF_RANGE"


async def test_a_ticket_is_followed_until_it_is_deleted(desk: Desk) -> None:
    people = await open_desk()
    ticket = await make_ticket(people)
    query = "subscription($id: ID!) { ticketUpdated(id: $id) { title notes } }"
    owner = await follow(desk, people.requester, query, id=ticket.id)
    staff = await follow(desk, people.admin, query, id=ticket.id)
    assert owner.values("title") == staff.values("title") == [ticket.title]
    await Ticket.filter(id=ticket.id).update(title="Changed", notes="for staff")
    await touch(ticket)
    await until(lambda: owner.values("title")[-1] == staff.values("title")[-1] == "Changed")
    assert (owner.values("notes")[-1], staff.values("notes")[-1]) == (None, "for staff")
    await transact(tickets.delete_ticket, people.admin, ticket.id)
    await until(lambda: owner.ends == staff.ends == [None])
    with pytest.raises(DomainError) as caught:
        await follow(desk, people.stranger, query, id=ticket.id)
    assert caught.value.code is ErrorCode.NOT_FOUND
