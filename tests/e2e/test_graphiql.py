"""GraphiQL in a real browser on a demo desk: what a stranger sees first."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Page, WebSocket, async_playwright, expect

from api.commands.demo_data import ADMIN, DEMO_PASSWORD
from api.pages import DIST
from tests.e2e.demo import demo_desk
from tests.e2e.processes import Api

PATIENCE_S = 20


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    assert (DIST / "graphiql.html").is_file(), "Build the pages first: `make test` does."
    with demo_desk(tmp_path_factory.mktemp("demo")) as api:
        yield api


@pytest.fixture
async def browser(browser_path: Path) -> AsyncIterator[BrowserContext]:
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=browser_path, args=["--no-sandbox"]
        )
        context = await chromium.new_context(viewport={"width": 1440, "height": 900})
        context.set_default_timeout(PATIENCE_S * 1000)
        yield context
        await context.close()
        await chromium.close()


class Tab:
    """One browser tab with GraphiQL; remembers complaints and what its sockets received."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.frames: asyncio.Queue[str] = asyncio.Queue()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: self._listen(message.type, message.text))
        page.on("websocket", self._watch)

    def _listen(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.complaints.append(text)

    def _watch(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: self.frames.put_nowait(str(frame)))

    async def sign_in(self) -> None:
        await self.page.get_by_label("Email").fill(ADMIN.email)
        await self.page.get_by_label("Password").fill(DEMO_PASSWORD)
        await self.page.get_by_role("button", name="Sign in").click()
        await expect(self.page.get_by_role("status")).to_contain_text(ADMIN.name)

    async def run(self, operation: str) -> None:
        """Choose one operation of the default query; the menu is there once it is understood."""
        await self.page.locator(".graphiql-execute-button[aria-haspopup=menu]").click()
        await self.page.get_by_role("menuitem", name=operation, exact=True).click()

    async def shows(self, *texts: str) -> None:
        answer = self.page.get_by_role("region", name="Result Window")
        for text in texts:
            await expect(answer).to_contain_text(text)

    async def events_until(self, kind: str) -> list[str]:
        kinds: list[str] = []
        async with asyncio.timeout(PATIENCE_S):
            while kind not in kinds:
                message = json.loads(await self.frames.get())
                if message["type"] == "next":
                    kinds.append(message["payload"]["data"]["ticketEvents"]["kind"])
        return kinds

    async def subscribed(self) -> None:
        """Until the socket is open, and the server has read what was sent before."""
        async with asyncio.timeout(PATIENCE_S):
            while json.loads(await self.frames.get())["type"] != "connection_ack":
                pass


@asynccontextmanager
async def open_tab(browser: BrowserContext, desk: Api) -> AsyncIterator[Tab]:
    """A tab that must have had nothing to complain about."""
    page = await browser.new_page()
    tab = Tab(page)
    await page.goto(f"{desk.url}/graphql")
    yield tab
    assert tab.complaints == []
    await page.close()


async def test_a_tickets_life_goes_by_in_a_second_tab(desk: Api, browser: BrowserContext) -> None:
    async with open_tab(browser, desk) as first, open_tab(browser, desk) as second:
        await first.sign_in()
        await first.run("Tickets")
        await first.shows('"feedPosition"', '"number": 1040', '"Charged twice for the October')
        await second.sign_in()
        await second.run("LiveEvents")
        await second.subscribed()
        await first.run("OpenTicket")
        await first.shows('"number": 1041', '"errors": []')
        kinds = await second.events_until("TICKET_STATUS_CHANGED")
        assert kinds[0] == "TICKET_CREATED"
        assert kinds[-2:] == ["TICKET_ASSIGNED", "TICKET_STATUS_CHANGED"]
        await second.shows('"kind": "TICKET_STATUS_CHANGED"', '"title": "I was charged twice"')


async def test_the_documentation_is_open_to_everybody(desk: Api, browser: BrowserContext) -> None:
    async with open_tab(browser, desk) as tab:
        await tab.run("Me")
        await tab.shows('"viewer": null')
        await tab.page.get_by_role("button", name="Show Documentation Explorer").click()
        docs = tab.page.locator(".graphiql-doc-explorer")
        await docs.get_by_text("Subscription", exact=True).click()
        await expect(docs).to_contain_text("Live streams, over WebSockets.")
        await docs.get_by_text("ticketEvents", exact=True).click()
        await expect(docs).to_contain_text("Replays after a position without gap or double")
