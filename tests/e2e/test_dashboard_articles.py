"""Articles: found and read by everybody, written and kept by staff."""

import re
from collections.abc import Iterator

import pytest
from playwright.async_api import Browser, expect

from api.commands.demo_data import HANNA
from api.pages import DIST
from tests.e2e.browser import visit
from tests.e2e.demo import demo_desk
from tests.e2e.processes import Api


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    assert (DIST / "index.html").is_file(), "Build the pages first: `make test` does."
    with demo_desk(tmp_path_factory.mktemp("demo")) as api:
        yield api


async def test_articles_are_searched_by_words_in_the_address(desk: Api, chromium: Browser) -> None:
    async with visit(chromium, desk, "/articles", HANNA.email) as it:
        page = it.page
        main = page.get_by_role("main")
        row = main.get_by_role("link", name="You were charged twice for one invoice")
        await expect(row).to_be_visible()
        assert await it.violations() == []
        await page.get_by_label("Search the articles").press_sequentially("charged twi")
        await expect(page).to_have_url(re.compile(r"\?q=charged\+twi$"))
        await expect(main.get_by_role("status")).to_have_text(re.compile(r"^\d+ articles? found"))
        assert it.asked("ArticleList") <= 3
        await page.reload()
        await expect(page.get_by_label("Search the articles")).to_have_value("charged twi")
        await row.click()
        await expect(main.get_by_role("article").locator("ol > li")).to_have_count(2)
        assert await it.violations() == []
        await page.go_back()
        await expect(row).to_be_visible()
        await page.get_by_role("combobox", name="Category").click()
        await page.get_by_role("option", name="Bug").click()
        await expect(main.get_by_role("heading", name="No article says that")).to_be_visible()
        await page.goto(f"{desk.url}/articles/art_00000000000000000000000000")
        await expect(page.get_by_role("heading", name="There is nothing here")).to_be_visible()
