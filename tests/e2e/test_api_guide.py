"""Every example of the API guide, in its order, on a fresh demo desk of a real process."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from api.commands.demo_data import ADMIN, DEMO_PASSWORD, ELIF, HANNA
from tests.e2e.clients import Socket, open_socket
from tests.e2e.demo import demo_desk
from tests.e2e.guide import Example, curl, error_codes, examples, fill, look_up
from tests.e2e.processes import Api

PEOPLE = {"requester": HANNA, "moderator": ELIF, "admin": ADMIN}
LOGIN = "mutation($input: LoginInput!) { login(input: $input) { accessToken } }"
PATIENCE_S = 20
POLL_S = 0.05


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Api]:
    with demo_desk(tmp_path) as api:
        yield api


class Reader:
    """Somebody who follows the guide word by word."""

    def __init__(self, api: Api, http: httpx.AsyncClient, stack: AsyncExitStack) -> None:
        today = datetime.now(UTC).date()
        self.values: dict[str, Any] = {"today": today, "monthAgo": today - timedelta(days=30)}
        self.streams: list[tuple[Example, Socket]] = []
        self._api, self._http, self._stack = api, http, stack
        self._tokens: dict[str, str] = {}

    async def follow(self, example: Example) -> None:
        if example.language == "sh":
            await self._run_curl(example)
        elif example.is_subscription:
            await self._subscribe(example)
        else:
            await self._execute(example)

    async def _run_curl(self, example: Example) -> None:
        url, headers, body = curl(fill(example.code, self.values))
        response = await self._http.post(urlsplit(url).path, headers=headers, content=body)
        self._check(example, response.json())

    async def _execute(self, example: Example) -> None:
        token = await self._token(example)
        async with asyncio.timeout(PATIENCE_S):
            answer = await self._post(self._request(example), token)
            while example.until and not look_up(answer["data"], example.until):
                await asyncio.sleep(POLL_S)
                answer = await self._post(self._request(example), token)
        self._check(example, answer)

    def _check(self, example: Example, answer: dict[str, Any]) -> None:
        assert sorted(error_codes(answer)) == sorted(example.expect), answer
        for name, path in example.saves.items():
            self.values[name] = look_up(answer["data"], path)
            assert self.values[name], f"nothing at {path}: {answer}"

    async def _subscribe(self, example: Example) -> None:
        token = await self._token(example)
        socket = await self._stack.enter_async_context(open_socket(self._api, token))
        request = self._request(example)
        await socket.subscribe(request["query"], request["variables"])
        if not example.expect:
            self.streams.append((example, socket))
            if example.saves:
                self._check(example, {"data": await socket.next()})
            return
        message = await socket.receive()
        assert message["type"] == "error"
        assert error_codes({"errors": message["payload"]}) == example.expect

    async def _token(self, example: Example) -> str | None:
        if example.token:
            return str(self.values[example.token])
        if example.actor == "nobody":
            return None
        if example.actor not in self._tokens:
            person = {"email": PEOPLE[example.actor].email, "password": DEMO_PASSWORD}
            request = {"query": LOGIN, "variables": {"input": person}}
            answer = await self._post(request, None)
            self._tokens[example.actor] = answer["data"]["login"]["accessToken"]
        return self._tokens[example.actor]

    def _request(self, example: Example) -> dict[str, Any]:
        variables = json.loads(fill(example.variables, self.values))
        return {"query": example.code, "variables": variables}

    async def _post(self, request: dict[str, Any], token: str | None) -> dict[str, Any]:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        response = await self._http.post("/graphql", json=request, headers=headers)
        return dict(response.json())


async def test_a_stranger_can_follow_the_guide_word_by_word(desk: Api) -> None:
    async with AsyncExitStack() as stack:
        client = httpx.AsyncClient(base_url=desk.url, trust_env=False, timeout=30)
        http = await stack.enter_async_context(client)
        reader = Reader(desk, http, stack)
        for example in examples():
            try:
                await reader.follow(example)
            except Exception as error:
                error.add_note(f"docs/api.md, line {example.line}:\n{example.code}")
                raise
        (_, watching), *others = reader.streams
        async with asyncio.timeout(PATIENCE_S):
            life = [event["kind"] for event in await watching.until("TICKET_RATED")]
            for example, socket in others:
                assert await socket.next(), example.code
    life = life[
        life.index("TICKET_CREATED") :
    ]  # what happens to the demo's tickets may come before
    assert {"TRIAGE_COMPLETED", "TICKET_ASSIGNED", "COMMENT_CREATED"} <= set(life)
    assert life.count("TICKET_STATUS_CHANGED") >= 4
