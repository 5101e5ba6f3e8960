"""The benchmarks' own parts: the load counts right, and what is compared is comparable."""

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from websockets.asyncio.server import serve

from tests.benchmarks import floor_sockets, http_load, report, socket_load
from tests.benchmarks.documents import S1, canonical
from tests.benchmarks.figures import Table
from tests.benchmarks.peer_packages import PEERS
from tests.benchmarks.rounds import Spread, ratios
from tests.schema.desk import ENGINE


def http_plan(port: int) -> http_load.Plan:
    return http_load.Plan(
        port=port,
        requests=["POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n"],
        connections=2,
        warm_up_s=0.01,
        warm_up_answers=5,
        sample_s=0.05,
        server_pid=os.getpid(),
        postgres_pid=os.getpid(),
    )


async def answer_with(pieces: list[bytes], plan: Callable[[int], http_load.Plan]) -> int:
    """How many answers the load counts when a server sends these pieces for each request."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while await reader.read(4096):
                for piece in pieces:
                    writer.write(piece)
                    await writer.drain()
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        sample = await http_load.measure(plan(server.sockets[0].getsockname()[1]))
    return sample.answers


@pytest.mark.parametrize(
    "pieces",
    [
        [b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n", b"tr", b"ue"],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"4\r\ntrue\r\n", b"0\r\n\r\n"],
    ],
    ids=["with a length", "in chunks"],
)
async def test_an_answer_counts_once_it_is_whole(pieces: list[bytes]) -> None:
    assert await answer_with(pieces, http_plan) > 0


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 429 No\r\nContent-Length: 2\r\n\r\n{}",
        b'HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{"errors":[{}]}',
    ],
    ids=["refused", "with errors"],
)
async def test_answers_that_are_no_answers_end_the_run(answer: bytes) -> None:
    with pytest.raises(SystemExit, match="did not answer as it should"):
        await answer_with([answer], http_plan)


async def test_every_watcher_hears_of_every_change(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = '{"id":"1","type":"next","payload":{"data":' + '"long"' * 100 + "}}"
    monkeypatch.setenv("FRAME", frame)
    protocols: list[str] = ["graphql-transport-ws"]
    async with serve(
        floor_sockets.follow,
        "127.0.0.1",
        0,
        process_request=floor_sockets.answer,
        compression=None,
        subprotocols=protocols,  # type: ignore[arg-type]
    ) as server:
        port = server.sockets[0].getsockname()[1]
        changes = ["GET /change HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"] * (
            socket_load.SETTLE_TRIES + 3
        )
        plan = socket_load.Plan(port, 120, "", S1, changes, os.getpid())
        sample = await asyncio.to_thread(socket_load.measure, plan)
    assert sample.messages >= 3 * 120
    assert sample.messages % 120 == 0
    assert sample.frame == frame


def test_answers_are_the_same_however_they_are_spelled() -> None:
    ours = {"number": 7, "tags": [{"name": "b"}, {"name": "a"}], "at": "2026-01-01T00:00:10+00:00"}
    theirs = {
        "number": "7",
        "tags": {"nodes": [{"tagByTagId": {"name": "a"}}, {"tagByTagId": {"name": "b"}}]},
        "at": "2026-01-01T00:00:10.000Z",
    }
    assert canonical({"ticket": ours}) == canonical({"ticket": theirs})
    assert canonical(ours) != canonical(ours | {"at": "2026-01-01T00:00:11Z"})
    assert canonical(ours) != canonical(ours | {"tags": [{"name": "a"}]})


def test_ratios_compare_samples_of_the_same_round() -> None:
    assert ratios([10, 40, 30], [5, 10, 30]) == Spread(median=2, lowest=1, highest=4)


def test_what_the_watchers_subscribe_to_is_valid() -> None:
    assert not isinstance(ENGINE.prepare(S1, None), list)


def test_the_lock_of_the_peers_names_no_registry() -> None:
    assert '"resolved"' not in (PEERS / "package-lock.json").read_text()


def test_figures_replace_the_older_ones_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n")
    monkeypatch.setattr(report, "PAGE", page)
    row = {"CPU µs": Spread.of([12_345.6])}
    table = Table("Q1", {"Deskwire": row}, {"ours to theirs": Spread(2, 1, 3)}, ("it was loud",))
    written = report.Report("quick")
    written.tables.append(table)
    for _ in range(2):
        written.write_page()
    text = page.read_text()
    assert text.startswith(f"before\n{report.BEGIN}\n")
    assert text.endswith(f"{report.END}\nafter\n")
    assert "(quick)" in text
    assert text.count("| Deskwire | 12,346 |") == 1
    assert "- ours to theirs: **2.00 (1.00 to 3.00)**" in text
    assert "- in doubt: it was loud" in text
    assert "old" not in text
