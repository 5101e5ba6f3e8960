"""S1: one change to N sockets, each with a subscription of its own."""

import json

from tests.benchmarks import documents, socket_load
from tests.benchmarks.database import ticket_id
from tests.benchmarks.desk import BROADCAST, OURS, BenchDesk
from tests.benchmarks.documents import body
from tests.benchmarks.machine import only_this_runs
from tests.benchmarks.rounds import interleaved, run_load
from tests.benchmarks.server import Server
from tests.benchmarks.socket_load import SETTLE_TRIES, Sample

PEER = "graphql-ws"
CHANGED = ticket_id(1)


def measure_pushes(desk: BenchDesk, sockets: int) -> dict[str, list[Sample]]:
    """Servers are new for each N, so that memory is that of these sockets.

    Raises SystemExit when the results of ours and the peer's are not the same.
    """
    frame = _frame()
    servers = {
        OURS: desk.start(OURS),
        PEER: desk.start(PEER),
        BROADCAST: desk.start(BROADCAST, FRAME=frame),
    }
    for server in servers.values():
        server.settle()
    made = 0

    def sample(name: str) -> Sample:
        nonlocal made
        server = servers[name]
        changes = []
        for _ in range(SETTLE_TRIES + desk.sizes.changes):
            made += 1
            changes.append(_change(name, server, f"Change number {made:09d} to watch"))
        plan = socket_load.Plan(
            port=server.port,
            sockets=sockets,
            authorization=server.authorization,
            subscription=documents.S1,
            changes=changes,
            server_pid=server.pid,
        )
        with only_this_runs(server.pid, [it.pid for it in servers.values()]):
            return Sample(**run_load("socket_load", plan))

    try:
        rounds = desk.sizes.socket_rounds
        samples = interleaved(f"S1 with {sockets:,} sockets", servers, rounds, sample)
    finally:
        for server in servers.values():
            server.stop()
    _check_same(samples)
    return samples


def _frame() -> str:
    """As long as the others' are."""
    ticket = {
        "id": CHANGED,
        "title": "Change number 000000000 to watch",
        "status": "IN_PROGRESS",
        "priority": "MEDIUM",
        "requester": {"id": f"usr_{2:026d}", "name": "Person 2"},
    }
    event = {"kind": "TICKET_UPDATED", "ticketId": CHANGED, "ticket": ticket}
    payload = {"data": {"ticketEvents": event}}
    return documents.dumped({"id": f"{1:036d}", "type": "next", "payload": payload}).decode()


def _change(name: str, server: Server, title: str) -> str:
    values = {"id": CHANGED, "title": title}
    if name == OURS:
        return server.request(body(documents.M1, {"input": values}))
    if name == PEER:
        return server.request(json.dumps(values).encode(), "/change")
    return f"GET /change HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n"


def _check_same(samples: dict[str, list[Sample]]) -> None:
    found = {}
    for name in (OURS, PEER):
        event = json.loads(samples[name][-1].frame)["payload"]["data"]["ticketEvents"]
        del event["ticket"]["title"]
        found[name] = event
    if found[OURS] != found[PEER]:
        raise SystemExit(f"S1: the results differ: {found}")
