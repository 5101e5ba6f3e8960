"""`make screenshots`: every screen at three widths in both themes, as pictures in a folder."""

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, async_playwright

from tests.e2e.browser import visit
from tests.e2e.demo import demo_desk
from tests.e2e.processes import ROOT, Api
from tests.e2e.screens import HEIGHT, PEOPLE, THEMES, WIDTHS, not_covered, screens, settle
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
            for width in WIDTHS:
                await it.page.set_viewport_size({"width": width, "height": HEIGHT})
                for theme in THEMES:
                    await it.page.emulate_media(color_scheme=theme)
                    await settle(it)
                    file = FOLDER / role / f"{name_of(kind)}-{width}-{theme}.png"
                    await it.page.screenshot(path=file, full_page=True)
            print(f"  {role}: {kind}", flush=True)
    return kinds


async def take_all(desk: Api) -> list[str]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=browser_path(), args=["--no-sandbox"]
        )
        return [kind for role in PEOPLE for kind in await take(browser, desk, role)]


def main() -> int:
    shutil.rmtree(FOLDER, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder, demo_desk(Path(folder)) as desk:
        kinds = asyncio.run(take_all(desk))
    print(f"{len(kinds) * len(WIDTHS) * len(THEMES)} pictures in {FOLDER}")
    for route in not_covered(kinds):
        print(f"No link leads to {route}: name it in tests/e2e/screens.py.", file=sys.stderr)
    return 1 if not_covered(kinds) else 0


if __name__ == "__main__":
    sys.exit(main())
