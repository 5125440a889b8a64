"""From why a programme is late to a reminder on its way, on a phone without JavaScript; and every form to the eye."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, Error

from tests.chaos.scanners import listening, serving
from tests.support import visitors
from tests.support.mailed_links import NOW, TODAY, events
from tests.support.phones import PHONE, fits
from tests.support.programmes import Office, joins, small_office
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.people import Role
from zi_workflow.usecases.analyses import Analyse, analyse
from zi_workflow.web.app import create_app

AT = "/programme/ZI-1/task/TL-01"


@dataclass(frozen=True)
class Served:
    """The small office with Eka, a member of Ayu's area, analysed today, and where its pages are."""

    office: Office
    url: str


@pytest.fixture
def served(sqlite_store: Store) -> Iterator[Served]:
    """TL-01 is Eka's; TL-02 and Budi's PP-01 wait for it."""
    office = small_office(sqlite_store)
    joins(sqlite_store, office.unit_id, "Eka", Role.MEMBER, "tl", "eka@contoh.go.id")
    do(sqlite_store, analyse, Analyse(office.programme_id, TODAY), NOW)
    with listening() as (taken, url), serving(taken, create_app(sqlite_store, now=lambda: NOW)):
        yield Served(office, url)


async def test_from_the_programme_to_a_reminder_in_three_taps_without_a_script(
    browser: Browser, served: Served
) -> None:
    """The costliest blocker's button, the words that stand there already, send: one reminder is written."""
    context = await browser.new_context(viewport=PHONE, java_script_enabled=False)
    await visitors.enter(context, served.url, visitors.person(served.office.store, served.office.citra, NOW))
    phone = await context.new_page()
    await phone.goto(f"{served.url}/programme/ZI-1")
    await phone.get_by_role("link", name="Ingatkan TL-01").click()
    assert "Eka (anggota) menerima satu surel" in await phone.locator("main").inner_text()
    await phone.get_by_role("button", name="Ingatkan").click()
    assert phone.url == f"{served.url}{AT}/terlambat?selesai=ingatkan"
    assert "Pengingat sudah dicatat" in await phone.get_by_role("status").inner_text()
    assert [each.kind for each in events(served.office)].count("task.reminded") == 1
    await context.close()


async def test_every_form_is_accessible_fits_and_can_be_touched(browser: Browser, served: Served) -> None:
    """Empty, with mistakes, where it cannot be done, and with a proposal that waits; why late and the summary too."""
    context = await browser.new_context(viewport=PHONE)
    await visitors.enter(context, served.url, visitors.person(served.office.store, served.office.citra, NOW))
    page = await context.new_page()
    for path in ("/programme/ZI-1/terlambat", f"{AT}/terlambat", "/ringkasan", f"{AT}/ingatkan"):
        await page.goto(served.url + path)
        await fits(page)
    for path, field in ((f"{AT}/eskalasi", "#note"), (f"{AT}/pecah", "#title2")):
        await page.goto(served.url + path)
        await fits(page)
        await page.locator(field).fill("")
        await page.locator("main form").evaluate("form => { form.noValidate = true; form.requestSubmit(); }")
        await page.get_by_role("alert").wait_for()
        await fits(page)
    await page.locator("#title2").fill("Penetapan")
    await page.get_by_role("button", name="Lihat akibatnya").click()
    await page.get_by_role("button", name="Terapkan").wait_for()
    await fits(page)
    await page.goto(f"{served.url}/programme/ZI-1/task/PP-01/ingatkan")
    await fits(page)
    joins(served.office.store, served.office.unit_id, "Gita", Role.HEAD, None, "gita@contoh.go.id")
    await page.goto(f"{served.url}{AT}/kesampingkan")
    await page.get_by_label("Mengapa tugas ini tidak berlaku bagi unit").fill("tidak ada layanan ini")
    await page.get_by_role("button", name="Usulkan dikesampingkan").click()
    await page.goto(f"{served.url}{AT}/kesampingkan")
    await page.get_by_role("button", name="Tarik usul").wait_for()
    await fits(page)
    await context.close()


async def test_the_way_back_to_a_preview_shows_it_until_one_signs_out(
    browser: Browser, served: Served
) -> None:
    """No question whether to send the form again, and nothing of it after signing out."""
    context = await browser.new_context(viewport=PHONE)
    await visitors.enter(context, served.url, visitors.person(served.office.store, served.office.citra, NOW))
    page = await context.new_page()
    await page.goto(f"{served.url}{AT}/pecah")
    await page.get_by_role("button", name="Lihat akibatnya").click()
    await page.get_by_role("button", name="Terapkan").wait_for()
    await page.goto(f"{served.url}/akun")
    await page.go_back()
    await page.get_by_role("button", name="Terapkan").wait_for()
    await page.goto(f"{served.url}/akun")
    await page.locator('form[action$="/keluar"] button').first.click()
    await page.wait_for_url("**/masuk*")
    for _step in range(2):
        with suppress(Error):
            await page.go_back(timeout=3000)
    assert await page.get_by_role("button", name="Terapkan").count() == 0
    await context.close()
