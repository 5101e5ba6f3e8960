"""What a push costs at the least: `websockets.broadcast` of ready frames.

`python -m tests.benchmarks.floor_sockets` listens on PORT and does as much of
graphql-transport-ws as a client needs. GET /change sends the frame named by FRAME to all.
"""

import asyncio
import json
import os
from contextlib import suppress
from http import HTTPStatus

import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

subscribers: set[ServerConnection] = set()


async def follow(connection: ServerConnection) -> None:
    with suppress(ConnectionClosed):
        async for frame in connection:
            if json.loads(frame)["type"] == "connection_init":
                await connection.send('{"type":"connection_ack"}')
            else:
                subscribers.add(connection)
    subscribers.discard(connection)


def answer(connection: ServerConnection, request: Request) -> Response | None:
    if request.path == "/graphql":
        return None
    if request.path == "/change":
        broadcast(subscribers, os.environ["FRAME"])
    return connection.respond(HTTPStatus.OK, "{}")


async def main() -> None:
    async with serve(
        follow,
        "127.0.0.1",
        int(os.environ["PORT"]),
        process_request=answer,
        compression=None,
        ping_interval=None,
        subprotocols=["graphql-transport-ws"],  # type: ignore[list-item]
    ):
        await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    uvloop.run(main())
