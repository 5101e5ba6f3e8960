"""A server that is measured: any program that listens on PORT and answers POST /graphql."""

import http.client
import json
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.benchmarks import machine
from tests.servers import free_port

START_S = 60.0
STOP_S = 20.0
# Of processor time within a second.
RESTING_S = 0.04


class Server:
    """Started on construction, on the processors `cpus`; its log is in `folder`.

    `start_s` is how long it took from there to the first answer. An `authorization` is sent
    with every request; `probe` is the method of the first one.
    """

    def __init__(
        self,
        name: str,
        command: list[str],
        environment: dict[str, str],
        folder: Path,
        cpus: set[int],
        authorization: str = "",
        probe: str = "POST",
    ) -> None:
        self.name = name
        self._probe = probe
        self.port = free_port()
        self.authorization = authorization
        self._log = folder / f"{name}.log"
        began = time.perf_counter()
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd=folder,
                env={"PATH": os.environ["PATH"]} | environment | {"PORT": str(self.port)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=lambda: machine.begin_on(cpus),
            )
        self._wait_until(self._answers)
        self.start_s = time.perf_counter() - began

    @property
    def pid(self) -> int:
        return self._process.pid

    def request(self, body: bytes, path: str = "/graphql") -> str:
        """A whole HTTP request, in Latin-1."""
        lines = [
            f"POST {path} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            "Content-Type: application/json",
            "Accept: application/json",
            f"Content-Length: {len(body)}",
        ]
        if self.authorization:
            lines.append(f"Authorization: {self.authorization}")
        return "\r\n".join([*lines, "", body.decode("latin-1")])

    def ask(self, body: bytes, path: str = "/graphql") -> Any:
        """One request outside of any measuring; gives the JSON of the answer."""
        status, text = self._exchange("POST", path, body)
        assert status == 200, f"{self.name}: {status} {text[:2000]!r}"
        return json.loads(text)

    def settle(self) -> None:
        """Return when it has loaded what it loads beside its start, and rests."""
        deadline = time.monotonic() + START_S
        busy_s = RESTING_S
        while busy_s >= RESTING_S and time.monotonic() < deadline:
            before = machine.cpu_seconds(self.pid)
            time.sleep(1.0)
            busy_s = machine.cpu_seconds(self.pid) - before

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _exchange(self, method: str, path: str, body: bytes | None) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self.authorization:
            headers["Authorization"] = self.authorization
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def _answers(self) -> bool:
        body = b'{"query":"{ __typename }"}' if self._probe == "POST" else None
        try:
            status, _ = self._exchange(self._probe, "/graphql", body)
        except OSError:
            return False
        return status < 500

    def _wait_until(self, is_ready: Callable[[], bool]) -> None:
        deadline = time.monotonic() + START_S
        while not is_ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                told = self._log.read_text(errors="replace")[-4000:]
                self.stop()
                raise SystemExit(f"{self.name} did not start:\n{told}")
            time.sleep(0.005)
