"""`make bench`: Deskwire beside its peers and the floors, with everything on.

docs/performance.md says what is measured, how, and what each figure means.
"""

import argparse
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks import machine, peer_packages
from tests.benchmarks.desk import BROADCAST, OURS, BenchDesk, bench_desk
from tests.benchmarks.figures import Table, push_table, request_table
from tests.benchmarks.pushes_measured import PEER, measure_pushes
from tests.benchmarks.report import JSON_FILE, PAGE, Report, as_markdown
from tests.benchmarks.requests_measured import (
    FLOOR,
    PEERS,
    Running,
    measure_changes,
    measure_reads,
)
from tests.benchmarks.rounds import Spread, ratios
from tests.benchmarks.sizes import FULL, QUICK
from tests.benchmarks.triage_measured import measure_triage

WORKLOADS = ("Q1", "Q2", "M1", "S1", "T1", "start")
SPARE_FILES = 500
Print = Callable[[Table], None]


def measure_requests(desk: BenchDesk, wanted: set[str], show: Print) -> None:
    running = Running(desk, {name: desk.start(name) for name in (OURS, *PEERS, FLOOR)})
    try:
        for server in running.servers.values():
            server.settle()
        if "Q1" in wanted:
            title = "Q1: a page of 50 tickets with people, tags and the total"
            show(request_table(title, measure_reads(running, "Q1"), PEERS))
        if "Q2" in wanted:
            title = "Q2: a ticket with 20 comments, their authors and 10 events"
            show(request_table(title, measure_reads(running, "Q2"), PEERS))
        if "M1" in wanted:
            title = "M1: change a ticket, with event and publish"
            show(request_table(title, measure_changes(running), PEERS[:1]))
    finally:
        for server in running.servers.values():
            server.stop()


def measure_sockets(desk: BenchDesk, files: int, show: Print) -> None:
    for sockets in desk.sizes.sockets:
        if sockets + SPARE_FILES > files:
            print(f"S1 with {sockets:,} sockets: left out, at most {files:,} files may be open")
            continue
        samples = measure_pushes(desk, sockets)
        title = f"S1: one change to {sockets:,} sockets"
        show(push_table(title, samples, PEER, BROADCAST))


def triage_table(desk: BenchDesk) -> Table:
    found = measure_triage(desk)
    row = {
        "tickets": found.tickets,
        "seconds": found.seconds,
        "share of ideal": found.share_of_ideal,
        "worker's CPU ms a ticket": found.cpu_ms,
        "seconds to settle": found.settled_s,
        "most in flight": found.most_in_flight,
    }
    rows = {OURS: {name: Spread.of([value]) for name, value in row.items()}}
    return Table("T1: triage by a model that takes a second, 100 at a time", rows, {})


def start_table(desk: BenchDesk) -> Table:
    """Until the first answer; memory is that when it rests after it."""
    rows, starts, memory = {}, {}, {}
    for name in (OURS, *PEERS):
        seconds, sizes = [], []
        for _ in range(desk.sizes.starts):
            server = desk.start(name)
            server.settle()
            seconds.append(server.start_s)
            sizes.append(machine.resident_bytes(server.pid) / 2**20)
            server.stop()
        starts[name], memory[name] = seconds, sizes
        rows[name] = {"seconds to start": Spread.of(seconds), "MiB": Spread.of(sizes)}
    fastest = min(PEERS, key=lambda name: rows[name]["seconds to start"].median)
    smallest = min(PEERS, key=lambda name: rows[name]["MiB"].median)
    found = {
        f"our start to {fastest}'s (less is better)": ratios(starts[OURS], starts[fastest]),
        f"our memory to {smallest}'s (less is better)": ratios(memory[OURS], memory[smallest]),
    }
    return Table("Start and memory", rows, found)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small desk, under five minutes")
    parser.add_argument("--only", default=",".join(WORKLOADS), help="some of %(default)s")
    parser.add_argument("--write-docs", action="store_true", help="after a small run as well")
    options = parser.parse_args()
    wanted = set(options.only.split(","))
    if unknown := wanted - set(WORKLOADS):
        parser.error(f"no such workload: {', '.join(sorted(unknown))}")
    files = machine.raise_open_files()
    node = peer_packages.node()
    report = Report("quick" if options.quick else "full")
    writes_page = options.write_docs or (not options.quick and wanted == set(WORKLOADS))

    def show(table: Table) -> None:
        """What a run that is cut short has found is written already."""
        report.tables.append(table)
        report.write_json()
        if writes_page:
            report.write_page()
        print(f"\n{as_markdown(table)}\n", flush=True)

    with (
        TemporaryDirectory() as folder,
        bench_desk(Path(folder), QUICK if options.quick else FULL, node) as desk,
    ):
        if "start" in wanted:
            show(start_table(desk))
        if wanted & {"Q1", "Q2", "M1"}:
            measure_requests(desk, wanted, show)
        if "S1" in wanted:
            measure_sockets(desk, files, show)
        if "T1" in wanted:
            show(triage_table(desk))
    print(f"written: {JSON_FILE}")
    if writes_page:
        print(f"written: {PAGE}")


if __name__ == "__main__":
    main()
