"""Compiled documents answer exactly as graphql-core does, and only errors need its help."""

import asyncio
import gc
from typing import Any

import orjson
import pytest
from graphql import ExecutionResult, GraphQLError
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tortoise import Tortoise

from api.commands.seed import seed_demo
from domain.actors import ANONYMOUS, Actor
from domain.models import User
from domain.settings import Settings
from domain.vocabulary import Role
from schema.assembly import schema
from schema.engine import Engine
from schema.limits import Limits
from schema.presentation import present_error
from tests.schema.desk import HASHER, Desk, answered_by_graphql_core
from tests.schema.drawn_documents import Drawn, queries

EXAMPLES = 200
LIMITS = Limits(cost=10**12, aliases=1_000, tokens=100_000, depth=50)

# graphql-core drops what it has begun when a null spreads; that is no fault of either path.
pytestmark = [
    pytest.mark.filterwarnings("ignore:coroutine '(Executor|GraphQLCore):RuntimeWarning"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in. <coroutine object (Executor|GraphQLCore)"
    ),
]


def failed_roots(*results: ExecutionResult) -> set[object]:
    """The root fields whose errors were told."""
    return {error.path[0] for it in results for error in it.errors or () if error.path}


class Both:
    """Asks the compiled path and graphql-core the same, and compares."""

    def __init__(self, viewers: dict[str, Actor]) -> None:
        self._viewers = viewers
        self.fallbacks: list[str] = []
        self.compiled = 0
        self.written = 0
        # As many drafts as the longest run may draw.
        self._desk = Desk(Settings(secret="s" * 32, suggestions_per_minute=10_000))  # type: ignore[arg-type]
        self._engine = Engine(
            schema,
            LIMITS,
            count_fallback=self.fallbacks.append,
        )

    async def compare(self, drawn: Drawn, who: str) -> None:
        prepared = self._engine.prepare(drawn.text, None)
        if isinstance(prepared, list):
            # Two selections of one name that differ: the validator's word, before any executor.
            assert all("conflict" in error.message for error in prepared), prepared
            return
        viewer = self._viewers[who]
        self.fallbacks.clear()
        found = await self._engine.execute(prepared, drawn.variables, self._desk.context(viewer))
        expected = await answered_by_graphql_core(
            prepared.document, drawn.variables, self._desk.context(viewer)
        )
        # Bytes: equal dictionaries may differ in the order of their names.
        assert orjson.dumps(found.data) == orjson.dumps(expected.data)
        if expected.data is None and len(failed_roots(found, expected)) > 1:
            return  # of several that may not be null, either may be told: GraphQL's own words
        assert _errors(found.errors) == _errors(expected.errors)
        was_run = any(error.path for error in expected.errors or ())
        assert self.fallbacks == (["error"] if was_run else [])
        self.compiled += not expected.errors
        self.written += _is_written(found.data)


async def draw_and_compare(examples: int) -> Both:
    await seed_demo(hasher=HASHER)
    viewers = {"nobody": ANONYMOUS}
    for role in Role:
        person = await User.filter(role=role).order_by("id").first()
        assert person is not None
        viewers[role.value] = Actor(user_id=person.id, role=role)
    both = Both(viewers)
    ids: list[str] = []
    for model in Tortoise.apps["domain"].values():
        if "id" in model._meta.fields_map:
            ids += [str(id) for id in await model.all().limit(10).values_list("id", flat=True)]
    loop = asyncio.get_running_loop()

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=examples == EXAMPLES,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(queries(ids), st.sampled_from(sorted(viewers)))
    def ask(drawn: Drawn, who: str) -> None:
        asyncio.run_coroutine_threadsafe(both.compare(drawn, who), loop).result()

    await asyncio.to_thread(ask)
    gc.collect()  # what graphql-core has dropped is found here, where its warnings are let pass
    return both


@pytest.mark.timeout(240)
async def test_random_documents_get_the_same_answer_from_both_executors(db: str) -> None:
    both = await draw_and_compare(EXAMPLES)
    assert both.compiled > EXAMPLES / 5
    assert both.written > EXAMPLES / 10 if db == "postgres" else both.written == 0


@pytest.mark.scale
@pytest.mark.timeout(7_200)
async def test_many_random_documents_get_the_same_answer_from_both_executors(db: str) -> None:
    await draw_and_compare(20_000)


def _is_written(data: Any) -> bool:
    """Whether some of it comes from the database as JSON."""
    if isinstance(data, dict):
        return any(_is_written(value) for value in data.values())
    if isinstance(data, list):
        return any(_is_written(value) for value in data)
    return isinstance(data, orjson.Fragment)


def _errors(errors: list[GraphQLError] | None) -> set[str]:
    presented = [present_error(error, "test") for error in errors or ()]
    return {str((e["message"], e.get("path"), e["extensions"].get("code"))) for e in presented}
