"""Logs: whole lines, joined by a correlation id, without what people write."""

import asyncio
import io
import json
import logging
import warnings
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import structlog
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send
from tortoise.exceptions import IntegrityError

from api.access_log import AccessLog
from api.logs import configure_logs
from domain import clock
from domain.ids import new_id
from domain.models import Category
from domain.settings import Settings
from domain.unit_of_work import correlation_id


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Where logs go during a test; afterwards everything is as it was."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    yield io.StringIO()
    root.handlers[:], root.level = before
    logging.captureWarnings(False)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_one_json_object_with_level_and_time_in_utc(stream: io.StringIO) -> None:
    configure_logs(Settings(), stream)
    structlog.get_logger("x").info("ticket.created", ticket_id="tkt_1", text="two\nlines")
    (line,) = lines(stream)
    assert line["event"] == "ticket.created"
    assert line["level"] == "info"
    assert line["text"] == "two\nlines"
    assert line["timestamp"].endswith("Z")


def test_a_terminal_gets_text_and_everything_else_json(stream: io.StringIO) -> None:
    terminal = Terminal()
    configure_logs(Settings(), terminal)
    structlog.get_logger().info("api.serving", url="http://desk")
    assert "api.serving" in terminal.getvalue()
    assert not terminal.getvalue().startswith("{")
    configure_logs(Settings(log_format="json"), terminal)
    structlog.get_logger().info("again")
    assert json.loads(terminal.getvalue().splitlines()[-1])["event"] == "again"


def test_the_libraries_log_through_the_same_lines(stream: io.StringIO) -> None:
    configure_logs(Settings(log_level="DEBUG"), stream)
    structlog.contextvars.bind_contextvars(correlation_id="abc")
    logging.getLogger("uvicorn.error").info("Started %s", "server")
    logging.getLogger("tortoise.db_client").debug("SELECT 'what somebody wrote'")
    logging.getLogger("openai._base_client").debug("what somebody wrote")
    logging.getLogger("aiosqlite").debug("what somebody wrote")
    (line,) = lines(stream)
    assert line["event"] == "Started server"
    assert line["logger"] == "uvicorn.error"
    assert line["correlation_id"] == "abc"


def test_warnings_of_python_become_lines(stream: io.StringIO) -> None:
    configure_logs(Settings(), stream)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn("something is odd", stacklevel=1)
    assert "something is odd" in lines(stream)[0]["event"]


def test_the_level_of_the_settings_holds(stream: io.StringIO) -> None:
    configure_logs(Settings(log_level="WARNING"), stream)
    structlog.get_logger().info("quiet")
    logging.getLogger("uvicorn.error").info("quiet")
    structlog.get_logger().warning("loud")
    assert [line["event"] for line in lines(stream)] == ["loud"]


@pytest.mark.parametrize(
    "key",
    ["authorization", "password", "refresh_token", "accessToken", "set-cookie", "smtp_password",
     "api_key", "llmApiKey", "email", "to_address", "secret"],
)  # fmt: skip
def test_a_secret_is_hidden_by_its_key_at_any_depth(stream: io.StringIO, key: str) -> None:
    configure_logs(Settings(), stream)
    structlog.get_logger().info("x", **{key: "canary"}, nested={"deeper": [{key: "canary"}]})
    assert "canary" not in stream.getvalue()
    assert "[hidden]" in stream.getvalue()


@pytest.mark.parametrize(
    "text",
    ["Bearer canary.abc-123", "dwk_canary0123456789", "postgres://user:canary@db/desk",
     "550 <canary@example.org> unknown", "eyJhbGciOi.canary.sig"],
)  # fmt: skip
def test_a_secret_is_hidden_by_how_it_looks(stream: io.StringIO, text: str) -> None:
    configure_logs(Settings(), stream)
    structlog.get_logger().info("x", error=f"Refused: {text}!")
    structlog.get_logger().info(f"refused {text}")
    logging.getLogger("library").warning("refused %s", text)
    assert "canary" not in stream.getvalue()
    assert len(lines(stream)) == 3


def test_plain_numbers_and_ids_stay_as_they_are(stream: io.StringIO) -> None:
    configure_logs(Settings(), stream)
    structlog.get_logger().info("x", input_tokens=12, job_key="triage:1", ok=True, none=None)
    (line,) = lines(stream)
    assert (line["input_tokens"], line["job_key"]) == (12, "triage:1")
    assert (line["ok"], line["none"]) == (True, None)


def test_a_traceback_shows_code_and_no_local_variables(stream: io.StringIO) -> None:
    configure_logs(Settings(), stream)
    ticket_text = "".join(["can", "ary"])
    try:
        raise ValueError(f"about {len(ticket_text)}")
    except ValueError:
        structlog.get_logger().exception("failed")
    (line,) = lines(stream)
    assert "Traceback" in line["exception"]
    assert "ValueError: about 6" in line["exception"]
    assert "canary" not in stream.getvalue()


