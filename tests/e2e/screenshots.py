"""`make screenshots`: every screen at three widths in both themes, as pictures in a folder."""

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, async_playwright

from tests.e2e.browser import Visit, visit
from tests.e2e.demo import demo_desk
from tests.e2e.furnished import furnish
from tests.e2e.processes import ROOT, Api
from tests.e2e.screens import HEIGHT, PEOPLE, THEMES, WIDTHS, not_covered, screens, settle
from tests.e2e.states import STATES
from tests.fake_llm import fake_model
from tests.servers import browser_path

FOLDER = ROOT / "screenshots"


def name_of(kind: str) -> str:
    words = "-".join(part for part in kind.replace("?", "/").replace("=", "-").split("/") if part)
    return words.replace(":", "").replace("&", "-").replace(",", "-") or "home"


async def take(browser: Browser, desk: Api, role: str) -> list[str]:
    kinds = []
    async with visit(browser, desk, "/login", PEOPLE[role]) as it:
        async for kind in screens(it, desk, role):
            kinds.append(kind)
            await picture(it, role, name_of(kind))
    return kinds


async def take_states(browser: Browser, desk: Api) -> None:
    for name, role, path, prepare in STATES:
        async with visit(browser, desk, "/login", PEOPLE[role]) as it:
            await it.page.goto(f"{desk.url}{path}")
            await prepare(it.page)
            await picture(it, role, name)
            it.complaints.clear()  # one of them is about an answer that failed on purpose


async def picture(it: Visit, role: str, name: str) -> None:
    """What is open, at three widths in both themes."""
    for width in WIDTHS:
        await it.page.set_viewport_size({"width": width, "height": HEIGHT})
        for theme in THEMES:
            await it.page.emulate_media(color_scheme=theme)
            await settle(it)
            file = FOLDER / role / f"{name}-{width}-{theme}.png"
            await it.page.screenshot(path=file, full_page=True)
    print(f"  {role}: {name}", flush=True)


async def take_all(desk: Api) -> list[str]:
    async with async_playwright() as playwright, fake_model() as model:
        await furnish(desk, model)
        browser = await playwright.chromium.launch(
            executable_path=browser_path(), args=["--no-sandbox"]
        )
        kinds = [kind for role in PEOPLE for kind in await take(browser, desk, role)]
        await take_states(browser, desk)
        return kinds


def main() -> int:
    shutil.rmtree(FOLDER, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder, demo_desk(Path(folder)) as desk:
        kinds = asyncio.run(take_all(desk))
    print(f"{len(list(FOLDER.rglob('*.png')))} pictures in {FOLDER}")
    for route in not_covered(kinds):
        print(f"No link leads to {route}: name it in tests/e2e/screens.py.", file=sys.stderr)
    return 1 if not_covered(kinds) else 0


if __name__ == "__main__":
    sys.exit(main())
