"""Q1, Q2 and M1: what one request costs each server, and how many a second it answers."""

from dataclasses import dataclass

from tests.benchmarks import documents, http_load
from tests.benchmarks.database import ticket_id
from tests.benchmarks.desk import OURS, BenchDesk
from tests.benchmarks.documents import PAGE, body, canonical
from tests.benchmarks.http_load import Sample
from tests.benchmarks.machine import only_this_runs
from tests.benchmarks.rounds import interleaved, run_load
from tests.benchmarks.server import Server

CONNECTIONS = 16
WARM_UP_ANSWERS = 300
CHANGED = 2_000
PEERS = ("Mercurius", "PostGraphile")
FLOOR = "floor"
STATIC = "static bytes"

Q1_OF = {"PostGraphile": documents.POSTGRAPHILE_Q1}
Q2_OF = {"PostGraphile": documents.POSTGRAPHILE_Q2}


@dataclass
class Running:
    """The servers that answer requests, all started; the floor is two contenders."""

    desk: BenchDesk
    servers: dict[str, Server]

    def bodies(self, workload: str, name: str) -> list[bytes]:
        """What is asked in turn: one page, or each of the busy tickets in detail."""
        if workload == "Q1":
            return [body(Q1_OF.get(name, documents.Q1), {"first": PAGE})]
        numbers = range(1, self.desk.sizes.busy + 1)
        query = Q2_OF.get(name, documents.Q2)
        return [body(query, {"id": ticket_id(number)}) for number in numbers]

    def requests(self, workload: str, name: str) -> list[str]:
        if name == STATIC:
            return [self.servers[FLOOR].request(b"{}", "/static")]
        path = f"/{workload.lower()}" if name == FLOOR else "/graphql"
        return [self.servers[name].request(it, path) for it in self.bodies(workload, name)]

    def sample(self, name: str, requests: list[str]) -> Sample:
        server = self.servers[FLOOR if name == STATIC else name]
        sizes = self.desk.sizes
        plan = http_load.Plan(
            port=server.port,
            requests=requests,
            connections=CONNECTIONS,
            warm_up_s=sizes.warm_up_s,
            warm_up_answers=WARM_UP_ANSWERS,
            sample_s=sizes.sample_s,
            server_pid=server.pid,
            postgres_pid=self.desk.postgres_pid,
        )
        with only_this_runs(server.pid, [it.pid for it in self.servers.values()]):
            return Sample(**run_load("http_load", plan))


def measure_reads(running: Running, workload: str) -> dict[str, list[Sample]]:
    """Every server's answers are compared first; the static bytes are our answer's."""
    check_same(running, workload)
    ours = running.servers[OURS].ask(running.bodies(workload, OURS)[0])
    running.servers[FLOOR].ask(documents.dumped(ours), "/static/set")
    names = (OURS, *PEERS, FLOOR, STATIC)
    rounds = running.desk.sizes.rounds
    return interleaved(
        workload, names, rounds, lambda name: running.sample(name, running.requests(workload, name))
    )


def check_same(running: Running, workload: str) -> None:
    """Raises SystemExit when servers answer differently; looks at up to 20 requests."""
    for place in range(min(20, len(running.bodies(workload, OURS)))):
        answers = {}
        for name in (OURS, *PEERS, FLOOR):
            path = f"/{workload.lower()}" if name == FLOOR else "/graphql"
            answer = running.servers[name].ask(running.bodies(workload, name)[place], path)
            answers[name] = canonical(answer["data"])
        for name, data in answers.items():
            if data != answers[OURS]:
                raise SystemExit(f"{workload}: {name} answers\n{data}\nand we\n{answers[OURS]}")


def measure_changes(running: Running) -> dict[str, list[Sample]]:
    """Raises SystemExit when a server has not written an event for each change."""

    def sample(name: str) -> Sample:
        before = running.desk.count_events()
        taken = running.sample(name, _changes(running, name))
        if running.desk.count_events() - before < taken.answers:
            raise SystemExit(f"M1: {name} wrote fewer events than it made changes.")
        return taken

    return interleaved("M1", (OURS, "Mercurius"), running.desk.sizes.rounds, sample)


def _changes(running: Running, name: str) -> list[str]:
    """Each sets a title that the ticket has not got at that moment, also in the next turn."""
    server = running.servers[name]
    changes = []
    for turn in ("first", "second"):
        for number in range(1, min(CHANGED, running.desk.sizes.tickets) + 1):
            title = f"Changed by {name} for the {turn} time, ticket {number}"
            values = {"id": ticket_id(number), "title": title}
            changes.append(server.request(body(documents.M1, {"input": values})))
    return changes
