"""The organisation bureau sets up a programme on a phone without JavaScript: unit, people, rehearsal, active."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from flows.setup_rehearsals import SetupRehearsals
from tests.chaos.scanners import listening, serving
from tests.support import visitors
from tests.support.clocks import wib
from tests.support.phones import PHONE, fits
from tests.support.programmes import Office, joins, small_office
from tests.support.setups import LIST, filled_in_browser
from zi_workflow.bootstrap import Store
from zi_workflow.domain.people import Role
from zi_workflow.web.app import create_app

NOW = wib(2027, 11, 15, 6)  # few days are left of those whose days off are known: a short rehearsal


@dataclass(frozen=True)
class Served:
    """The small office, where its pages are, and who may do what there."""

    office: Office
    url: str
    bureau: dict[str, str]
    lead: dict[str, str]


@pytest.fixture
def served(sqlite_store: Store) -> Iterator[Served]:
    """A service that rehearses for real."""
    office = small_office(sqlite_store)
    bureau = joins(sqlite_store, office.unit_id, "Biro", Role.ORGANISATION_BUREAU, None, "biro@contoh.go.id")
    rehearsals = SetupRehearsals(sqlite_store, lambda: NOW, "http://127.0.0.1:8000")
    app = create_app(sqlite_store, now=lambda: NOW, rehearse=rehearsals)
    with listening() as (taken, url), serving(taken, app):
        signed = [visitors.person(sqlite_store, each, NOW) for each in (bureau, office.citra)]
        yield Served(office, url, *signed)
    rehearsals.close()


@pytest.fixture
async def phone(browser: Browser, served: Served) -> AsyncIterator[Page]:
    """360 pixels wide, without JavaScript, signed in as the bureau."""
    context = await browser.new_context(viewport=PHONE, java_script_enabled=False)
    await visitors.enter(context, served.url, served.bureau)
    yield await context.new_page()
    await context.close()


async def test_a_programme_is_set_up_without_a_script(phone: Page, served: Served) -> None:
    """Four steps, a rehearsal that one waits for, one button: the programme runs and its page opens."""
    await phone.goto(f"{served.url}/")
    await phone.get_by_role("link", name="Buat program").click()
    await filled_in_browser(phone)
    await phone.get_by_role("button", name="Lanjut dan jalankan gladi").click()
    await phone.get_by_role("heading", name="Surel per pekan").wait_for(timeout=60_000)
    assert "31 Desember 2027" in await phone.locator("main").inner_text()
    await phone.get_by_role("button", name="Aktifkan").click()
    assert phone.url == f"{served.url}/programme/arsip-2027"
    assert "Dinas Arsip" in await phone.get_by_role("heading", level=1).inner_text()


async def test_every_step_fits_a_phone(browser: Browser, served: Served, tmp_path: Path) -> None:
    """axe finds nothing, nothing overflows, targets are large: each step empty, wrong, and filled in."""
    context = await browser.new_context(viewport=PHONE)
    await visitors.enter(context, served.url, served.bureau)
    page = await context.new_page()
    await page.goto(f"{served.url}/program-baru")
    await fits(page)
    await page.get_by_role("button", name="Lanjutkan").click()
    await fits(page)
    await filled_in_browser(page, look=fits)
    await page.get_by_label("Atau tempelkan tabel").fill("nama;peran\nAyu;raja")
    await page.get_by_role("button", name="Ambil daftar").click()
    await fits(page)
    await page.get_by_role("button", name="Lanjut dan jalankan gladi").click()
    await page.get_by_role("heading", name="Surel per pekan").wait_for(timeout=60_000)
    await page.wait_for_load_state("load")  # until then the page asked for itself again
    await fits(page)
    await page.screenshot(path=tmp_path / "gladi.png", full_page=True)
    await context.close()


async def test_an_uploaded_workbook_is_taken_in(phone: Page, served: Served) -> None:
    """The list as Excel keeps it."""
    from tests.support.workbooks import workbook

    await phone.goto(f"{served.url}/program-baru")
    await filled_in_browser(phone, people=False)
    rows = [line.split(";") for line in LIST.splitlines()]
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    await phone.get_by_label("Berkas (CSV atau Excel)").set_input_files(
        {"name": "orang.xlsx", "mimeType": kind, "buffer": workbook(rows)}
    )
    await phone.get_by_role("button", name="Ambil daftar").click()
    assert "anggota.tl@contoh.go.id" in await phone.locator("main").inner_text()
