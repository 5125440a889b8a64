"""Lists in a real Chromium: narrowed, sorted and paged by links and one form, with and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect
from sqlmodel import select

from tests.chaos.scanners import listening, serving
from tests.support import databases, twin_units, visitors
from tests.support.phones import fits
from tests.support.twin_units import NOW, Twin
from zi_workflow import bootstrap
from zi_workflow.bootstrap import do
from zi_workflow.domain.breaker import Cause
from zi_workflow.domain.people import Role
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.tables import PortfolioRow, Programme, Unit
from zi_workflow.usecases import breaker
from zi_workflow.usecases.breaker import Trip
from zi_workflow.web.app import create_app

UNITS = 120
DESK = (1280, 800)


@dataclass(frozen=True)
class Served:
    """Many units of one agency: where their pages are, and who looks at them."""

    url: str
    inspectorate: dict[str, str]
    lead: dict[str, str]
    administrator: dict[str, str]
    twin: Twin


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A hundred and twenty more units beside a whole one; mail is held, and one address gets none."""
    url = databases.sqlite_url(tmp_path_factory.mktemp("lists") / "zi.db")
    with closing(bootstrap.create_store(url, durable=False)) as store:
        twin, _other = twin_units.twins(store)
        _more(store, twin)
        do(store, breaker.trip, Trip(Cause.RUN, {"limit": 20, "recipients": 4}), NOW)
        app = create_app(store, now=lambda: NOW)
        with listening() as (taken, base), serving(taken, app):
            yield Served(
                base,
                twin_units.cookies(store, twin, Role.INSPECTORATE),
                twin_units.cookies(store, twin, Role.TEAM_LEAD),
                visitors.administrator(store, NOW),
                twin,
            )


def _more(store: bootstrap.Store, twin: Twin) -> None:
    """Units with figures that tell them apart: the n-th lost n days itself."""
    with store.writing() as session:
        like = session.exec(select(Programme).where(Programme.code == twin.code)).one().model_dump()
        for n in range(UNITS):
            unit = Unit(
                id=new_id(session, NOW), code=f"unit-{n}", agency=twin.agency, name=f"Dinas Contoh {n:03}",
                zone="Asia/Jakarta", week=["mon", "tue", "wed", "thu", "fri"], created_at=NOW,
            )  # fmt: skip
            session.add(unit)
            session.flush()
            made = Programme(
                **{
                    **like,
                    "id": new_id(session, NOW),
                    "code": f"zi-{n}",
                    "unit_id": unit.id,
                    "title": unit.name,
                }
            )
            session.add(made)
            session.flush()
            session.add(
                PortfolioRow(
                    programme_id=made.id, unit_id=unit.id, agency=twin.agency, as_of=NOW.date(), done=n, total=UNITS,
                    progress=100 * n // UNITS, late_tasks=1, late_days=n, own_days=n, inherited_days=0,
                    cause=("tl", "pp")[n % 2] if n else None, silent_since=NOW.date() - timedelta(days=n),
                )
            )  # fmt: skip


@asynccontextmanager
async def looking(
    browser: Browser,
    served: Served,
    signed: dict[str, str],
    *,
    size: tuple[int, int] = DESK,
    scripts: bool = True,
) -> AsyncIterator[Page]:
    """A page of somebody who is signed in."""
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]}, java_script_enabled=scripts
    )
    await visitors.enter(context, served.url, signed)
    yield await context.new_page()
    await context.close()


async def units_of(page: Page) -> list[str]:
    """The names in the rows, from the top."""
    return await page.locator("tbody a.title").all_inner_texts()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "noscript"])
async def test_a_list_of_units_is_searched_sorted_paged_and_narrowed(
    browser: Browser, served: Served, scripts: bool
) -> None:
    """By links and one form; the address says what is shown, so that going back and sending it on work."""
    async with looking(browser, served, served.inspectorate, scripts=scripts) as page:
        await page.goto(f"{served.url}/unit")
        assert (await units_of(page))[0] == "Dinas Contoh 119"
        await page.get_by_role("link", name="Halaman berikutnya").click()
        await page.wait_for_url(re.compile(r"page=2"))
        assert (await units_of(page))[0] == "Dinas Contoh 069"
        await page.get_by_role("link", name="Kemajuan").click()
        await page.wait_for_url(re.compile(r"sort=-progress"))
        heading = page.get_by_role("columnheader", name="Kemajuan")
        await expect(heading).to_have_attribute("aria-sort", "descending")
        await page.get_by_role("link", name="Penataan Tatalaksana").click()
        await page.wait_for_url(re.compile(r"cause=tl"))
        assert (await units_of(page))[0] == "Dinas Contoh 118"
        await page.get_by_role("searchbox").fill("contoh 05")
        await page.get_by_role("button", name="Cari").click()
        await page.wait_for_url(re.compile(r"q=contoh"))
        assert await units_of(page) == [f"Dinas Contoh 05{n}" for n in (8, 6, 4, 2, 0)]
        await page.go_back()
        assert len(await units_of(page)) == 50
        await page.get_by_role("searchbox").fill("tidak ada")
        await page.keyboard.press("Enter")
        await page.get_by_role("link", name="Tampilkan seluruh daftar").click()
        assert page.url == f"{served.url}/unit"


