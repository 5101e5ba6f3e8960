"""What all pages of the dashboard stand on: signing in, the shell, the connection, both themes."""

import pytest
from playwright.async_api import Browser, expect

from api.commands.demo_data import ADMIN, HANNA, TOMAS
from tests.e2e.browser import open_page, visit
from tests.e2e.processes import Api


async def test_one_comes_back_to_where_one_wanted_to_go(desk: Api, chromium: Browser) -> None:
    async with visit(chromium, desk, "/profile?from=mail#mails") as it:
        await expect(it.page.get_by_role("heading", name="Sign in")).to_be_visible()
        await it.sign_in(HANNA.email)
        await expect(it.page.get_by_role("heading", name="Profile")).to_be_visible()
        assert it.page.url == f"{desk.url}/profile?from=mail#mails"


async def test_a_reload_and_a_second_tab_stay_signed_in(desk: Api, chromium: Browser) -> None:
    async with visit(chromium, desk, "/", TOMAS.email) as it:
        await it.page.reload()
        await expect(it.page.get_by_role("button", name="Account of Tomas")).to_be_visible()
        stored = await it.page.evaluate("JSON.stringify([localStorage, sessionStorage])")
        assert "eyJ" not in stored
        async with open_page(it.page.context, desk, "/profile") as second:
            await expect(second.page.get_by_role("heading", name="Profile")).to_be_visible()


async def test_a_wrong_password_is_told_and_the_form_stays(desk: Api, chromium: Browser) -> None:
    async with visit(chromium, desk, "/login") as it:
        await it.page.get_by_role("button", name="Sign in").click()
        await expect(it.page.get_by_label("Email")).to_be_focused()
        await expect(it.page.get_by_label("Email")).to_have_accessible_description(
            "Please give your email address."
        )
        await it.sign_in(HANNA.email, "not the password")
        await expect(it.page.get_by_role("alert")).to_be_focused()
        await expect(it.page.get_by_label("Email")).to_have_value(HANNA.email)


async def test_signing_out_ends_the_session_in_every_tab(desk: Api, chromium: Browser) -> None:
    async with (
        visit(chromium, desk, "/", TOMAS.email) as it,
        open_page(it.page.context, desk, "/profile") as second,
    ):
        await expect(second.page.get_by_role("heading", name="Profile")).to_be_visible()
        await it.page.get_by_role("button", name="Account of Tomas").click()
        await it.page.get_by_role("menuitem", name="Sign out").click()
        await expect(it.page.get_by_role("heading", name="Sign in")).to_be_visible()
        assert it.page.url == f"{desk.url}/login"
        await expect(second.page.get_by_text("Your session has ended.")).to_be_visible()
        await second.sign_in(TOMAS.email)
        await expect(second.page.get_by_role("heading", name="Profile")).to_be_visible()


async def test_a_new_account_begins_signed_in(desk: Api, chromium: Browser) -> None:
    async with visit(chromium, desk, "/register") as it:
        await it.page.get_by_label("Name").fill("Nadia Petrova")
        await it.page.get_by_label("Email").fill("nadia@demo.example")
        await it.page.get_by_label("Password", exact=True).fill("short")
        await it.page.get_by_role("button", name="Create the account").click()
        await expect(it.page.get_by_label("Password", exact=True)).to_be_focused()
        await it.page.get_by_label("Password", exact=True).fill("seven green river stones")
        await it.page.get_by_role("button", name="Create the account").click()
        await expect(it.page.get_by_role("heading", name="No tickets yet")).to_be_visible()


async def test_a_ticket_is_found_by_the_keyboard_alone(desk: Api, chromium: Browser) -> None:
    async with visit(chromium, desk, "/", TOMAS.email) as it:
        await it.page.keyboard.press("Control+k")
        await it.page.get_by_role("textbox").fill("charged twice")
        await expect(it.page.get_by_role("button", name="#1040")).to_be_visible()
        await it.page.keyboard.press("ArrowDown")
        await it.page.keyboard.press("Enter")
        await expect(it.page.get_by_role("heading", name="#1040")).to_be_visible()
        await expect(it.page.get_by_role("main")).to_be_focused()


async def test_the_theme_follows_the_system_until_one_is_chosen(
    desk: Api, chromium: Browser
) -> None:
    async with visit(chromium, desk, "/", TOMAS.email, color_scheme="dark") as it:
        root = it.page.locator("html")
        await expect(root).to_have_attribute("data-mantine-color-scheme", "dark")
        await it.page.emulate_media(color_scheme="light")
        await expect(root).to_have_attribute("data-mantine-color-scheme", "light")
        await it.page.get_by_role("button", name="Account of Tomas").click()
        dark = it.page.get_by_role("menuitemradio", name="Dark")
        await expect(dark).to_be_visible()
        assert await it.violations() == []
        await dark.click()
        await expect(root).to_have_attribute("data-mantine-color-scheme", "dark")
        await it.page.reload()
        await expect(root).to_have_attribute("data-mantine-color-scheme", "dark")


async def test_a_lost_connection_is_a_quiet_sign(desk: Api, chromium: Browser) -> None:
    async with visit(chromium, desk, "/", TOMAS.email) as it:
        sign = it.page.get_by_role("status").filter(has_text="Live")
        await expect(sign).to_be_attached()
        await it.page.context.set_offline(True)
        await expect(it.page.get_by_role("status").filter(has_text="Offline")).to_be_visible()
        await it.page.context.set_offline(False)
        await expect(sign).to_be_attached()
        it.complaints.clear()


@pytest.mark.parametrize("path", ["/made/up", "/tickets/tkt_1", "/tickets/usr_2"])
async def test_what_is_not_there_says_so(desk: Api, chromium: Browser, path: str) -> None:
    async with visit(chromium, desk, path, ADMIN.email) as it:
        await expect(it.page.get_by_role("heading", name="There is nothing here")).to_have_count(2)
        await it.page.get_by_role("link", name="Go home").click()
        await expect(it.page.get_by_role("heading", name="Home")).to_be_visible()
