"""What the links of mails open, in a real browser on a demo desk."""

import asyncio
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Browser, expect

from api.commands.demo_data import ADMIN, DEMO_PASSWORD, GRACE, LUIS
from api.pages import DIST
from tests.e2e.browser import PATIENCE_S, forgive, visit
from tests.e2e.clients import Http
from tests.e2e.demo import demo_desk
from tests.e2e.processes import Api

POLL_S = 0.05
NEW_PASSWORD = "three brown mountain goats"
LOGIN = """mutation($input: LoginInput!) {
  login(input: $input) { accessToken viewer { name } errors { code } }
}"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    assert (DIST / "index.html").is_file(), "Build the pages first: `make test` does."
    with demo_desk(tmp_path_factory.mktemp("demo"), DESKWIRE_CONFIRM_EMAIL="true") as api:
        yield api


async def sign_in(desk: Api, email: str, password: str) -> dict[str, Any]:
    async with Http(desk) as http:
        answer = await http.ask(LOGIN, input={"email": email, "password": password})
        return dict(answer["login"])


async def mailed_link(desk: Api, email: str, kind: str) -> tuple[str, str]:
    """Path and token of the link in the mail of a kind, once it is kept."""
    token = (await sign_in(desk, ADMIN.email, DEMO_PASSWORD))["accessToken"]
    query = """query($kind: MailKind) { mails(filter: {kind: {eq: $kind}}) {
      nodes { toAddress textBody } } }"""
    async with Http(desk, token) as http, asyncio.timeout(PATIENCE_S):
        while True:
            mails = (await http.ask(query, kind=kind))["mails"]["nodes"]
            texts = [mail["textBody"] for mail in mails if mail["toAddress"] == email]
            if texts:
                link = next(word for word in texts[0].split() if "?token=" in word)
                parts = urlsplit(link)
                return f"{parts.path}?{parts.query}", parse_qs(parts.query)["token"][0]
            await asyncio.sleep(POLL_S)


async def reset_link(desk: Api, email: str) -> tuple[str, str]:
    async with Http(desk) as http:
        await http.do("passwordResetRequest", "done", email=email)
    return await mailed_link(desk, email, "PASSWORD_RESET")


async def test_a_forgotten_password_is_replaced_by_the_link_of_the_mail(
    desk: Api, chromium: Browser
) -> None:
    path, token = await reset_link(desk, LUIS.email)
    async with visit(chromium, desk, path) as it:
        page = it.page
        await expect(page).to_have_title("Set a new password · Deskwire")
        first = page.get_by_label("New password", exact=True)
        again = page.get_by_label("New password again")
        await first.fill(NEW_PASSWORD)
        await again.fill("something else")
        await again.press("Enter")
        await expect(again).to_be_focused()
        await expect(again).to_have_accessible_description("The two passwords are not the same.")
        assert it.asked("passwordReset") == 0

        await first.fill("short")
        await again.fill("short")
        await page.get_by_role("button", name="Set the password").click()
        await expect(first).to_be_focused()
        await expect(first).to_have_attribute("aria-invalid", "true")
        await expect(again).to_have_attribute("aria-invalid", "false")
        await expect(first).to_have_accessible_description(re.compile("at least 10 characters"))

        await first.fill(NEW_PASSWORD)
        await again.fill(NEW_PASSWORD)
        await again.press("Enter")
        done = page.get_by_role("status")
        await expect(done).to_contain_text("Your new password is set.")
        await expect(done).to_be_focused()
        it.keeps_secret(token)
    assert (await sign_in(desk, LUIS.email, DEMO_PASSWORD))["accessToken"] is None

    async with visit(chromium, desk, path) as it:
        await it.page.get_by_label("New password", exact=True).fill("yet another password")
        await it.page.get_by_label("New password again").fill("yet another password")
        await it.page.get_by_role("button", name="Set the password").click()
        await expect(it.page.get_by_role("alert")).to_contain_text("This link has been used")
        await it.page.get_by_role("link", name="Get a new link").click()
        await it.page.get_by_label("Email").fill(LUIS.email)
        await it.page.get_by_role("button", name="Mail me a link").click()
        await expect(it.page.get_by_role("status")).to_contain_text("a mail with a link is on")


async def test_after_a_reset_one_signs_in(desk: Api, chromium: Browser) -> None:
    path, _ = await reset_link(desk, GRACE.email)
    async with visit(chromium, desk, path) as it:
        await it.page.get_by_label("New password", exact=True).fill(NEW_PASSWORD)
        await it.page.get_by_label("New password again").fill(NEW_PASSWORD)
        await it.page.get_by_role("button", name="Set the password").click()
        await it.page.get_by_role("link", name="Sign in").click()
        await it.sign_in(GRACE.email, NEW_PASSWORD)
        await expect(it.page.get_by_role("heading", name="My tickets")).to_be_visible()


async def test_an_address_is_confirmed_by_a_click_and_not_by_opening_the_link(
    desk: Api, chromium: Browser
) -> None:
    email = "nils@demo.example"
    async with Http(desk) as http:
        values = {"name": "Nils Holm", "email": email, "password": NEW_PASSWORD}
        await http.do("register", "mustConfirmEmail", **values)
    path, token = await mailed_link(desk, email, "EMAIL_CONFIRMATION")
    async with visit(chromium, desk, path) as it:
        button = it.page.get_by_role("button", name="Confirm the address")
        await expect(button).to_be_visible()
        await it.page.wait_for_load_state("networkidle")
        assert it.asked("emailConfirm") == 0
        assert (await sign_in(desk, email, NEW_PASSWORD))["accessToken"] is None

        await button.click()
        done = it.page.get_by_role("status")
        await expect(done).to_contain_text("Your address is confirmed")
        await expect(done).to_be_focused()
        it.keeps_secret(token)
    assert (await sign_in(desk, email, NEW_PASSWORD))["viewer"] == {"name": "Nils Holm"}

    async with visit(chromium, desk, path) as it:
        await it.page.get_by_role("button", name="Confirm the address").click()
        problem = it.page.get_by_role("alert")
        await expect(problem).to_contain_text("This link has been used")
        await expect(problem).to_be_focused()


@pytest.mark.parametrize("path", ["/reset-password", "/confirm-email?token="])
async def test_an_incomplete_link_says_so(desk: Api, chromium: Browser, path: str) -> None:
    async with visit(chromium, desk, path) as it:
        await expect(it.page.get_by_role("alert")).to_contain_text("The link is incomplete.")
        assert it.asked("passwordReset") + it.asked("emailConfirm") == 0


async def test_a_lost_server_is_told_and_the_form_stays(desk: Api, chromium: Browser) -> None:
    async with visit(chromium, desk, "/confirm-email?token=t") as it:
        await it.page.route("**/graphql", lambda route: route.abort())
        await it.page.get_by_role("button", name="Confirm the address").click()
        await expect(it.page.get_by_role("alert")).to_have_text("The server cannot be reached.")
        await expect(it.page.get_by_role("button", name="Confirm the address")).to_be_enabled()
        forgive(it, lambda text: "ERR_FAILED" in text)
