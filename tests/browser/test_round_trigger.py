"""Opening rounds in a real browser without JavaScript, on a phone and on a desk; and its pages to the eye."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, Page, ViewportSize

from tests.chaos.scanners import listening, serving
from tests.support import visitors
from tests.support.monev_rounds import NOW
from tests.support.phones import PHONE, fits
from tests.support.round_units import Tally, settle, tally
from zi_workflow.bootstrap import Store
from zi_workflow.web.app import create_app

SIZES = ({"width": 360, "height": 740}, {"width": 1280, "height": 800})


@dataclass(frozen=True)
class Served:
    """Two units that wait for their round, and where their pages are."""

    store: Store
    url: str


@pytest.fixture
def served(sqlite_store: Store) -> Iterator[Served]:
    """The pages of the inspectorate."""
    settle(sqlite_store, 2)
    with listening() as (taken, url), serving(taken, create_app(sqlite_store, now=lambda: NOW)):
        yield Served(sqlite_store, url)


async def fill(page: Page) -> None:
    """The form as somebody fills it in."""
    for unit in ("unit-001", "unit-002"):
        await page.get_by_label(f"Dinas {unit}").first.check()
    await page.get_by_label("Tanggal rapat").fill("2025-04-30")
    await page.get_by_label("Tempat").fill("Kantor unit masing-masing")
    await page.get_by_label("Batas waktu").fill("2025-04-25")
    await page.get_by_label("Ketua tim", exact=True).select_option("ketua-tim")


@pytest.mark.parametrize("size", SIZES, ids=["phone", "desk"])
async def test_rounds_are_opened_without_a_script(
    browser: Browser, served: Served, size: ViewportSize
) -> None:
    """From the year's plan to the order: a form with a mistake, what it does, and two opened rounds."""
    context = await browser.new_context(viewport=size, java_script_enabled=False)
    await visitors.enter(context, served.url, visitors.person(served.store, "ketua-tim", NOW))
    page = await context.new_page()
    await page.goto(f"{served.url}/monev")
    await page.get_by_role("link", name="Buka monev").click()
    await fill(page)
    await page.get_by_label("Selesai").fill("08:00")
    await page.get_by_role("button", name="Lihat akibatnya").click()
    assert "0 dari 2 unit dibuka" in await page.locator("main").inner_text()
    await page.go_back()
    await page.get_by_label("Selesai").fill("12:00")
    await page.get_by_role("button", name="Lihat akibatnya").click()
    assert "2 dari 2 unit dibuka; 8 undangan dikirim." in await page.locator("main").inner_text()
    await page.get_by_role("button", name="Buka 2 monev dan kirim undangan").click()
    assert "Seluruh 2 unit sudah dibuka." in await page.locator("main").inner_text()
    assert await page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert tally(served.store) == Tally(1, 2, 2, 2, 8, 8)
    await context.close()


async def test_the_pages_of_the_trigger_are_accessible_and_fit(browser: Browser, served: Served) -> None:
    """Plan, form, consequences, order, and putting an opened round off."""
    context = await browser.new_context(viewport=PHONE)
    await visitors.enter(context, served.url, visitors.person(served.store, "ketua-tim", NOW))
    page = await context.new_page()
    await page.goto(f"{served.url}/monev")
    await fits(page)
    await page.goto(f"{served.url}/monev/buka")
    await fits(page)
    await fill(page)
    await page.get_by_role("button", name="Lihat akibatnya").click()
    await fits(page)
    await page.get_by_role("button", name="Buka 2 monev dan kirim undangan").click()
    await fits(page)
    for path in ("", "/ubah", "/tunda", "/batal"):
        await page.goto(f"{served.url}/programme/zi-unit-001/monev/2025-Q1{path}")
        await fits(page)
    await page.get_by_label("Alasan").fill("Tim berhalangan.")
    await page.get_by_role("button", name="Lihat akibatnya").click()
    await fits(page)
    await page.goto(f"{served.url}/programme/zi-unit-001/monev/2025-Q1/ubah")
    await page.get_by_label("Tempat").fill("Aula Inspektorat")
    await page.get_by_role("button", name="Lihat akibatnya").click()
    await fits(page)
    await page.get_by_role("button", name="Ubah dan beri tahu").click()
    assert "Aula Inspektorat" in await page.locator("main").inner_text()
    await context.close()
