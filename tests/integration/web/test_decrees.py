"""A decree of days off in the browser: what it moves in every programme in reach, then exactly that, once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

import pytest
from httpx import ASGITransport, AsyncClient, Response
from sqlmodel import col, select

from tests.support import twin_units, visitors
from tests.support.answers import text
from tests.support.plan_pages import fields
from tests.support.rows import all_rows
from tests.support.twin_units import CANARY, NOW, Twin
from zi_workflow.bootstrap import Store
from zi_workflow.domain.people import Role
from zi_workflow.storage.tables import DecreeRow, EventRow, NoticeRow, Task
from zi_workflow.usecases.plans import days_off
from zi_workflow.web.app import create_app

PAGE, APPLY = "/hari-libur", "/hari-libur/terapkan"
DECREE = """nomor;ditetapkan;tanggal;jenis;keterangan
SKB 9/2025;2025-02-03;2025-02-05;cuti bersama;Tambahan
SKB 9/2025;;2025-02-06;libur nasional;Tambahan
"""
LONG = """nomor;ditetapkan;tanggal;jenis;keterangan
SKB 9/2025;2025-01-02;2025-01-03;cuti bersama;Tambahan
"""


@pytest.fixture
def twins(sqlite_store: Store) -> tuple[Twin, Twin]:
    """Two units of two agencies."""
    return twin_units.twins(sqlite_store)


@pytest.fixture
async def guest(sqlite_store: Store) -> AsyncIterator[AsyncClient]:
    """Nobody yet; follows nothing."""
    app = create_app(sqlite_store, now=lambda: NOW)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1") as client:
        yield client


@pytest.fixture
def administrator(guest: AsyncClient, sqlite_store: Store, twins: tuple[Twin, Twin]) -> AsyncClient:
    """The administrator of the service."""
    assert len(twins) == 2
    return visitors.sign_in(guest, visitors.administrator(sqlite_store, NOW))


async def agrees(browser: AsyncClient, shown: Response, reason: str = "Sesuai SKB.") -> Response:
    """Apply what is shown."""
    return await browser.post(APPLY, data={**fields(shown), "alasan": reason})


def planned(store: Store, twin: Twin) -> dict[str, date | None]:
    """The planned last days of a unit's tasks."""
    with store.reading() as session:
        rows = session.exec(select(Task).where(col(Task.title).startswith(twin.word)))
        return {row.code: row.planned_finish for row in rows}


def marks(store: Store) -> list[tuple[str | None, str]]:
    """For whom decrees were taken into use, and their numbers."""
    with store.reading() as session:
        return [(row.unit_id, row.number) for row in session.exec(select(DecreeRow))]


async def test_a_pasted_decree_moves_what_the_page_said(
    administrator: AsyncClient, sqlite_store: Store, twins: tuple[Twin, Twin]
) -> None:
    """For the nation, hence in both units; who hears of it is who the page named; a second tap changes nothing."""
    rows = all_rows(sqlite_store)
    shown = await administrator.post(PAGE, data={"teks": DECREE})
    assert shown.status_code == 200
    said = text(shown)
    assert all_rows(sqlite_store) == rows
    assert "cuti bersama: Rabu, 5 Februari 2025 (Tambahan)" in said
    assert "libur nasional: Kamis, 6 Februari 2025 (Tambahan)" in said
    assert "2 program" in said
    with sqlite_store.reading() as session:
        known = set(session.scalars(select(col(NoticeRow.id))))
    answers = [await agrees(administrator, shown) for _time in range(2)]
    assert {(each.status_code, each.headers["Location"]) for each in answers} == {
        (303, "/hari-libur?selesai=libur")
    }
    assert marks(sqlite_store) == [(None, "SKB 9/2025")]
    with sqlite_store.reading() as session:
        assert date(2025, 2, 5) in days_off(session, twins[0].unit_id)
        assert date(2025, 2, 6) in days_off(session, twins[1].unit_id)
        written = session.exec(select(NoticeRow).where(col(NoticeRow.id).not_in(known))).all()
        imported = session.exec(select(EventRow).where(EventRow.kind == "calendar.imported")).all()
    assert len(written) == said.count(": rencana berubah: ")
    assert len(imported) == len({event.agency for event in imported})


