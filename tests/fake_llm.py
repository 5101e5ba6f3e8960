"""An OpenAI-compatible endpoint on loopback whose every answer a test scripts."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.servers.processes import free_port

FIELDS = ("category", "priority", "urgency", "sentiment", "language", "skills", "tags")
PRICED = {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}
COST_MICROS = 560
"""What an answer with that usage costs at the settings' price."""
Step = Callable[[dict[str, Any]], Response]


def answer(confidence: float = 0.9, evidence: str = "", **values: Any) -> dict[str, Any]:
    """A model's answer that is right in form; `values` replace the defaults."""
    return {
        "category": "billing",
        "priority": "HIGH",
        "urgency": "MEDIUM",
        "sentiment": "NEGATIVE",
        "language": "en",
        "skills": [],
        "tags": [],
        "confidence": dict.fromkeys(FIELDS, confidence),
        "evidence": {name: [evidence] if evidence else [] for name in FIELDS},
        "summary": "A customer was charged twice.",
        "notes": "Check the two charges.",
        "reply": "We are looking into the two charges.",
    } | values


def says(content: object, finish_reason: str = "stop") -> Step:
    """A completion with this text, or with this object as JSON."""
    text = content if isinstance(content, str) else json.dumps(content)
    return lambda request: JSONResponse(
        {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": "fake-1",
            "choices": [
                {
                    "index": 0,
                    "finish_reason": finish_reason,
                    "message": {"role": "assistant", "content": text},
                }
            ],
            "usage": PRICED,
        }
    )


def fails(status: int, message: str = "no", **headers: str) -> Step:
    body = {"error": {"message": message, "type": "error"}}
    return lambda request: JSONResponse(
        body, status, {k.replace("_", "-"): v for k, v in headers.items()}
    )


def raw(content: bytes, media_type: str = "application/json") -> Step:
    return lambda request: Response(content, media_type=media_type)


def streams(*pieces: str, gate: asyncio.Event | None = None, ends: bool = True) -> Step:
    """Server-sent events, one a piece; with a `gate` all but the first wait for it."""

    async def events() -> AsyncIterator[str]:
        for place, piece in enumerate(pieces):
            if place and gate is not None:
                await gate.wait()
            choice = {"index": 0, "delta": {"content": piece}, "finish_reason": None}
            yield f"data: {json.dumps({'model': 'fake-1', 'choices': [choice]})}\n\n"
        if ends:
            yield f"data: {json.dumps({'choices': [], 'usage': PRICED})}\n\n"
            yield "data: [DONE]\n\n"

    return lambda request: StreamingResponse(events(), media_type="text/event-stream")


class FakeModel:
    """Answers with the next step of its script; the last one is repeated.

    While `is_held` every answer waits for `release()`.
    """

    def __init__(self) -> None:
        self.port = free_port()
        self.base_url = f"http://127.0.0.1:{self.port}/v1"
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.answered = 0
        self.aborted = 0
        self.asked = asyncio.Event()
        self._steps: deque[Step] = deque([says(answer())])
        self._gate = asyncio.Event()
        self._gate.set()

    def script(self, *steps: Step) -> None:
        self._steps = deque(steps)

    def hold(self) -> None:
        self.asked.clear()
        self._gate.clear()

    def release(self) -> None:
        self._gate.set()

    async def complete(self, request: Request) -> Response:
        asked = await request.json()
        self.requests.append(asked)
        self.keys.append(request.headers.get("authorization", "").removeprefix("Bearer "))
        self.asked.set()
        await self._gate.wait()
        step = self._steps.popleft() if len(self._steps) > 1 else self._steps[0]
        response = step(asked)
        self.answered += response.status_code == 200
        if isinstance(response, StreamingResponse):
            response.body_iterator = self._watched(response.body_iterator)
        return response

    async def _watched(self, pieces: Any) -> AsyncIterator[Any]:
        is_whole = False
        try:
            async for piece in pieces:
                yield piece
            is_whole = True
        finally:
            self.aborted += not is_whole


@asynccontextmanager
async def fake_model() -> AsyncIterator[FakeModel]:
    model = FakeModel()
    app = Starlette(routes=[Route("/v1/chat/completions", model.complete, methods=["POST"])])
    config = uvicorn.Config(
        app, port=model.port, log_config=None, lifespan="off", ws="none", loop="none"
    )
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    serving = asyncio.create_task(server._serve())
    while not server.started:  # noqa: ASYNC110
        await asyncio.sleep(0.005)
    try:
        yield model
    finally:
        model.release()
        server.should_exit = True
        server.force_exit = True
        await serving
