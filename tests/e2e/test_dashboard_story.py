"""The whole story of a ticket in three browsers at once, live, and never reloaded."""

import re

from playwright.async_api import Browser, Locator, Page, expect

from api.commands.demo_data import ADMIN, HANNA, TOMAS
from tests.e2e.browser import visit
from tests.e2e.processes import Api

SUBJECT = "The refund for invoice 2026-1177 went to the wrong card"


async def ask(page: Page) -> Locator:
    """The requester writes the ticket; gives the conversation."""
    await page.get_by_label("Subject").fill(SUBJECT)
    await page.get_by_label("Description").fill("I paid **by card**; see the invoice.")
    await page.get_by_role("button", name=re.compile("^Send( anyway)?$")).click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text(SUBJECT)
    talk = page.get_by_role("log")
    await expect(talk.locator("strong", has_text="by card")).to_be_visible()
    return talk


async def review_and_answer(page: Page) -> None:
    """The assignee accepts what triage found, writes a note for staff, and replies."""
    await page.get_by_role("button", name="Accept Category").click()
    await expect(page.get_by_text(re.compile(r"sure by .+ accepted"))).to_be_visible()
    await page.get_by_text("Internal note", exact=True).click()
    await page.get_by_role("textbox", name="Internal note").fill("The bank knows.")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("log")).to_contain_text("The bank knows.")
    await page.get_by_text("Public reply", exact=True).click()
    await page.get_by_role("textbox", name="Reply").fill("It comes **tomorrow**.")
    await page.keyboard.press("Control+Enter")


async def resolve(page: Page) -> None:
    await page.get_by_role("button", name="Resolve", exact=True).click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("textbox").fill("On the one that paid.")
    await dialog.get_by_role("button", name="Resolve", exact=True).click()


async def rate(page: Page) -> None:
    await expect(page.get_by_role("heading", name="How was the help?")).to_be_visible()
    await page.get_by_role("radio", name="5 of 5 stars").focus()
    await page.keyboard.press("Space")
    await page.get_by_role("button", name="Send rating").click()
    await expect(page.get_by_text("You gave 5 of 5.")).to_be_visible()


async def test_a_ticket_is_triaged_assigned_answered_resolved_and_rated_live(
    desk: Api, chromium: Browser
) -> None:
    async with (
        visit(chromium, desk, "/tickets/new", HANNA.email) as asking,
        visit(chromium, desk, "/assignments", TOMAS.email) as helping,
        visit(chromium, desk, "/inbox?view=all", ADMIN.email) as watching,
    ):
        requester, moderator, admin = asking.page, helping.page, watching.page
        mine = moderator.get_by_role("region", name=re.compile("^Yours"))
        await expect(mine.get_by_role("listitem").first).to_be_attached()
        await expect(admin.get_by_role("row").filter(has_text="#1040")).to_be_visible()
        # Nothing moves while the pointer is over the list.
        await admin.mouse.move(5, 5)
        for page in (requester, moderator, admin):
            await page.evaluate("window.isStillTheSame = true")

        talk = await ask(requester)
        row = admin.get_by_role("row").filter(has_text=SUBJECT)
        for fact in ("Billing", HANNA.name, TOMAS.name):
            await expect(row).to_contain_text(fact)
        await expect(requester.get_by_role("main")).to_contain_text(TOMAS.name)
        card = mine.get_by_role("listitem").filter(has_text=SUBJECT)
        await expect(card).to_contain_text(re.compile("new.*Why you:"))
        feed = moderator.get_by_role("region", name="As it happens")
        await expect(feed).to_contain_text(TOMAS.name)
        await card.get_by_role("link").click()

        await review_and_answer(moderator)
        await expect(talk).to_contain_text("It comes tomorrow.")
        assert "The bank knows." not in await requester.content()
        await requester.get_by_role("textbox", name="Reply").fill("On which card?")
        await requester.get_by_role("button", name="Send reply").click()
        await expect(moderator.get_by_role("log")).to_contain_text("On which card?")

        await resolve(moderator)
        await expect(talk).to_contain_text("On the one that paid.")
        await expect(row.get_by_text("Resolved", exact=True)).to_be_attached()
        await rate(requester)
        await expect(moderator.get_by_text("Rated 5 of 5")).to_be_visible()
        await row.get_by_role("link").first.click()
        await expect(admin.get_by_text("Rated 5 of 5")).to_be_visible()
        await expect(admin.get_by_role("log")).to_contain_text("The bank knows.")

        for page in (requester, moderator, admin):
            assert await page.evaluate("window.isStillTheSame")
        assert await asking.violations() == []
        assert await helping.violations() == []
