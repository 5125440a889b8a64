"""The pages in a real Chromium: accessible, fitting, touchable, light and dark, without JavaScript."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page

from tests.browser.conftest import Served
from tests.support import sample_pages, visitors
from tests.support.examinations import accessible

PROGRAMME = f"/programme/{sample_pages.CODE}"
ADDRESSES = [f"{PROGRAMME}/task?standing=late", "/tidak/ada", f"{PROGRAMME}?lang=en"]
"""Beside the pages of the table of addresses (test_every_page): narrowed, none at all, and in English."""
PHONE, DESK = (360, 640), (1280, 800)
TOUCH = 44  # CSS pixels
SMALL_TARGETS = f"""
() => [...document.querySelectorAll('a, button, summary, input, select')]
  .filter(e => !e.closest('.skip') && e.checkVisibility())
  .map(e => [e.outerHTML.slice(0, 120), e.getBoundingClientRect()])
  .filter(([, r]) => r.width > 1 && (r.width < {TOUCH} || r.height < {TOUCH}))
  .map(([html]) => html)
"""


async def _open(
    browser: Browser,
    served: Served,
    address: str,
    size: tuple[int, int] = PHONE,
    scripts: bool = True,
) -> Page:
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]}, java_script_enabled=scripts
    )
    await visitors.enter(context, served.url, served.administrator)
    page = await context.new_page()
    await page.goto(address)
    return page


@pytest.mark.parametrize("size", [PHONE, DESK])
async def test_pages_of_no_line_are_accessible_fit_and_can_be_touched(
    browser: Browser, served: Served, size: tuple[int, int]
) -> None:
    """On phone and desk, in light and dark: axe finds nothing, nothing overflows, every target is 44 px."""
    page = await _open(browser, served, "about:blank", size)
    for address in ADDRESSES:
        await page.goto(served.url + address)
        await accessible(page)
        assert await page.evaluate("document.documentElement.scrollWidth") <= size[0], address
        assert await page.evaluate(SMALL_TARGETS) == [], address
    await page.context.close()


async def test_a_captured_mail_is_shown_inside_its_page(browser: Browser, served: Served) -> None:
    """From the list of mails to the mail as its reader sees it, in two taps and without a script of ours."""
    page = await _open(browser, served, f"{served.url}/surat", scripts=False)
    await page.get_by_role("link", name="[ZI 2025]").first.click()
    mail = page.frame_locator("iframe.mail")
    assert "Yth." in (await mail.locator("body").inner_text())
    await page.context.close()


async def test_the_page_of_a_mail_is_accessible(browser: Browser, served: Served) -> None:
    """The frame has a name, the text can be scrolled by keyboard, the colours hold."""
    page = await _open(browser, served, f"{served.url}/surat")
    await page.get_by_role("link", name="[ZI 2025]").first.click()
    await page.wait_for_load_state()
    await accessible(page)
    await page.context.close()


async def test_from_the_list_to_a_late_task_by_keyboard(browser: Browser, served: Served) -> None:
    """The skip link comes first, and a late task is reached by links alone."""
    page = await _open(browser, served, served.url, DESK, scripts=False)
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name=sample_pages.UNIT).press("Enter")
    await page.get_by_role("link", name="Penyusunan dan penetapan SOP").first.press("Enter")
    await page.wait_for_url("**/task/TL-02")
    assert (
        await page.get_by_role("heading", level=1).inner_text()
        == "Penyusunan dan penetapan SOP kegiatan utama TL-02"
    )
    await page.context.close()


async def test_no_page_is_refused_anything_by_its_own_policy(browser: Browser, served: Served) -> None:
    """The console stays empty: nothing inline, nothing from outside was tried."""
    page = await _open(browser, served, "about:blank", DESK)
    said: list[str] = []

    def note(message: ConsoleMessage) -> None:
        said.append(message.text)

    page.on("console", note)
    for address in (PROGRAMME, "/surat", "/kesehatan"):
        await page.goto(served.url + address)
    assert said == []
    await page.context.close()
