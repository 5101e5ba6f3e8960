"""The settings: what admins set and watch, and nobody else sees."""

import asyncio

from playwright.async_api import Browser, Locator, Page, expect

from api.commands.demo_data import ADMIN, TOMAS
from tests.e2e.browser import PATIENCE_S, open_page, visit
from tests.e2e.furnished import bury_a_job
from tests.e2e.processes import Api
from tests.fake_llm import fails, fake_model, says

POLL_S = 0.05
HOSTILE = "<img src=x onerror=window.hit=1>"


def heading(page: Page, name: str) -> Locator:
    return page.get_by_role("heading", level=1, name=name, exact=True)


async def refresh_until(page: Page, row: Locator) -> None:
    """What a job does in the background is there after a while."""
    async with asyncio.timeout(PATIENCE_S):
        while await row.count() == 0:
            await page.get_by_role("button", name="Refresh").click()
            await asyncio.sleep(POLL_S)


async def test_moderators_find_nothing_here(desk: Api, chromium: Browser) -> None:
    async with visit(chromium, desk, "/settings/ai", TOMAS.email) as it:
        await expect(heading(it.page, "There is nothing here")).to_be_attached()
        assert not it.asked("providers")


async def test_a_provider_is_tested_added_and_used(desk: Api, chromium: Browser) -> None:
    async with (
        fake_model() as model,
        visit(chromium, desk, "/settings/ai", ADMIN.email) as it,
    ):
        page, dialog = it.page, it.page.get_by_role("dialog")
        await page.get_by_role("button", name="Add a provider").click()
        await dialog.get_by_role("button", name="Add", exact=True).click()
        await expect(dialog.get_by_label("Model for triage")).to_be_focused()
        await dialog.get_by_label("Name").fill("House " + HOSTILE)
        await dialog.get_by_label("Base URL").fill(model.base_url)
        await dialog.get_by_label("API key").fill("key-of-the-house")
        await dialog.get_by_label("Model for triage").fill("sorter")
        model.script(fails(401))
        await dialog.get_by_role("button", name="Test the connection").click()
        test = page.get_by_role("dialog", name="Test of the connection")
        await expect(test.get_by_text("Something is wrong.")).to_be_visible()
        await expect(test.get_by_role("region", name="Triage")).to_contain_text("Key acceptedNo")
        model.script(says('{"ok": true}'))
        await test.get_by_role("button", name="Try again").click()
        await expect(test.get_by_text("Both models answer.")).to_be_visible()
        assert await it.violations() == []
        await test.get_by_role("button", name="Close").last.click()
        await dialog.get_by_role("button", name="Add", exact=True).click()

        row = page.get_by_role("list", name="Providers").get_by_role("listitem")
        await expect(row).to_contain_text("In use")
        assert model.keys[-1] == "key-of-the-house"
        assert "key-of-the-house" not in await page.content()
        await row.get_by_role("switch").click(force=True)
        await expect(row).to_contain_text("Switched off")
        await page.reload()
        await expect(row).to_contain_text("Switched off")
        assert await it.violations() == []

        await page.goto(f"{desk.url}/settings/spending")
        books = page.get_by_role("table", name="Latest calls")
        await expect(books.get_by_text("Key refused").first).to_be_visible()
        await page.get_by_role("button", name="Set the budget").click()
        await dialog.get_by_label("At most in a day").fill("lots")
        await dialog.get_by_role("button", name="Save").click()
        await expect(dialog.get_by_label("At most in a day")).to_be_focused()
        await dialog.get_by_label("At most in a day").fill("2.50")
        await dialog.get_by_role("button", name="Save").click()
        await expect(page.get_by_text("of $2.50")).to_be_visible()

        await page.goto(f"{desk.url}/settings/ai")
        await row.get_by_role("button", name="More for House").click()
        await page.get_by_role("menuitem", name="Delete").click()
        await dialog.get_by_role("button", name="Delete").click()
        await expect(page.get_by_role("heading", name="No provider yet")).to_be_visible()
        assert await page.evaluate("window.hit") is None
        assert await page.locator("main img").count() == 0


async def test_a_field_of_triage_follows_a_target(desk: Api, chromium: Browser) -> None:
    async with visit(chromium, desk, "/settings/triage", ADMIN.email) as it:
        row = it.page.get_by_role("listitem").filter(has_text="Sentiment")
        await expect(row).to_contain_text("Acts from 60 %")
        await row.get_by_role("button", name="Edit Sentiment").click()
        dialog = it.page.get_by_role("dialog")
        await dialog.get_by_role("radio", name="A precision target").check()
        await dialog.get_by_label("Of what is applied").fill("97")
        assert await it.violations() == []
        await dialog.get_by_role("button", name="Save").click()
        await expect(row).to_contain_text("Target: 97 % right. Fewer than 50 decisions")


