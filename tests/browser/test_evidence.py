"""Evidence on a phone: a photo handed in and reviewed, with scripts and without; what is typed and not sent yet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, FilePayload, Page

from tests.browser.test_own_tasks import TASK, Served
from tests.chaos.scanners import listening, serving
from tests.support import visitors
from tests.support.evidence_samples import JPG, PDF
from tests.support.front_door import MEMBER, NOW, office_with_passwords
from tests.support.phones import PHONE, fits
from tests.support.programmes import joins
from zi_workflow.bootstrap import Store
from zi_workflow.domain.people import Role
from zi_workflow.domain.tasks import State
from zi_workflow.storage.queries.evidence import pieces
from zi_workflow.storage.queries.people import find
from zi_workflow.web.app import create_app

PHOTO: FilePayload = {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": JPG}
LIST, REVIEW = "/programme/ZI-1/bukti", "/programme/ZI-1/task/TL-01/tinjau"
LONG = "Uraian panjang yang diketik dengan susah payah di ponsel."
KEYS = "Object.keys(localStorage).filter(key => key.startsWith('zi-draft:'))"


@pytest.fixture
def served(sqlite_store: Store, tmp_path: Path) -> Iterator[Served]:
    """TL-01 is Eka's, as the area's member; Ayu coordinates the area."""
    office, _accounts = office_with_passwords(sqlite_store)
    app = create_app(sqlite_store, now=lambda: NOW, evidence=tmp_path / "evidence")
    with listening() as (taken, url), serving(taken, app):
        yield Served(office, url)


async def as_(context: BrowserContext, served: Served, person: str) -> None:
    """The phone in somebody's hands."""
    await context.clear_cookies()
    await visitors.enter(context, served.url, visitors.person(served.office.store, person, NOW))


def eka(served: Served) -> str:
    """The member's id."""
    with served.office.store.reading() as session:
        return next(person.id for person in find(session, MEMBER))


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
async def test_a_photo_is_handed_in_and_reviewed(browser: Browser, served: Served, scripts: bool) -> None:
    """The button stands at the thumb; the coordinator sees the photo, saves it, and accepts."""
    context = await browser.new_context(viewport=PHONE, java_script_enabled=scripts, accept_downloads=True)
    page = await context.new_page()
    await as_(context, served, eka(served))
    await page.goto(served.url + TASK)
    button = page.get_by_role("link", name="Kirim bukti")
    box = await button.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= PHONE["height"]  # without scrolling
    assert box["width"] > 300
    await button.click()
    photo = page.get_by_label("Atau ambil foto")
    assert await photo.get_attribute("accept") == "image/jpeg,image/png"
    await photo.set_input_files(PHOTO)
    await page.get_by_role("button", name="Kirim bukti").click()
    assert "menunggu verifikasi" in await page.get_by_role("status").inner_text()
    await as_(context, served, served.office.ayu)
    await page.goto(served.url + LIST)
    await page.locator(f"a[href='{REVIEW}']").click()
    async with page.expect_download() as saving:
        await page.get_by_role("link", name="Unduh berkas IMG_0001.jpg").click()
    saved = await saving.value
    assert saved.suggested_filename == "IMG_0001.jpg"
    assert Path(await saved.path()).read_bytes() == JPG
    await page.get_by_label("Catatan").fill("jelas")
    await page.get_by_role("button", name="Terima").click()
    assert "dicatat" in await page.get_by_role("status").inner_text()
    assert served.office.task("TL-01").standing.state is State.DONE
    await context.close()


