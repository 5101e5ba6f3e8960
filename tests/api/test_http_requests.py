"""Requests over HTTP: what is served, how it is negotiated, and what is refused."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Scope

from api.http import GraphQLEndpoint, Headers
from api.rate_limits import MemoryRateLimiter
from api.rate_lots import admit_operations
from domain.actors import ANONYMOUS, Actor
from domain.errors import forbidden, unauthenticated
from schema.engine import Engine
from schema.limits import Limits
from tests.api.edge_fixtures import serve
from tests.api.small_schema import Journal, SmallContext, schema

JSON = "application/json"
RESPONSE = "application/graphql-response+json"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


async def make_context(scope: Scope, headers: Headers, correlation_id: str) -> SmallContext:
    match Request(scope).headers.get("authorization"):
        case None:
            actor = ANONYMOUS
        case "Bearer banned":
            raise forbidden("This account is closed.")
        case "Bearer crash":
            raise RuntimeError("a secret")
        case str(token) if token.startswith("Bearer "):
            actor = Actor(user_id=token.removeprefix("Bearer "))
        case _:
            raise unauthenticated("The token is not valid.")
    return SmallContext(actor, correlation_id, JOURNAL)


JOURNAL = Journal()


async def graphiql(_request: Request) -> Response:
    return PlainTextResponse("the page", media_type="text/html")


@asynccontextmanager
async def client(engine: Engine | None = None, **options: Any) -> AsyncIterator[httpx.AsyncClient]:
    endpoint = GraphQLEndpoint(engine or Engine(schema), make_context, graphiql=graphiql, **options)
    async with serve(endpoint) as address, httpx.AsyncClient(base_url=f"http://{address}") as http:
        yield http


async def post(http: httpx.AsyncClient, query: str, **headers: str) -> httpx.Response:
    return await http.post("/graphql", json={"query": query}, headers=headers)


def code_of(response: httpx.Response) -> str:
    [error] = response.json()["errors"]
    code: str = error["extensions"]["code"]
    return code


async def test_a_query_by_post_and_by_get_gives_the_same_answer() -> None:
    params = {"query": "query($n: String!) { hello(name: $n) }", "variables": '{"n": "Ada"}'}
    async with client() as http:
        posted = await http.post(
            "/graphql", json={**params, "variables": {"n": "Ada"}, "operationName": None}
        )
        got = await http.get("/graphql", params=params)
    assert posted.json()["data"] == {"hello": "Hello Ada"}
    assert posted.content == got.content
    assert posted.json()["extensions"] == {"cost": {"requested": 1, "maximum": 50_000}}


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (JSON, JSON),
        (RESPONSE, RESPONSE),
        (f"{RESPONSE}, {JSON}", RESPONSE),
        (f"{RESPONSE};q=0.5, {JSON}", JSON),
        (f"{JSON};q=0.5, {RESPONSE};charset=utf-8", RESPONSE),
        ("*/*", JSON),
        ("application/*", JSON),
        (f"text/csv, {RESPONSE};q=0.1", RESPONSE),
        (BROWSER, JSON),
    ],
)
async def test_the_media_type_is_negotiated(accept: str, expected: str) -> None:
    async with client() as http:
        response = await post(http, "{ hello }", accept=accept)
    assert response.status_code == 200
    assert response.headers["content-type"] == f"{expected}; charset=utf-8"
    assert response.headers["vary"] == "Accept, Accept-Encoding"


@pytest.mark.parametrize("accept", ["text/csv", f"{JSON};q=0, {RESPONSE};q=nonsense", "text/html"])
async def test_an_unacceptable_media_type_gets_406(accept: str) -> None:
    async with client() as http:
        response = await post(http, "{ hello }", accept=accept)
    assert (response.status_code, code_of(response)) == (406, "BAD_REQUEST")


@pytest.mark.parametrize(
    "query", ["", "{", "{ nothing }", "query($n: Int!) { big(length: $n) }", "{ hello @skip }"]
)
async def test_what_cannot_run_is_400_or_200_as_the_media_type_says(query: str) -> None:
    async with client() as http:
        strict = await post(http, query, accept=RESPONSE)
        lenient = await post(http, query, accept=JSON)
    assert (strict.status_code, lenient.status_code) == (400, 200)
    for response in (strict, lenient):
        assert "data" not in response.json()
        assert {e["extensions"]["code"] for e in response.json()["errors"]} == {"BAD_REQUEST"}


async def test_an_operation_that_ran_is_200_whatever_its_fields_did() -> None:
    async with client() as http:
        partial = await post(http, "{ hello broken }", accept=RESPONSE)
        nothing = await post(http, "{ secret }", accept=RESPONSE)
    assert partial.status_code == nothing.status_code == 200
    assert partial.json()["data"] == {"hello": "Hello world", "broken": None}
    assert nothing.json()["data"] is None
    assert code_of(nothing) == "FORBIDDEN"


async def test_a_costly_operation_is_refused_before_it_runs() -> None:
    async with client(Engine(schema, Limits(cost=0))) as http:
        response = await post(http, "{ broken }", accept=RESPONSE)
    assert (response.status_code, code_of(response)) == (400, "COST_EXCEEDED")


async def test_a_browser_gets_the_page_and_its_scripts_get_json() -> None:
    async with client() as http:
        page = await http.get("/graphql", headers={"accept": BROWSER})
        query = await http.get("/graphql", params={"query": "{ hello }"}, headers={"accept": "*/*"})
    assert page.text == "the page"
    assert query.json()["data"] == {"hello": "Hello world"}


async def test_a_mutation_by_get_gets_405_and_does_not_run() -> None:
    before = JOURNAL.mutations
    async with client() as http:
        response = await http.get("/graphql", params={"query": "mutation { increment }"})
        assert (response.status_code, response.headers["allow"]) == (405, "POST")
        assert code_of(response) == "BAD_REQUEST"
        assert JOURNAL.mutations == before
        assert (await post(http, "mutation { increment }")).json()["data"] == {
            "increment": before + 1
        }


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_other_methods_get_405(method: str) -> None:
    async with client() as http:
        response = await http.request(method, "/graphql", json={"query": "{ hello }"})
    assert (response.status_code, response.headers["allow"]) == (405, "GET, POST")
    assert code_of(response) == "BAD_REQUEST"


async def test_a_subscription_over_http_is_told_to_use_a_socket() -> None:
    async with client() as http:
        response = await post(http, "subscription { count(to: 1) }")
    assert response.status_code == 400
    assert "WebSocket" in response.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    ("authorization", "status", "code"),
    [
        ("Basic x", 401, "UNAUTHENTICATED"),
        ("Bearer banned", 403, "FORBIDDEN"),
        ("Bearer crash", 500, "INTERNAL"),
    ],
)
async def test_bad_credentials_are_refused(authorization: str, status: int, code: str) -> None:
    async with client() as http:
        response = await post(http, "{ hello }", authorization=authorization)
    assert (response.status_code, code_of(response)) == (status, code)
    assert "a secret" not in response.text


async def test_a_fault_of_ours_is_masked_and_carries_the_correlation_id() -> None:
    async with client() as http:
        response = await post(http, "{ broken wrongType }", **{"x-request-id": "abc-123"})
    assert response.headers["x-request-id"] == "abc-123"
    for error in response.json()["errors"]:
        assert error["message"] == "Something went wrong on our side."
        assert error["extensions"] == {"code": "INTERNAL", "correlationId": "abc-123"}


@pytest.mark.parametrize("given", [None, "", "has space", "x" * 65, "a;b"])
async def test_a_missing_or_harmful_correlation_id_is_replaced(given: str | None) -> None:
    headers = {} if given is None else {"x-request-id": given}
    async with client() as http:
        response = await post(http, "{ correlation }", **headers)
    correlation_id = response.headers["x-request-id"]
    assert correlation_id != given
    assert response.json()["data"] == {"correlation": correlation_id}


async def test_expected_errors_keep_their_code_path_and_waiting_time() -> None:
    async with client() as http:
        response = await post(http, "{ limited }")
    assert response.json()["errors"] == [
        {
            "message": "Slowly.",
            "locations": [{"line": 1, "column": 3}],
            "path": ["limited"],
            "extensions": {"code": "RATE_LIMITED", "inputPath": ["input", "x"], "retryAfter": 7},
        }
    ]
    assert response.headers["retry-after"] == "7"


async def test_too_many_operations_get_429_with_a_waiting_time() -> None:
    admit = admit_operations(MemoryRateLimiter(), per_user=2, per_address=1)
    async with client(admit=admit) as http:
        for token, allowed in (({"authorization": "Bearer ada"}, 2), ({}, 1)):
            for _ in range(allowed):
                assert (await post(http, "{ hello }", **token)).status_code == 200
            refused = await post(http, "{ hello }", **token)
            assert (refused.status_code, code_of(refused)) == (429, "RATE_LIMITED")
            assert 1 <= int(refused.headers["retry-after"]) <= 60
        other = await post(http, "{ hello }", authorization="Bearer bob")
    assert other.status_code == 200


async def test_two_hundred_requests_at_once_are_all_answered() -> None:
    async with client() as http:
        responses = await asyncio.gather(*(post(http, "{ hello }") for _ in range(200)))
    assert {json.dumps(response.json()["data"]) for response in responses} == {
        '{"hello": "Hello world"}'
    }
