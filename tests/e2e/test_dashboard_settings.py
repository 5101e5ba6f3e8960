"""The settings: what admins set and watch, and nobody else sees."""

from collections.abc import Iterator

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from api.commands.demo_data import ADMIN, TOMAS
from api.pages import DIST
from tests.e2e.browser import visit
from tests.e2e.demo import demo_desk
from tests.e2e.processes import Api
from tests.fake_llm import fails, fake_model, says

SCREENS = {
    "": "Settings",
    "/ai": "AI providers",
    "/spending": "Spending",
    "/triage": "Triage",
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    assert (DIST / "index.html").is_file(), "Build the pages first: `make test` does."
    with demo_desk(tmp_path_factory.mktemp("demo")) as api:
        yield api


def heading(page: Page, name: str) -> Locator:
    return page.get_by_role("heading", level=1, name=name, exact=True)


async def test_moderators_find_nothing_here(desk: Api, chromium: Browser) -> None:
    async with visit(chromium, desk, "/settings/ai", TOMAS.email) as it:
        await expect(heading(it.page, "There is nothing here")).to_be_attached()
        assert not it.asked("providers")


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_no_screen_has_a_barrier(desk: Api, chromium: Browser, theme: str) -> None:
    size = {"width": 1440, "height": 900}
    options = {"color_scheme": theme, "viewport": size}
    async with visit(chromium, desk, "/settings", ADMIN.email, **options) as it:
        for path, name in SCREENS.items():
            await it.page.goto(f"{desk.url}/settings{path}")
            await expect(heading(it.page, name)).to_be_visible()
            await expect(it.page.get_by_role("status", name="Loading…")).to_have_count(0)
            assert await it.violations() == [], path
            for width in (768, 360):
                await it.page.set_viewport_size(size | {"width": width})
                wide = await it.page.evaluate("document.documentElement.scrollWidth")
                assert wide <= width, (path, width)
            await it.page.set_viewport_size(size)


async def test_a_provider_is_tested_added_and_used(desk: Api, chromium: Browser) -> None:
    async with (
        fake_model() as model,
        visit(chromium, desk, "/settings/ai", ADMIN.email) as it,
    ):
        page, dialog = it.page, it.page.get_by_role("dialog")
        await page.get_by_role("button", name="Add a provider").click()
        await dialog.get_by_role("button", name="Add", exact=True).click()
        await expect(dialog.get_by_label("Model for triage")).to_be_focused()
        await dialog.get_by_label("Name").fill("House <img src=x onerror=window.hit=1>")
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
