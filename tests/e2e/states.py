"""Screens that no address leads to: dialogs, menus, help that has come, what went wrong."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from playwright.async_api import Page, Route, expect

Prepare = Callable[[Page], Awaitable[object]]


class State(NamedTuple):
    name: str
    role: str
    path: str
    prepare: Prepare


async def _help(page: Page) -> None:
    await page.get_by_label("Subject").fill("I was charged twice")
    await page.get_by_label("Description").fill(
        "There are two payments for one invoice on the statement of my card."
    )
    help = page.get_by_role("region", name="Perhaps this helps")
    await expect(help.get_by_role("button", name="This solved it", exact=True)).to_be_visible()


async def _solved(page: Page) -> None:
    await page.get_by_role("link", name="Wi-Fi in the lecture hall").click()
    await expect(page.get_by_role("heading", name="How was the help?")).to_be_visible()


def _press(name: str) -> Prepare:
    """A button that opens a dialog."""

    async def press(page: Page) -> None:
        await page.get_by_role("button", name=name, exact=True).first.click()
        await expect(page.get_by_role("dialog")).to_be_visible()

    return press


def _menu(row: str, item: str) -> Prepare:
    """What a row's menu opens."""

    async def choose(page: Page) -> None:
        await page.get_by_role("button", name=f"More for {row}", exact=True).first.click()
        await page.get_by_role("menuitem", name=item).click()
        await expect(page.get_by_role("dialog")).to_be_visible()

    return choose


def _keys(keys: str) -> Prepare:
    async def press(page: Page) -> None:
        await page.get_by_role("heading", level=1).click()
        await page.keyboard.press(keys)
        await expect(page.get_by_role("dialog")).to_be_visible()

    return press


async def _try_rule(page: Page) -> None:
    await page.get_by_role("link", name="Billing: money words").click()
    await page.get_by_role("button", name="Try it").click()
    await expect(page.get_by_role("table", name="Tickets that match")).to_be_visible()


async def _refuse(page: Page) -> None:
    """The server fails for this page alone."""

    async def refuse(route: Route) -> None:
        if "SettingsTags" in (route.request.post_data or ""):
            await route.fulfill(status=500, body="no")
        else:
            await route.continue_()

    await page.route("**/graphql", refuse)
    await page.get_by_role("link", name="Tags").first.click()
    await expect(page.get_by_role("alert")).to_be_visible()


async def _stand(_page: Page) -> None:
    """The address is enough."""


STATES = (
    State("tickets-new-with-help", "requester", "/tickets/new", _help),
    State("tickets-id-solved", "requester", "/", _solved),
    State("articles-nothing-found", "requester", "/articles?q=zzzzzz", _stand),
    State("not-found", "requester", "/no/such/page", _stand),
    State("palette", "admin", "/settings", _keys("Control+k")),
    State("keyboard-help", "admin", "/settings", _keys("?")),
    State("provider-edit", "admin", "/settings/ai", _menu("House", "Edit")),
    State("threshold", "admin", "/settings/triage", _press("Edit Category")),
    State("budget", "admin", "/settings/spending", _press("Set the budget")),
    State("price", "admin", "/settings/spending", _press("Add a price")),
    State("rule-tried", "admin", "/settings/rules", _try_rule),
    State("invitation", "admin", "/settings/people", _press("Invite somebody")),
    State("person", "admin", "/settings/people", _menu("Priya Nair", "Edit")),
    State("person-delete", "admin", "/settings/people", _menu("Priya Nair", "Delete")),
    State("category", "admin", "/settings/categories", _menu("Billing", "Edit")),
    State("category-delete", "admin", "/settings/categories", _menu("Billing", "Delete")),
    State("skill-delete", "admin", "/settings/skills", _menu("Hardware", "Delete")),
    State("token", "admin", "/settings/tokens", _press("Create a token")),
    State("settings-error", "admin", "/settings", _refuse),
)
