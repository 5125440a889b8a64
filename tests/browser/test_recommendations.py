"""A recommendation is answered by the unit and closed by the chair on a phone, without a script; every page to the eye."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, Page

from tests.chaos.scanners import listening, serving
from tests.support import visitors
from tests.support.clocks import wib
from tests.support.phones import PHONE, fits
from tests.support.recommendations import Rounds, recommended
from zi_workflow.bootstrap import Store
from zi_workflow.web.app import create_app

NOW = wib(2025, 5, 28, 9)
AT = "/programme/ZI-1/monev/2025-Q1/rekomendasi/1"


@dataclass(frozen=True)
class Served:
    """The office with one recommendation of signed minutes, and where its pages are."""

    rounds: Rounds
    url: str


@pytest.fixture
def served(sqlite_store: Store) -> Iterator[Served]:
    """It is three working days late."""
    rounds = recommended(sqlite_store)
    rounds.signs()
    with listening() as (taken, url), serving(taken, create_app(sqlite_store, now=lambda: NOW)):
        yield Served(rounds, url)


async def phone(browser: Browser, served: Served, person: str) -> Page:
    """Somebody's phone, whose browser runs no script."""
    context = await browser.new_context(viewport=PHONE, java_script_enabled=False)
    await visitors.enter(context, served.url, visitors.person(served.rounds.store, person, NOW))
    return await context.new_page()


async def test_it_is_answered_and_closed_on_a_phone_without_a_script(
    browser: Browser, served: Served
) -> None:
    """Two people, one button each; it ends in both places."""
    ayu = await phone(browser, served, served.rounds.office.ayu)
    await ayu.goto(served.url + AT)
    await ayu.get_by_role("link", name="Jawab rekomendasi").click()
    await ayu.locator("#note").fill("SOP telah ditetapkan.")
    await ayu.locator("input[name=reference]").fill("Lemari arsip 3")
    await ayu.get_by_role("button", name="Kirim jawaban").click()
    assert "menunggu keputusan ketua" in await ayu.get_by_role("status").inner_text()
    chair = await phone(browser, served, served.rounds.chair)
    await chair.goto(served.url + "/monev/rekomendasi")
    await chair.locator("#deciding ~ ul a.title").click()
    await chair.get_by_role("link", name="Putuskan jawaban").click()
    await chair.locator("#note").fill("Sesuai.")
    await chair.get_by_role("button", name="Tutup rekomendasi").click()
    assert "ditutup" in await chair.get_by_role("status").inner_text()
    assert served.rounds.row(1).state == "verified_closed"
    assert str(served.rounds.office.task("REK-2025Q1-01").standing.state) == "done"


async def test_every_page_fits_a_phone(browser: Browser, served: Served) -> None:
    """List, recommendation, both forms, with mistakes too."""
    rounds = served.rounds
    for person, path in ((rounds.office.ayu, "jawab"), (rounds.chair, "putuskan")):
        context = await browser.new_context(viewport=PHONE)
        await visitors.enter(context, served.url, visitors.person(rounds.store, person, NOW))
        page = await context.new_page()
        for address in ("/monev/rekomendasi", AT, f"{AT}/{path}"):
            await page.goto(served.url + address)
            await fits(page)
        await page.locator("main form").evaluate("form => { form.noValidate = true; form.requestSubmit(); }")
        await page.get_by_role("alert").wait_for()
        await fits(page)
        await context.close()
        if path == "jawab":
            rounds.answers(1, person, NOW)
