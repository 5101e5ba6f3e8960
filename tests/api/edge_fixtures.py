"""A real uvicorn on a free port, in the loop of the test that uses it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.types import ASGIApp

from api.socket_handshake import SocketHandshake


@asynccontextmanager
async def serve(app: ASGIApp) -> AsyncIterator[str]:
    """Yields `host:port`; connections wait in the socket's backlog until it is up."""
    # Named as TCP, or asyncio leaves Nagle's algorithm on: 40 ms for each answer.
    with socket.socket(proto=socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        config = uvicorn.Config(
            app, lifespan="off", log_config=None, timeout_graceful_shutdown=5, ws=SocketHandshake
        )
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            yield f"127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await task
