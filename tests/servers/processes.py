"""Starting and ending private servers so that none outlives the tests, however those end."""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

START_SECONDS = 60.0
STOP_SECONDS = 20.0
MEMORY = Path("/dev/shm")
MEMORY_BYTES = 4 * 1024**3
KEEPER = Path(__file__).with_name("keeper.py")


class ServerError(RuntimeError):
    """A private server did not start or stop; the message carries the end of its log."""


def free_port() -> int:
    """A TCP port on loopback that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def unprivileged_user() -> pwd.struct_passwd | None:
    """Who runs the servers when the tests run as root (PostgreSQL refuses root), else None."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise ServerError("The tests run as root, and there is no user `postgres` or `nobody`.")


def private_folder(purpose: str) -> Path:
    """A new folder that only the servers' user may enter.

    In memory where there is room: copying a database takes 10 ms there, and 300 ms on some disks.
    """
    place = MEMORY if _has_room(MEMORY) else None
    folder = Path(tempfile.mkdtemp(prefix=f"deskwire-{purpose}-", dir=place))
    user = unprivileged_user()
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
    return folder


def _has_room(place: Path) -> bool:
    return os.access(place, os.W_OK) and shutil.disk_usage(place).free >= MEMORY_BYTES


def run_unprivileged(command: list[str], folder: Path) -> None:
    """Run a command to its end as the servers' user; raises `ServerError` with its output."""
    user = unprivileged_user()
    result = subprocess.run(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        user=user and user.pw_uid,
        group=user and user.pw_gid,
        extra_groups=[] if user else None,
        timeout=START_SECONDS,
    )
    if result.returncode != 0:
        raise ServerError(f"{' '.join(command)}\n{result.stdout}")


class KeptProcess:
    """A server in a private folder, behind a keeper that ends it when a pipe from here closes.

    The kernel closes the pipe whether the tests end, are interrupted or are killed; the keeper then
    removes the folder as well.
    """

    def __init__(self, command: list[str], folder: Path) -> None:
        self._folder = folder
        user = unprivileged_user()
        identity = [str(user.pw_uid), str(user.pw_gid)] if user else ["-", "-"]
        self._keeper = subprocess.Popen(
            [sys.executable, "-I", str(KEEPER), str(folder), *identity, *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )

    def wait_until(self, is_ready: Callable[[], bool]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not is_ready():
            if self._keeper.poll() is not None or time.monotonic() > deadline:
                log = (self._folder / "server.log").read_text(errors="replace")[-4000:]
                self.stop()
                raise ServerError(f"A test server did not start. Its log:\n{log}")
            time.sleep(0.02)

    def stop(self) -> None:
        """End the server, wait for its end and remove its folder; harmless when it has ended."""
        assert self._keeper.stdin is not None
        self._keeper.stdin.close()
        try:
            self._keeper.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._keeper.kill()
            self._keeper.wait()
        shutil.rmtree(self._folder, ignore_errors=True)
