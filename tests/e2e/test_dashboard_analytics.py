"""The analytics page, in a real browser on a demo desk."""

import csv
import re
from pathlib import Path

from playwright.async_api import Browser, expect

from api.commands.demo_data import ADMIN, HANNA, TOMAS
from tests.e2e.browser import visit
from tests.e2e.processes import Api
from tests.e2e.test_dashboard_inbox import write_ticket


async def test_figures_of_chosen_days_are_live_and_can_be_taken_away(
    desk: Api, chromium: Browser, tmp_path: Path
) -> None:
    async with visit(chromium, desk, "/analytics", ADMIN.email) as it:
        page = it.page
        new = page.get_by_text("New tickets", exact=True).locator("xpath=following-sibling::dd")
        await expect(new).to_have_text("40")
        volume = page.get_by_role("region", name="New and solved tickets")
        await expect(volume.get_by_role("img")).to_have_accessible_name(
            re.compile(r"^New and solved tickets\. New: most \d+ \(")
        )
        await write_ticket(desk, "=HYPERLINK(1) in the title does no harm")
        await expect(new).to_have_text("41")

        await page.get_by_text("7 days", exact=True).click()
        await expect(page).to_have_url(f"{desk.url}/analytics?days=7")
        await volume.get_by_role("button", name="Show as a table").click()
        await expect(volume.get_by_role("row")).to_have_count(8)
        async with page.expect_download() as downloading:
            await volume.get_by_role("button", name="Download as CSV").click()
        download = await downloading.value
        await download.save_as(tmp_path / "volume.csv")
        head, *rows = csv.reader((tmp_path / "volume.csv").read_text("utf-8-sig").splitlines())
        assert head == ["Day", "New", "Solved", "New, period before"]
        assert [row[0] for row in rows] == sorted({row[0] for row in rows})
        shown = await volume.get_by_role("row").last.get_by_role("cell").all_inner_texts()
        assert rows[-1][1:] == shown

        await page.get_by_role("button", name="Custom").click()
        await page.get_by_label("From").fill("2020-01-02")
        await page.get_by_label("To", exact=True).fill("2020-01-01")
        await page.get_by_role("button", name="Show", exact=True).click()
        await expect(page.get_by_text("The first day is after the last.")).to_be_visible()
        await page.get_by_label("To", exact=True).fill("2020-01-03")
        await page.get_by_role("button", name="Show", exact=True).click()
        await expect(page).to_have_url(f"{desk.url}/analytics?from=2020-01-02&to=2020-01-03")
        await expect(page.get_by_role("heading", name="No tickets in these days")).to_be_visible()


async def test_costs_are_for_admins_and_nothing_is_for_requesters(
    desk: Api, chromium: Browser
) -> None:
    for person, costs in ((ADMIN, 1), (TOMAS, 0)):
        async with visit(chromium, desk, "/analytics?part=ai", person.email) as it:
            quality = it.page.get_by_role("region", name="By field and source")
            await expect(quality.get_by_role("rowheader", name="Category").first).to_be_visible()
            await expect(it.page.get_by_text("Time saved, an estimate")).to_be_visible()
            await expect(it.page.get_by_role("region", name="Cost by day")).to_have_count(costs)
    async with visit(chromium, desk, "/analytics", HANNA.email) as it:
        await expect(
            it.page.get_by_role("heading", name="There is nothing here").first
        ).to_be_visible()
        assert it.asked("ticketStats") == 0
