"""Bodies and query strings that are wrong: each gets 4xx with a code, never 500 or a hang."""

import asyncio
import json
from collections.abc import AsyncIterator

import httpx
import pytest

from api.http import GraphQLEndpoint
from schema.engine import Engine
from tests.api.edge_fixtures import serve
from tests.api.small_schema import schema
from tests.api.test_http_requests import client, code_of, make_context

HELLO = b'{"query": "{ hello }"}'


def request_with(**members: object) -> bytes:
    return json.dumps({"query": "{ hello }", **members}).encode()


def nested(levels: int) -> bytes:
    return b'{"query": "{ hello }", "variables": {"a": ' + b"[" * levels + b"]" * levels + b"}}"


BAD_BODIES: dict[str, bytes] = {
    "empty": b"",
    "not JSON": b"{",
    "null": b"null",
    "number": b"42",
    "string": b'"{ hello }"',
    "batch": b"[" + HELLO + b"]",
    "broken UTF-8": b'{"query": "{ hello }", "x": "\xff"}',
    "UTF-16": HELLO.decode().encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf" + HELLO,
    "lone surrogate": b'{"query": "{ hello(name: \\"\\ud800\\") }"}',
    "raw control character": b'{"query": "{ hello\x01 }"}',
    "NUL in a variable": b'{"query": "{ hello }", "variables": {"a": ["\\u0000"]}}',
    "NUL in a key": b'{"query": "{ hello }", "variables": {"\\u0000": 1}}',
    "NaN": b'{"query": "{ hello }", "variables": {"a": NaN}}',
    "infinity": b'{"query": "{ hello }", "variables": {"a": -Infinity}}',
    "doubled query": b'{"query": "{ who }", "query": "{ hello }"}',
    "doubled variable": b'{"query": "{ hello }", "variables": {"a": 1, "a" : 2}}',
    "nested a bit": nested(70),
    "nested a lot": nested(100_000),
    "no query": b"{}",
    "query is a number": request_with(query=1),
    "query is null": request_with(query=None),
    "variables are a list": request_with(variables=[]),
    "variables are a string": request_with(variables="{}"),
    "operationName is a number": request_with(operationName=1),
    "extensions are a list": request_with(extensions=[]),
}


@pytest.mark.parametrize("body", BAD_BODIES.values(), ids=BAD_BODIES)
async def test_a_malformed_body_gets_400(body: bytes) -> None:
    async with client() as http:
        response = await http.post(
            "/graphql", content=body, headers={"content-type": "application/json"}
        )
        assert (response.status_code, code_of(response)) == (400, "BAD_REQUEST")
        assert (await http.get("/graphql?query={hello}")).status_code == 200


@pytest.mark.parametrize(
    "variables",
    [{"c": 1}, {"c": {"text": 1}}, {"c": {"unknown": "x"}}, {"c": None}, {}, {"c": {"both": [1]}}],
)
async def test_variables_of_the_wrong_type_get_400(variables: object) -> None:
    query = "query($c: Condition!) { search(condition: $c) }"
    headers = {"accept": "application/graphql-response+json"}
    async with client() as http:
        response = await http.post(
            "/graphql", json={"query": query, "variables": variables}, headers=headers
        )
    assert response.status_code == 400
    assert {error["extensions"]["code"] for error in response.json()["errors"]} == {"BAD_REQUEST"}


@pytest.mark.parametrize(
    "document",
    [
        '{ hello(name: "\\u0000") }',
        '{ hello(name: "\\u{0}") }',
        '{ hello(name: "\\ud800") }',
        "{ hello \x00 }",
        "{" * 100_000,
        "{ item " * 3_000,
        "{ hello }" + "#\n" * 50_000,
        "#" * 300_000,
        "query($a: Int = " + "[" * 1_000 + "]" * 1_000 + ") { hello }",
        "type Query { hello: String }",
        "query A { hello } query B { hello }",
    ],
    ids=range(11),
)
async def test_a_hostile_document_gets_400(document: str) -> None:
    headers = {"accept": "application/graphql-response+json"}
    async with client() as http:
        response = await http.post("/graphql", json={"query": document}, headers=headers)
    assert (response.status_code, code_of(response)) == (400, "BAD_REQUEST")