async def test_the_database_s_own_errors_do_not_quote_rows(db: str, stream: io.StringIO) -> None:
    configure_logs(Settings(), stream)
    row = {"id": new_id("cat"), "key": "", "name": "canary", "created_at": clock.now()}
    try:
        await Category.create(**row)
    except IntegrityError as error:
        structlog.get_logger().exception("failed", error=str(error))
    (line,) = lines(stream)
    assert "ck_category_key" in line["exception"] or "CHECK constraint" in line["exception"]
    assert "canary" not in stream.getvalue()


class Requests:
    def __init__(self) -> None:
        self.ended: list[tuple[str, str, bool]] = []

    def request_ended(self, path: str, status: str, *, is_socket: bool) -> None:
        self.ended.append((path, status, is_socket))


def client_of(requests: Requests) -> httpx.AsyncClient:
    async def work(request: Request) -> PlainTextResponse:
        structlog.get_logger().info("working")
        return PlainTextResponse(f"{correlation_id.get()} {request.headers['x-request-id']}")

    async def breaks(request: Request) -> PlainTextResponse:
        raise RuntimeError("broken")

    app = Starlette(
        routes=[Route("/work/{rest:path}", work), Route("/breaks", breaks)],
        middleware=[Middleware(AccessLog, metrics=requests)],
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://desk")


async def test_a_request_has_one_correlation_id_everywhere(stream: io.StringIO) -> None:
    configure_logs(Settings(), stream)
    async with client_of(Requests()) as client:
        answer = await client.get("/work/a", headers={"x-request-id": "from-the-proxy"})
    assert answer.text == "from-the-proxy from-the-proxy"
    assert answer.headers["x-request-id"] == "from-the-proxy"
    working, request = lines(stream)
    assert working["correlation_id"] == request["correlation_id"] == "from-the-proxy"
    assert correlation_id.get() is None


async def test_an_odd_request_id_is_replaced(stream: io.StringIO) -> None:
    configure_logs(Settings(), stream)
    async with client_of(Requests()) as client:
        answer = await client.get("/work/a", headers={"x-request-id": "a b\t" + "c" * 100})
    assert len(answer.headers["x-request-id"]) == 16


async def test_the_access_line_has_the_path_without_its_query(stream: io.StringIO) -> None:
    configure_logs(Settings(), stream)
    requests = Requests()
    async with client_of(requests) as client:
        await client.get("/work/a%0Ab?token=canary", headers={"authorization": "canary"})
    line = lines(stream)[-1]
    assert line["event"] == "request"
    assert (line["method"], line["path"], line["status"]) == ("GET", "/work/a%0Ab", "404")
    assert line["ms"] >= 0
    assert "canary" not in stream.getvalue()
    assert requests.ended == [("/work/a%0Ab", "404", False)]


async def test_a_desk_that_logs_warnings_has_no_access_lines(stream: io.StringIO) -> None:
    configure_logs(Settings(log_level="WARNING"), stream)
    requests = Requests()
    async with client_of(requests) as client:
        await client.get("/work/a")
    assert requests.ended == [("/work/a", "200", False)]
    assert stream.getvalue() == ""


async def test_a_request_that_breaks_is_logged_and_counted(stream: io.StringIO) -> None:
    configure_logs(Settings(), stream)
    requests = Requests()
    async with client_of(requests) as client:
        assert (await client.get("/breaks")).status_code == 500
    assert lines(stream)[-1]["status"] == "500"
    assert requests.ended == [("/breaks", "500", False)]


async def test_requests_at_the_same_time_keep_their_own_ids(stream: io.StringIO) -> None:
    configure_logs(Settings(), stream)
    async with client_of(Requests()) as client:
        ids = [f"request-{number}" for number in range(20)]
        answers = await asyncio.gather(
            *(client.get("/work/a", headers={"x-request-id": id}) for id in ids)
        )
    assert [answer.text for answer in answers] == [f"{id} {id}" for id in ids]


async def test_a_socket_is_logged_with_its_close_code(stream: io.StringIO) -> None:
    configure_logs(Settings(), stream)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close", "code": 4401})

    async def nothing(*message: object) -> dict[str, Any]:
        return {}

    requests = Requests()
    scope = {"type": "websocket", "path": "/graphql", "headers": [], "query_string": b"t=canary"}
    await AccessLog(app, requests)(scope, nothing, nothing)
    (line,) = lines(stream)
    assert (line["event"], line["path"], line["status"]) == ("socket", "/graphql", "4401")
    assert "canary" not in stream.getvalue()
    assert requests.ended == [("/graphql", "4401", True)]
