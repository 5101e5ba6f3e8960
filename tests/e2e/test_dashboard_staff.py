"""The assignment feed, and two of the staff at one ticket, in real browsers on a demo desk."""

import re

from playwright.async_api import Browser, expect

from api.commands.demo_data import ADMIN, DEMO_PASSWORD, HANNA, TOMAS
from tests.e2e.browser import visit
from tests.e2e.clients import Http
from tests.e2e.processes import Api

LOGIN = "mutation($input: LoginInput!) { login(input: $input) { accessToken } }"


async def http_as(desk: Api, email: str) -> Http:
    async with Http(desk) as nobody:
        credentials = {"email": email, "password": DEMO_PASSWORD}
        return Http(desk, (await nobody.ask(LOGIN, input=credentials))["login"]["accessToken"])


async def write_ticket(desk: Api, title: str) -> str:
    async with await http_as(desk, HANNA.email) as hanna:
        payload = await hanna.do("ticketCreate", "ticket { id }", title=title, description="")
    ticket_id: str = payload["ticket"]["id"]
    return ticket_id


async def give(desk: Api, ticket_id: str) -> None:
    """As an admin, to Tomas."""
    async with await http_as(desk, ADMIN.email) as admin:
        users = await admin.ask("{ users(first: 100) { nodes { id email } } }")
        tomas = next(it["id"] for it in users["users"]["nodes"] if it["email"] == TOMAS.email)
        await admin.do("ticketAssign", "ticket { id }", id=ticket_id, assigneeId=tomas)


# Writes sounds and desktop notifications down, on the page's root, instead of making them.
QUIET = """
const told = (name, value) => document.documentElement.setAttribute(name, value);
AudioScheduledSourceNode.prototype.start = () => told('data-sounded', 'yes');
AudioScheduledSourceNode.prototype.stop = () => undefined;
window.Notification = class { constructor(title) { told('data-notified', title); } close() {} };
Notification.permission = 'default';
Notification.requestPermission = async () => (Notification.permission = 'granted');
Object.defineProperty(document, 'hidden', { get: () => window.isAway === true });
"""


async def test_an_assignment_is_seen_heard_and_handed_back(desk: Api, chromium: Browser) -> None:
    async with visit(chromium, desk, "/login") as it:
        page = it.page
        await page.add_init_script(QUIET)
        await page.reload()
        await it.sign_in(TOMAS.email)
        await page.get_by_role("link", name="Assignments").click()
        await page.get_by_role("switch", name="Play a sound").check()
        await page.get_by_role("switch", name="Show a desktop notification").check()
        root = page.locator("html")
        await expect(root).to_have_attribute("data-sounded", "yes")
        await page.evaluate("isAway = true; document.documentElement.dataset.sounded = 'no'")
        ticket_id = await write_ticket(desk, "The cold store beeps all night")
        await give(desk, ticket_id)
        mine = page.get_by_role("region", name=re.compile("^Yours"))
        card = mine.get_by_role("listitem").filter(has_text="The cold store beeps")
        await expect(card).to_contain_text("Why you:")
        log = page.get_by_role("region", name="As it happens")
        await expect(log.get_by_text(re.compile("goes .*to Tomas")).first).to_be_visible()
        await expect(root).to_have_attribute("data-sounded", "yes")
        await expect(root).to_have_attribute("data-notified", re.compile("is yours now"))
        await page.reload()
        await expect(page.get_by_role("switch", name="Play a sound")).to_be_checked()
        await card.get_by_role("button", name="Hand back").click()
        await page.get_by_role("textbox", name="Why?").fill("I am no electrician.")
        await page.keyboard.press("Enter")
        queue = page.get_by_role("region", name=re.compile("^Waiting for somebody"))
        waiting = queue.get_by_role("listitem").filter(has_text="The cold store beeps")
        await expect(waiting).to_contain_text("I am no electrician.")
        await expect(card).to_have_count(0)
        await waiting.get_by_role("button", name="Take").click()
        await expect(card).to_be_visible()


async def test_availability_is_switched_and_remembered(desk: Api, chromium: Browser) -> None:
    async with visit(chromium, desk, "/assignments", TOMAS.email) as it:
        switch = it.page.get_by_role("switch", name="I take new tickets")
        await expect(switch).to_be_checked()
        await switch.uncheck()
        await it.page.reload()
        await expect(switch).not_to_be_checked()
        await switch.check()
        await expect(switch).to_be_checked()


async def test_a_long_conversation_is_read_back_to_its_beginning(
    desk: Api, chromium: Browser
) -> None:
    ticket_id = await write_ticket(desk, "A long story")
    async with await http_as(desk, HANNA.email) as hanna:
        for number in range(1, 103):
            body = f"Part {number}."
            await hanna.do("commentCreate", "comment { id }", ticketId=ticket_id, body=body)
    async with visit(chromium, desk, f"/tickets/{ticket_id}", TOMAS.email) as it:
        log = it.page.get_by_role("log")
        await expect(log.get_by_text("Part 102.", exact=True)).to_be_attached()
        await expect(log.get_by_text("Part 2.", exact=True)).not_to_be_attached()
        await it.page.get_by_role("button", name="Show earlier messages").click()
        await expect(log.get_by_text("Part 1.", exact=True)).to_be_attached()
        assert await log.get_by_role("listitem").count() == 103
        assert await it.violations() == []
