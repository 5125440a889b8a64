"""The page of a monev round: where it stands, who comes, and who may open it at all."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from tests.support.answers import text
from tests.support.monev_rounds import monev_unit, opened_round
from tests.support.round_browsers import as_, browsing
from zi_workflow.bootstrap import Store
from zi_workflow.storage.tables import Round


@pytest.fixture
async def anyone(sqlite_store: Store) -> AsyncIterator[AsyncClient]:
    """Nobody yet, before the pages of the store."""
    async with browsing(sqlite_store) as client:
        yield client


async def test_an_opened_round_says_when_it_meets_and_who_comes(
    anyone: AsyncClient, sqlite_store: Store
) -> None:
    """State in one sentence, then day, place, cutoff, letter, documents and team."""
    unit = opened_round(sqlite_store)
    seen = text(await as_(anyone, unit, unit.office.ayu).get(unit.address))
    for said in (
        "Rabu, 30 April 2025", "batas waktunya Jumat, 25 April 2025", "Ruang Rapat Dinas Contoh", "700/123/ITPROV",
        "SK Tim Kerja", "Fajar: ketua tim pendamping", "Gita: wakil yang ditunjuk ketua",
    ):  # fmt: skip
        assert said in seen


@pytest.mark.parametrize("step", ["tunda", "batal"])
async def test_a_round_that_is_held_shows_no_form_that_stops_it(
    anyone: AsyncClient, sqlite_store: Store, step: str
) -> None:
    """While it is under preparation it does; afterwards a sentence says why not."""
    unit = opened_round(sqlite_store)
    browser = as_(anyone, unit, unit.fajar)
    assert 'name="alasan"' in (await browser.get(f"{unit.address}/{step}")).text
    with sqlite_store.writing() as session:
        session.get_one(Round, unit.round().id).state = "held"
    answer = await browser.get(f"{unit.address}/{step}")
    assert answer.status_code == 409
    assert 'name="alasan"' not in answer.text
    assert "sudah dilaksanakan" in text(answer)


async def test_a_round_that_is_not_there_is_not_found(anyone: AsyncClient, sqlite_store: Store) -> None:
    """Nor is what stands in place of a quarter."""
    unit = monev_unit(sqlite_store)
    browser = as_(anyone, unit, unit.office.citra)
    answers = [await browser.get(f"/programme/ZI-1/monev/{each}") for each in ("2031-Q1", "x")]
    assert [each.status_code for each in answers] == [404, 404]


async def test_the_page_leads_to_the_programme_s_own_tasks_about_the_round(
    anyone: AsyncClient, sqlite_store: Store
) -> None:
    """Those of the stage and the quarter; of another quarter none."""
    unit = opened_round(sqlite_store, whole=True)
    shown = await as_(anyone, unit, unit.office.citra).get(unit.address)
    assert 'href="/programme/ZI-1/task/ME-01.tl.2025-Q1"' in shown.text
    assert "/task/ME-01.tl.2025-Q2" not in shown.text
