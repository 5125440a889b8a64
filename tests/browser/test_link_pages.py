"""From a mail to done on a phone without JavaScript: open, look, choose a file, write, send."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from playwright.async_api import Browser, Page
from sqlmodel import col, select

from notifications.acting import Linking
from tests.support import sample_pages, visitors
from tests.support.evidence_samples import PDF
from tests.support.examinations import WRONG_ONLY, accessible
from zi_workflow.bootstrap import Store
from zi_workflow.domain.links import Purpose
from zi_workflow.storage.tables import Evidence, LinkRow, MessageRow, Task, TaskState
from zi_workflow.web.app import create_app

PHONE, TOUCH = {"width": 360, "height": 640}, 44
SMALL_TARGETS = f"""
() => [...document.querySelectorAll('a, button, summary, input, select, textarea')]
  .filter(e => !e.closest('.skip') && e.checkVisibility())
  .map(e => [e.outerHTML.slice(0, 120), e.getBoundingClientRect()])
  .filter(([, r]) => r.width > 1 && (r.width < {TOUCH} || r.height < {TOUCH}))
  .map(([html]) => html)
"""
OF_MAIL = {**WRONG_ONLY, "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}


@dataclass(frozen=True)
class Office:
    """The sample programme, served, with its captured mails as their readers would get them."""

    store: Store
    url: str
    reader: dict[str, str]  # cookies of somebody who may open the kept mails

    def mail(self, name: str) -> str:
        """The address of the newest digest to a person, as a page of its own."""
        with self.store.reading() as session:
            found = session.exec(
                select(MessageRow)
                .where(col(MessageRow.to_name).startswith(name), MessageRow.kind == "digest")
                .order_by(col(MessageRow.on).desc())
            ).first()
        assert found is not None
        return f"{self.url}/surat/{found.id}/html"

    def state(self, code: str) -> TaskState:
        """A task as it stands."""
        with self.store.reading() as session:
            return session.exec(select(TaskState).join(Task).where(Task.code == code)).one()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The sample on a free port; its mails show their links, as those of a demonstration do."""
    folder: Path = tmp_path_factory.mktemp("links")
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        with closing(sample_pages.build_file(folder, url, Linking.SHOWN)) as store:
            app = create_app(store, now=lambda: sample_pages.NOW, evidence=folder / "evidence")
            server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
            thread.start()
            while not server.started and thread.is_alive():
                time.sleep(0.01)
            yield Office(store, url, visitors.administrator(store, sample_pages.NOW))
            server.should_exit = True
            thread.join()


@pytest.fixture
async def plain(browser: Browser, office: Office) -> AsyncIterator[Page]:
    """A phone that runs no script."""
    context = await browser.new_context(viewport=PHONE, java_script_enabled=False)  # type: ignore[arg-type]
    await visitors.enter(context, office.url, office.reader)
    yield await context.new_page()
    await context.close()


async def test_from_the_mail_to_done_with_a_file(plain: Page, office: Office) -> None:
    """Citra opens her mail, taps its button, chooses a file, writes a line and sends: the task is handed in."""
    await plain.goto(office.mail("Citra"))
    button = plain.locator("a.button")
    box = await button.bounding_box()
    assert box is not None
    assert box["height"] >= TOUCH
    assert box["y"] + box["height"] <= PHONE["height"]
    await button.click()
    assert "Anda bertindak sebagai Citra Dewanti, S.E." in await plain.locator("main").inner_text()
    await plain.get_by_label("Berkas").set_input_files(
        {"name": "laporan.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    await plain.get_by_label("Catatan").fill("Sosialisasi April sudah terlaksana.")
    await plain.get_by_role("button", name="Kirim bukti").click()
    await plain.wait_for_url("**/t/selesai/submit")
    assert "menunggu verifikasi" in await plain.locator("main").inner_text()
    assert office.state("MP-08.2025-04").state == "submitted"
    with office.store.reading() as session:
        assert session.exec(select(Evidence.name)).all() == ["laporan.pdf"]
    await plain.goto(office.mail("Citra"))
    await plain.locator("a.button").click()
    assert await plain.get_by_role("heading", level=1).inner_text() == "Tautan ini tidak berlaku"


async def test_a_button_pressed_without_a_word_sends_nothing(plain: Page, office: Office) -> None:
    """The browser itself asks for the note; past it the service does, and says so at the top."""
    await plain.goto(office.mail("Eka"))
    await plain.locator("a.button").click()
    task = (await plain.locator("h1 small").inner_text()).strip()
    await plain.get_by_role("button", name="Mulai tugas").click()
    assert "/t/selesai" not in plain.url
    assert office.state(task).state == "planned"
    answer = await plain.request.post(plain.url, form={"note": ""})
    assert answer.status == 422
    assert office.state(task).state == "planned"


async def test_every_page_of_a_link_is_accessible_fits_and_can_be_touched(
    browser: Browser, office: Office
) -> None:
    """Each purpose's form, the form with mistakes, the thanks and the dead link, in light and dark."""
    context = await browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
    await visitors.enter(context, office.url, office.reader)
    page = await context.new_page()
    seen = set[str]()
    for name in ("Gita", "Ayu"):
        # the service locks a captured mail into a sandbox, in which axe could not run either
        await page.goto("about:blank")  # away from the policy of our own pages
        await page.set_content(await (await page.request.get(office.mail(name))).text())
        await _check(page, mail=True)
        addresses = await page.locator("a[href*='/t/']").evaluate_all("links => links.map(a => a.href)")
        for address in addresses:
            await page.goto(address)
            seen.add(await page.locator("form button").inner_text())
            await _check(page)
    assert len(seen) >= 4
    await page.goto(addresses[0])
    await page.locator("form").evaluate("form => { form.noValidate = true; form.requestSubmit(); }")
    await page.get_by_role("alert").wait_for()
    await _check(page)
    for path in ("/t/selesai/report", "/t/disamarkan"):
        await page.goto(office.url + path)
        await _check(page)
    await context.close()


async def _check(page: Page, *, mail: bool = False) -> None:
    await page.wait_for_load_state("load")  # a click does not wait for styles
    await accessible(page, OF_MAIL if mail else WRONG_ONLY)
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url
    if not mail:
        assert await page.evaluate(SMALL_TARGETS) == [], page.url


def test_every_purpose_is_offered_by_some_mail(office: Office) -> None:
    """The pages above are not the only ones there are."""
    with office.store.reading() as session:
        assert set(session.exec(select(LinkRow.purpose))) == {str(purpose) for purpose in Purpose}
