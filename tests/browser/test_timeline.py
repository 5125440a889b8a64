"""The timeline on a phone and at a desk: found by axe and thumbs to hold, scrolled by keyboard, its rows on the drawing."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, ViewportSize

from tests.browser.conftest import Served
from tests.support import sample_pages, visitors
from tests.support.examinations import accessible
from tests.support.phones import PHONE, SMALL_TARGETS

TIMELINE = f"/programme/{sample_pages.CODE}/linimasa"
DESK: ViewportSize = {"width": 1280, "height": 800}


@pytest.fixture
async def plain(browser: Browser, served: Served) -> AsyncIterator[Page]:
    """A phone without JavaScript."""
    context = await browser.new_context(viewport=PHONE, java_script_enabled=False)
    await visitors.enter(context, served.url, served.administrator)
    yield await context.new_page()
    await context.close()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
async def test_it_is_accessible_fits_and_can_be_touched(
    browser: Browser, served: Served, size: ViewportSize
) -> None:
    """Whole, with a chosen task, and for paper; only the drawing's own frame scrolls sideways."""
    context = await browser.new_context(viewport=size)
    await visitors.enter(context, served.url, served.administrator)
    page = await context.new_page()
    for query in ("?area=tl", "?area=tl&task=TL-02", "?area=tl&rapat=1"):
        await page.goto(served.url + TIMELINE + query)
        await accessible(page)
        assert await page.evaluate("document.documentElement.scrollWidth") <= size["width"], query
        assert await page.evaluate(SMALL_TARGETS) == [], query
    await context.close()


async def test_every_name_lies_exactly_on_its_row_of_the_drawing(browser: Browser, served: Served) -> None:
    """The links stand above the picture: a pixel too many a row would end a whole area further down."""
    context = await browser.new_context(viewport=DESK)
    await visitors.enter(context, served.url, served.administrator)
    page = await context.new_page()
    await page.goto(served.url + TIMELINE)
    await page.locator(".picks a").last.click()
    link = await page.locator(".picks a[aria-current=true]").bounding_box()
    row = await page.locator("rect.chosen").bounding_box()
    assert link is not None
    assert row is not None
    assert abs(link["y"] - row["y"]) < 1
    assert link["height"] == row["height"]
    await context.close()


async def test_a_row_leads_to_its_arrows_and_to_the_task_without_a_script(
    plain: Page, served: Served
) -> None:
    """Tap the row: its neighbours stand in words and its arrows are drawn; from there to the task."""
    await plain.goto(f"{served.url}{TIMELINE}?area=tl")
    await plain.locator("#t-TL-02").click()
    assert plain.url == f"{served.url}{TIMELINE}?area=tl&task=TL-02#t-TL-02"
    assert await plain.locator("path.arrow").count() > 0
    await plain.get_by_role("link", name="Buka tugas").click()
    assert plain.url.endswith("/task/TL-02")


async def test_the_drawing_scrolls_by_keyboard(browser: Browser, served: Served) -> None:
    """Its frame takes the focus, and the arrow keys move it."""
    context = await browser.new_context(viewport=PHONE)
    await visitors.enter(context, served.url, served.administrator)
    page = await context.new_page()
    await page.goto(f"{served.url}{TIMELINE}?area=tl")
    frame = page.get_by_role("region", name="Linimasa, dapat digeser ke samping")
    await frame.focus()
    await page.keyboard.press("ArrowRight")
    for _try in range(50):
        if await frame.evaluate("frame => frame.scrollLeft") > 0:
            break
        await page.wait_for_timeout(20)
    assert await frame.evaluate("frame => frame.scrollLeft") > 0
    await context.close()
