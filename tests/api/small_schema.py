"""A schema of a few fields that does everything the two edges must cope with."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date

import strawberry

from domain.actors import ANONYMOUS, Actor
from domain.errors import AccessError, DomainError, ErrorCode, forbidden


@dataclass
class Journal:
    """What the resolvers did, for tests to look at."""

    mutations: int = 0
    produced: int = 0
    started: asyncio.Event = field(default_factory=asyncio.Event)
    closed: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class SmallContext:
    actor: Actor = ANONYMOUS
    correlation_id: str = "none"
    journal: Journal = field(default_factory=Journal)
    set_cookies: list[str] = field(default_factory=list)


Info = strawberry.Info[SmallContext, None]


@strawberry.input
class Condition:
    text: str | None = None
    both: list["Condition"] | None = None


@strawberry.type
class PageInfo:
    has_next_page: bool = False


@strawberry.type
class Item:
    name: str = "item"
    tags: list[str] = strawberry.field(default_factory=lambda: ["a", "b"])

    @strawberry.field
    def items(self, first: int | None = None, last: int | None = None) -> "ItemConnection":
        return ItemConnection(nodes=[Item()] * 2)

    @strawberry.field
    def twin(self) -> "Item":
        return Item()

    @strawberry.field(metadata={"cost": 100})
    def report(self) -> str:
        return "costly"


@strawberry.type
class ItemConnection:
    nodes: list[Item]
    page_info: PageInfo = strawberry.field(default_factory=PageInfo)
    total_count: int = 2


@strawberry.type
class Query:
    @strawberry.field
    async def hello(self, name: str = "world") -> str:
        return f"Hello {name}"

    @strawberry.field
    def items(self, first: int = 50, last: int | None = None) -> ItemConnection:
        return ItemConnection(nodes=[Item()] * 2)

    @strawberry.field
    def item(self) -> Item:
        return Item()

    @strawberry.field
    def who(self, info: Info) -> str | None:
        assert info.variable_values is not None
        return info.context.actor.user_id

    @strawberry.field
    def correlation(self, info: Info) -> str:
        return info.context.correlation_id

    @strawberry.field
    def search(self, condition: Condition) -> int:
        return 1

    @strawberry.field
    def day(self, on: date) -> date:
        return on

    @strawberry.field
    def broken(self) -> str | None:
        raise RuntimeError("a secret")

    @strawberry.field
    def wrong_type(self) -> int | None:
        return "no number"  # type: ignore[return-value]

    @strawberry.field
    def secret(self) -> str:
        raise forbidden("Moderators only.")

    @strawberry.field
    def limited(self) -> str | None:
        raise DomainError(ErrorCode.RATE_LIMITED, "Slowly.", ("input", "x"), retry_after_s=7)

    @strawberry.field
    def big(self, length: int) -> str:
        return "x" * length


@strawberry.type
class Mutation:
    @strawberry.mutation
    def increment(self, info: Info) -> int:
        info.context.journal.mutations += 1
        return info.context.journal.mutations

    @strawberry.mutation
    async def wait(self, info: Info) -> int:
        info.context.journal.started.set()
        try:
            await asyncio.Event().wait()
        finally:
            info.context.journal.closed.set()
        return 1


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def count(self, to: int) -> AsyncIterator[int]:
        for number in range(to):
            yield number

    @strawberry.subscription
    async def endless(self, info: Info) -> AsyncIterator[int]:
        """One value, then silence until it is closed."""
        journal = info.context.journal
        try:
            yield 1
            journal.started.set()
            await asyncio.Event().wait()
        finally:
            journal.closed.set()

    @strawberry.subscription
    async def flood(self, info: Info, size: int) -> AsyncIterator[str]:
        """Large values, as fast as they are taken."""
        journal = info.context.journal
        try:
            while True:
                journal.produced += 1
                yield "x" * size
                await asyncio.sleep(0)
        finally:
            journal.closed.set()

    @strawberry.subscription
    async def denied(self) -> AsyncIterator[int]:
        raise forbidden("Not for you.")
        yield 1

    @strawberry.subscription
    async def failing(self) -> AsyncIterator[int]:
        yield 1
        raise RuntimeError("a secret")

    @strawberry.subscription
    async def expiring(self) -> AsyncIterator[int]:
        yield 1
        raise AccessError(ErrorCode.UNAUTHENTICATED, "Your session has ended.")

    @strawberry.subscription
    async def broken_values(self) -> AsyncIterator[Item | None]:
        yield None


schema = strawberry.Schema(query=Query, mutation=Mutation, subscription=Subscription)
