"""The inbox and the home page of staff, in a real browser on a demo desk."""

import re

from playwright.async_api import Browser, expect

from api.commands.demo_data import ADMIN, DEMO_PASSWORD, HANNA, TOMAS
from tests.e2e.browser import visit
from tests.e2e.clients import Http
from tests.e2e.processes import Api

LOGIN = "mutation($input: LoginInput!) { login(input: $input) { accessToken } }"


async def write_ticket(desk: Api, title: str) -> None:
    async with Http(desk) as nobody:
        credentials = {"email": HANNA.email, "password": DEMO_PASSWORD}
        token = (await nobody.ask(LOGIN, input=credentials))["login"]["accessToken"]
    async with Http(desk, token) as hanna:
        await hanna.do("ticketCreate", "ticket { id }", title=title, description="As the title.")


async def test_a_new_ticket_appears_without_a_reload(desk: Api, chromium: Browser) -> None:
    async with visit(chromium, desk, "/inbox?view=all", ADMIN.email) as it:
        rows = it.page.get_by_role("row")
        await expect(rows.filter(has_text="#1040")).to_be_visible()
        await it.page.mouse.move(5, 5)
        await write_ticket(desk, "The lift is stuck on floor three")
        await expect(rows.filter(has_text="The lift is stuck")).to_be_visible()


async def test_nothing_moves_under_the_readers_cursor(desk: Api, chromium: Browser) -> None:
    async with visit(chromium, desk, "/inbox?view=all", ADMIN.email) as it:
        first = it.page.get_by_role("row").first
        await first.hover()
        title = await first.inner_text()
        await write_ticket(desk, "The gate does not open")
        news = it.page.get_by_role("button", name="1 new or moved")
        await expect(news).to_be_visible()
        assert await first.inner_text() == title
        await news.click()
        await expect(first).to_contain_text("The gate does not open")


async def test_filters_and_search_are_in_the_address(desk: Api, chromium: Browser) -> None:
    async with visit(chromium, desk, "/inbox?view=all", ADMIN.email) as it:
        page = it.page
        await page.get_by_role("button", name="Filter", exact=True).click()
        await page.get_by_role("menuitem", name="Priority").click()
        await page.get_by_label("High").check()
        await page.keyboard.press("Escape")
        await expect(page).to_have_url(f"{desk.url}/inbox?view=all&f=priority%3AHIGH")
        await page.get_by_label("Search tickets", exact=True).fill("charged")
        await expect(page).to_have_url(f"{desk.url}/inbox?view=all&q=charged&f=priority%3AHIGH")
        await expect(page.get_by_role("row")).to_have_count(1)
        await page.reload()
        await expect(page.get_by_role("row")).to_contain_text("Charged twice for the October")
        await expect(page.get_by_label("Search tickets", exact=True)).to_have_value("charged")


async def test_the_keyboard_is_enough(desk: Api, chromium: Browser) -> None:
    async with visit(chromium, desk, "/", ADMIN.email) as it:
        page = it.page
        await expect(page.get_by_role("heading", name="Newest")).to_be_visible()
        for key in ("g", "i"):
            await page.keyboard.press(key)
        await expect(page).to_have_url(f"{desk.url}/inbox")
        await page.keyboard.press("?")
        dialog = page.get_by_role("dialog", name="Keyboard")
        await expect(dialog.get_by_text("Next ticket").first).to_be_visible()
        assert await it.violations() == []
        await page.keyboard.press("Escape")
        await page.goto(f"{desk.url}/inbox?view=all&sort=NUMBER.asc")
        rows = page.get_by_role("row")
        await expect(rows.first).to_contain_text("#1001")
        for key in ("j", "x", "j", "x"):
            await page.keyboard.press(key)
        await expect(page.get_by_role("region", name="2 selected")).to_be_visible()
        await page.keyboard.press("p")
        await page.get_by_role("textbox", name="Set the priority…").fill("crit")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("2 tickets are changed.")).to_be_visible()
        for row in (rows.nth(1), rows.nth(2)):
            await expect(row.get_by_text("Critical")).to_be_attached()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_contain_text("#1003")