async def test_harmless_separators_inside_strings_are_no_doubled_keys() -> None:
    variables = {"a": '":":"', "b": {"a": '{"a": 1, "a": 2}'}}
    async with client() as http:
        response = await http.post("/graphql", json={"query": "{ hello }", "variables": variables})
    assert response.json()["data"] == {"hello": "Hello world"}


@pytest.mark.parametrize(
    "query_string",
    [
        "",
        "query=",
        "query=%FF",
        "query={hello}&query={who}",
        "query={hello}&variables=[]",
        "query={hello}&variables={",
        "query={hello}&variables=1",
        "query={hello}&extensions=x",
        "&".join(f"a{n}=1" for n in range(30)),
    ],
)
async def test_a_malformed_query_string_gets_400(query_string: str) -> None:
    async with client() as http:
        response = await http.get(f"/graphql?{query_string}")
    assert (response.status_code, code_of(response)) == (400, "BAD_REQUEST")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"content-type": "text/plain"},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "multipart/form-data; boundary=x"},
        {"content-type": "application/graphql"},
        {"content-type": "text/plain; application/json"},
        {"content-type": "application/json; charset=utf-16"},
        {"content-type": "application/json", "content-encoding": "gzip"},
    ],
)
async def test_a_body_that_is_not_json_gets_415(headers: dict[str, str]) -> None:
    async with client() as http:
        response = await http.post("/graphql", content=HELLO, headers=headers)
    assert (response.status_code, code_of(response)) == (415, "BAD_REQUEST")


@pytest.mark.parametrize("charset", ["", ";charset=utf-8", '; charset="UTF-8"'])
async def test_json_in_utf_8_is_read_however_it_is_spelled(charset: str) -> None:
    headers = {"content-type": f"Application/JSON{charset}"}
    async with client() as http:
        response = await http.post("/graphql", content=HELLO, headers=headers)
    assert response.status_code == 200


async def test_a_body_of_ten_megabytes_gets_413() -> None:
    async with client() as http:
        response = await http.post("/graphql", json={"query": "#" * 10_000_000})
    assert (response.status_code, code_of(response)) == (413, "BAD_REQUEST")


async def test_a_body_without_a_declared_length_is_counted_while_it_streams() -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(64):
            yield b"x" * 1_000

    headers = {"content-type": "application/json"}
    async with client(max_body=10_000) as http:
        response = await http.post("/graphql", content=chunks(), headers=headers)
    assert (response.status_code, code_of(response)) == (413, "BAD_REQUEST")


async def test_an_endless_body_is_cut_off() -> None:
    endpoint = GraphQLEndpoint(Engine(schema), make_context, max_body=100)
    async with serve(endpoint) as address:
        answer = await _raw(
            address,
            b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n"
            + b"64\r\n"
            + b"x" * 100
            + b"\r\n"
            + b"7d0\r\n"
            + b"x" * 2_000
            + b"\r\n",
        )
    assert answer.startswith(b"HTTP/1.1 413 ")


async def test_a_body_at_the_limit_is_read() -> None:
    async with client(max_body=len(HELLO)) as http:
        headers = {"content-type": "application/json"}
        fits = await http.post("/graphql", content=HELLO, headers=headers)
        large = await http.post("/graphql", content=HELLO + b" ", headers=headers)
    assert (fits.status_code, large.status_code) == (200, 413)


async def _raw(address: str, request: bytes) -> bytes:
    host, port = address.split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(request)
    await writer.drain()
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


async def test_a_body_that_never_comes_gets_408() -> None:
    endpoint = GraphQLEndpoint(Engine(schema), make_context, body_timeout_s=0.05)
    async with serve(endpoint) as address:
        answer = await _raw(
            address,
            b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Content-Length: 100\r\n\r\n{",
        )
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b'"BAD_REQUEST"' in answer


async def test_a_client_that_hangs_up_midway_leaves_the_server_answering() -> None:
    endpoint = GraphQLEndpoint(Engine(schema), make_context)
    async with serve(endpoint) as address:
        host, port = address.split(":")
        _, writer = await asyncio.open_connection(host, int(port))
        writer.write(
            b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Content-Length: 100\r\n\r\n{"
        )
        await writer.drain()
        writer.close()
        await writer.wait_closed()
        async with httpx.AsyncClient() as http:
            response = await http.get(f"http://{address}/graphql?query={{hello}}")
    assert response.status_code == 200
