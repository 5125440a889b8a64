"""The page for doing without the weekly summary in a real Chromium: on a phone, light and dark, without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.chaos.scanners import listening, serving
from tests.support.clocks import wib
from tests.support.examinations import accessible
from tests.support.programmes import small_office
from zi_workflow.bootstrap import Store
from zi_workflow.domain.notices import MailKind
from zi_workflow.domain.subscriptions import PATH, address
from zi_workflow.storage.ids import token_hash
from zi_workflow.storage.queries.subscriptions import wants
from zi_workflow.storage.tables import SubscriptionLink
from zi_workflow.web.app import create_app

NOW = wib(2025, 1, 13, 8)
TOKEN = "AbCd_f-H" * 4
PHONE = {"width": 360, "height": 640}
TOUCH = 44  # CSS pixels
SMALL = f"""
() => [...document.querySelectorAll('a, button, label')]
  .filter(e => !e.closest('.skip') && e.checkVisibility())
  .filter(e => e.getBoundingClientRect().height < {TOUCH}).map(e => e.outerHTML)
"""


@pytest.fixture
def link(sqlite_store: Store) -> Iterator[str]:
    """Where Ayu's way out is served."""
    office = small_office(sqlite_store)
    with sqlite_store.writing() as session:
        session.add(
            SubscriptionLink(token_hash=token_hash(TOKEN), person_id=office.ayu, kind="weekly", made_at=NOW)
        )
    with listening() as (taken, base_url), serving(taken, create_app(sqlite_store, now=lambda: NOW)):
        yield address(base_url, TOKEN)


def wanted(store: Store) -> bool:
    """Whether whoever got the link wants the summary."""
    with store.reading() as session:
        person = session.get_one(SubscriptionLink, token_hash(TOKEN)).person_id
        return wants(session, person, MailKind.WEEKLY)


async def seen(page: Page) -> None:
    """axe finds nothing, nothing overflows, everything to touch is 44 px high, the button on the first screen."""
    await page.wait_for_load_state("load")  # a click does not wait for styles
    await accessible(page)
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert await page.evaluate(SMALL) == []
    if await page.locator("button").count():
        box = await page.locator("button").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= PHONE["height"]


async def test_the_page_is_accessible_before_after_and_for_a_dead_link(browser: Browser, link: str) -> None:
    """In every state it has, on a phone."""
    context = await browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
    page = await context.new_page()
    await page.goto(link)
    await seen(page)
    await page.get_by_role("checkbox").check()
    await page.get_by_role("button").click()
    await expect(page.get_by_role("status")).to_be_visible()
    await seen(page)
    await page.goto(link.replace(PATH, f"{PATH}x"))
    await seen(page)
    await context.close()


async def test_a_reader_stops_it_and_takes_it_again_without_javascript(
    browser: Browser, link: str, sqlite_store: Store
) -> None:
    """A tick and a tap each way; a tap without the tick does nothing."""
    context = await browser.new_context(viewport=PHONE, java_script_enabled=False)  # type: ignore[arg-type]
    page = await context.new_page()
    await page.goto(link)
    await page.get_by_role("button").click()
    assert wanted(sqlite_store)
    for words, now in (("Anda tidak lagi menerima", False), ("Anda kembali menerima", True)):
        await page.get_by_role("checkbox").check()
        await page.get_by_role("button").click()
        await expect(page.get_by_role("status")).to_contain_text(words)
        assert wanted(sqlite_store) is now
    await context.close()
