"""A triage of many tickets, followed over a real socket while real jobs run."""

import asyncio
from typing import Any

from domain.models import TriageRun
from domain.vocabulary import TriageStatus
from tests.api.desk_server import serve_desk
from tests.domain.factories import make_ticket, open_desk
from tests.jobs.support import all_done, eventually

RUN = """
mutation($input: TriageRunInput!) {
  triageRun(input: $input) {
    batch { id status total done remaining createdBy { name } }
    errors { code message path }
  }
}
"""
FOLLOW = """
subscription($id: ID!) {
  triageProgress(id: $id) {
    status total done failed remaining
    failures(first: 5) { nodes { ticketId ticket { title } message } }
  }
}
"""
GONE = "tkt_00000000000000000000000000"


async def test_the_progress_of_a_batch_is_followed_to_its_end(db: str) -> None:
    people = await open_desk()
    made = [await make_ticket(people, title=f"Ticket {number}") for number in range(6)]
    async with serve_desk(with_jobs=True) as server:
        await eventually(all_done)
        admin = await server.sign_in(people.admin)
        ids = [*(ticket.id for ticket in made), GONE]
        answer = await server.ask(admin, RUN, {"input": {"ids": ids}})
        batch = answer["data"]["triageRun"]["batch"]
        assert batch["total"] == 7
        assert batch["createdBy"] == {"name": "Ada"}
        async with server.socket(admin) as client, asyncio.timeout(20):
            await client.subscribe(FOLLOW, variables={"id": batch["id"]})
            states = await until_complete(client)
        assert states[-1] == {
            "status": "COMPLETED",
            "total": 7,
            "done": 6,
            "failed": 1,
            "remaining": 0,
            "failures": {
                "nodes": [{"ticketId": GONE, "ticket": None, "message": "There is no such ticket."}]
            },
        }
        done = [state["done"] for state in states]
        assert done == sorted(done)
        runs = TriageRun.filter(ticket_id__in=ids, status=TriageStatus.COMPLETED)
        assert await runs.count() == 12
        await eventually(all_done)


async def until_complete(client: Any) -> list[dict[str, Any]]:
    """All that comes, up to the subscription's own end."""
    states = []
    while (message := await client.receive())["type"] == "next":
        states.append(message["payload"]["data"]["triageProgress"])
    assert message["type"] == "complete"
    return states


async def test_a_batch_that_there_is_not_is_not_found(db: str) -> None:
    people = await open_desk()
    async with serve_desk() as server:
        admin = await server.sign_in(people.admin)
        async with server.socket(admin) as client:
            await client.subscribe(FOLLOW, variables={"id": "trb_00000000000000000000000000"})
            message = await client.receive()
        assert message["type"] == "error"
        assert message["payload"][0]["extensions"]["code"] == "NOT_FOUND"
        query = '{ triageProgress(id: "no id") { id } }'
        assert (await server.ask(admin, query))["data"] == {"triageProgress": None}