async def test_a_bureau_reaches_its_agency_and_sees_no_word_of_another(
    guest: AsyncClient, sqlite_store: Store, twins: tuple[Twin, Twin]
) -> None:
    """The other agency's unit keeps its days; its code is not there."""
    own, other = twins
    bureau = visitors.sign_in(guest, twin_units.cookies(sqlite_store, own, Role.ORGANISATION_BUREAU))
    shown = await bureau.post(PAGE, data={"teks": DECREE})
    assert CANARY not in shown.text
    assert (await agrees(bureau, shown)).status_code == 303
    assert marks(sqlite_store) == [(own.unit_id, "SKB 9/2025")]
    with sqlite_store.reading() as session:
        assert date(2025, 2, 5) not in days_off(session, other.unit_id)
    foreign = await bureau.post(PAGE, data={"teks": DECREE, "unit": other.code.lower()})
    absent = await bureau.post(PAGE, data={"teks": DECREE, "unit": "tiada"})
    assert (foreign.status_code, absent.status_code) == (422, 422)
    assert "Tidak ada unit dengan kode ini" in text(foreign)
    assert foreign.text.replace(other.code.lower(), "") == absent.text.replace("tiada", "")


async def test_a_file_is_read_and_its_mistakes_are_said(
    administrator: AsyncClient, sqlite_store: Store
) -> None:
    """JSON by its ending; a broken one with its line; nothing is saved."""
    rows = all_rows(sqlite_store)
    raw = b'{"number": "KEP 1", "signed": "2025-02-03", "days": [{"day": "2025-02-05", "kind": "local", "name": "Jadi"}]}'
    shown = await administrator.post(PAGE, files=[("berkas", ("libur.json", raw))], data={"unit": ""})
    assert "libur lokal: Rabu, 5 Februari 2025 (Jadi)" in text(shown)
    for files, typed in (
        ([("berkas", ("libur.json", b"{"))], {}),
        ([("berkas", ("libur.pdf", b"%PDF"))], {}),
        ([], {"teks": ""}),
        ([], {"teks": "nomor;tanggal\nX;besok"}),
    ):
        answer = await administrator.post(PAGE, files=files or None, data={"unit": "", **typed})
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
    reasonless = await agrees(administrator, shown, reason="")
    assert reasonless.status_code == 422
    assert all_rows(sqlite_store) == rows


async def test_what_changed_meanwhile_is_shown_and_nothing_is_saved(
    administrator: AsyncClient, sqlite_store: Store, twins: tuple[Twin, Twin]
) -> None:
    """A bureau took the same days off its units in between: what would move is another thing now."""
    shown = await administrator.post(PAGE, data={"teks": LONG})
    before = planned(sqlite_store, twins[0])
    form = fields(shown)
    administrator.cookies.clear()
    bureau = visitors.sign_in(
        administrator, twin_units.cookies(sqlite_store, twins[0], Role.ORGANISATION_BUREAU)
    )
    local = LONG.replace("SKB 9/2025", "KEP 3/2025")
    assert (await agrees(bureau, await bureau.post(PAGE, data={"teks": local}))).status_code == 303
    bureau.cookies.clear()
    visitors.sign_in(bureau, visitors.administrator(sqlite_store, NOW))
    rows = all_rows(sqlite_store)
    answer = await bureau.post(APPLY, data={**form, "alasan": "Sesuai SKB."})
    assert answer.status_code == 409
    assert "Yang Anda lihat" in text(answer)
    assert all_rows(sqlite_store) == rows
    assert planned(sqlite_store, twins[0]) != before


async def test_a_decree_in_use_has_no_button(administrator: AsyncClient) -> None:
    """The page says that it is; the same number with other days is refused in words."""
    await agrees(administrator, await administrator.post(PAGE, data={"teks": DECREE}))
    again = await administrator.post(PAGE, data={"teks": DECREE})
    assert "sudah berlaku" in text(again)
    assert APPLY not in again.text
    other = await administrator.post(PAGE, data={"teks": DECREE.replace("02-05", "02-07")})
    assert other.status_code == 422
    assert "SKB 9/2025" in text(other)
