"""Where the keyboard is shows on light paper and on dark, in the menu above as well."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser

from tests.browser.conftest import Served
from tests.support import sample_pages, visitors
from tests.support.examinations import FADED
from tests.support.focus_rings import LEAST, RING, THINNEST

PROGRAMME = f"/programme/{sample_pages.CODE}"
ADDRESSES = ["/masuk?lang=en", "/akun", f"{PROGRAMME}/task", f"{PROGRAMME}/linimasa", "/program-baru"]
STOPS = 25


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ADDRESSES)
async def test_the_ring_around_what_has_the_keyboard_stands_out(
    browser: Browser, served: Served, address: str, scheme: str
) -> None:
    """Each stop of the Tab key has a ring with a contrast of 3:1 at least; a soft glow is half of that."""
    context = await browser.new_context(
        color_scheme="dark" if scheme == "dark" else "light", viewport={"width": 1000, "height": 700}
    )
    if not address.startswith("/masuk"):
        await visitors.enter(context, served.url, served.administrator)
    page = await context.new_page()
    await page.goto(served.url + address)
    seen = 0
    for _stop in range(STOPS):
        await page.keyboard.press("Tab")
        await page.evaluate(FADED)
        ring = await page.evaluate(
            f"() => document.activeElement === document.body ? null : ({RING})(document.activeElement)"
        )
        if ring is None:
            break
        what = await page.evaluate("document.activeElement.outerHTML.slice(0, 160)")
        assert ring["wide"] >= THINNEST, what
        assert ring["contrast"] >= LEAST, (what, ring)
        seen += 1
    assert seen > 5
    await context.close()