async def test_a_draft_survives_a_reload_and_leaves_no_trace(browser: Browser, served: Served) -> None:
    """It comes back after a reload; it goes when the form was sent, when somebody signs out, and for anybody else."""
    context = await browser.new_context(viewport=PHONE)
    page = await context.new_page()
    await as_(context, served, eka(served))
    await page.goto(f"{served.url}{TASK}/more_time")
    await page.get_by_label("Catatan").fill("menunggu data")
    await page.reload()
    assert await page.get_by_label("Catatan").input_value() == "menunggu data"
    assert await page.locator("[data-draft-note]").is_visible()
    await page.get_by_label("Tanggal baru").fill("2025-06-09")
    await page.get_by_role("button", name="Minta").click()
    await page.wait_for_url("**selesai=more_time")
    assert await page.evaluate(KEYS) == []
    for leave in ("sign out", "somebody else"):
        await as_(context, served, eka(served))
        await page.goto(f"{served.url}{TASK}/hand_over")
        await page.get_by_label("Catatan").fill("rahasia saya")
        assert len(await page.evaluate(KEYS)) == 1
        if leave == "sign out":
            await page.goto(f"{served.url}/akun")
            await page.get_by_role("button", name="Keluar", exact=True).click()
            await page.wait_for_url("**/masuk?keluar=ya")
        else:
            await as_(context, served, served.office.ayu)
            await page.goto(served.url + TASK)
        assert await page.evaluate("JSON.stringify(localStorage)") == "{}"
    await context.close()


async def phone_of(browser: Browser, served: Served, person: str) -> Page:
    """A phone in somebody's hands."""
    context = await browser.new_context(viewport=PHONE)
    await as_(context, served, person)
    return await context.new_page()


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


async def test_every_page_is_accessible_fits_and_can_be_touched(browser: Browser, served: Served) -> None:
    """List, piece, each form, the review; empty, filled and with mistakes."""
    office, context = served.office, await browser.new_context(viewport=PHONE)
    page = await context.new_page()
    await as_(context, served, office.citra)
    await visit(page, served, LIST)
    await as_(context, served, eka(served))
    await page.goto(f"{served.url}{TASK}/submit")
    await page.get_by_label("Berkas", exact=True).set_input_files(
        {"name": "laporan.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    await page.get_by_role("button", name="Kirim bukti").click()
    with office.store.reading() as session:
        piece = pieces(session, office.programme_id)[0].id
    await visit(page, served, TASK)
    await as_(context, served, office.citra)
    forms = [f"{LIST}/{piece}/{verb}" for verb in ("ganti", "pakai", "tinjau", "tarik")]
    task = "/programme/ZI-1/task/TL-01"
    for path in (LIST, f"{LIST}?by=task", f"{LIST}?state=accepted", f"{LIST}/{piece}", *forms, REVIEW, task):
        await visit(page, served, path)
    await page.goto(served.url + REVIEW)
    await page.get_by_role("button", name="Kembalikan").click()
    await page.get_by_role("alert").wait_for()
    await fits(page)
    await context.close()


async def test_the_formats_are_accessible_fit_and_can_be_touched(browser: Browser, served: Served) -> None:
    """Without one, the form, the list with one, its page and the forms about it."""
    office, context = served.office, await browser.new_context(viewport=PHONE)
    page = await context.new_page()
    bureau = joins(office.store, office.unit_id, "Biro", Role.ORGANISATION_BUREAU, None, "biro@contoh.go.id")
    await as_(context, served, bureau)
    await visit(page, served, "/format")
    await visit(page, served, "/format/baru?task=MP-01")
    await page.get_by_label("Judul").fill("Format SK Tim Kerja")
    await page.get_by_label("Dasar hukum").fill("Pergub 25/2025, Lampiran II")
    await page.get_by_label("Berkas", exact=True).set_input_files(
        {"name": "sk.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    await page.get_by_role("button", name="Simpan format").click()
    await fits(page)
    await page.get_by_role("link", name="Format SK Tim Kerja").click()
    await fits(page)
    address = page.url.removeprefix(served.url)
    for verb in ("ganti", "tarik"):
        await visit(page, served, f"{address}/{verb}")
    await context.close()


async def visit(page: Page, served: Served, path: str) -> None:
    """A page that has to fit."""
    await page.goto(served.url + path)
    await fits(page)
