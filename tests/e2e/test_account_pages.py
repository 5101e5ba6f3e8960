"""What the links of mails open, in a real browser on a demo desk."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Browser, Page, Request, async_playwright, expect

from api.commands.demo_data import ADMIN, DEMO_PASSWORD, GRACE, LUIS
from api.pages import DIST
from tests.e2e.clients import Http
from tests.e2e.demo import demo_desk
from tests.e2e.processes import Api

PATIENCE_S = 20
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


@pytest.fixture
async def browser(browser_path: Path) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=browser_path, args=["--no-sandbox"]
        )
        yield chromium
        await chromium.close()


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

    @property
    def operations(self) -> int:
        return sum(request.method == "POST" for request in self.requests)

    def keeps_secret(self, token: str) -> None:
        """The token is in the address that was opened and in bodies for the API, only."""
        assert token not in self.page.url
        carriers = [it for it in self.requests[1:] if token in f"{it.url} {it.headers}"]
        assert carriers == []
        assert len({urlsplit(it.url).netloc for it in self.requests}) == 1


@asynccontextmanager
async def visit(browser: Browser, desk: Api, path: str) -> AsyncIterator[Visit]:
    """A page that must have had nothing to complain about."""
    context = await browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    context.set_default_timeout(PATIENCE_S * 1000)
    visited = Visit(await context.new_page())
    await visited.page.goto(f"{desk.url}{path}")
    yield visited
    assert visited.complaints == []
    await context.close()


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
    desk: Api, browser: Browser
) -> None:
    path, token = await reset_link(desk, LUIS.email)
    async with visit(browser, desk, path) as it:
        page = it.page
        await expect(page).to_have_title("Set a new password · Deskwire")
        first = page.get_by_label("New password", exact=True)
        again = page.get_by_label("New password again")
        await first.fill(NEW_PASSWORD)
        await again.fill("something else")
        await again.press("Enter")
        await expect(again).to_be_focused()
        await expect(again).to_have_accessible_description("The two passwords are not the same.")
        assert it.operations == 0

        await first.fill("short")
        await again.fill("short")
        await page.get_by_role("button", name="Set the password").click()
        await expect(first).to_be_focused()
        await expect(first).to_have_attribute("aria-invalid", "true")
        await expect(again).to_have_attribute("aria-invalid", "false")
        assert "at least 10 characters." in await page.locator(".field-error").inner_text()

        await first.fill(NEW_PASSWORD)
        await again.fill(NEW_PASSWORD)
        await again.press("Enter")
        done = page.get_by_role("status")
        await expect(done).to_contain_text("Your new password is set.")
        await expect(done).to_be_focused()
        it.keeps_secret(token)
    assert (await sign_in(desk, LUIS.email, DEMO_PASSWORD))["accessToken"] is None

    async with visit(browser, desk, path) as it:
        await it.page.get_by_label("New password", exact=True).fill("yet another password")
        await it.page.get_by_label("New password again").fill("yet another password")
        await it.page.get_by_role("button", name="Set the password").click()
        await expect(it.page.get_by_role("alert")).to_contain_text("This link has been used")
        await expect(it.page.get_by_label("To run in GraphiQL")).to_have_value(
            "mutation NewLink {\n  passwordResetRequest("
            'input: { email: "you@example.com" }) {\n    done\n    errors {\n      message\n'
            "    }\n  }\n}"
        )


async def test_after_a_reset_one_signs_in_on_graphiql(desk: Api, browser: Browser) -> None:
    path, _ = await reset_link(desk, GRACE.email)
    async with visit(browser, desk, path) as it:
        await it.page.get_by_label("New password", exact=True).fill(NEW_PASSWORD)
        await it.page.get_by_label("New password again").fill(NEW_PASSWORD)
        await it.page.get_by_role("button", name="Set the password").click()
        await it.page.get_by_role("link", name="Sign in on GraphiQL").click()
        await it.page.get_by_label("Email").fill(GRACE.email)
        await it.page.get_by_label("Password").fill(NEW_PASSWORD)
        await it.page.get_by_role("button", name="Sign in").click()
        await expect(it.page.get_by_role("status")).to_contain_text(GRACE.name)


async def test_an_address_is_confirmed_by_a_click_and_not_by_opening_the_link(
    desk: Api, browser: Browser
) -> None:
    email = "nils@demo.example"
    async with Http(desk) as http:
        values = {"name": "Nils Holm", "email": email, "password": NEW_PASSWORD}
        await http.do("register", "mustConfirmEmail", **values)
    path, token = await mailed_link(desk, email, "EMAIL_CONFIRMATION")
    async with visit(browser, desk, path) as it:
        button = it.page.get_by_role("button", name="Confirm the address")
        await expect(button).to_be_visible()
        await it.page.wait_for_load_state("networkidle")
        assert it.operations == 0
        assert (await sign_in(desk, email, NEW_PASSWORD))["accessToken"] is None

        await button.click()
        done = it.page.get_by_role("status")
        await expect(done).to_contain_text("Your address is confirmed")
        await expect(done).to_be_focused()
        it.keeps_secret(token)
    assert (await sign_in(desk, email, NEW_PASSWORD))["viewer"] == {"name": "Nils Holm"}

    async with visit(browser, desk, path) as it:
        await it.page.get_by_role("button", name="Confirm the address").click()
        problem = it.page.get_by_role("alert")
        await expect(problem).to_contain_text("This link has been used")
        await expect(problem).to_be_focused()


@pytest.mark.parametrize("path", ["/reset-password", "/confirm-email?token="])
async def test_an_incomplete_link_says_so(desk: Api, browser: Browser, path: str) -> None:
    async with visit(browser, desk, path) as it:
        await expect(it.page.get_by_role("alert")).to_contain_text("The link is incomplete.")
        assert it.operations == 0


async def test_a_lost_server_is_told_and_the_form_stays(desk: Api, browser: Browser) -> None:
    async with visit(browser, desk, "/confirm-email?token=t") as it:
        await it.page.route("**/graphql", lambda route: route.abort())
        await it.page.get_by_role("button", name="Confirm the address").click()
        await expect(it.page.get_by_role("alert")).to_have_text("The server cannot be reached.")
        await expect(it.page.get_by_role("button", name="Confirm the address")).to_be_enabled()
        assert [text for text in it.complaints if "ERR_FAILED" in text] == it.complaints
        it.complaints.clear()


async def test_a_link_to_a_ticket_gives_a_query_that_finds_it(desk: Api, browser: Browser) -> None:
    token = (await sign_in(desk, ADMIN.email, DEMO_PASSWORD))["accessToken"]
    async with Http(desk, token) as http:
        ticket = (await http.ask("{ ticket(number: 1040) { id title } }"))["ticket"]
        async with visit(browser, desk, f"/tickets/{ticket['id']}") as it:
            await expect(
                it.page.get_by_role("heading", name="The dashboard is not")
            ).to_be_visible()
            await it.page.get_by_role("button", name="Copy").click()
            await expect(it.page.get_by_role("status")).to_have_text("Copied.")
            query = await it.page.evaluate("navigator.clipboard.readText()")
        found = (await http.ask(query))["ticket"]
    assert found["number"] == 1040
    assert found["title"] == ticket["title"]


async def test_a_link_to_the_profile_gives_what_switches_mails_off(
    desk: Api, browser: Browser
) -> None:
    async with visit(browser, desk, "/profile") as it:
        mutation = await it.page.get_by_label("To run in GraphiQL").input_value()
    token = (await sign_in(desk, ADMIN.email, DEMO_PASSWORD))["accessToken"]
    async with Http(desk, token) as http:
        muted = (await http.ask(mutation))["profileUpdate"]["viewer"]["mutedMails"]
    assert len(muted) == 6


@pytest.mark.parametrize("path", ["/", "/login", "/tickets/tkt_1", "/made/up"])
async def test_every_other_page_leads_to_graphiql(desk: Api, browser: Browser, path: str) -> None:
    async with visit(browser, desk, path) as it:
        await expect(it.page.get_by_role("heading", name="Deskwire")).to_be_visible()
        link = it.page.get_by_role("link", name="Open GraphiQL")
        await expect(link).to_have_attribute("href", "/graphql")
        notice = it.page.get_by_role("region", name="The dashboard is not here yet")
        await expect(notice).to_have_count(0 if path == "/" else 1)
