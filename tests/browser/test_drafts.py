"""What is typed on a phone and not sent yet: corrected after a refusal, ticked, overtaken by others, left for the next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Page

from tests.browser.test_own_tasks import TASK, Served
from tests.chaos.scanners import listening, serving
from tests.support import visitors
from tests.support.front_door import MEMBER, NOW, office_with_passwords
from tests.support.phones import PHONE
from zi_workflow.bootstrap import Store
from zi_workflow.storage.queries.people import find
from zi_workflow.web.app import create_app

LONG = "Uraian panjang yang diketik dengan susah payah di ponsel."
KEYS = "Object.keys(localStorage).filter(key => key.startsWith('zi-draft:'))"


@pytest.fixture
def served(sqlite_store: Store, tmp_path: Path) -> Iterator[Served]:
    """The small office; Eka is a member, Citra leads the team."""
    office, _accounts = office_with_passwords(sqlite_store)
    app = create_app(sqlite_store, now=lambda: NOW, evidence=tmp_path / "evidence")
    with listening() as (taken, url), serving(taken, app):
        yield Served(office, url)


async def phone_of(browser: Browser, served: Served, person: str) -> Page:
    """A phone in somebody's hands."""
    context = await browser.new_context(viewport=PHONE)
    await as_(context, served, person)
    return await context.new_page()


async def as_(context: BrowserContext, served: Served, person: str) -> None:
    """The phone in somebody else's hands."""
    await context.clear_cookies()
    await visitors.enter(context, served.url, visitors.person(served.office.store, person, NOW))


def eka(served: Served) -> str:
    """The member's id."""
    with served.office.store.reading() as session:
        return next(person.id for person in find(session, MEMBER))


async def refused(page: Page) -> None:
    """Send the form as it is, past the browser's own checks, and wait for the reasons."""
    await page.locator("main form[data-draft]").evaluate(
        "form => { form.noValidate = true; form.requestSubmit(); }"
    )
    await page.locator(".summary[role=alert]").wait_for()


async def test_a_correction_after_a_refusal_keeps_all_that_was_typed_before(
    browser: Browser, served: Served
) -> None:
    """The page with the reasons comes filled in; nothing of it counts as untouched."""
    page = await phone_of(browser, served, eka(served))
    at = f"{served.url}{TASK}/more_time"
    await page.goto(at)
    await page.get_by_label("Catatan").fill(LONG)
    await refused(page)
    await page.get_by_label("Tanggal baru").fill("2025-06-09")
    await page.goto(at)
    assert await page.get_by_label("Catatan").input_value() == LONG
    assert await page.get_by_label("Tanggal baru").input_value() == "2025-06-09"
    await page.get_by_label("Tanggal baru").fill("")
    await refused(page)
    await page.goto(f"{served.url}{TASK}?selesai=report")
    assert len(await page.evaluate(KEYS)) == 1, "another deed that is done forgets no form that was refused"
    await page.context.close()


async def test_a_tick_comes_back_as_it_was_left(browser: Browser, served: Served) -> None:
    """Also one that was taken away: what is filled in again asks for no more than before."""
    page = await phone_of(browser, served, served.office.citra)
    await page.goto(f"{served.url}/programme/ZI-1/orang/{served.office.ayu}/mutasi")
    box = page.locator("input[name=peran]")
    assert await box.is_checked()
    await box.uncheck()
    await page.reload()
    assert not await box.is_checked()
    assert await page.locator("[data-draft-note]").is_visible()
    await box.check()
    assert await page.evaluate(KEYS) == []
    await page.context.close()


async def test_a_draft_over_older_facts_shows_what_has_changed_since(
    browser: Browser, served: Served
) -> None:
    """It is filled in again over the version that it was typed over, so the other report is not overwritten unseen."""
    page = await phone_of(browser, served, eka(served))
    served.office.starts("TL-01", NOW.date(), served.office.citra)
    at = f"{served.url}{TASK}/report"
    await page.goto(at)
    await page.get_by_label("Catatan").fill(LONG)
    other = await page.context.new_page()
    await other.goto(at)
    await other.locator("#progress").fill("90")
    await other.get_by_role("button", name="Laporkan kemajuan").click()
    await other.wait_for_url("**selesai=report")
    await page.goto(at)
    assert await page.get_by_label("Catatan").input_value() == LONG
    await page.locator("#progress").fill("10")
    await page.get_by_role("button", name="Laporkan kemajuan").click()
    await page.get_by_role("heading", name="Perubahan sementara itu").wait_for()
    assert len(await page.evaluate(KEYS)) == 1, "it is not sent yet"
    await page.locator("#progress").fill("95")
    await page.get_by_role("button", name="Laporkan kemajuan").click()
    await page.wait_for_url("**selesai=report")
    assert await page.evaluate(KEYS) == []
    await page.context.close()


async def test_the_next_person_on_a_device_finds_nothing_of_the_last_one(
    browser: Browser, served: Served
) -> None:
    """Already on the list with which they begin."""
    page = await phone_of(browser, served, eka(served))
    await page.goto(f"{served.url}{TASK}/hand_over")
    await page.get_by_label("Catatan").fill("rahasia saya")
    assert len(await page.evaluate(KEYS)) == 1
    await as_(page.context, served, served.office.ayu)
    await page.goto(f"{served.url}/tugas")
    await page.wait_for_function(f"{KEYS}.length === 0")
    await page.context.close()
