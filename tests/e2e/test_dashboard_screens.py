"""All screens of the dashboard: barriers, what sticks out at a phone's width, complaints."""

import pytest
from playwright.async_api import Browser

from tests.e2e.browser import visit
from tests.e2e.furnished import furnish
from tests.e2e.processes import Api
from tests.e2e.screens import HEIGHT, PEOPLE, WIDTHS, not_covered, screens, settle
from tests.fake_llm import fake_model

PHONE, TABLET, WIDE = WIDTHS
STICKS_OUT = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.timeout(360)
async def test_no_screen_has_a_barrier_in_either_theme_and_each_fits_a_phone(
    desk: Api, chromium: Browser
) -> None:
    faults: list[str] = []
    kinds: set[str] = set()
    async with fake_model() as model:
        await furnish(desk, model)
    for role, email in PEOPLE.items():
        async with visit(chromium, desk, "/login", email) as it:
            async for kind in screens(it, desk, role):
                kinds.add(kind)
                for theme, width in (("light", WIDE), ("light", TABLET), ("dark", PHONE)):
                    await it.page.emulate_media(color_scheme=theme)
                    await it.page.set_viewport_size({"width": width, "height": HEIGHT})
                    await settle(it)
                    where = f"{role} {kind} {theme} {width}"
                    if (by := await it.page.evaluate(STICKS_OUT)) > 0:
                        faults.append(f"{where}: sticks out by {by} px")
                    if width != TABLET:
                        faults += [f"{where}: {found}" for found in await it.violations()]
    assert faults == []
    assert not_covered(kinds) == [], "No link leads there: name it in tests/e2e/screens.py."
