"""Desks of real processes that a test breaks, and a language model that answers when told."""

import asyncio
import json
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from typing import Any


def run(work: Coroutine[Any, Any, None]) -> None:
    with closing(asyncio.new_event_loop()) as loop:
        loop.run_until_complete(work)


@dataclass
class SlowModel:
    """An OpenAI-compatible endpoint on loopback that keeps each asker waiting.

    `asked` counts the questions; answers come while `may_answer` is set.
    """

    port: int
    asked: int = 0
    is_over: bool = False
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)
    askers: set["asyncio.Task[None]"] = field(default_factory=set)

    async def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.askers.add(task)
        try:
            await self._answer_all(reader, writer)
        finally:
            self.askers.discard(task)
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _answer_all(self, reader: StreamReader, writer: StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while not self.is_over:
                head = await reader.readuntil(b"\r\n\r\n")
                length = next(
                    int(line.split(b":")[1])
                    for line in head.split(b"\r\n")
                    if line.lower().startswith(b"content-length:")
                )
                await reader.readexactly(length)
                self.asked += 1
                await self.may_answer.wait()
                writer.write(_answer())
                await writer.drain()


def _answer() -> bytes:
    message = {"role": "assistant", "content": json.dumps({"summary": "Answered."})}
    body = json.dumps(
        {
            "id": "x",
            "object": "chat.completion",
            "created": 0,
            "model": "slow",
            "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
        }
    ).encode()
    head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
    return f"{head}content-length: {len(body)}\r\n\r\n".encode() + body


@asynccontextmanager
async def slow_model(port: int) -> AsyncIterator[SlowModel]:
    model = SlowModel(port)
    server = await asyncio.start_server(model.serve, "127.0.0.1", port)
    try:
        yield model
    finally:
        model.is_over = True
        model.may_answer.set()
        server.close()
        for asker in model.askers:
            asker.cancel()
        await asyncio.gather(*model.askers, return_exceptions=True)
