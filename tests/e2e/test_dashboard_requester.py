"""Asking for help: what comes while one writes, streamed or not, and what becomes of it."""

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, expect
from starlette.responses import Response

from api.commands.demo_data import GRACE, HANNA, LUIS, TOMAS
from api.pages import DIST
from tests.e2e.browser import Visit, visit
from tests.e2e.demo import demo_desk
from tests.e2e.processes import Api
from tests.fake_llm import answer, fake_model, says, streams

TITLE = "I was charged twice"
DESCRIPTION = "There are two payments for one invoice on the statement of my card."
HOSTILE = (
    "Both lines are booked: **refunded**, see [1].\n\n"
    "<img src=x onerror='window.hit=1'> [press](javascript:window.hit=1) "
    "![dot](https://elsewhere.example/dot.png)"
)
DRAFTS_A_MINUTE = 3


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    assert (DIST / "index.html").is_file(), "Build the pages first: `make test` does."
    with demo_desk(tmp_path_factory.mktemp("demo")) as api:
        yield api


async def write(page: Page, title: str = TITLE, description: str = DESCRIPTION) -> Locator:
    """Fill in the form; gives the place where help comes."""
    await page.get_by_label("Subject").fill(title)
    await page.get_by_label("Description").fill(description)
    return page.get_by_role("region", name="Perhaps this helps")


def sent_input(visited: Visit) -> dict[str, Any]:
    """The input of the one ticket that was sent."""
    [body] = [it.post_data for it in visited.requests if "ticketCreate" in (it.post_data or "")]
    variables: dict[str, Any] = json.loads(body or "")["variables"]
    return dict(variables["input"])


async def fits(page: Page) -> bool:
    return bool(
        await page.evaluate("document.documentElement.scrollWidth <= document.body.clientWidth")
    )


async def test_help_comes_while_one_writes_and_a_choice_of_ones_own_stays(
    desk: Api, chromium: Browser
) -> None:
    async with visit(chromium, desk, "/tickets/new", HANNA.email) as it:
        page = it.page
        help = await write(page)
        category = page.get_by_role("combobox", name="Category")
        await expect(category).to_have_value("Billing")
        await expect(page.get_by_text(re.compile(r"Suggested, \d+% sure")).first).to_be_visible()
        # Without a language model the best article is the answer, and is not listed again.
        card = help.get_by_role("article")
        await expect(card.get_by_role("heading", level=3)).to_have_text(re.compile("charged twice"))
        await expect(card.locator("ol > li")).to_have_count(2)
        await expect(help.get_by_role("listitem").get_by_text("charged twice")).to_have_count(0)
        await expect(help.get_by_role("status")).to_contain_text("There is an answer")
        assert await it.violations() == []

        await category.click()
        await page.get_by_role("option", name="Account", exact=True).click()
        await page.get_by_label("Description").fill("The VAT number on my receipt number on it.")
        await expect(card.get_by_role("heading", level=3)).to_have_text(re.compile("VAT"))
        await expect(category).to_have_value("Account")
        await expect(page.get_by_text("Your choice")).to_have_count(1)
        await page.reload()
        await expect(category).to_have_value("Account")
        await expect(card).to_be_visible()

        await page.get_by_role("button", name="Send anyway").click()
        await expect(page.get_by_role("log")).to_contain_text("The VAT number on my receipt")
        sent = sent_input(it)
        assert str(sent["suggestionId"]).startswith("sug_")
        assert (sent["categoryId"] is None, sent["priority"]) == (False, None)


