"""A member's own tasks on a phone without JavaScript: from signing in to done in three taps, and every page to the eye."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from tests.chaos.scanners import listening, serving
from tests.support import visitors
from tests.support.evidence_samples import PDF
from tests.support.front_door import MEMBER, NOW, PASSWORD, office_with_passwords
from tests.support.phones import PHONE, fits
from tests.support.programmes import Office
from zi_workflow.bootstrap import Store
from zi_workflow.domain.tasks import State
from zi_workflow.storage.queries.people import find
from zi_workflow.web.app import create_app

TASK = "/tugas/ZI-1/TL-01"


@dataclass(frozen=True)
class Served:
    """The small office with a member, Eka, and where its pages are."""

    office: Office
    url: str


@pytest.fixture
def served(sqlite_store: Store, tmp_path: Path) -> Iterator[Served]:
    """TL-01 is Eka's, as the area's member; TL-02 waits for it."""
    office, _accounts = office_with_passwords(sqlite_store)
    app = create_app(sqlite_store, now=lambda: NOW, evidence=tmp_path / "evidence")
    with listening() as (taken, url), serving(taken, app):
        yield Served(office, url)


@pytest.fixture
async def phone(browser: Browser) -> AsyncIterator[Page]:
    """360 pixels wide, without JavaScript."""
    context = await browser.new_context(viewport=PHONE, java_script_enabled=False)
    yield await context.new_page()
    await context.close()


async def test_from_signing_in_to_done_in_three_taps(phone: Page, served: Served) -> None:
    """The task, its main button, and the form's: then it waits for its review, and the page says so."""
    await phone.goto(f"{served.url}/masuk")
    await phone.get_by_label("Alamat surel", exact=True).fill(MEMBER)
    await phone.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    await phone.get_by_role("button", name="Masuk").click()
    assert phone.url == f"{served.url}/tugas"
    await phone.locator(f"a.title[href='{TASK}']").click()
    await phone.locator(".sticky").get_by_role("link", name="Kirim bukti").click()
    photo = phone.get_by_label("Atau ambil foto")
    assert await photo.get_attribute("capture") == "environment"
    await phone.get_by_label("Berkas").set_input_files(
        {"name": "laporan.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    await phone.get_by_role("button", name="Kirim bukti").click()
    assert phone.url == f"{served.url}{TASK}?selesai=submit"
    assert "menunggu verifikasi" in await phone.get_by_role("status").inner_text()
    assert served.office.task("TL-01").standing.state is State.SUBMITTED


async def test_what_waits_for_others_is_folded_and_opens_without_a_script(
    phone: Page, served: Served
) -> None:
    """Handed in, the task is under the fold, with who looks at it next."""
    served.office.starts("TL-01", NOW.date())
    served.office.submits("TL-01", NOW.date())
    eka = _member(served)
    await visitors.enter(phone.context, served.url, visitors.person(served.office.store, eka, NOW))
    await phone.goto(f"{served.url}/tugas")
    row = phone.locator(f"details a[href='{TASK}']")
    assert not await row.is_visible()
    await phone.get_by_text("Menunggu pihak lain").click()
    assert await row.is_visible()


async def test_every_page_is_accessible_fits_and_can_be_touched(browser: Browser, served: Served) -> None:
    """The list, the task before and after its start, every form, a form with mistakes, one that came too late."""
    context = await browser.new_context(viewport=PHONE)
    await visitors.enter(context, served.url, visitors.person(served.office.store, _member(served), NOW))
    page = await context.new_page()
    for path in ("/tugas", TASK, f"{TASK}/submit", f"{TASK}/more_time", f"{TASK}/hand_over"):
        await page.goto(served.url + path)
        await fits(page)
    await page.locator("main form").evaluate("form => { form.noValidate = true; form.requestSubmit(); }")
    await page.get_by_role("alert").wait_for()
    await fits(page)
    await page.goto(f"{served.url}{TASK}/submit")
    served.office.starts("TL-01", NOW.date(), served.office.citra)
    await page.get_by_label("Atau letak bukti").fill("rak 3")
    await page.get_by_role("button", name="Kirim bukti").click()
    await page.get_by_role("heading", name="Perubahan sementara itu").wait_for()
    await fits(page)
    for path in (TASK, f"{TASK}/report"):
        await page.goto(served.url + path)
        await fits(page)
    served.office.submits("TL-01", NOW.date(), served.office.citra)
    await page.goto(f"{served.url}/tugas")
    await page.get_by_text("Menunggu pihak lain").click()
    await fits(page)
    await context.close()


def _member(served: Served) -> str:
    with served.office.store.reading() as session:
        return next(person.id for person in find(session, MEMBER))
