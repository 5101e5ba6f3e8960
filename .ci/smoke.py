"""The README's first promise, kept or broken: `make up` on a fresh checkout, Ctrl-C, `make up`.

Runs in a copy of the checkout whose folder has a space in its name, with an environment of its
own, so that the runtime lock file alone has to be enough.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIRST_START_SECONDS = 600.0
SECOND_START_SECONDS = 15.0
STOP_SECONDS = 15.0


class Broken(Exception):
    """What a new user would stumble over."""


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="deskwire-smoke-") as folder:
        checkout = Path(folder, "fresh checkout")
        copy_checkout(checkout)
        log = Path(folder, "output.log")
        try:
            first = start_and_stop(checkout, log, FIRST_START_SECONDS)
            second = start_and_stop(checkout, log, SECOND_START_SECONDS)
        except Broken as broken:
            print(log.read_text(errors="replace")[-6000:], file=sys.stderr)
            print(f"make up: {broken}", file=sys.stderr)
            return 1
    print(f"make up: ready after {first:.0f} s on a fresh checkout, {second:.1f} s the second time")
    return 0


def copy_checkout(target: Path) -> None:
    """Copy what git knows or would add, and nothing that was made."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        source = ROOT / name
        if source.is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target / name)


def start_and_stop(checkout: Path, log: Path, limit: float) -> float:
    """Seconds until the server answered; it is asked one query and then interrupted."""
    port = free_port()
    environment = {**os.environ, "PORT": str(port), "DESKWIRE_DATA_DIR": str(checkout / ".data")}
    started = time.monotonic()
    with log.open("w") as output:
        # A session of its own is what a terminal gives: Ctrl-C reaches make and the server alike.
        process = subprocess.Popen(
            ["make", "up"],
            cwd=checkout,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            wait_until_healthy(process, port, started + limit)
            seconds = time.monotonic() - started
            ask(port)
            os.killpg(process.pid, signal.SIGINT)
            check_end(process, log)
        finally:
            if group_lives(process.pid):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    return seconds


def wait_until_healthy(process: subprocess.Popen[bytes], port: int, deadline: float) -> None:
    while process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            pass
        if time.monotonic() > deadline:
            raise Broken("/healthz did not answer in time")
        time.sleep(0.1)
    raise Broken(f"ended by itself with {process.returncode}")


def ask(port: int) -> None:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/graphql",
        data=json.dumps({"query": "{ __typename }"}).encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            body = json.load(answer)
    except (urllib.error.URLError, ValueError) as error:
        raise Broken(f"/graphql: {error}") from error
    if body.get("data") != {"__typename": "Query"}:
        raise Broken(f"/graphql answered {body}")


def check_end(process: subprocess.Popen[bytes], log: Path) -> None:
    try:
        code = process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        raise Broken(f"still running {STOP_SECONDS:g} s after Ctrl-C") from None
    # make ends itself by the signal that it was sent, after the server has ended with 0.
    if code not in (0, -signal.SIGINT, 128 + signal.SIGINT):
        raise Broken(f"ended with {code} after Ctrl-C")
    told = log.read_text(errors="replace")
    for sign in ("Traceback", "***"):
        if sign in told:
            raise Broken(f"printed {sign!r} on Ctrl-C")
    if group_lives(process.pid):
        raise Broken("left a process behind")


def group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