async def test_a_rule_is_tried_saved_moved_and_deleted(desk: Api, chromium: Browser) -> None:
    async with visit(chromium, desk, "/settings/rules", ADMIN.email) as it:
        page = it.page
        await page.get_by_role("link", name="New rule").click()
        await page.get_by_role("button", name="Save the rule").click()
        await expect(page.get_by_label("Name")).to_be_focused()
        await page.get_by_label("Name").fill(f"Invoices {HOSTILE}")
        await page.get_by_role("button", name="Try it").click()
        await expect(page.get_by_role("alert")).to_contain_text("needs at least one of")
        words = page.get_by_role("combobox", name="One of these words or phrases")
        await words.fill("invoice*")
        await page.keyboard.press("Enter")
        await page.get_by_role("combobox", name="Priority").click()
        await page.get_by_role("option", name="Critical").click()
        await page.get_by_role("button", name="Try it").click()
        matches = page.get_by_role("table", name="Tickets that match")
        await expect(matches.get_by_role("link", name="#1040")).to_be_visible()
        await expect(matches).to_contain_text("→ Critical")
        assert await it.violations() == []
        await page.get_by_role("button", name="Save the rule").click()

        rules = page.get_by_role("list", name="Rules in their order").get_by_role("listitem")
        await expect(rules.last).to_contain_text("When one of “invoice*”, then Priority: Critical")
        up = rules.last.get_by_role("button", name="Move Invoices")
        await up.first.focus()
        await page.keyboard.press("Enter")
        await expect(rules.nth(-2)).to_contain_text("Invoices")
        await expect(
            page.get_by_role("button", name="up").and_(page.locator(":focus"))
        ).to_have_count(1)
        await page.reload()
        await expect(rules.nth(-2)).to_contain_text("Invoices")

        # Two admins change it at once: the later one sees both versions.
        async with open_page(page.context, desk, "/settings/rules") as other:
            await other.page.get_by_role("link", name="Invoices").click()
            await expect(other.page.get_by_label("Name")).to_be_visible()
            await rules.nth(-2).get_by_role("switch").click(force=True)
            await expect(rules.nth(-2).get_by_role("switch")).not_to_be_checked()
            await other.page.get_by_label("How sure").fill("55")
            await other.page.get_by_role("button", name="Save the rule").click()
            conflict = other.page.get_by_role("alert").filter(has_text="Somebody else")
            await expect(conflict.get_by_role("row", name="How sure")).to_contain_text("8055")
            assert await other.violations() == []
            await conflict.get_by_role("button", name="Save mine").click()
            await expect(heading(other.page, "Rules")).to_be_visible()

        await page.reload()
        await expect(rules.nth(-2)).to_contain_text("55 % sure")
        await rules.nth(-2).get_by_role("button", name="More for Invoices").click()
        await page.get_by_role("menuitem", name="Delete").click()
        await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
        await expect(rules.filter(has_text="Invoices")).to_have_count(0)
        assert await page.evaluate("window.hit") is None


async def test_somebody_is_invited_promoted_and_deleted(desk: Api, chromium: Browser) -> None:
    name = f"Zoe {HOSTILE}"
    async with visit(chromium, desk, "/settings/people", ADMIN.email) as it:
        page, dialog = it.page, it.page.get_by_role("dialog")
        row = page.get_by_role("table", name="People").get_by_role("row").filter(has_text="Zoe")
        await page.get_by_role("button", name="Invite somebody").click()
        await dialog.get_by_label("Name").fill(name)
        await dialog.get_by_label("Email").fill(ADMIN.email)
        await dialog.get_by_role("button", name="Send the invitation").click()
        await expect(dialog.get_by_text("There is an account with this address.")).to_be_visible()
        await dialog.get_by_label("Email").fill("zoe@demo.example")
        await dialog.get_by_role("button", name="Send the invitation").click()
        await expect(row).to_contain_text("Requester")
        await page.get_by_role("searchbox", name="Name or address").fill("zoe@")
        await expect(page.get_by_role("table", name="People").get_by_role("row")).to_have_count(2)

        await row.get_by_role("button", name="More for Zoe").click()
        await page.get_by_role("menuitem", name="Edit").click()
        await dialog.get_by_role("combobox", name="Role").click()
        await page.get_by_role("option", name="Moderator").click()
        await dialog.get_by_role("combobox", name="Skills").click()
        await page.get_by_role("option", name="Billing").click()
        await dialog.get_by_label("Open tickets at once").fill("7")
        assert await it.violations() == []
        await dialog.get_by_role("button", name="Save").click()
        await expect(row).to_contain_text("Moderator")
        await expect(row).to_contain_text("0 of 7")

        await page.goto(f"{desk.url}/settings/mails?q=zoe")
        invitation = page.get_by_role("button", name="You are invited")
        await refresh_until(page, invitation)
        await invitation.click()
        await expect(dialog.get_by_role("link", name="/reset-password?token=")).to_be_visible()
        assert await it.violations() == []

        await page.goto(f"{desk.url}/settings/people?q=zoe")
        await row.get_by_role("button", name="More for Zoe").click()
        await page.get_by_role("menuitem", name="Delete").click()
        await dialog.get_by_role("button", name="Delete").click()
        await expect(page.get_by_role("heading", name="Nobody found")).to_be_visible()
        assert await page.evaluate("window.hit") is None