async def test_many_are_assigned_at_once_and_it_can_be_undone(desk: Api, chromium: Browser) -> None:
    path = "/inbox?view=all&sort=NUMBER.asc&f=status:OPEN,IN_PROGRESS"
    async with visit(chromium, desk, path, ADMIN.email) as it:
        page = it.page
        names = page.get_by_role("row").locator("[data-column=assignee]")
        await expect(names.nth(2)).to_be_visible()
        before = (await names.all_inner_texts())[:3]
        for key in ("x", "j", "x", "j", "x", "a"):
            await page.keyboard.press(key)
        await page.get_by_role("textbox", name="Assign to…").fill("Tomas")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("3 tickets are changed.")).to_be_visible()
        assert it.asked("ticketBulkUpdate") == 1
        for n in range(3):
            await expect(names.nth(n)).to_have_text(re.compile("Tomas"))
        await page.keyboard.press("z")
        await expect(page.get_by_text("Undone.")).to_be_visible()
        for n, name in enumerate(before):
            await expect(names.nth(n)).to_have_text(name)


async def test_tags_come_to_many_beside_their_own_and_can_go_again(
    desk: Api, chromium: Browser
) -> None:
    path = "/inbox?view=all&sort=NUMBER.asc&f=status:WAITING"
    async with visit(chromium, desk, path, ADMIN.email) as it:
        page = it.page
        await page.get_by_role("button", name="Display").click()
        await page.get_by_label("Tags").check()
        await page.keyboard.press("Escape")
        tags = page.get_by_role("row").locator("[data-column=tags]")
        await expect(tags.nth(1)).to_have_text("–")
        for key in ("x", "t"):
            await page.keyboard.press(key)
        await page.get_by_role("combobox", name="Add").fill("school")
        await page.keyboard.press("Enter")
        await page.get_by_role("button", name="Change", exact=True).click()
        await expect(tags.nth(0)).to_have_text("school")
        for key in ("x", "j", "x", "t"):
            await page.keyboard.press(key)
        await page.get_by_role("combobox", name="Add").fill("autumn")
        await page.keyboard.press("Enter")
        await page.get_by_role("combobox", name="Take away").click()
        await page.get_by_role("option", name="school").click()
        await page.get_by_role("heading", name="Change the tags…").click()
        assert await it.violations() == []
        await page.get_by_role("button", name="Change", exact=True).click()
        for n in range(2):
            await expect(tags.nth(n)).to_have_text("autumn")
        await expect(page.get_by_text("2 tickets are changed.")).to_be_visible()
        await page.keyboard.press("z")
        await expect(page.get_by_text("Undone.")).to_be_visible()
        await expect(tags.nth(0)).to_have_text("school")
        await expect(tags.nth(1)).to_have_text("–")


async def test_what_is_refused_goes_back_and_says_why(desk: Api, chromium: Browser) -> None:
    path = "/inbox?view=all&f=status:CLOSED"
    async with visit(chromium, desk, path, TOMAS.email) as it:
        page = it.page
        await expect(page.get_by_role("row").first).to_be_visible()
        await page.keyboard.press("s")
        await page.get_by_role("textbox", name="Set the status…").fill("wait")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("The ticket was not changed.")).to_be_visible()
        await expect(page.get_by_role("row").first.get_by_text("Closed")).to_be_attached()


async def test_requesters_have_no_inbox(desk: Api, chromium: Browser) -> None:
    async with visit(chromium, desk, "/inbox", HANNA.email) as it:
        await expect(it.page.get_by_role("heading", name="There is nothing here")).to_have_count(2)
        await expect(it.page.get_by_role("link", name="Inbox")).to_have_count(0)
