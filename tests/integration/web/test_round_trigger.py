"""The trigger on its pages: the form, exactly what it does, the order and how far it is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

import pytest
from httpx import ASGITransport, AsyncClient

from tests.support import visitors
from tests.support.answers import hidden, text
from tests.support.monev_rounds import NOW, QUARTER
from tests.support.round_units import Tally, freeze, settle, tally
from zi_workflow.bootstrap import Store
from zi_workflow.web.app import create_app

FORM = {
    "triwulan": QUARTER,
    "unit": ["zi-unit-001", "zi-unit-002", "zi-unit-003"],
    "cara": "sendiri",
    "tanggal": "2025-04-30",
    "mulai": "09:00",
    "selesai": "12:00",
    "tempat": "Kantor unit masing-masing",
    "agenda": "Capaian triwulan I",
    "batas": "2025-04-25",
    "dokumen": "Matriks rencana aksi\nSK Tim Kerja",
    "ketua": "ketua-tim",
    "anggota": ["anggota-tim"],
    "nomor": "700/123",
    "tanggal_surat": "2025-04-11",
}


@pytest.fixture
async def inspector(sqlite_store: Store) -> AsyncIterator[AsyncClient]:
    """Somebody of the inspectorate, before three units that wait for their round."""
    settle(sqlite_store, 3)
    app = create_app(sqlite_store, now=lambda: NOW)
    signed = visitors.person(sqlite_store, "ketua-tim", NOW)
    async with AsyncClient(
        transport=ASGITransport(app), base_url="http://127.0.0.1", cookies=signed
    ) as client:
        yield client


async def test_the_form_is_shown_its_consequences_and_then_opens_exactly_these(
    inspector: AsyncClient, sqlite_store: Store
) -> None:
    """Nothing is written before; a form that comes twice opens once."""
    asked = text(await inspector.get("/monev/buka"))
    assert "Dinas unit-002" in asked
    shown = await inspector.post("/monev/buka", data=FORM)
    assert "3 dari 3 unit dibuka; 15 undangan dikirim." in text(shown)
    assert "koordinator-unit-003@contoh.go.id" in text(shown)
    assert "ketua-tim akan menghadiri beberapa rapat pada saat yang sama: Dinas unit-001 (" in text(shown)
    assert tally(sqlite_store).orders == 0
    apply = hidden(shown)
    answers = [await inspector.post("/monev/buka", data=apply) for _each in range(2)]
    assert [each.status_code for each in answers] == [303, 303]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert tally(sqlite_store) == Tally(1, 3, 3, 3, 15, 15)
    order = text(await inspector.get(answers[0].headers["location"]))
    assert "Seluruh 3 unit sudah dibuka." in order
    page = text(await inspector.get(f"/programme/zi-unit-002/monev/{QUARTER}"))
    assert "dalam persiapan" in page
    assert "ketua-tim: ketua tim pendamping" in page


async def test_the_look_before_shows_all_that_is_decided_with_it(inspector: AsyncClient) -> None:
    """Cutoff (a Saturday, named), place, documents, team with duties, letter, and that it is together."""
    form = {**FORM, "cara": "bersama", "batas": "2025-04-26"}
    seen = text(await inspector.post("/monev/buka", data=form))
    for said in (
        "semua bersama dalam satu ekspose", "Kantor unit masing-masing", "Sabtu, 26 April 2025",
        "tidak jatuh pada hari kerja unit", "SK Tim Kerja", "ketua-tim: ketua tim pendamping",
        "anggota-tim: anggota tim pendamping", "700/123 tanggal Jumat, 11 April 2025",
    ):  # fmt: skip
        assert said in seen, said
    assert "team:" not in seen


async def test_the_chair_among_the_deputies_is_refused_at_that_field(inspector: AsyncClient) -> None:
    """Ticked as deputy too."""
    answer = await inspector.post("/monev/buka", data={**FORM, "wakil": ["ketua-tim"]})
    assert answer.status_code == 422
    assert "tidak dapat menjadi wakilnya sendiri" in text(answer)


async def test_everything_wrong_with_the_form_is_said_at_once_and_nothing_typed_is_lost(
    inspector: AsyncClient, sqlite_store: Store
) -> None:
    """No unit, no chair, no date; the place stays."""
    answer = await inspector.post("/monev/buka", data={**FORM, "unit": [], "ketua": "", "tanggal": ""})
    assert answer.status_code == 422
    for said in ("paling sedikit satu unit", "memerlukan seorang ketua", "Mohon pilih tanggal."):
        assert said in text(answer)
    assert "Kantor unit masing-masing" in answer.text
    assert tally(sqlite_store).orders == 0


async def test_a_unit_has_its_own_begin_and_another_is_refused_with_its_reason(
    inspector: AsyncClient,
) -> None:
    """Good Friday is a day off; the others stay as they are."""
    form = {**FORM, "waktu-zi-unit-001": "2025-05-02T13:30", "waktu-zi-unit-002": "2025-04-18T09:00"}
    seen = text(await inspector.post("/monev/buka", data=form))
    assert "Jumat, 2 Mei 2025, pukul 13.30-16.30 WIB" in seen
    assert "2 dari 3 unit dibuka" in seen
    assert "Jumat, 18 April 2025 adalah hari libur" in seen


async def test_the_years_plan_lists_rounds_in_sight_and_the_trigger_is_the_inspectorates(
    inspector: AsyncClient, sqlite_store: Store
) -> None:
    """A unit's people see their own rounds, and no button."""
    seen = text(await inspector.get("/monev"))
    assert "Dinas unit-003" in seen
    assert "Buka monev" in seen
    app = create_app(sqlite_store, now=lambda: NOW)
    signed = visitors.person(sqlite_store, "ketua-unit-001", NOW)
    async with AsyncClient(
        transport=ASGITransport(app), base_url="http://127.0.0.1", cookies=signed
    ) as client:
        own = text(await client.get("/monev"))
        assert "Dinas unit-001" in own
        assert "Dinas unit-002" not in own
        assert "Buka monev" not in own
        assert (await client.get("/monev/buka")).status_code == 403


async def test_the_form_of_a_frozen_round_has_its_cutoff_and_another_one_is_refused(
    inspector: AsyncClient, sqlite_store: Store
) -> None:
    """Whoever comes from the page of a round that was put off finds it filled in."""
    freeze(sqlite_store, "unit-002", date(2025, 4, 11))
    asked = {"triwulan": QUARTER, "unit": "zi-unit-002"}
    assert 'value="2025-04-11"' in (await inspector.get("/monev/buka", params=asked)).text
    shown = text(await inspector.post("/monev/buka", data={**FORM, "unit": "zi-unit-002"}))
    assert "sudah dibekukan per Jumat, 11 April 2025; mohon buka dengan batas waktu itu" in shown
    shown = text(
        await inspector.post("/monev/buka", data={**FORM, "unit": "zi-unit-002", "batas": "2025-04-11"})
    )
    assert "1 dari 1 unit dibuka" in shown
