"""A language model that takes one second for every answer, however many it is asked for.

`python -m tests.benchmarks.slow_model` listens on PORT; GET /seen tells what it was asked.
"""

import asyncio
import os
import time

import uvicorn
import uvloop
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fake_llm import answer, says

ANSWER_S = 1.0


class SlowModel:
    def __init__(self) -> None:
        self.began = self.ended = 0.0
        self.answered = self.in_flight = self.most_in_flight = 0

    async def complete(self, request: Request) -> Response:
        self.began = self.began or time.perf_counter()
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        asked = await request.json()
        await asyncio.sleep(ANSWER_S)
        self.in_flight -= 1
        self.answered += 1
        self.ended = time.perf_counter()
        return says(answer(category="general"))(asked)

    async def seen(self, request: Request) -> Response:
        return JSONResponse(
            {
                "answered": self.answered,
                "seconds": self.ended - self.began,
                "most_in_flight": self.most_in_flight,
            }
        )


def main() -> None:
    model = SlowModel()
    routes = [
        Route("/v1/chat/completions", model.complete, methods=["POST"]),
        Route("/seen", model.seen),
        Route("/graphql", model.seen, methods=["POST"]),
    ]
    config = uvicorn.Config(
        Starlette(routes=routes), port=int(os.environ["PORT"]), log_level="critical", ws="none"
    )
    uvloop.run(uvicorn.Server(config).serve())


if __name__ == "__main__":
    main()
