"""A coordinator changes a date on a phone without JavaScript: form, consequences, applied; every page to the eye."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from playwright.async_api import Browser, Page

from tests.chaos.scanners import listening, serving
from tests.support import visitors
from tests.support.phones import PHONE, fits
from tests.support.plan_pages import NOON, TASK
from tests.support.programmes import Office, small_office
from zi_workflow.bootstrap import Store
from zi_workflow.domain.plans import Span
from zi_workflow.usecases.plans import load_plan
from zi_workflow.web.app import create_app

HUB = "/programme/ZI-1/ubah"
DRAFTS = "Object.keys(localStorage).filter(key => key.startsWith('zi-draft:')).length"
DECREE = """nomor;ditetapkan;tanggal;jenis;keterangan
SKB 9/2025;2025-01-08;2025-01-20;cuti bersama;Tambahan
"""


@dataclass(frozen=True)
class Served:
    """The small office and where its pages are."""

    office: Office
    url: str


@pytest.fixture
def served(sqlite_store: Store) -> Iterator[Served]:
    """Noon of its first Wednesday."""
    office = small_office(sqlite_store)
    app = create_app(sqlite_store, now=lambda: NOON)
    with listening() as (taken, url), serving(taken, app):
        yield Served(office, url)


async def entered(browser: Browser, served: Served, **more: object) -> Page:
    """Citra, who leads the team, on a phone."""
    context = await browser.new_context(viewport=PHONE, **more)  # type: ignore[arg-type]
    await visitors.enter(context, served.url, visitors.person(served.office.store, served.office.citra, NOON))
    return await context.new_page()


async def test_a_date_is_changed_after_its_consequences_were_read(browser: Browser, served: Served) -> None:
    """From the programme to applied in five taps and one sentence, without a script."""
    page = await entered(browser, served, java_script_enabled=False)
    await page.goto(f"{served.url}/programme/ZI-1")
    await page.get_by_role("link", name="Ubah rencana").click()
    await page.get_by_text("Penataan Tatalaksana (2)").click()
    await page.locator(f"a[href='{TASK.format('TL-01')}']").click()
    await page.get_by_label("Lama pengerjaan (hari kerja)").fill("9")
    await page.get_by_role("button", name="Lihat akibatnya").click()
    assert await page.get_by_role("heading", name="3 tugas bergeser").is_visible()
    assert "kepada Ayu" in await page.locator("main").inner_text()
    await page.get_by_label("Alasan (dibaca oleh semua yang diberi tahu)").fill("Kesepakatan rapat.")
    await page.get_by_role("button", name="Terapkan").click()
    assert page.url == f"{served.url}{HUB}?selesai=ubah"
    assert "Perubahan telah diterapkan" in await page.get_by_role("status").inner_text()
    with served.office.store.reading() as session:
        plan = load_plan(session, served.office.programme_id)
    assert plan.tasks[0].planned == Span(date(2025, 1, 2), date(2025, 1, 14))
    await page.context.close()


async def test_what_is_typed_to_change_a_task_survives_a_reload_until_it_is_applied(
    browser: Browser, served: Served
) -> None:
    """Also a field in a closed part; of two tasks that are changed together nothing stays on the device afterwards."""
    page = await entered(browser, served)
    await page.goto(served.url + TASK.format("TL-01"))
    await page.get_by_label("Lama pengerjaan (hari kerja)").fill("9")
    await page.get_by_text("Tambahkan tugas yang ditunggu (1)").click()
    await page.locator("#jeda1").fill("2")
    await page.reload()
    assert await page.get_by_label("Lama pengerjaan (hari kerja)").input_value() == "9"
    assert await page.locator("#jeda1").is_visible()
    assert await page.locator("[data-draft-note]").is_visible()
    await page.locator("#jeda1").fill("")
    await page.get_by_role("button", name="Lihat akibatnya").click()
    await page.get_by_role("heading", name="3 tugas bergeser").wait_for()
    assert await page.evaluate(DRAFTS) == 1, "it is not applied yet"
    await page.locator("summary", has_text="Ubah tugas lain sekaligus").click()
    await page.locator("#tugas").fill("PP-02")
    await page.locator("form:has(#tugas) button").click()
    await page.get_by_label("Lama pengerjaan (hari kerja)").fill("4")
    await page.wait_for_function(f"{DRAFTS} === 2")
    await page.get_by_role("button", name="Lihat akibatnya").click()
    await page.get_by_role("heading", name="4 tugas bergeser").wait_for()
    await page.get_by_label("Alasan (dibaca oleh semua yang diberi tahu)").fill("Kesepakatan rapat.")
    await page.get_by_role("button", name="Terapkan").click()
    await page.wait_for_url("**selesai=ubah")
    assert await page.evaluate(DRAFTS) == 0
    await page.context.close()


async def test_the_ladder_that_is_typed_survives_a_reload(browser: Browser, served: Served) -> None:
    """The settings of a programme are a long form too."""
    page = await entered(browser, served)
    at = f"{served.url}/programme/ZI-1/pengaturan"
    await page.goto(at)
    await page.locator("#rungs").fill("10, 5, 0")
    await page.reload()
    assert await page.locator("#rungs").input_value() == "10, 5, 0"
    await page.locator("#rungs").fill("6, 3, 0")
    await page.get_by_role("button", name="Tampilkan perubahan").click()
    await page.locator("form[action*='terapkan'] button").click()
    await page.wait_for_url("**selesai=tangga")
    assert await page.evaluate(DRAFTS) == 0
    await page.context.close()


async def test_every_page_is_accessible_fits_and_can_be_touched(browser: Browser, served: Served) -> None:
    """The list, the form, the form with mistakes, the consequences, both sides, the baseline."""
    page = await entered(browser, served)
    for path in (HUB, TASK.format("TL-02"), f"{HUB}/acuan"):
        await page.goto(served.url + path)
        await fits(page)
    await page.get_by_role("button", name="Lihat akibatnya").click()
    await page.get_by_role("button", name="Terapkan").wait_for()
    await fits(page)
    await page.goto(served.url + TASK.format("TL-02"))
    await page.get_by_role("button", name="Lihat akibatnya").click()
    await page.get_by_role("alert").wait_for()
    await fits(page)
    await page.get_by_label("Lama pengerjaan (hari kerja)").fill("12")
    await page.get_by_role("button", name="Lihat akibatnya").click()
    await page.get_by_label("Alasan (dibaca oleh semua yang diberi tahu)").fill("Kesepakatan rapat.")
    await fits(page)
    served.office.starts("TL-01", date(2025, 1, 3))
    await page.get_by_role("button", name="Terapkan").click()
    await page.get_by_role("heading", name="Yang Anda lihat dan keadaan sekarang").wait_for()
    await fits(page)
    await page.context.close()


async def test_a_transfer_and_a_decree_are_accessible_fit_and_can_be_touched(
    browser: Browser, served: Served
) -> None:
    """Form, mistakes and consequences of both."""
    office = served.office
    page = await entered(browser, served)
    await page.goto(f"{served.url}/programme/ZI-1/orang/{office.ayu}/mutasi")
    await fits(page)
    await page.get_by_label("Kepada").select_option(office.budi)
    await page.get_by_role("button", name="Lihat akibatnya").click()
    await page.get_by_role("button", name="Terapkan").wait_for()
    await fits(page)
    await visitors.enter(page.context, served.url, visitors.administrator(office.store, NOON))
    await page.goto(f"{served.url}/hari-libur")
    await fits(page)
    await page.get_by_role("button", name="Lihat akibatnya").click()
    await page.get_by_role("alert").wait_for()
    await fits(page)
    await page.get_by_label("Atau tempelkan di sini").fill(DECREE)
    await page.get_by_role("button", name="Lihat akibatnya").click()
    await page.get_by_role("button", name="Terapkan").wait_for()
    await fits(page)
    await page.context.close()
