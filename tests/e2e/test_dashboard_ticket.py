"""A ticket's page: drafts, hostile texts, what staff change there."""

import re

from playwright.async_api import Browser, Page, expect

from api.commands.demo_data import ADMIN, GRACE, TOMAS
from tests.e2e.browser import visit
from tests.e2e.processes import Api


async def write_ticket(page: Page, subject: str, description: str) -> None:
    """Fill in the form, and send it."""
    await page.get_by_label("Subject").fill(subject)
    await page.get_by_label("Description").fill(description)
    await page.get_by_role("button", name=re.compile("^Send( anyway)?$")).click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text(subject)


async def test_drafts_outlive_a_reload(desk: Api, chromium: Browser) -> None:
    async with visit(chromium, desk, "/tickets/new", GRACE.email) as it:
        page = it.page
        await page.get_by_role("button", name="Send", exact=True).click()
        await expect(page.get_by_label("Subject")).to_be_focused()
        await page.get_by_label("Subject").fill("Half a")
        await page.reload()
        await expect(page.get_by_label("Subject")).to_have_value("Half a")
        await write_ticket(page, "A whole sentence", "")
        await page.get_by_role("textbox", name="Reply").fill("And one more thing")
        await page.reload()
        reply = page.get_by_role("textbox", name="Reply")
        await expect(reply).to_have_value("And one more thing")
        await page.get_by_role("button", name="Send reply").click()
        await expect(reply).to_have_value("")
        await expect(page.get_by_role("log")).to_contain_text("And one more thing")
        await page.goto(f"{desk.url}/tickets/new")
        await expect(page.get_by_label("Subject")).to_have_value("")


async def test_ones_own_message_is_changed_and_taken_away(desk: Api, chromium: Browser) -> None:
    async with visit(chromium, desk, "/tickets/new", GRACE.email) as it:
        page = it.page
        await write_ticket(page, "The lamp hums", "All day")
        log = page.get_by_role("log")
        await page.get_by_role("textbox", name="Reply").fill("It hums in B flat")
        await page.get_by_role("button", name="Send reply").click()
        message = log.get_by_role("listitem").filter(has_text="B flat")
        await message.get_by_role("button", name="Change this message").click()
        await page.get_by_role("menuitem", name="Edit").click()
        await page.get_by_role("textbox", name="The message").fill("It hums in F sharp")
        await page.get_by_role("button", name="Save").click()
        changed = log.get_by_role("listitem").filter(has_text="F sharp")
        await expect(changed).to_contain_text("edited")
        await changed.get_by_role("button", name="Change this message").click()
        await page.get_by_role("menuitem", name="Delete").click()
        await page.get_by_role("button", name="Delete for ever").click()
        await expect(changed).not_to_be_attached()
        await expect(log).to_contain_text("All day")


async def test_hostile_texts_run_nothing(desk: Api, chromium: Browser) -> None:
    hostile = (
        "<img src=x onerror='window.hit=1'> <script>window.hit=1</script>\n\n"
        "[press](javascript:window.hit=1) ![dot](https://elsewhere.example/dot.png)"
    )
    async with visit(chromium, desk, "/tickets/new", GRACE.email) as it:
        await write_ticket(it.page, "<b onclick=window.hit=1>bold</b>", hostile)
        log = it.page.get_by_role("log")
        await expect(log.get_by_text("press")).to_be_visible()
        assert await log.locator("img, script, [href^=javascript]").count() == 0
        await log.get_by_text("press").click()
        assert await it.page.evaluate("window.hit") is None
        assert not [request for request in it.requests if "elsewhere" in request.url]


async def test_staff_review_triage_change_facts_and_read_the_history(
    desk: Api, chromium: Browser
) -> None:
    async with visit(chromium, desk, "/", TOMAS.email) as it:
        page = it.page
        await page.get_by_role("link").filter(has_text="Charged twice").first.click()
        triage = page.get_by_role("region", name="Triage", exact=True)
        await page.get_by_role("button", name="Mark the evidence for Category").click()
        title = page.get_by_role("heading", level=1)
        await expect(title.locator("mark").first).to_have_text("Charged twice")
        await expect(page.get_by_role("log").locator("mark").first).to_be_attached()
        await page.get_by_role("button", name="Accept Category").click()
        await expect(triage.get_by_text("accepted").first).to_be_visible()
        await page.get_by_role("button", name="Correct Urgency").click()
        await page.get_by_role("menuitem", name="High").click()
        await expect(triage.get_by_text("corrected to High").first).to_be_visible()
        await page.get_by_role("button", name="Correct Skills").click()
        await page.get_by_role("menuitemcheckbox", name="Accounts").click()
        await page.get_by_role("menuitem", name="These 2 are right").click()
        both = re.compile("corrected to (Accounts, Billing|Billing, Accounts)")
        await expect(triage.get_by_text(both)).to_be_visible()
        await page.get_by_role("combobox", name="Priority").click()
        await page.get_by_role("option", name="Critical").click()
        await expect(page.get_by_role("combobox", name="Priority")).to_have_value("Critical")
        await page.get_by_role("button", name="Undo").click()
        await expect(page.get_by_role("combobox", name="Priority")).to_have_value("High")
        await page.get_by_text("History", exact=True).click()
        await expect(page.get_by_text("Priority: High → Critical").first).to_be_visible()
        assert await it.violations() == []


async def test_a_ticket_is_worked_on_by_keys(desk: Api, chromium: Browser) -> None:
    async with visit(chromium, desk, "/inbox?view=all&q=VAT+number", ADMIN.email) as it:
        page = it.page
        await expect(page.get_by_role("row")).to_have_count(1)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_contain_text("Wrong VAT number")
        for key, dialog, words, field in (
            ("p", "Set the priority…", "crit", "Priority"),
            ("s", "Set the status…", "wait", "Status"),
            ("a", "Assign to…", "elif", "Assignee"),
        ):
            await expect(page.get_by_role("combobox", name=field)).to_be_visible()
            await page.keyboard.press(key)
            await page.get_by_role("textbox", name=dialog).fill(words)
            await page.keyboard.press("Enter")
            shown = page.get_by_role("combobox", name=field)
            await expect(shown).to_have_value(re.compile(words, re.IGNORECASE))
        await page.keyboard.press("n")
        await expect(page.get_by_role("textbox", name="Internal note")).to_be_focused()
        await page.keyboard.press("Escape")
        await page.keyboard.press("r")
        await expect(page.get_by_role("textbox", name="Reply")).to_be_focused()
        await page.keyboard.press("Escape")
        await page.keyboard.press("?")
        keys = page.get_by_role("dialog", name="Keyboard").get_by_role("table", name="Ticket")
        await expect(keys).to_contain_text("Write an internal note")
        await page.keyboard.press("Escape")
        await page.keyboard.press("e")
        await expect(page.get_by_role("dialog", name="Resolve this ticket")).to_be_visible()
