"""What an answer costs at the least: our HTTP stack with fixed bytes, or with SQL by hand.

`python -m tests.benchmarks.floor_http` listens on PORT. POST /static answers what was sent to
/static/set before; /q1 and /q2 take the same requests as the other servers, and answer them with
statements written by hand on held connections, plain dictionaries and orjson.
"""

import asyncio
import os
from typing import Any

import asyncpg  # type: ignore[import-untyped]
import orjson
import uvloop
from starlette.types import Receive, Scope, Send

from api.server import build_server
from api.socket_registry import SocketRegistry
from domain.settings import Settings

CONNECTIONS = 20

TICKET = "t.id, t.number, t.title, t.status, t.priority, t.created_at, r.id, r.name, a.id, a.name"
PEOPLE = "JOIN users r ON r.id = t.requester_id LEFT JOIN users a ON a.id = t.assignee_id"
LIST = (
    f"SELECT {TICKET}, t.updated_at"
    " FROM (SELECT * FROM ticket ORDER BY created_at DESC, id DESC LIMIT 50) t"
    f" {PEOPLE} ORDER BY t.created_at DESC, t.id DESC"
)
ONE = f"SELECT {TICKET}, t.description FROM ticket t {PEOPLE} WHERE t.id = $1"
COUNT = "SELECT count(*) FROM ticket"
TAGS = (
    "SELECT ticket_id, name FROM ticket_tag JOIN tag ON tag.id = tag_id"
    " WHERE ticket_id = ANY($1) ORDER BY name"
)
COMMENTS = (
    "SELECT c.id, c.body, c.visibility, c.created_at, u.id, u.name FROM comment c"
    " JOIN users u ON u.id = c.author_id"
    " WHERE ticket_id = $1 ORDER BY c.created_at, c.id LIMIT 20"
)
EVENTS = "SELECT id, kind, occurred_at FROM event WHERE ticket_id = $1 ORDER BY position LIMIT 10"


async def list_tickets(connection: Any) -> dict[str, Any]:
    tickets = [_ticket(row, "updatedAt") for row in await connection.fetch(LIST)]
    await _add_tags(connection, tickets)
    total = await connection.fetchval(COUNT)
    return {"tickets": {"totalCount": total, "nodes": tickets}}


async def one_ticket(connection: Any, ticket_id: str) -> dict[str, Any]:
    ticket = _ticket(await connection.fetchrow(ONE, ticket_id), "description")
    await _add_tags(connection, [ticket])
    ticket["comments"] = {"nodes": [
        {"id": id, "body": body, "visibility": visibility, "createdAt": moment,
         "author": {"id": author_id, "name": name}}
        for id, body, visibility, moment, author_id, name
        in await connection.fetch(COMMENTS, ticket_id)
    ]}  # fmt: skip
    ticket["events"] = {
        "nodes": [
            {"id": id, "kind": kind, "occurredAt": moment}
            for id, kind, moment in await connection.fetch(EVENTS, ticket_id)
        ]
    }
    return {"ticket": ticket}


def _ticket(row: Any, last: str) -> dict[str, Any]:
    (id, number, title, status, priority, created_at,
     requester_id, requester, assignee_id, assignee, last_value) = row  # fmt: skip
    return {
        "id": id,
        "number": number,
        "title": title,
        "status": status,
        "priority": priority,
        "createdAt": created_at,
        "requester": {"id": requester_id, "name": requester},
        "assignee": {"id": assignee_id, "name": assignee} if assignee_id else None,
        last: last_value,
    }


async def _add_tags(connection: Any, tickets: list[dict[str, Any]]) -> None:
    found: dict[str, list[dict[str, str]]] = {ticket["id"]: [] for ticket in tickets}
    for ticket_id, name in await connection.fetch(TAGS, list(found)):
        found[ticket_id].append({"name": name})
    for ticket in tickets:
        ticket["tags"] = found[ticket["id"]]


class Floor:
    def __init__(self) -> None:
        self.free: asyncio.LifoQueue[Any] = asyncio.LifoQueue()
        self.static = b"{}"

    async def open(self) -> None:
        for _ in range(CONNECTIONS):
            self.free.put_nowait(await asyncpg.connect(os.environ["DATABASE_URL"]))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        answer = await self._answer(scope["path"], body)
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(answer)).encode()),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": answer})

    async def _answer(self, path: str, body: bytes) -> bytes:
        if path == "/static/set":
            self.static = body
        if not path.startswith("/q"):
            return self.static
        connection = await self.free.get()
        try:
            if path == "/q1":
                data = await list_tickets(connection)
            else:
                data = await one_ticket(connection, orjson.loads(body)["variables"]["id"])
        finally:
            self.free.put_nowait(connection)
        return orjson.dumps({"data": data})


async def main() -> None:
    floor = Floor()
    await floor.open()
    settings = Settings(_env_file=None)  # type: ignore[call-arg]
    await build_server(settings, floor, SocketRegistry()).serve()


if __name__ == "__main__":
    uvloop.run(main())
