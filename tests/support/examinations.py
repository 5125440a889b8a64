"""What axe finds on a page of a browser; opens no page."""

from __future__ import annotations

from typing import Any, Literal

from axe_playwright_python.async_playwright import Axe, AxeResults
from playwright.async_api import Page

WRONG_ONLY: dict[str, Any] = {"resultTypes": ["violations"]}
OF_COLOURS: dict[str, Any] = {
    **WRONG_ONLY,
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}
"""The rules that see colours: for a page that was examined before and only changed these."""
FADED = """
() => {
  const changing = () => document.getAnimations().filter(each => each instanceof CSSTransition);
  for (let some = changing(); some.length; some = changing()) some.forEach(each => each.finish());
}
"""
"""Colours fade for a fifth of a second, and axe would judge those between."""
THERE = "() => 'axe' in window"
RUN = "options => axe.run(options).then(({violations}) => ({violations}))"
"""What is in order is left in the browser: bringing it here takes as long as finding it."""


async def examined(page: Page, options: dict[str, Any] = WRONG_ONLY) -> AxeResults:
    """What is wrong with the page as it looks now; axe is half a megabyte, so each document is given it once."""
    if not await page.evaluate(THERE):
        await page.evaluate(Axe().axe_script)
    return AxeResults(await page.evaluate(RUN, options))


async def painted(page: Page, scheme: Literal["light", "dark"]) -> None:
    """The page in other colours, once these are there."""
    await page.emulate_media(color_scheme=scheme)
    await page.evaluate(FADED)


async def accessible(page: Page, options: dict[str, Any] = WRONG_ONLY) -> None:
    """axe finds nothing on the page in light and nothing in dark; it is light again afterwards."""
    await painted(page, "light")
    found = await examined(page, options)
    assert found.violations_count == 0, f"{page.url}: {found.generate_report()}"
    await painted(page, "dark")
    found = await examined(page, OF_COLOURS)
    assert found.violations_count == 0, f"{page.url}, dark: {found.generate_report()}"
    await painted(page, "light")
