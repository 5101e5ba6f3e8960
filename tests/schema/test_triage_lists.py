"""The runs of a ticket and the triages of many, page by page."""

import pytest

from domain.models import TriageRun
from domain.triage.batches import start_batch
from domain.unit_of_work import transact
from domain.vocabulary import TriageStatus
from tests.domain import factories
from tests.domain.factories import make_ticket, open_desk
from tests.schema.desk import Desk

RUNS = """query($id: ID!, $after: String) { ticket(id: $id) { triageRuns(first: 2, after: $after) {
  totalCount pageInfo { hasNextPage endCursor } nodes { id status } } } }"""
BATCHES = """query($after: String) { triageBatches(first: 2, after: $after) {
  totalCount pageInfo { hasNextPage endCursor } nodes { id total createdBy { name } } } }"""


@pytest.fixture
async def people(db: str) -> factories.Desk:
    return await open_desk()


async def test_the_runs_of_a_ticket_come_newest_first_to_staff_alone(
    people: factories.Desk,
) -> None:
    ticket = await make_ticket(people)
    await TriageRun.filter(ticket_id=ticket.id).update(status=TriageStatus.COMPLETED)
    for _ in range(2):
        await transact(start_batch, people.admin, [ticket.id], None)
        await TriageRun.filter(ticket_id=ticket.id).update(status=TriageStatus.COMPLETED)
    ids = await TriageRun.filter(ticket_id=ticket.id).order_by("-id").values_list("id", flat=True)
    assert len(ids) == 3
    page = (await Desk().data(people.moderator, RUNS, {"id": ticket.id}))["ticket"]["triageRuns"]
    assert [run["id"] for run in page["nodes"]] == ids[:2]
    assert (page["totalCount"], page["pageInfo"]["hasNextPage"]) == (3, True)
    more = {"id": ticket.id, "after": page["pageInfo"]["endCursor"]}
    rest = (await Desk().data(people.moderator, RUNS, more))["ticket"]["triageRuns"]
    assert [run["id"] for run in rest["nodes"]] == ids[2:]
    assert not rest["pageInfo"]["hasNextPage"]
    seen = await Desk().data(people.requester, RUNS, {"id": ticket.id})
    assert seen == {"ticket": {"triageRuns": None}}


async def test_staff_find_the_triages_of_many_that_there_were(people: factories.Desk) -> None:
    made = [await make_ticket(people) for _ in range(2)]
    wanted = [[made[0].id], [made[1].id], [ticket.id for ticket in made]]
    ids = [(await transact(start_batch, people.admin, one, None)).id for one in wanted]
    page = (await Desk().data(people.moderator, BATCHES))["triageBatches"]
    assert [(batch["id"], batch["total"]) for batch in page["nodes"]] == [(ids[2], 2), (ids[1], 1)]
    assert page["nodes"][0]["createdBy"] == {"name": "Ada"}
    assert page["totalCount"] == 3
    after = {"after": page["pageInfo"]["endCursor"]}
    rest = (await Desk().data(people.moderator, BATCHES, after))["triageBatches"]
    assert [batch["id"] for batch in rest["nodes"]] == ids[:1]
