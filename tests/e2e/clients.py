"""What talks to a real desk: GraphQL over HTTP, and graphql-transport-ws."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import jwt
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from domain.accounts.access_tokens import issue_access_token
from domain.accounts.secrets import derive_key
from domain.actors import SYSTEM, Actor
from domain.ids import new_id
from domain.models import Session, Skill, User, UserSkill
from domain.settings import Settings
from domain.unit_of_work import UnitOfWork, transact
from domain.vocabulary import Role
from tests.e2e.processes import Api, LiveDesk

EVENT = "id position kind occurredAt ticketId"


@dataclass
class Person:
    """Somebody with a session, made without the cost of a password."""

    user: User
    session: Session
    token: str

    @property
    def id(self) -> str:
        return str(self.user.id)

    @property
    def actor(self) -> Actor:
        return Actor(user_id=self.user.id, role=self.user.role, session_id=self.session.id)


async def make_person(
    desk: LiveDesk, role: Role = Role.USER, skills: list[str] | None = None
) -> Person:
    """The desk's database must be open."""

    async def work(uow: UnitOfWork) -> tuple[User, Session]:
        user = await User.create(
            id=new_id("usr"),
            email=f"{new_id('usr')}@desk.example",
            name=f"{role.value.title()} {new_id('usr')[-4:]}",
            role=role,
            capacity=1_000,
            created_at=uow.now,
            updated_at=uow.now,
        )
        for name in skills or ():
            skill = await Skill.get(name=name)
            await UserSkill.create(user_id=user.id, skill_id=skill.id)
        session = await Session.create(
            id=new_id("ses"),
            user_id=user.id,
            created_at=uow.now,
            rotated_at=uow.now,
            expires_at=uow.now + timedelta(days=1),
        )
        return user, session

    user, session = await transact(work, SYSTEM)
    token, _ = issue_access_token(desk.settings, user.id, session.id, datetime.now(UTC))
    return Person(user, session, token)


def short_token(settings: Settings, person: Person, lives_s: float) -> str:
    """An access token that ends sooner than the settings allow."""
    now = datetime.now(UTC)
    claims = {"sub": person.id, "sid": person.session.id, "iat": now, "typ": "access"}
    claims["exp"] = now + timedelta(seconds=lives_s)
    return jwt.encode(claims, derive_key(settings, "access token"), "HS256")


class Http:
    """GraphQL over HTTP, as one person or as nobody; remembers every answer."""

    def __init__(self, api: Api, token: str | None = None, *, keep: bool = False) -> None:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        self._client = httpx.AsyncClient(
            base_url=api.url, headers=headers, trust_env=False, timeout=30
        )
        self._keep = keep
        self.heard: list[str] = []

    async def __aenter__(self) -> "Http":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """The data of an answer that must have no errors."""
        body = {"query": query, "variables": variables}
        response = await self._client.post("/graphql", json=body)
        if self._keep:
            self.heard.append(response.text)
        answer = response.json()
        assert "errors" not in answer, answer["errors"]
        return dict(answer["data"])

    async def do(self, mutation: str, pick: str, **values: Any) -> Any:
        """Run one mutation and return what it made; it must have no errors."""
        kind = f"{mutation[0].upper()}{mutation[1:]}Input"
        query = (
            f"mutation($input: {kind}!) {{ {mutation}(input: $input) "
            f"{{ {pick} errors {{ code message path }} }} }}"
        )
        payload = (await self.ask(query, input=values))[mutation]
        assert payload["errors"] == [], payload["errors"]
        return payload

    async def create_ticket(self, title: str = "Help", **values: Any) -> str:
        payload = await self.do("ticketCreate", "ticket { id }", title=title, **values)
        return str(payload["ticket"]["id"])

    async def comment(self, ticket_id: str, body: str, visibility: str = "PUBLIC") -> None:
        values = {"ticketId": ticket_id, "body": body, "visibility": visibility}
        await self.do("commentCreate", "comment { id }", **values)

    async def position(self) -> str:
        return str((await self.ask("{ feedPosition }"))["feedPosition"])


def close_code(end: ConnectionClosed) -> int:
    """The server's; 1006 when it went without one."""
    return end.rcvd.code if end.rcvd is not None else 1006


@dataclass
class Socket:
    """One graphql-transport-ws connection; remembers every frame if asked to."""

    connection: ClientConnection
    keep: bool = False
    heard: list[str] = field(default_factory=list)

    async def send(self, message: dict[str, Any]) -> None:
        await self.connection.send(json.dumps(message))

    async def receive(self) -> dict[str, Any]:
        while True:
            frame = await self.connection.recv()
            assert isinstance(frame, str)
            if self.keep:
                self.heard.append(frame)
            message: dict[str, Any] = json.loads(frame)
            if message["type"] != "ping":
                return message

    async def subscribe(self, query: str, variables: dict[str, Any]) -> None:
        payload = {"query": query, "variables": variables}
        await self.send({"id": "1", "type": "subscribe", "payload": payload})

    async def follow(self, after: str | None = None, pick: str = EVENT) -> None:
        """Subscribe to `ticketEvents`."""
        query = f"subscription($after: Position) {{ ticketEvents(after: $after) {{ {pick} }} }}"
        await self.subscribe(query, {"after": after})

    async def next(self) -> dict[str, Any]:
        """The data of the next result."""
        message = await self.receive()
        assert message["type"] == "next", message
        assert "errors" not in message["payload"], message
        return dict(message["payload"]["data"])

    async def event(self) -> dict[str, Any]:
        return dict((await self.next())["ticketEvents"])

    async def until(self, kind: str) -> list[dict[str, Any]]:
        """The events up to and with the next one of a kind."""
        events = [await self.event()]
        while events[-1]["kind"] != kind:
            events.append(await self.event())
        return events

    async def closed(self, within_s: float) -> tuple[int, float]:
        """The close code and how many seconds it took; results before it are dropped."""
        started = time.perf_counter()
        try:
            async with asyncio.timeout(within_s):
                while True:
                    await self.connection.recv()
        except ConnectionClosed as end:
            return close_code(end), time.perf_counter() - started


@asynccontextmanager
async def open_socket(
    api: Api, token: str | None, *, keep: bool = False, **options: Any
) -> AsyncIterator[Socket]:
    """An acknowledged socket; unless told otherwise it takes in all that comes."""
    protocols: Any = ["graphql-transport-ws"]
    options.setdefault("max_queue", None)
    async with connect(
        api.socket_url, subprotocols=protocols, proxy=None, max_size=None, **options
    ) as connection:
        socket = Socket(connection, keep)
        payload = {"authorization": f"Bearer {token}"} if token else {}
        await socket.send({"type": "connection_init", "payload": payload})
        assert (await socket.receive())["type"] == "connection_ack"
        yield socket
