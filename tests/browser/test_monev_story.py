"""A round of monev in the browser, from the meeting to a closed recommendation; pictures lie in `test-output/monev-story`.

The unit is that of the year in `tests/support/monev_year.py`; what areas and mornings do in between is not clicked.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, ViewportSize

from tests.chaos.scanners import listening, serving
from tests.support import visitors
from tests.support.evidence_samples import PDF
from tests.support.monev_year import CODE, SILENT, Year, at, begun
from tests.support.phones import PHONE, SMALL_TARGETS
from zi_workflow.domain.people import Role
from zi_workflow.storage.queries.monev import round_facts
from zi_workflow.web.app import create_app

QUARTER = "2025-Q1"
AT = f"/programme/{CODE}/monev/{QUARTER}"
PICTURES = Path("test-output/monev-story")
TABLET: ViewportSize = {"width": 768, "height": 1024}
DESK: ViewportSize = {"width": 1280, "height": 800}


@dataclass(frozen=True)
class Served:
    """The unit, and where its pages are; they show the day on which the unit is."""

    year: Year
    url: str
    browser: Browser

    async def page(self, role: Role, size: ViewportSize, area: str | None = None) -> Page:
        """A browser without scripts of whoever holds the role."""
        context = await self.browser.new_context(viewport=size, java_script_enabled=False)
        person = self.year.viewer(role, area).person_id
        await visitors.enter(context, self.url, visitors.person(self.year.store, person, at(self.year.on, 8)))
        return await context.new_page()


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    """On the morning of the meeting: opened, asked, frozen."""
    year = begun(tmp_path_factory.mktemp("story"), date(2025, 4, 14))
    with closing(year.store):
        year.opens(QUARTER, date(2025, 4, 30), date(2025, 4, 25))
        year.until(date(2025, 4, 24))
        year.fills(QUARTER, SILENT)
        year.until(date(2025, 4, 30))
        yield year


@pytest.fixture
async def served(year: Year, browser: Browser, tmp_path: Path) -> AsyncIterator[Served]:
    """Its pages."""
    app = create_app(year.store, now=lambda: at(year.on, 10), evidence=tmp_path / "evidence")
    with listening() as (taken, url), serving(taken, app):
        yield Served(year, url, browser)


async def look(page: Page, url: str, name: str) -> None:
    """Open a page, keep its picture, and see that nothing overflows and thumbs find everything."""
    await page.goto(url)
    size = page.viewport_size
    assert size is not None
    assert await page.evaluate("document.documentElement.scrollWidth") <= size["width"], url
    assert await page.evaluate(SMALL_TARGETS) == [], url
    PICTURES.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


async def test_a_round_is_held_signed_reported_answered_and_closed_without_a_script(served: Served) -> None:
    """The chair on a tablet and at a desk, the area's coordinator on a phone."""
    chair = await served.page(Role.INSPECTORATE, TABLET)
    await look(chair, f"{served.url}{AT}", "1-monev")
    await held(served, chair)
    await found_and_recommended(served, chair)
    served.year.until(date(2025, 5, 2))
    await signed(served)
    served.year.leave_alone()
    served.year.until(date(2025, 5, 5))
    await reported(served)
    served.year.until(date(2025, 5, 20))
    await answered_and_closed(served)
    assert served.year.reads(round_facts, served.year.programme.id, QUARTER).state == "closed"


async def held(served: Served, chair: Page) -> None:
    """A look at a task of Tatalaksana, then the meeting is noted as held."""
    await look(chair, f"{served.url}{AT}/rapat?area=tl", "2-rapat")
    line = chair.locator("article.look").first
    await line.get_by_text("Belum ada", exact=False).first.click()
    await line.get_by_role("textbox").fill("SOP belum ditetapkan.")
    await line.get_by_role("button", name="Catat").click()
    await look(chair, f"{served.url}{AT}/selenggara", "3-selenggara")
    await chair.locator("main form button[type=submit]").click()
    assert served.year.reads(round_facts, served.year.programme.id, QUARTER).state == "held"


