"""A desk to ask in tests: operations run through the real engine, against a real database."""

from dataclasses import dataclass, field
from inspect import isawaitable
from typing import Any

import orjson
from graphql import DocumentNode, ExecutionResult, execute

from api.rate_limits import MemoryRateLimiter
from domain.actors import ANONYMOUS, Actor
from domain.feed import LiveFeed
from domain.passwords import argon2_hasher
from domain.settings import Settings
from schema.assembly import schema
from schema.context import Context, Services
from schema.engine import Engine
from schema.presentation import present_result

# Cheap hashes: what is tested is not how slow they are.
HASHER = argon2_hasher(time_cost=1, memory_kib=1024)
ENGINE = Engine(schema)


@dataclass
class Desk:
    settings: Settings = field(default_factory=lambda: Settings(secret="s" * 32))  # type: ignore[arg-type]
    feed: LiveFeed = field(default_factory=LiveFeed)
    limiter: MemoryRateLimiter = field(default_factory=MemoryRateLimiter)

    def context(self, actor: Actor) -> Context:
        services = Services(self.settings, self.feed, HASHER, self.limiter)
        return Context(actor=actor, services=services, correlation_id="test", set_cookies=[])

    async def ask(
        self, actor: Actor, query: str, variables: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """The whole answer, with its errors."""
        context = self.context(actor)
        prepared = ENGINE.prepare(query, None)
        assert not isinstance(prepared, list), prepared
        result = await ENGINE.execute(prepared, variables or {}, context)
        return dict(orjson.loads(orjson.dumps(present_result(result, "test"))))

    async def data(
        self, actor: Actor, query: str, variables: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """The data of an answer that must have no errors."""
        answer = await self.ask(actor, query, variables)
        assert "errors" not in answer, answer["errors"]
        return dict(answer["data"])

    async def code(
        self, actor: Actor, query: str, variables: dict[str, Any] | None = None
    ) -> str | None:
        """The code of the first top-level error, if there is one."""
        answer = await self.ask(actor, query, variables)
        errors = answer.get("errors")
        return errors[0]["extensions"]["code"] if errors else None

    async def do(self, actor: Actor, mutation: str, input: dict[str, Any], pick: str) -> Any:
        """Run one mutation and return its payload, with `pick` and the errors selected."""
        name = mutation[0].upper() + mutation[1:] + "Input"
        query = (
            f"mutation($input: {name}!) {{ {mutation}(input: $input) "
            f"{{ {pick} errors {{ code message path }} }} }}"
        )
        return (await self.data(actor, query, {"input": input}))[mutation]


async def answered_by_graphql_core(
    document: DocumentNode, variables: dict[str, Any], context: Context
) -> ExecutionResult:
    """What graphql-core itself makes of an operation, without the compiled path."""
    outcome: Any = execute(
        schema._schema,
        document,
        context_value=context,
        variable_values=variables,
        executor_class=schema.execution_context_class,
        operation_extensions=None,
    )
    found: ExecutionResult = await outcome if isawaitable(outcome) else outcome
    return found


def nobody() -> Actor:
    return ANONYMOUS
