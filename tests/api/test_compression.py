"""Answers of GraphQL as bytes: compressed for those who say that they read it, only for them."""

import gzip
import json
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.types import Scope

from api.compression import LARGEST_AT_ONCE, SMALLEST
from api.http import GraphQLEndpoint, Headers
from schema.engine import Engine
from tests.api.edge_fixtures import serve
from tests.api.small_schema import SmallContext, schema

LONG = "x" * SMALLEST


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async def make_context(scope: Scope, headers: Headers, correlation_id: str) -> SmallContext:
        cookies = ["token=secret"] if b"cookie" in headers else []
        return SmallContext(correlation_id=correlation_id, set_cookies=cookies)

    endpoint = GraphQLEndpoint(Engine(schema), make_context)
    async with (
        serve(endpoint) as address,
        httpx.AsyncClient(base_url=f"http://{address}") as client,
    ):
        yield client


async def ask(http: httpx.AsyncClient, name: str, **headers: str) -> tuple[httpx.Headers, bytes]:
    """Head and body as they came over the line; says hello, and so has the name in its answer."""
    query = {"query": "query($n: String!) { hello(name: $n) }", "variables": {"n": name}}
    async with http.stream("POST", "/graphql", json=query, headers=headers) as answer:
        body = b"".join([part async for part in answer.aiter_raw()])
    assert answer.headers["content-length"] == str(len(body))
    assert answer.headers["vary"] == "Accept, Accept-Encoding"
    return answer.headers, body


@pytest.mark.parametrize("accept", ["gzip", "br, GZIP;q=0.5", "*", "deflate, *;q=0.1"])
@pytest.mark.parametrize("name", [LONG, "y" * LARGEST_AT_ONCE], ids=["long", "very long"])
async def test_a_long_answer_is_compressed(http: httpx.AsyncClient, accept: str, name: str) -> None:
    headers, body = await ask(http, name, **{"accept-encoding": accept})
    assert headers["content-encoding"] == "gzip"
    assert len(body) < len(name) / 5
    assert json.loads(gzip.decompress(body))["data"] == {"hello": f"Hello {name}"}


@pytest.mark.parametrize("accept", ["", "identity", "br", "gzip;q=0", "*;q=0", "gzip;q=0, *"])
async def test_nobody_gets_what_he_does_not_read(http: httpx.AsyncClient, accept: str) -> None:
    headers, body = await ask(http, LONG, **{"accept-encoding": accept})
    assert "content-encoding" not in headers
    assert json.loads(body)["data"] == {"hello": f"Hello {LONG}"}


async def test_a_short_answer_stays_as_it_is(http: httpx.AsyncClient) -> None:
    headers, body = await ask(http, "Ada", **{"accept-encoding": "gzip"})
    assert "content-encoding" not in headers
    assert json.loads(body)["data"] == {"hello": "Hello Ada"}


async def test_an_answer_with_a_token_says_nothing_by_its_length(http: httpx.AsyncClient) -> None:
    headers, _ = await ask(http, LONG, **{"accept-encoding": "gzip", "cookie": "a=b"})
    assert headers["set-cookie"] == "token=secret"
    assert "content-encoding" not in headers
