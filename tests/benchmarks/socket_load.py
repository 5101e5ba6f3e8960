"""The watchers: one process that holds N subscriptions and times what is pushed to them.

`python -m tests.benchmarks.socket_load` reads a plan as JSON from standard input and writes what
it measured to standard output. One loop over epoll, so that reading a frame costs it far less
than writing one costs the server.
"""

import json
import select
import socket
import struct
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass

from tests.benchmarks.machine import cpu_seconds, resident_bytes

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
CONNECTING = 100
CONNECT_S = 180.0
ARRIVE_S = 60.0
# A change of which nobody hears for so long has come to all who had subscribed before it.
QUIET_S = 3.0
SETTLE_TRIES = 12
NEXT = b'"type":"next"'
HANDSHAKE = (
    b"GET /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    b"Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
)


@dataclass(frozen=True)
class Plan:
    """`changes` are whole HTTP requests in Latin-1, of which each causes one event."""

    port: int
    sockets: int
    authorization: str
    subscription: str
    changes: list[str]
    server_pid: int


@dataclass(frozen=True)
class Sample:
    """Over all changes; arrivals in milliseconds from the moment the change was asked for.

    `frame` is the last one that the first watcher got.
    """

    sockets: int
    messages: int
    server_cpu_s: float
    load_cpu_s: float
    p50_ms: float
    p99_ms: float
    idle_bytes: int
    frame: str


class Watcher:
    """One socket on its way from the handshake to its subscription, then listening."""

    def __init__(self, number: int, plan: Plan) -> None:
        self.number = number
        self._plan = plan
        self._bytes = b""
        self.is_open = self.is_subscribed = False
        self.last = b""
        self.socket = socket.create_connection(("127.0.0.1", plan.port))
        self.socket.setblocking(False)
        self.socket.sendall(HANDSHAKE)

    def read(self) -> int:
        """Take what has come; how many results there were in it."""
        try:
            data = self.socket.recv(16_384)
        except BlockingIOError:
            return 0
        if not data:
            raise SystemExit(f"Watcher {self.number} of {self._plan.sockets} was cut off.")
        self._bytes += data
        if not self.is_open and not self._take_handshake():
            return 0
        return sum(self._heard(opcode, payload) for opcode, payload in self._frames())

    def close(self) -> None:
        self._send(CLOSE, b"\x03\xe8")  # 1000
        self.socket.close()

    def _take_handshake(self) -> bool:
        head, end, rest = self._bytes.partition(b"\r\n\r\n")
        if not end:
            return False
        if b" 101 " not in head[:20]:
            raise SystemExit(f"A watcher was refused: {head.decode('latin-1')}")
        self._bytes, self.is_open = rest, True
        init = {"authorization": self._plan.authorization} if self._plan.authorization else {}
        self._send(TEXT, json.dumps({"type": "connection_init", "payload": init}).encode())
        return True

    def _frames(self) -> Iterator[tuple[int, bytes]]:
        while len(self._bytes) >= 2:
            length, start = self._bytes[1], 2
            if length == 126:
                start = 4
                length = int.from_bytes(self._bytes[2:4], "big")
            elif length == 127:
                start = 10
                length = int.from_bytes(self._bytes[2:10], "big")
            if len(self._bytes) < start + length:
                return
            opcode, payload = self._bytes[0] & 15, self._bytes[start : start + length]
            self._bytes = self._bytes[start + length :]
            yield opcode, payload

    def _heard(self, opcode: int, payload: bytes) -> bool:
        if opcode == PING:
            self._send(PONG, payload)
        elif opcode == CLOSE:
            raise SystemExit(f"Watcher {self.number} was closed: {payload!r}")
        elif NEXT in payload:
            self.last = payload
            return True
        elif b'"connection_ack"' in payload:
            # As clients do: an id of its own for each operation.
            operation = {"query": self._plan.subscription}
            message = {"id": f"{self.number:036d}", "type": "subscribe", "payload": operation}
            self._send(TEXT, json.dumps(message).encode())
            self.is_subscribed = True
        elif b'"error"' in payload:
            raise SystemExit(f"A subscription was refused: {payload.decode()}")
        return False

    def _send(self, opcode: int, payload: bytes) -> None:
        """Masked with zeros, which is a mask like any other."""
        size = len(payload)
        length = bytes([128 | size]) if size < 126 else b"\xfe" + struct.pack(">H", size)
        self.socket.sendall(bytes([128 | opcode]) + length + b"\0\0\0\0" + payload)