async def test_a_unit_leads_to_its_programme_to_look_only(browser: Browser, served: Served) -> None:
    """From the list to where the unit stands in one touch."""
    async with looking(browser, served, served.inspectorate) as page:
        await page.goto(f"{served.url}/unit?q=Merpati")
        await page.get_by_role("link", name="Dinas Merpati").click()
        assert page.url == f"{served.url}/programme/{served.twin.code}"


async def test_the_whole_list_comes_as_a_file(browser: Browser, served: Served, tmp_path: Path) -> None:
    """As it is narrowed, beyond the page that is shown."""
    async with looking(browser, served, served.inspectorate) as page:
        await page.goto(f"{served.url}/unit?cause=tl")
        async with page.expect_download() as coming:
            await page.get_by_role("link", name="CSV").click()
        found = await coming.value
        assert found.suggested_filename == "unit.csv"
        await found.save_as(tmp_path / "unit.csv")
    assert len((tmp_path / "unit.csv").read_text("utf-8-sig").splitlines()) == 1 + 59 + 1


async def test_every_list_is_accessible_fits_and_can_be_touched(browser: Browser, served: Served) -> None:
    """Full, narrowed, empty, and the pages from which mail is mended."""
    member = served.twin.people[Role.MEMBER]
    pages = {
        "/unit": served.inspectorate,
        "/unit?cause=pp&silent=long&sort=unit&page=2": served.inspectorate,
        "/unit?q=tiada": served.inspectorate,
        "/?sort=-late": served.inspectorate,
        f"/surat/orang/{member}": served.lead,
        "/surat/alamat": served.lead,
        f"/surat/alamat/{member}": served.lead,
        "/surat/kendali": served.administrator,
    }
    for path, signed in pages.items():
        async with looking(browser, served, signed, size=(360, 640)) as page:
            answer = await page.goto(served.url + path)
            assert answer is not None
            assert answer.ok, path
            await fits(page)


async def test_mail_is_stopped_without_a_script(browser: Browser, served: Served) -> None:
    """One reason, one button; the page says that it is done, and how to go on."""
    async with looking(browser, served, served.administrator, scripts=False) as page:
        await page.goto(f"{served.url}/surat/kendali")
        await page.locator("#alasan-henti").fill("Uji coba")
        await page.get_by_role("button", name="Hentikan semua surat").click()
        await expect(page.locator("p.lead")).to_contain_text("Uji coba")
        await page.locator("#alasan-lanjut").fill("Selesai")
        await page.get_by_role("button", name="Lanjutkan pengiriman surat").click()
        await expect(page.get_by_role("button", name="Hentikan semua surat")).to_be_visible()


BROKEN_WORDS = """
() => [...document.querySelectorAll('thead th')].flatMap(head => {
  const texts = document.createTreeWalker(head, NodeFilter.SHOW_TEXT), broken = [];
  while (texts.nextNode()) for (const word of texts.currentNode.data.matchAll(/\\S+/g)) {
    const range = document.createRange();
    range.setStart(texts.currentNode, word.index);
    range.setEnd(texts.currentNode, word.index + word[0].length);
    if (new Set([...range.getClientRects()].map(each => each.top)).size > 1) broken.push(word[0]);
  }
  return broken;
})
"""


@pytest.mark.parametrize("width", [1440, 1280, 1024])
async def test_headings_are_broken_within_a_word_only_where_they_would_not_fit(
    browser: Browser, served: Served, width: int
) -> None:
    """On a desk's screen; on any narrower one the table still fits into the page."""
    async with looking(browser, served, served.inspectorate, size=(width, 800)) as page:
        await page.goto(f"{served.url}/unit")
        assert await page.locator("thead th").count() == 9
        assert width < DESK[0] or await page.evaluate(BROKEN_WORDS) == []
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
