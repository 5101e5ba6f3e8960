"""What people set for themselves."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from api.commands.demo_data import ADMIN, DEMO_PASSWORD, LUIS, TOMAS
from api.pages import DIST
from tests.e2e.browser import PATIENCE_S, visit
from tests.e2e.clients import Http
from tests.e2e.demo import demo_desk
from tests.e2e.processes import Api

NEW_ADDRESS = "luis.romero@demo.deskwire.example"
NEW_PASSWORD = "three brown mountain goats"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    assert (DIST / "index.html").is_file(), "Build the pages first: `make test` does."
    with demo_desk(tmp_path_factory.mktemp("demo"), DESKWIRE_CONFIRM_EMAIL="true") as api:
        yield api


async def mailed_path(desk: Api, address: str) -> str:
    """The path of the link in the newest mail to an address, once it is kept."""
    async with Http(desk) as http:
        login = await http.do("login", "accessToken", email=ADMIN.email, password=DEMO_PASSWORD)
    query = "{ mails(first: 10) { nodes { toAddress textBody } } }"
    async with Http(desk, login["accessToken"]) as http, asyncio.timeout(PATIENCE_S):
        while True:
            mails = (await http.ask(query))["mails"]["nodes"]
            texts = [mail["textBody"] for mail in mails if mail["toAddress"] == address]
            if texts:
                [link] = [word for word in texts[0].split() if "?token=" in word]
                return f"/confirm-email?{link.partition('?')[2]}"
            await asyncio.sleep(0.05)


async def test_address_password_and_sessions_are_ones_own(desk: Api, chromium: Browser) -> None:
    async with (
        visit(chromium, desk, "/profile", LUIS.email) as there,
        visit(chromium, desk, "/profile", LUIS.email) as it,
    ):
        page = it.page
        sessions = page.get_by_role("region", name="Where you are signed in")
        await expect(sessions.get_by_role("listitem")).to_have_count(2)
        await expect(sessions.get_by_text("This device")).to_be_visible()
        assert await it.violations() == []

        address = page.get_by_role("region", name="Email address")
        await address.get_by_label("New address").fill(NEW_ADDRESS)
        await address.get_by_label("Your password").fill("not my password")
        await address.get_by_role("button", name="Change the address").click()
        await expect(address.get_by_label("Your password")).to_be_focused()
        await address.get_by_label("Your password").fill(DEMO_PASSWORD)
        await address.get_by_role("button", name="Change the address").click()
        await expect(address.get_by_role("status")).to_contain_text("a mail with a link")
        await expect(address.get_by_text(f"Mails go to {LUIS.email}.")).to_be_visible()

        password = page.get_by_role("region", name="Password", exact=True)
        await password.get_by_label("Present password").fill(DEMO_PASSWORD)
        await password.get_by_label("New password").fill(NEW_PASSWORD)
        await password.get_by_role("button", name="Change the password").click()
        await expect(password.get_by_role("status")).to_contain_text("signed out")
        await expect(sessions.get_by_role("listitem")).to_have_count(1)
        await expect(there.page.get_by_role("button", name="Sign in")).to_be_visible()

        await page.goto(f"{desk.url}{await mailed_path(desk, NEW_ADDRESS)}")
        await page.get_by_role("button", name="Confirm the address").click()
        await page.get_by_role("link", name="Sign in").click()
        await page.goto(f"{desk.url}/profile")
        await expect(page.get_by_text(f"Mails go to {NEW_ADDRESS}.")).to_be_visible()


async def test_name_mails_availability_and_theme_outlive_a_reload(
    desk: Api, chromium: Browser
) -> None:
    dark: Any = {"color_scheme": "dark"}
    async with visit(chromium, desk, "/profile", TOMAS.email, **dark) as it:
        page = it.page
        await expect(page.get_by_role("heading", level=1)).to_have_text("Profile")
        assert await it.violations() == []
        await page.get_by_label("Name", exact=True).fill("Tomas B.")
        await page.get_by_role("button", name="Save", exact=True).click()
        await expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
        menu = page.get_by_role("banner").get_by_role("button", name="Tomas B.")
        await expect(menu).to_be_visible()
        takes = page.get_by_role("switch", name="I take new tickets")
        await takes.click()
        await expect(takes).not_to_be_checked()
        replies = page.get_by_role("switch", name="There is a new reply")
        await replies.click()
        await expect(replies).not_to_be_checked()
        most = page.get_by_label("Most open tickets at a time")
        await most.fill("7")
        await most.press("Enter")
        await page.get_by_role("radiogroup", name="Theme").get_by_text("Light").click()
        await expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "light")
        await page.reload()
        await expect(page.get_by_label("Name", exact=True)).to_have_value("Tomas B.")
        await expect(takes).not_to_be_checked()
        await expect(replies).not_to_be_checked()
        await expect(most).to_have_value("7")
        await expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "light")
