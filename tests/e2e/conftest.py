"""Desks of real processes, shared by the tests of this folder."""

import asyncio
import re
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, async_playwright

from api.pages import DIST
from tests.e2e.demo import demo_desk
from tests.e2e.processes import Api, LiveDesk, embedded_desk, production_desk
from tests.servers.postgres import PostgresServer


def run(work: Coroutine[Any, Any, None]) -> None:
    with closing(asyncio.new_event_loop()) as loop:
        loop.run_until_complete(work)


@pytest.fixture(scope="package")
def running_embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveDesk]:
    with embedded_desk(tmp_path_factory.mktemp("embedded"), run) as desk:
        desk.start_api()
        desk.wait_until_ready()
        yield desk


@pytest.fixture(scope="package")
def running_production(
    tmp_path_factory: pytest.TempPathFactory, postgres_server: PostgresServer
) -> Iterator[LiveDesk]:
    """Two API processes and two workers."""
    with production_desk(tmp_path_factory.mktemp("production"), postgres_server) as desk:
        for _ in range(2):
            desk.start_api()
            desk.start_worker()
        desk.wait_until_ready()
        yield desk


@pytest.fixture(params=["embedded", "production"])
def running_desk(request: pytest.FixtureRequest) -> LiveDesk:
    desk: LiveDesk = request.getfixturevalue(f"running_{request.param}")
    if desk.redis is not None:
        desk.redis.start()
    desk.wait_until_ready()
    return desk


@pytest.fixture
async def live(running_desk: LiveDesk) -> AsyncIterator[LiveDesk]:
    """A running desk, with its database open here as well."""
    async with running_desk.database():
        yield running_desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A demo desk with the built pages, for the tests of one module."""
    assert (DIST / "index.html").is_file(), "Build the pages first: `make test` does."
    with demo_desk(tmp_path_factory.mktemp("demo")) as api:
        yield api
        assert fallbacks_of(api) <= {"error"}, "The pages send what is not compiled."


def fallbacks_of(api: Api) -> set[str]:
    """Why graphql-core has executed operations; `error` is where a field failed."""
    text = httpx.get(f"{api.url}/metrics", trust_env=False).text
    return set(re.findall(r'^deskwire_graphql_fallbacks_total{reason="(\w+)"}', text, re.MULTILINE))


@pytest.fixture
async def chromium(browser_path: Path) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=browser_path, args=["--no-sandbox"]
        )
        yield browser
        await browser.close()
