"""Running uvicorn so that it ends well, and only once on one SQLite file."""

import fcntl
import signal
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import socket
from typing import IO

import uvicorn
from starlette.types import ASGIApp

from api.socket_handshake import SocketHandshake
from api.socket_registry import SocketRegistry
from domain.settings import Settings

GRACE_S = 15


class Server(uvicorn.Server):
    """Says 1001 to open sockets before uvicorn would cut them off with its own code."""

    def __init__(self, config: uvicorn.Config, registry: SocketRegistry) -> None:
        super().__init__(config)
        self._registry = registry

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        for server in self.servers:
            server.close()  # or the clients that are told to go would come back here
        await self._registry.close_all()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """As uvicorn does, but the signal is not raised again when all requests are done.

        It would end the process before jobs and units of work are; so would a second SIGTERM.
        """
        with super().capture_signals():
            yield
            self._captured_signals.clear()
        signal.signal(signal.SIGTERM, signal.SIG_IGN)


def build_server(settings: Settings, app: ASGIApp, registry: SocketRegistry) -> Server:
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or None,
        ws=SocketHandshake,
        timeout_graceful_shutdown=GRACE_S,
    )
    return Server(config, registry)


class AlreadyServing(Exception):
    """Another process serves the desk in this data folder."""


@contextmanager
def only_server(data_dir: Path) -> Iterator[None]:
    """Hold the folder's lock file; the system lets go of it however the process ends."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "serve.lock").open("w") as file:
        _lock(file)
        yield


def _lock(file: IO[str]) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise AlreadyServing from None