async def test_what_solved_it_is_told_and_no_ticket_is_needed(desk: Api, chromium: Browser) -> None:
    phone: Any = {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"}
    async with visit(chromium, desk, "/login", **phone) as it:
        page = it.page
        await it.sign_in(LUIS.email)
        await page.get_by_role("link", name="New ticket").first.click()
        help = await write(page)
        solved = help.get_by_role("button", name="This solved it", exact=True)
        await expect(solved).to_be_visible()
        assert await fits(page)
        assert await it.violations() == []
        await solved.press("Enter")
        await expect(page.get_by_role("heading", name="Lovely, that was quick!")).to_be_focused()
        assert it.asked("suggestionAccept") == 1
        assert await it.violations() == []
        await page.get_by_role("button", name="Ask something else").click()
        await expect(page.get_by_label("Subject")).to_have_value("")
        help = await write(page)
        await help.get_by_role("button", name="This solved it", exact=True).click()
        await page.get_by_role("link", name=re.compile("Read “.*” again")).click()
        title = page.get_by_role("heading", level=1)
        await expect(title).to_have_text("You were charged twice for one invoice")
        assert it.asked("ticketCreate") == 0


async def test_what_nothing_is_known_about_is_sent_as_it_is(desk: Api, chromium: Browser) -> None:
    async with visit(chromium, desk, "/tickets/new", GRACE.email) as it:
        page = it.page
        help = page.get_by_role("region", name="Perhaps this helps")
        await expect(help).to_contain_text("As you write")
        await write(page, "Blorb snorf", "Gargl mumpf zzz.")
        await expect(help.get_by_role("status")).to_have_text("We know nothing like this yet.")
        await page.get_by_role("button", name="Send", exact=True).click()
        await expect(page.get_by_role("log")).to_contain_text("Gargl mumpf zzz.")


async def test_an_answer_is_streamed_broken_off_and_missed_without_harm(
    tmp_path: Path, chromium: Browser
) -> None:
    gate = asyncio.Event()
    written = streams("Both lines", HOSTILE.removeprefix("Both lines"), gate=gate)

    def step(request: dict[str, Any]) -> Response:
        return (written if request.get("stream") else says(answer()))(request)

    async with fake_model() as model:
        model.script(step)
        settings = {
            "DESKWIRE_LLM_BASE_URL": model.base_url,
            "DESKWIRE_LLM_API_KEY": "a key of these tests",
            "DESKWIRE_LLM_PRIVATE_ADDRESSES": "true",
            "DESKWIRE_SUGGESTIONS_PER_MINUTE": str(DRAFTS_A_MINUTE),
        }
        with demo_desk(tmp_path, **settings) as desk:
            async with visit(chromium, desk, "/tickets/new", TOMAS.email) as it:
                page = it.page
                help = await write(page)
                card = help.get_by_role("article")
                await expect(card).to_contain_text("Both lines")
                await expect(card).to_contain_text("Writing…")
                await expect(card.get_by_role("button")).to_have_count(0)
                await expect(help.get_by_role("status")).to_be_empty()

                # Another draft takes the place of the one that is being answered.
                await page.get_by_label("Subject").fill("Charged twice again")
                while model.aborted == 0:  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
                gate.set()
                await expect(card.locator("strong")).to_have_text("refunded")
                await expect(help.get_by_role("status")).to_contain_text("There is an answer")
                citation = card.get_by_role("link", name="[1]")
                await expect(citation).to_have_attribute(
                    "href", re.compile("^/(articles|tickets)/")
                )
                await expect(card.locator("img, script, [href^=javascript]")).to_have_count(0)
                await card.get_by_text("press").click()
                assert await page.evaluate("window.hit") is None
                assert not [request for request in it.requests if "elsewhere" in request.url]
                assert await it.violations() == []

                # Leaving breaks it off.
                gate.clear()
                await page.get_by_label("Subject").fill("Charged a third time")
                await expect(card).to_contain_text("Writing…")
                await page.get_by_role("link", name="Home", exact=True).click()
                while model.aborted == 1:  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
                gate.set()

                # No more drafts this minute: the form goes on without help.
                await page.get_by_role("link", name="New ticket").first.click()
                await expect(help).to_contain_text("Help is not there right now.")
                await expect(help.get_by_role("button", name="Try again")).to_be_visible()
                await page.get_by_role("button", name="Send", exact=True).click()
                await expect(page.get_by_role("log")).to_contain_text(DESCRIPTION)
