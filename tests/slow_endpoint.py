"""An OpenAI-compatible endpoint in a process of its own: `python -m tests.slow_endpoint PORT S`.

Answers every question after S seconds, always the same, and takes next to no time of its own.
`GET /count` tells how many questions came and how many were answered.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

from tests.fake_llm import PRICED, answer
from tests.servers.processes import free_port

ROOT = Path(__file__).resolve().parents[1]


def _completion() -> bytes:
    message = {"role": "assistant", "content": json.dumps(answer(evidence="charged twice"))}
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    return json.dumps({"model": "slow-1", "choices": [choice], "usage": PRICED}).encode()


class Endpoint:
    def __init__(self, latency_s: float) -> None:
        self.latency_s = latency_s
        self.asked = self.answered = 0
        self.completion = _completion()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                if head.startswith(b"GET"):
                    counts = {"asked": self.asked, "answered": self.answered}
                    await self._write(writer, json.dumps(counts).encode())
                    continue
                lines = head.lower().split(b"\r\n")
                length = next(it for it in lines if it.startswith(b"content-length:"))
                await reader.readexactly(int(length.partition(b":")[2]))
                self.asked += 1
                await asyncio.sleep(self.latency_s)
                await self._write(writer, self.completion)
                self.answered += 1
        writer.close()

    async def _write(self, writer: asyncio.StreamWriter, body: bytes) -> None:
        head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}"
        writer.write(f"{head}\r\n\r\n".encode() + body)
        await writer.drain()


@contextmanager
def slow_endpoint(latency_s: float) -> Iterator[str]:
    """Runs one; gives its base URL."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.slow_endpoint", str(port), str(latency_s)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def counts(base_url: str) -> dict[str, int]:
    with urlopen(base_url.replace("/v1", "/count")) as response:
        return dict(json.load(response))


async def _main(port: int, latency_s: float) -> None:
    server = await asyncio.start_server(Endpoint(latency_s).serve, "127.0.0.1", port)
    print("ready", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1]), float(sys.argv[2])))