async def found_and_recommended(served: Served, chair: Page) -> None:
    """One finding, one recommendation to the area's coordinator."""
    await look(chair, f"{served.url}{AT}/temuan/catat", "4-temuan")
    await chair.locator("#area").select_option("tl")
    await chair.locator("#words").fill("SOP layanan sirkulasi belum ditetapkan.")
    await chair.locator("main form button[type=submit]").first.click()
    await look(chair, f"{served.url}{AT}/temuan/1/rekomendasi", "5-rekomendasi")
    await chair.locator("#words").fill("Tetapkan SOP layanan sirkulasi.")
    await chair.locator("#responsible").select_option(str(Role.COORDINATOR))
    await chair.locator("main form button[type=submit]").first.click()
    await look(chair, f"{served.url}{AT}/temuan", "6-temuan-dan-rekomendasi")
    assert "Tetapkan SOP layanan sirkulasi." in await chair.locator("main").inner_text()


async def signed(served: Served) -> None:
    """The scan of the minutes, by both parties; the head is a Plt."""
    desk = await served.page(Role.INSPECTORATE, DESK)
    await look(desk, f"{served.url}{AT}/tanda-tangan", "7-tanda-tangan")
    await desk.locator("#files").set_input_files(
        {"name": "Berita Acara.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    typed = {
        "letter_number": "700/BA-1/2025", "dated": "2025-05-02", "team_name": "Inspektorat, S.E.",
        "team_title": "Auditor Madya", "team_number": "198001012005011001", "unit_name": "Eka Prasetya",
        "unit_title": "Kepala Dinas", "unit_number": "197505052000121002",
    }  # fmt: skip
    for key, value in typed.items():
        await desk.locator(f"#{key}").fill(value)
    await desk.locator("#unit_capacity").select_option("plt")
    await desk.locator("main form button[type=submit]").click()
    assert served.year.reads(round_facts, served.year.programme.id, QUARTER).state == "ba_signed"
    await look(desk, f"{served.url}{AT}/tanda-tangan", "8-tercatat")
    assert "700/BA-1/2025" in await desk.locator("main").inner_text()


async def reported(served: Served) -> None:
    """The report is put on record, and the round's page shows what follows."""
    desk = await served.page(Role.INSPECTORATE, DESK)
    await look(desk, f"{served.url}{AT}/laporan", "9-laporan")
    await desk.locator("#files").set_input_files(
        {"name": "Laporan.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    typed = {
        "letter_number": "700/LHM-1/2025", "dated": "2025-05-05", "team_name": "Gita Wulandari",
        "team_title": "Inspektur", "team_number": "197001011995032001",
    }  # fmt: skip
    for key, value in typed.items():
        await desk.locator(f"#{key}").fill(value)
    await desk.locator("main form button[type=submit]").click()
    assert served.year.reads(round_facts, served.year.programme.id, QUARTER).state == "report_issued"


async def answered_and_closed(served: Served) -> None:
    """The coordinator answers on a phone, the chair closes the recommendation, then the round."""
    phone = await served.page(Role.COORDINATOR, PHONE, "tl")
    await look(phone, f"{served.url}{AT}/rekomendasi/1/jawab", "10-jawab")
    await phone.locator("#note").fill("SOP telah ditetapkan dengan keputusan kepala dinas.")
    await phone.locator("input[name=reference]").fill("Lemari arsip 3")
    await phone.locator("main form button[type=submit]").click()
    desk = await served.page(Role.INSPECTORATE, DESK)
    await look(desk, f"{served.url}{AT}/rekomendasi/1/putuskan", "11-putuskan")
    await desk.locator("#note").fill("Sesuai.")
    await desk.get_by_role("button", name="Tutup rekomendasi").click()
    await look(desk, f"{served.url}{AT}/tutup", "12-tutup")
    await desk.locator("main form button[type=submit]").click()
    for name, path in (
        ("13-ditutup", AT),
        ("14-beku", f"{AT}/beku"),
        ("15-tren", f"/programme/{CODE}/monev"),
    ):
        await look(desk, f"{served.url}{path}", name)
