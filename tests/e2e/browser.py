"""Pages in a real browser: what they complain about, what they ask for, who is signed in, axe."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, Page, Request, expect

from api.commands.demo_data import DEMO_PASSWORD
from tests.e2e.processes import Api

PATIENCE_S = 20
AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"

# What fades in has too little contrast half-way; what turns for ever is not waited for.
UNTIL_STILL = """async () => {
  for (let frames = 0; frames < 3; ) {
    const moving = document.getAnimations().filter(
      (it) => it.playState === 'running' && it.effect.getComputedTiming().iterations !== Infinity
    );
    await Promise.all(moving.map((it) => it.finished.catch(() => null)));
    await new Promise(requestAnimationFrame);
    frames = moving.length > 0 ? 0 : frames + 1;
  }
}"""


class Visit:
    """One page; remembers its complaints, and all that it asked any server for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.requests: list[Request] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: self._listen(message.type, message.text))
        page.on("request", lambda request: self.requests.append(request))

    def _listen(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.complaints.append(text)

    def asked(self, field: str) -> int:
        """How often an operation with that field was sent."""
        return sum(field in (request.post_data or "") for request in self.requests)

    def keeps_secret(self, token: str) -> None:
        """The token is in the address that was opened and in bodies for the API, only."""
        assert token not in self.page.url
        carriers = [it for it in self.requests[1:] if token in f"{it.url} {it.headers}"]
        assert carriers == []
        assert len({urlsplit(it.url).netloc for it in self.requests}) == 1

    async def sign_in(self, email: str, password: str = DEMO_PASSWORD) -> None:
        """Fill in the form; what comes after it is for the test to expect."""
        await self.page.get_by_label("Email").fill(email)
        await self.page.get_by_label("Password", exact=True).fill(password)
        await self.page.get_by_role("button", name="Sign in").click()

    async def violations(self) -> list[str]:
        """What axe finds, one line a rule; run on what is shown now."""
        await self.page.evaluate(UNTIL_STILL)
        if not await self.page.evaluate("typeof axe === 'object'"):
            await self.page.evaluate(AXE.read_text())
        found: dict[str, Any] = await self.page.evaluate("axe.run({ resultTypes: ['violations'] })")
        return [
            f"{it['id']}: {[node['html'][:160] for node in it['nodes']]}"
            for it in found["violations"]
        ]


@asynccontextmanager
async def visit(
    browser: Browser, desk: Api, path: str, email: str | None = None, **options: Any
) -> AsyncIterator[Visit]:
    """A page in a browser of its own that must have had nothing to complain about."""
    context = await browser.new_context(**options)
    context.set_default_timeout(PATIENCE_S * 1000)
    async with open_page(context, desk, path) as visited:
        if email is not None:
            await visited.sign_in(email)
            await expect(visited.page.get_by_role("navigation").first).to_be_visible()
        yield visited
    await context.close()


@asynccontextmanager
async def open_page(context: BrowserContext, desk: Api, path: str) -> AsyncIterator[Visit]:
    """One more tab of a browser."""
    visited = Visit(await context.new_page())
    await visited.page.goto(f"{desk.url}{path}")
    yield visited
    assert visited.complaints == [], visited.complaints
    await visited.page.close()


def forgive(visited: Visit, is_expected: Callable[[str], bool]) -> None:
    """Complaints that a test has caused itself, and no other, are forgotten."""
    assert [it for it in visited.complaints if not is_expected(it)] == []
    visited.complaints.clear()
