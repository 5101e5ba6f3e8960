"""Articles: found and read by everybody, written and kept by staff."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from api.commands.demo_data import ADMIN, DEMO_PASSWORD, HANNA, TOMAS
from api.pages import DIST
from tests.e2e.browser import visit
from tests.e2e.clients import Http
from tests.e2e.demo import demo_desk
from tests.e2e.processes import Api

HOSTILE = (
    "## Paper\n\n<script>window.hit=1</script> <img src=x onerror='window.hit=1'>\n\n"
    "[press](javascript:window.hit=1) ![dot](https://elsewhere.example/dot.png)\n\n"
    "<iframe src='https://elsewhere.example/'></iframe>"
)


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
        await expect(
            page.get_by_role("heading", name="There is nothing here", level=1)
        ).to_be_visible()


async def test_staff_write_an_article_and_hostile_texts_run_nothing(
    desk: Api, chromium: Browser
) -> None:
    phone: Any = {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"}
    async with visit(chromium, desk, "/articles", TOMAS.email) as it:
        page = it.page
        await page.get_by_role("link", name="New article").click()
        await page.get_by_label("Title", exact=True).fill("<b onclick=window.hit=1>Kiosk</b>")
        await page.get_by_label("Text, as Markdown").fill(HOSTILE)
        preview = page.get_by_role("region", name="Preview")
        await expect(preview.get_by_role("heading", name="Paper")).to_be_visible()
        assert await it.violations() == []
        await page.reload()
        await expect(page.get_by_label("Text, as Markdown")).to_have_value(HOSTILE)
        await page.get_by_text("Published", exact=True).click()
        await page.keyboard.press("Control+Enter")
        await expect(page.get_by_role("heading", level=1)).to_contain_text("Kiosk")
        path = page.url.removeprefix(desk.url)
        async with visit(chromium, desk, path, **phone) as reader:
            await reader.sign_in(HANNA.email)
            shown = reader.page.get_by_role("article")
            await expect(shown.get_by_role("heading", name="Paper", level=2)).to_be_visible()
            await expect(shown.locator("img, script, iframe, [href^=javascript]")).to_have_count(0)
            await shown.get_by_text("press").click()
            assert await reader.page.evaluate("window.hit") is None
            assert not [it for it in reader.requests if "elsewhere" in it.url]
            await expect(reader.page.get_by_role("link", name="Edit")).to_have_count(0)
            width = await reader.page.evaluate("document.documentElement.scrollWidth")
            assert width <= 360
            assert await reader.violations() == []
            await page.get_by_role("button", name="Delete").click()
            dialog = page.get_by_role("dialog", name="Delete this article?")
            assert await it.violations() == []
            await dialog.get_by_role("button", name="Delete for ever").click()
            gone = reader.page.get_by_role("heading", level=1, name="There is nothing here")
            await expect(gone).to_be_attached()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Articles")
        await expect(page.get_by_role("link", name="Kiosk")).to_have_count(0)


async def test_a_solved_ticket_becomes_an_article_that_two_people_edit(
    desk: Api, chromium: Browser
) -> None:
    async with visit(chromium, desk, "/inbox?view=all", ADMIN.email) as it:
        page = it.page
        await page.goto(f"{desk.url}{await solved_ticket(desk)}")
        await page.get_by_role("button", name="Make an article of this").click()
        await expect(page.get_by_text("Only staff see this draft")).to_be_visible()
        await expect(page.get_by_role("link", name=re.compile("Made of ticket #"))).to_be_visible()
        await page.get_by_role("link", name="Edit", exact=True).click()
        body = page.get_by_label("Text, as Markdown")
        await expect(body).to_have_value(re.compile("## The question"))
        await body.fill("What Mara knows.")
        async with visit(chromium, desk, page.url.removeprefix(desk.url), TOMAS.email) as other:
            await other.page.get_by_label("Text, as Markdown").fill("What Tomas knows.")
            await other.page.get_by_role("button", name="Save").click()
            theirs = other.page.get_by_role("article")
            await expect(theirs).to_have_text("What Tomas knows.")
            await page.get_by_text("Public", exact=True).click()
            await page.get_by_role("button", name="Save").click()
            dialog = page.get_by_role("dialog", name="Changed by somebody else meanwhile")
            await expect(dialog).to_contain_text("What Tomas knows.")
            await expect(dialog).to_contain_text("What Mara knows.")
            assert await it.violations() == []
            await dialog.get_by_role("button", name="Keep mine").click()
            await expect(page.get_by_role("article")).to_have_text("What Mara knows.")
            await expect(theirs).to_have_text("What Mara knows.")


async def solved_ticket(desk: Api) -> str:
    """Where the page of a ticket is that somebody has solved."""
    async with Http(desk) as http:
        login = await http.do("login", "accessToken", email=ADMIN.email, password=DEMO_PASSWORD)
    async with Http(desk, login["accessToken"]) as http:
        found = await http.ask(
            "{ tickets(first: 1, filter: {status: {eq: RESOLVED}}) { nodes { id } } }"
        )
    return f"/tickets/{found['tickets']['nodes'][0]['id']}"