class Crowd:
    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._epoll = select.epoll()
        self._watchers: dict[int, Watcher] = {}
        self._connect()

    def hear(self, change: str, quiet_s: float) -> list[float]:
        """Ask for a change; the seconds after which each result came, until there is one for
        each watcher or none has come for `quiet_s`."""
        asking = socket.create_connection(("127.0.0.1", self._plan.port))
        began = time.perf_counter()
        asking.sendall(change.encode("latin-1"))
        arrivals: list[float] = []
        last = began
        while len(arrivals) < len(self._watchers) and time.perf_counter() < last + quiet_s:
            for watcher in self._ready(0.2):
                if count := watcher.read():
                    last = time.perf_counter()
                    arrivals += [last - began] * count
        asking.recv(65_536)
        asking.close()
        return arrivals

    @property
    def a_frame(self) -> str:
        return next(iter(self._watchers.values())).last.decode()

    def close(self) -> None:
        for watcher in self._watchers.values():
            watcher.close()
        self._epoll.close()

    def _connect(self) -> None:
        deadline = time.monotonic() + CONNECT_S
        waiting = deque(range(self._plan.sockets))
        pending: set[Watcher] = set()
        while waiting or pending:
            while waiting and len(pending) < CONNECTING:
                watcher = Watcher(waiting.popleft(), self._plan)
                self._watchers[watcher.socket.fileno()] = watcher
                self._epoll.register(watcher.socket, select.EPOLLIN)
                pending.add(watcher)
            for watcher in self._ready(0.2):
                watcher.read()
                if watcher.is_subscribed:
                    pending.discard(watcher)
            if time.monotonic() > deadline:
                raise SystemExit(f"{len(waiting) + len(pending)} watchers could not connect.")

    def _ready(self, within_s: float) -> Iterator[Watcher]:
        for number, _ in self._epoll.poll(within_s, 4_096):
            yield self._watchers[number]


def measure(plan: Plan) -> Sample:
    before_bytes = resident_bytes(plan.server_pid)
    with closing(Crowd(plan)) as crowd:
        return _measure(plan, crowd, before_bytes)


def _measure(plan: Plan, crowd: Crowd, before_bytes: int) -> Sample:
    changes = deque(plan.changes)
    for _ in range(SETTLE_TRIES):
        if len(crowd.hear(changes.popleft(), QUIET_S)) == plan.sockets:
            break
    else:
        raise SystemExit(f"Not all {plan.sockets} watchers heard of a change.")
    idle_bytes = resident_bytes(plan.server_pid) - before_bytes
    arrivals: list[float] = []
    before, own_before = cpu_seconds(plan.server_pid), time.process_time()
    while changes:
        heard = crowd.hear(changes.popleft(), ARRIVE_S)
        if len(heard) != plan.sockets:
            raise SystemExit(f"{len(heard)} of {plan.sockets} watchers heard of a change.")
        arrivals += heard
    arrivals.sort()
    return Sample(
        sockets=plan.sockets,
        messages=len(arrivals),
        server_cpu_s=cpu_seconds(plan.server_pid) - before,
        load_cpu_s=time.process_time() - own_before,
        p50_ms=arrivals[len(arrivals) // 2] * 1000,
        p99_ms=arrivals[int(len(arrivals) * 0.99)] * 1000,
        idle_bytes=idle_bytes,
        frame=crowd.a_frame,
    )


if __name__ == "__main__":
    json.dump(asdict(measure(Plan(**json.load(sys.stdin)))), sys.stdout)
