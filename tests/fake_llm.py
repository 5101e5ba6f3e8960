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
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.servers.processes import free_port

FIELDS = ("category", "priority", "urgency", "sentiment", "language", "skills", "tags")
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
            "usage": {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100},
        }
    )


def fails(status: int, message: str = "no", **headers: str) -> Step:
    body = {"error": {"message": message, "type": "error"}}
    return lambda request: JSONResponse(
        body, status, {k.replace("_", "-"): v for k, v in headers.items()}
    )


def raw(content: bytes, media_type: str = "application/json") -> Step:
    return lambda request: Response(content, media_type=media_type)


class FakeModel:
    """Answers with the next step of its script; the last one is repeated.

    While `is_held` every answer waits for `release()`.
    """

    def __init__(self) -> None:
        self.port = free_port()
        self.base_url = f"http://127.0.0.1:{self.port}/v1"
        self.requests: list[dict[str, Any]] = []
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
        self.asked.set()
        await self._gate.wait()
        step = self._steps.popleft() if len(self._steps) > 1 else self._steps[0]
        return step(asked)


@asynccontextmanager
async def fake_model() -> AsyncIterator[FakeModel]:
    model = FakeModel()
    app = Starlette(routes=[Route("/v1/chat/completions", model.complete, methods=["POST"])])
    config = uvicorn.Config(
        app, port=model.port, log_level="critical", lifespan="off", ws="none", loop="none"
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
