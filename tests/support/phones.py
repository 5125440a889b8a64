"""What every page has to hold on a phone of 360 by 640 pixels: axe, width and thumbs; opens no page."""

from __future__ import annotations

from playwright.async_api import Error, Page, ViewportSize

from tests.support.examinations import accessible

PHONE: ViewportSize = {"width": 360, "height": 640}
SMALL_TARGETS = """
() => [...document.querySelectorAll(
    'a, button, summary, select, textarea, label.touch, input:not([type=checkbox]):not([type=radio]):not([type=hidden])')]
  .filter(e => !e.closest('.skip') && e.checkVisibility())
  .map(e => [e.outerHTML.slice(0, 120), e.getBoundingClientRect()])
  .filter(([, r]) => r.width < 44 || r.height < 44)
  .map(([html]) => html)
"""


async def fits(page: Page) -> None:
    """axe finds nothing in light or dark, nothing overflows, every target is large enough for a thumb."""
    await page.wait_for_load_state("load")  # a click does not wait for styles
    try:
        await accessible(page)
    except Error:  # the page that a click asked for came only now, under axe's feet
        await page.wait_for_load_state("load")
        await accessible(page)
    await is_narrow(page)


async def is_narrow(page: Page) -> None:
    """Nothing overflows, and thumbs find every target."""
    await page.wait_for_load_state("load")  # a click does not wait for styles
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url
    assert await page.evaluate(SMALL_TARGETS) == [], page.url