async def test_categories_skills_and_tags_live_and_go(desk: Api, chromium: Browser) -> None:
    async with (
        visit(chromium, desk, "/settings/tags", ADMIN.email) as it,
        open_page(it.page.context, desk, "/settings/categories") as other,
    ):
        page, dialog = it.page, it.page.get_by_role("dialog")
        # What one admin does, another sees.
        followed = other.page.get_by_role("row").filter(has_text="Zz")
        await expect(heading(other.page, "Categories")).to_be_visible()
        await page.bring_to_front()  # a tab behind another draws once a second
        for path, name, add in (
            ("tags", "Tags", "Add a tag"),
            ("skills", "Skills", "Add a skill"),
            ("categories", "Categories", "Add a category"),
        ):
            await page.goto(f"{desk.url}/settings/{path}")
            row = page.get_by_role("table", name=name).get_by_role("row").filter(has_text="Zz")
            await page.get_by_role("button", name=add).click()
            await dialog.get_by_label("Name").fill(f"Zz one {HOSTILE}")
            await dialog.get_by_role("button", name="Add", exact=True).click()
            await expect(row).to_contain_text("Zz one")
            await row.get_by_role("button", name="More for Zz").click()
            await page.get_by_role("menuitem", name="Edit").click()
            await dialog.get_by_label("Name").fill("Zz two")
            await dialog.get_by_role("button", name="Save").click()
            await expect(row).to_contain_text("Zz two")
            if path == "categories":
                await expect(followed).to_contain_text("Zz two")
            await row.get_by_role("button", name="More for Zz").click()
            await page.get_by_role("menuitem", name="Delete").click()
            await dialog.get_by_role("button", name="Delete").click()
            await expect(row).to_have_count(0)
            await expect(followed).to_have_count(0)
        # One that tickets have says how many, and where they go.
        billing = page.get_by_role("table", name="Categories").get_by_role("row", name="Billing")
        await billing.get_by_role("button", name="More for Billing").click()
        await page.get_by_role("menuitem", name="Delete").click()
        await expect(dialog.get_by_text("tickets have it: say where they move")).to_be_visible()
        await expect(dialog.get_by_role("combobox", name="Move them to")).to_have_value("General")
        await dialog.get_by_role("button", name="Delete").click()
        await expect(billing).to_have_count(0)
        # What moderators have goes to another skill, where they had the one.
        await page.goto(f"{desk.url}/settings/skills")
        skills = page.get_by_role("table", name="Skills")
        await skills.get_by_role("button", name="More for Hardware").click()
        await page.get_by_role("menuitem", name="Delete").click()
        await expect(dialog.get_by_text("1 person has it")).to_be_visible()
        await dialog.get_by_role("combobox", name="Instead, they get").click()
        await page.get_by_role("option", name="Development").click()
        await dialog.get_by_role("button", name="Delete").click()
        await expect(skills.get_by_role("row", name="Hardware")).to_have_count(0)
        await page.goto(f"{desk.url}/settings/people?q=priya")
        await expect(page.get_by_role("row", name="Priya Nair")).to_contain_text("Development 4")
        assert await page.evaluate("window.hit") is None


async def test_a_token_is_shown_once_and_revoked(desk: Api, chromium: Browser) -> None:
    async with visit(chromium, desk, "/settings/tokens", ADMIN.email) as it:
        page, dialog = it.page, it.page.get_by_role("dialog")
        await page.get_by_role("button", name="Create a token").click()
        await dialog.get_by_label("What for").fill("nightly export")
        await dialog.get_by_role("button", name="Create", exact=True).click()
        key = await dialog.get_by_label("Your new token").input_value()
        assert key.startswith("dwk_")
        assert await it.violations() == []
        await dialog.get_by_role("button", name="I have kept it").click()
        row = page.get_by_role("row").filter(has_text="nightly export")
        await expect(row).to_contain_text(f"…{key[-4:]}")
        assert key not in await page.content()
        await row.get_by_role("button", name="Revoke").click()
        await dialog.get_by_role("button", name="Revoke").click()
        await expect(row).to_have_count(0)


async def test_a_dead_job_is_retried(desk: Api, chromium: Browser) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            if bury_a_job(desk, f"Boom {HOSTILE}"):
                break
            await asyncio.sleep(POLL_S)
    async with visit(chromium, desk, "/settings/jobs", ADMIN.email) as it:
        page = it.page
        row = page.get_by_role("table", name="Jobs").get_by_role("row").filter(has_text="Boom")
        await row.get_by_role("button", name="More for Write mails").click()
        await page.get_by_role("menuitem", name="Try again").click()
        await expect(page.get_by_role("heading", name="No dead jobs")).to_be_visible()
        assert await page.evaluate("window.hit") is None
