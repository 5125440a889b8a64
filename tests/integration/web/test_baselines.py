"""A new baseline in the browser: looked at first, made once, kept on record; an area's coordinator makes none."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

import pytest
from httpx import ASGITransport, AsyncClient

from tests.support import visitors
from tests.support.answers import text
from tests.support.clocks import wib
from tests.support.plan_pages import fields
from tests.support.programmes import Office, small_office
from tests.support.rows import all_rows
from zi_workflow.bootstrap import Store, do
from zi_workflow.storage.queries.programmes import programme_facts
from zi_workflow.usecases.analyses import Analyse, analyse
from zi_workflow.web.app import create_app

PAGE = "/programme/ZI-1/ubah/acuan"
NOW = wib(2025, 2, 4, 10)


@pytest.fixture
def office(sqlite_store: Store) -> Office:
    """The first task took four weeks instead of one."""
    office = small_office(sqlite_store)
    office.finishes("TL-01", date(2025, 1, 6), date(2025, 2, 3))
    do(sqlite_store, analyse, Analyse(office.programme_id, NOW.date()), NOW)
    return office


@pytest.fixture
async def guest(office: Office) -> AsyncIterator[AsyncClient]:
    """Nobody yet; follows nothing."""
    app = create_app(office.store, now=lambda: NOW)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1") as client:
        yield client


async def test_a_new_baseline_is_looked_at_made_once_and_kept_on_record(
    guest: AsyncClient, office: Office
) -> None:
    """Its number rises by one, also when the form comes twice; the page says what the finish was and is."""
    citra = visitors.sign_in(guest, visitors.person(office.store, office.citra, NOW))
    rows = all_rows(office.store)
    shown = await citra.post(PAGE)
    assert "Perkiraan per Selasa, 4 Februari 2025 menjadi rencana" in text(shown)
    assert "Rencana selesai menjadi" in text(shown)
    assert all_rows(office.store) == rows
    form = {**fields(shown), "alasan": "Disetujui kepala dinas."}
    assert (await citra.post(PAGE, data={**form, "alasan": ""})).status_code == 422
    answers = [await citra.post(PAGE, data=form) for _time in range(2)]
    assert {(each.status_code, each.headers["Location"]) for each in answers} == {
        (303, "/programme/ZI-1/ubah?selesai=acuan")
    }
    with office.store.reading() as session:
        assert programme_facts(session, office.programme_id).baseline == 2
    page = text(await citra.get(PAGE))
    assert "Rencana acuan ke- 2" in page
    assert (
        "Rencana acuan baru Anda Disetujui kepala dinas. Rencana selesai: Sen, 3 Feb 2025 → Sen, 24 Feb 2025"
        in page
    )


async def test_an_area_s_coordinator_makes_none(guest: AsyncClient, office: Office) -> None:
    """It concerns all areas; looking, asking and applying are refused in words."""
    ayu = visitors.sign_in(guest, visitors.person(office.store, office.ayu, NOW))
    answers = [await ayu.get(PAGE), await ayu.post(PAGE), await ayu.post(PAGE, data={"dilihat": "x"})]
    assert {answer.status_code for answer in answers} == {403}
    assert "seluruh program" in text(answers[0])
