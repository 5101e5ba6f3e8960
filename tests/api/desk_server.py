"""The real application on a real port, in the loop of the test, on the test's database."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
from pydantic import SecretStr
from tortoise.connection import get_connection
from websockets.asyncio.client import connect

from api.app import Parts, create_app
from api.auth import Authenticator
from api.health import Health
from api.metrics import Metrics
from api.rate_limits import MemoryRateLimiter
from api.rights_guard import RightsGuard
from api.server import build_server
from api.socket_registry import SocketRegistry
from domain import clock
from domain.accounts.access_tokens import issue_access_token
from domain.accounts.api_tokens import create_api_token
from domain.actors import Actor
from domain.database import dialect
from domain.feed import LiveFeed
from domain.ids import new_id
from domain.models import Session
from domain.passwords import argon2_hasher
from domain.ports import LanguageModel, NoWaker
from domain.rights import RightsCache
from domain.settings import Settings
from domain.suggestions.running import Drafts
from domain.unit_of_work import finish_running_work, transact, use_waker
from domain.vocabulary import Scope
from jobs.adapters.llm_probe import ModelProbe
from jobs.runner import Runner
from jobs.services import Services as JobServices
from schema.context import Services
from tests.api.socket_client import Client

# Cheap hashes: what is tested is not how slow they are.
HASHER = argon2_hasher(time_cost=1, memory_kib=8)
TIMEOUT_S = 30.0
Answer = dict[str, Any]


def desk_settings(**values: Any) -> Settings:
    """Limits on numbers of requests are out of the way unless a test names them."""
    known = {
        "secret": SecretStr("s" * 40),
        "master_key": SecretStr("m" * 40),
        "confirm_email": False,
        "login_attempts": 100_000,
        "requests_per_minute": 1_000_000,
        "suggestions_per_minute": 1_000_000,
        "sockets_per_address": 10_000,
    }
    return Settings(_env_file=None, **(known | values))


class _InProcess:
    """Wakes feed and runner of this process, as `deskwire serve` does when embedded."""

    def __init__(self, feed: LiveFeed, runner: Runner | None) -> None:
        self.is_connected = True
        self._feed = feed
        self._runner = runner

    def wake(self, *, events: bool, job_ids: tuple[str, ...]) -> None:
        if events:
            self._feed.wake()
        if job_ids and self._runner is not None:
            self._runner.wake(job_ids)


@dataclass
class DeskServer:
    """A running desk, and how to speak to it."""

    address: str
    settings: Settings
    feed: LiveFeed
    registry: SocketRegistry
    drafts: Drafts
    http: httpx.AsyncClient

    async def sign_in(self, actor: Actor) -> str:
        """The `Authorization` of a fresh session of somebody's."""
        session = await self.session(actor)
        token, _ = issue_access_token(self.settings, session.user_id, session.id, clock.now())
        return f"Bearer {token}"

    async def session(self, actor: Actor) -> Session:
        assert actor.user_id is not None
        now = clock.now()
        return await Session.create(
            id=new_id("ses"),
            user_id=actor.user_id,
            created_at=now,
            rotated_at=now,
            expires_at=now + timedelta(days=1),
        )

    async def api_token(self, actor: Actor, *scopes: Scope) -> str:
        """The `Authorization` of a machine of somebody's."""
        session = await self.session(actor)
        person = Actor(user_id=actor.user_id, role=actor.role, session_id=session.id)
        _, token = await transact(create_api_token, person, "test", scopes)
        return f"Bearer {token}"

    async def ask(
        self, authorization: str | None, query: str, variables: Answer | None = None
    ) -> Answer:
        """The answer by HTTP, which must not be a fault of ours."""
        headers = {} if authorization is None else {"authorization": authorization}
        body = {"query": query, "variables": variables or {}}
        response = await self.http.post("/graphql", json=body, headers=headers)
        assert response.status_code < 500, response.text
        return dict(response.json())

    async def ask_by_socket(
        self, authorization: str | None, query: str, variables: Answer | None = None
    ) -> Answer:
        """The answer by WebSocket, in the shape of one by HTTP."""
        async with self.socket(authorization) as client:
            await client.subscribe(query, variables=variables or {})
            message = await client.receive()
        if message["type"] == "error":
            return {"errors": message["payload"]}
        assert message["type"] == "next", message
        return dict(message["payload"])

    @asynccontextmanager
    async def socket(self, authorization: str | None = None) -> AsyncIterator[Client]:
        """A socket that has been acknowledged."""
        url = f"ws://{self.address}/graphql"
        async with connect(url, subprotocols=["graphql-transport-ws"], max_size=None) as connection:  # type: ignore[list-item]
            client = Client(connection)
            await client.initialise(authorization)
            yield client


@asynccontextmanager
async def serve_desk(
    settings: Settings | None = None,
    *,
    with_jobs: bool = False,
    llm: LanguageModel | None = None,
) -> AsyncIterator[DeskServer]:
    """Serve the open database; `with_jobs` also triages, assigns and mails, as when embedded."""
    settings = settings or desk_settings()
    if dialect() == "sqlite":
        # No power fails in these tests: a commit need not wait for the disk.
        await get_connection("default").execute_query("PRAGMA synchronous = OFF")
    feed, registry, rights = LiveFeed(), SocketRegistry(), RightsCache()
    runner = Runner(JobServices(settings)) if with_jobs else None
    background = _InProcess(feed, runner)
    feed.add_listener(rights.listen)
    feed.add_listener(RightsGuard(registry))
    limiter, tester = MemoryRateLimiter(), ModelProbe()
    health = Health(settings, feed, background)
    services = Services(settings, feed, HASHER, limiter, llm, tester, health)
    parts = Parts(
        settings=settings,
        services=services,
        authenticator=Authenticator(settings, rights),
        limiter=limiter,
        registry=registry,
        metrics=Metrics(settings),
        health=health,
    )
    server = build_server(settings, create_app(parts), registry)
    await feed.start()
    use_waker(background)
    if runner is not None:
        await runner.start()
    # Named as TCP, or asyncio leaves Nagle's algorithm on: 40 ms for each answer.
    with socket.socket(proto=socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(100)
        task = asyncio.create_task(server.serve(sockets=[listener]))
        address = f"127.0.0.1:{listener.getsockname()[1]}"
        try:
            async with httpx.AsyncClient(
                base_url=f"http://{address}", timeout=TIMEOUT_S, trust_env=False
            ) as http:
                yield DeskServer(address, settings, feed, registry, services.drafts, http)
        finally:
            server.should_exit = True
            await task
            if runner is not None:
                await runner.stop()
            await tester.close()
            await finish_running_work()
            use_waker(NoWaker())
            await feed.stop()
