"""Every screen of the dashboard, found as people find them: by routes and by following links."""

import re
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from urllib.parse import urlsplit

from playwright.async_api import expect

from api.commands.demo_data import ADMIN, HANNA
from tests.e2e.browser import UNTIL_STILL, Visit
from tests.e2e.processes import Api

ROUTES = Path(__file__).parents[2] / "frontend" / "src" / "app" / "routes.tsx"
WIDTHS = (360, 768, 1440)
HEIGHT = 900
THEMES = ("light", "dark")

# Where nobody is signed in; these have no link to them, or one in a mail.
OUTSIDE = ("/login", "/register", "/forgot-password", "/reset-password?token=t")
OUTSIDE_TOO = ("/confirm-email?token=t",)
# What the path alone does not tell apart.
VARIANTS = ("/inbox?view=all&f=priority:HIGH,CRITICAL", "/analytics?part=ai")
PEOPLE = {"nobody": None, "requester": HANNA.email, "admin": ADMIN.email}

_ID = re.compile(r"^[a-z]+_[0-9A-Za-z]{10,}$")
_NO_SCREEN = ("/graphql", "/assets/", "/metrics")
_NOTHING_TO_COME = """() => document.querySelector('h1') !== null
  && document.querySelector('.mantine-Skeleton-root') === null
  && document.fonts.status === 'loaded'"""


def routes() -> list[str]:
    """The paths of the dashboard's list of routes; what stands for all others is left out."""
    found = re.findall(r'<Route path="([^"]+)"', ROUTES.read_text())
    return [path for path in found if path != "*"]


def seeds(role: str) -> list[str]:
    """Where to begin; the rest is found by links."""
    if role == "nobody":
        return [*OUTSIDE, *OUTSIDE_TOO]
    if role == "requester":
        return ["/", "/profile"]
    outside = {kind_of(path).partition("?")[0] for path in (*OUTSIDE, *OUTSIDE_TOO)}
    plain = [path.removesuffix("/*") for path in routes() if ":" not in path]
    return [*(path for path in plain if path not in outside), *VARIANTS]


def kind_of(path: str) -> str:
    """The same for all tickets, all articles and so on."""
    return "/".join(":id" if _ID.match(part) else part for part in path.split("/"))


def not_covered(kinds: Iterable[str]) -> list[str]:
    """Routes that none of the screens belongs to."""
    paths = [kind.partition("?")[0] for kind in kinds]
    return [
        route
        for route in routes()
        if not any(re.fullmatch(_pattern(route), path) for path in paths)
    ]


def _pattern(route: str) -> str:
    return re.sub(r":\w+", ":id", re.escape(route).replace(r"/\*", "(/.*)?"))


async def settle(visited: Visit) -> None:
    """Until the page has what it asks for, and nothing moves."""
    await expect(visited.page.get_by_role("heading", level=1)).to_be_attached()
    await visited.page.wait_for_function(_NOTHING_TO_COME)
    await visited.page.evaluate(UNTIL_STILL)


async def screens(visited: Visit, desk: Api, role: str) -> AsyncIterator[str]:
    """Open one screen of each kind after the other; yields its kind while it is open."""
    waiting, seen = seeds(role), set[str]()
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(path)
        if kind in seen:
            continue
        seen.add(kind)
        await visited.page.goto(f"{desk.url}{path}")
        await settle(visited)
        yield kind
        links = await visited.page.evaluate("[...document.links].map((it) => it.href)")
        for link in map(urlsplit, links):
            is_ours = f"{link.scheme}://{link.netloc}" == desk.url
            if is_ours and not link.path.startswith(_NO_SCREEN):
                waiting.append(link.path)
