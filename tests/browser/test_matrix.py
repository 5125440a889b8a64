"""An area's matrix on a phone without JavaScript: from the mail's link to sent, and what is missing is found at once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import pytest
from playwright.async_api import Browser, Page

from tests.chaos.scanners import listening, serving
from tests.support import visitors
from tests.support.matrix_rounds import asked_round, found, told
from tests.support.matrix_sheets import TITLES
from tests.support.monev_rounds import NOW, MonevUnit
from tests.support.phones import PHONE, is_narrow
from zi_workflow.bootstrap import Store
from zi_workflow.domain.matrices import MatrixState, Told
from zi_workflow.storage import matrix_files
from zi_workflow.web.app import create_app


@pytest.fixture
def unit(sqlite_store: Store) -> MonevUnit:
    """A round whose areas were asked."""
    return asked_round(sqlite_store)


@pytest.fixture
def url(unit: MonevUnit) -> Iterator[str]:
    """Where its pages are, on the day of the opening."""
    app = create_app(unit.store, now=lambda: NOW)
    with listening() as (taken, address), serving(taken, app):
        yield address


@pytest.fixture
async def phone(browser: Browser, unit: MonevUnit, url: str) -> AsyncIterator[Page]:
    """Ayu's, 360 pixels wide, without JavaScript."""
    context = await browser.new_context(viewport=PHONE, java_script_enabled=False)
    await visitors.enter(context, url, visitors.person(unit.store, unit.office.ayu, NOW))
    yield await context.new_page()
    await context.close()


async def test_an_area_fills_in_and_sends_its_matrix(phone: Page, unit: MonevUnit, url: str) -> None:
    """Sent without the obstacle of late work it comes back with everything typed, and the summary leads to the field."""
    await phone.goto(f"{url}{unit.address}/matriks")
    await is_narrow(phone)
    await phone.locator("a.deed.main").click()
    await is_narrow(phone)
    late = phone.get_by_role("group", name="2. TL-02 TL-02")
    await late.get_by_label("Realisasi", exact=True).fill("Naskah SOP selesai.")
    await late.get_by_label("Realisasi (%)").fill("80")
    await late.get_by_label("Solusi").fill("Dimintakan kepada Plt.")
    await phone.get_by_role("button", name="Kirim matriks").click()
    await is_narrow(phone)
    await phone.get_by_role("alert").get_by_role("link").click()
    assert phone.url.endswith("#kendala-2")
    assert await phone.locator("#solusi-2").input_value() == "Dimintakan kepada Plt."
    await phone.locator("#kendala-2").fill("Pejabat penandatangan sedang cuti.")
    await phone.get_by_role("button", name="Kirim matriks").click()
    assert "Matriks sudah dikirim" in await phone.get_by_role("status").inner_text()
    await is_narrow(phone)
    assert found(unit).state is MatrixState.SENT
    assert told(unit)["TL-02"] == Told(
        "Naskah SOP selesai.", 80, "Pejabat penandatangan sedang cuti.", "Dimintakan kepada Plt."
    )


async def test_a_draft_waits_for_what_is_missing(phone: Page, unit: MonevUnit, url: str) -> None:
    """The browser does not insist on fields that only sending needs."""
    await phone.goto(f"{url}{unit.address}/matriks/tl")
    await phone.locator("#realisasi-2").fill("")
    await phone.locator("#kendala-2").fill("Menunggu pejabat.")
    await phone.get_by_role("button", name="Simpan sebagai draf").click()
    assert "Draf Anda tersimpan" in await phone.get_by_role("status").inner_text()
    assert told(unit)["TL-02"] == Told("", 0, "Menunggu pejabat.", "")


async def test_a_sheet_is_taken_in_after_its_cells_were_seen(phone: Page, unit: MonevUnit, url: str) -> None:
    """Choose, look, apply."""
    lines = [replace(line, told=Told("Dari Excel.", 55, "Kendala Excel.", "")) for line in found(unit).lines]
    content = matrix_files.workbook(lines, "2025-Q1", TITLES, {})
    await phone.goto(f"{url}{unit.address}/matriks/unggah")
    await is_narrow(phone)
    await phone.get_by_label("Berkas Excel (.xlsx)").set_input_files(
        {"name": "matriks.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    )
    await phone.get_by_role("button", name="Tampilkan perubahan").click()
    await is_narrow(phone)
    await phone.get_by_role("button", name="Terapkan").click()
    assert "Isi lembar sudah disimpan" in await phone.get_by_role("status").inner_text()
    assert told(unit)["TL-01"] == Told("Dari Excel.", 55, "Kendala Excel.", "")
