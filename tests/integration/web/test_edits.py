"""Changing a plan in the browser: the page says what moves and who hears of it, and exactly that is done, once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest
from httpx import ASGITransport, AsyncClient
from sqlmodel import select

from tests.support import visitors
from tests.support.answers import text
from tests.support.plan_pages import APPLY, NOON, TASK, agrees, fields, looks
from tests.support.programmes import Office, small_office
from tests.support.rows import all_rows
from zi_workflow.bootstrap import Store, do
from zi_workflow.clock import FixedClock
from zi_workflow.domain.edits import SetDays
from zi_workflow.domain.plans import Plan, Span
from zi_workflow.storage.tables import EventRow, NoticeRow
from zi_workflow.usecases import editing
from zi_workflow.usecases.plans import load_plan
from zi_workflow.web.app import create_app


@pytest.fixture
def office(sqlite_store: Store) -> Office:
    """The small office; its plan begins on 2 January."""
    return small_office(sqlite_store)


@pytest.fixture
def clock() -> FixedClock:
    """Noon of the first Wednesday."""
    return FixedClock(NOON)


@pytest.fixture
async def guest(office: Office, clock: FixedClock) -> AsyncIterator[AsyncClient]:
    """Nobody yet; follows nothing."""
    app = create_app(office.store, now=clock.now)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1") as client:
        yield client


@pytest.fixture
def citra(guest: AsyncClient, office: Office) -> AsyncClient:
    """Citra, who leads the team, signed in."""
    return visitors.sign_in(guest, visitors.person(office.store, office.citra, NOON))


def plan_of(office: Office) -> Plan:
    """The plan as it stands."""
    with office.store.reading() as session:
        return load_plan(session, office.programme_id)


def spans(office: Office) -> dict[str, Span | None]:
    """The planned days of every task."""
    return {task.id: task.planned for task in plan_of(office).tasks}


def edits(office: Office) -> list[EventRow]:
    """The edits on record."""
    with office.store.reading() as session:
        found = list(session.exec(select(EventRow).where(EventRow.kind == "programme.edited")))
        session.expunge_all()
        return found


def edits_meanwhile(office: Office, task: str, days: int) -> None:
    """Somebody else changes the plan."""
    command = editing.EditProgramme(
        programme_id=office.programme_id,
        changes=(SetDays(task, days),),
        actor=office.ayu,
        on=NOON.date(),
        reason="Cakupan berubah.",
    )
    do(office.store, editing.apply, command, NOON)


@pytest.mark.parametrize("field", ["mulai", "selesai", "tidak_sebelum"])
async def test_a_day_outside_the_programme_is_refused_at_its_field(citra: AsyncClient, field: str) -> None:
    """Year 1 and year 9999 lie in no programme; the sentence says which days do."""
    for day in ("0001-01-01", "9999-12-31"):
        answer = await looks(citra, "PP-02", **{field: day})
        assert (answer.status_code, f'id="{field}-wrong"' in answer.text) == (422, True)
        assert "berada di luar program ini; pilih hari dari" in text(answer)


async def test_what_the_page_says_is_what_happens(citra: AsyncClient, office: Office) -> None:
    """Looking saves nothing; the tasks that the page names move as it says, and who it names hears of it."""
    rows = all_rows(office.store)
    shown = await looks(citra, "TL-01", hari="9")
    assert shown.status_code == 200
    said = text(shown)
    assert "3 tugas bergeser" in said
    assert (
        "Kam, 2 Jan 2025 – Rab, 8 Jan 2025 → menjadi Kam, 2 Jan 2025 – Sel, 14 Jan 2025 (4 hari kerja lebih lambat)"
        in said
    )
    assert "Ayu : rencana berubah: TL-01 Kamis, 9 Januari 2025, dalam ringkasan pagi" in said
    assert "lewat jatuh tempo, tingkat 1 kepada Ayu: Kam, 9 Jan 2025 → menjadi Rab, 15 Jan 2025" in said
    assert all_rows(office.store) == rows
    before = spans(office)
    answer = await agrees(citra, shown)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/programme/ZI-1/ubah?selesai=ubah")
    after = spans(office)
    assert {task for task in after if after[task] != before[task]} == {"TL-01", "TL-02", "PP-01"}
    assert after["TL-01"] == Span(date(2025, 1, 2), date(2025, 1, 14))
    with office.store.reading() as session:
        told = {(row.kind, row.task, row.recipient_id) for row in session.exec(select(NoticeRow))}
    assert told == {
        ("plan_changed", "TL-01", office.ayu),
        ("plan_changed", "TL-02", office.ayu),
        ("plan_changed", "PP-01", office.budi),
    }
    (event,) = edits(office)
    assert (event.actor, event.payload["reason"]) == (office.citra, "Kesepakatan rapat.")
    hub = text(await citra.get(answer.headers["Location"]))
    assert "Perubahan telah diterapkan" in hub
    assert "Rencana diubah Anda Kesepakatan rapat." in hub


async def test_several_things_and_several_tasks_at_once(citra: AsyncClient, office: Office) -> None:
    """Dates, earliest start, doer, one dependency less and one more; a second task joins before anything is saved."""
    shown = await looks(
        citra,
        "PP-01",
        mulai="2025-03-03",
        selesai="2025-03-10",
        tidak_sebelum="2025-03-03",
        pelaksana=office.ayu,
        lepas="TL-02",
        tunggu1="tl-01",
        jenis1="SS",
        jeda1="2",
    )
    assert "menunggu TL-01: dimulai setelah tugas itu dimulai (SS), 2 hari kerja sesudahnya" in text(shown)
    further = await citra.post("/programme/ZI-1/ubah", data={**fields(shown, 1), "tugas": "PP-02"})
    assert "Sekaligus dengan:" in text(further)
    both = await citra.post(TASK.format("PP-02"), data={**fields(further), "hari": "6"})
    assert (await agrees(citra, both)).status_code == 303
    tasks = {task.id: task for task in plan_of(office).tasks}
    assert tasks["PP-01"].planned == Span(date(2025, 3, 3), date(2025, 3, 10))
    assert tasks["PP-01"].not_before == date(2025, 3, 3)
    assert [str(each) for each in tasks["PP-01"].after] == ["TL-01 SS+2"]
    assert tasks["PP-02"].days == 6
    assert office.task("PP-01").duty.assignee_id == office.ayu
    assert len(edits(office)) == 1


async def test_the_same_form_twice_is_one_edit_and_one_answer(citra: AsyncClient, office: Office) -> None:
    """Whoever taps twice is told twice that it is done."""
    shown = await looks(citra, "TL-01", hari="9")
    first = await agrees(citra, shown)
    rows = all_rows(office.store)
    second = await agrees(citra, shown)
    assert (first.status_code, first.headers["Location"]) == (second.status_code, second.headers["Location"])
    assert all_rows(office.store) == rows
    assert len(edits(office)) == 1


async def test_of_two_editors_one_wins_and_the_other_sees_both_sides(
    citra: AsyncClient, office: Office
) -> None:
    """Nothing of the second is saved; the page has what they saw and what it would be now, and can be applied."""
    shown = await looks(citra, "TL-02", hari="12")
    edits_meanwhile(office, "TL-01", 7)
    rows = all_rows(office.store)
    answer = await agrees(citra, shown)
    assert answer.status_code == 409
    assert all_rows(office.store) == rows
    said = text(answer)
    assert "Tidak ada yang disimpan" in said
    assert "Rencana diubah Ayu Cakupan berubah." in said.partition("Perubahan sementara itu")[2]
    assert (
        "TL-02 Yang Anda lihat Kam, 9 Jan 2025 – Rab, 22 Jan 2025 → Kam, 9 Jan 2025 – Jum, 24 Jan 2025 "
        "Sekarang Sen, 13 Jan 2025 – Jum, 24 Jan 2025 → Sen, 13 Jan 2025 – Jum, 31 Jan 2025" in said
    )
    assert "Kesepakatan rapat." in answer.text
    assert (await agrees(citra, answer)).status_code == 303
    assert len(edits(office)) == 2


async def test_on_another_day_it_is_looked_at_again(
    citra: AsyncClient, office: Office, clock: FixedClock
) -> None:
    """What was seen yesterday is not applied today; the page says which day it was."""
    shown = await looks(citra, "TL-01", hari="9")
    clock.set(NOON + timedelta(days=1))
    visitors.sign_in(citra, visitors.person(office.store, office.citra, clock.now()))
    answer = await agrees(citra, shown)
    assert answer.status_code == 409
    assert "Hari pratinjau dibuat Yang Anda lihat Rab, 8 Jan 2025 Sekarang Kam, 9 Jan 2025" in text(answer)
    assert not edits(office)


async def test_a_change_that_became_impossible_says_why(citra: AsyncClient, office: Office) -> None:
    """The task was finished meanwhile."""
    shown = await looks(citra, "TL-01", hari="9")
    office.finishes("TL-01", date(2025, 1, 2), date(2025, 1, 8))
    answer = await agrees(citra, shown)
    assert answer.status_code == 409
    assert "tidak dapat dilakukan lagi" in text(answer)
    assert not edits(office)


async def test_what_is_wrong_is_said_at_once_and_what_was_typed_stays(
    citra: AsyncClient, office: Office
) -> None:
    """Every field with its sentence; nothing is saved."""
    rows = all_rows(office.store)
    answer = await looks(
        citra,
        "PP-01",
        mulai="2025-03-10",
        selesai="2025-03-03",
        hari="-1",
        tunggu1="XX-99",
        jeda1="dua",
        pelaksana="x",
    )
    assert answer.status_code == 422
    for name in ("selesai", "hari", "tunggu1", "jeda1", "pelaksana"):
        assert f'id="{name}-wrong"' in answer.text, name
    assert 'value="XX-99"' in answer.text
    assert (await looks(citra, "PP-01")).status_code == 422
    cycle = await looks(citra, "TL-01", tunggu1="PP-01")
    assert cycle.status_code == 422
    assert "TL-01" in text(cycle)
    shown = await looks(citra, "TL-01", hari="9")
    reasonless = await agrees(citra, shown, reason=" ")
    assert reasonless.status_code == 422
    assert 'id="alasan-wrong"' in reasonless.text
    assert all_rows(office.store) == rows


async def test_a_form_over_an_old_plan_comes_back_over_the_new_one(
    citra: AsyncClient, office: Office
) -> None:
    """What was typed stays, who changed what stands above it, and sent again it counts."""
    form = fields(await citra.get(TASK.format("TL-02")))
    edits_meanwhile(office, "TL-01", 7)
    answer = await citra.post(TASK.format("TL-02"), data={**form, "hari": "12"})
    assert answer.status_code == 409
    assert "Cakupan berubah." in text(answer)
    again = fields(answer)
    assert (again["hari"], again["mulai"]) == ("12", "2025-01-13"), "the dates left alone follow the new plan"
    assert (await citra.post(TASK.format("TL-02"), data=again)).status_code == 200


async def test_a_coordinator_changes_their_area_and_is_told_what_lies_outside(
    guest: AsyncClient, office: Office
) -> None:
    """The own area's task may move others; another area's, and what concerns all, is refused in words."""
    budi = visitors.sign_in(guest, visitors.person(office.store, office.budi, NOON))
    hub = await budi.get("/programme/ZI-1/ubah")
    assert TASK.format("PP-01") in hub.text
    assert TASK.format("TL-01") not in hub.text
    refused = await budi.get(TASK.format("TL-01"))
    assert refused.status_code == 403
    assert "Ini menyangkut area lain" in text(refused)
    shown = await looks(budi, "PP-01", hari="9")
    assert (await agrees(budi, shown)).status_code == 303
    foreign = fields(shown) | {"ubah": '[["days","TL-01",9]]', "alasan": "Kesepakatan."}
    assert (await budi.post(APPLY, data=foreign)).status_code == 403
    assert spans(office)["TL-01"] == Span(date(2025, 1, 2), date(2025, 1, 8))


@pytest.mark.parametrize(
    "broken",
    [
        {"ubah": "["},
        {"ubah": '[["days"]]'},
        {"ubah": "[[]]"},
        {"dilihat": "x"},
        {"versi": "abc"},
        {"ubah": ""},
    ],
)
async def test_a_form_that_is_none_of_ours_changes_nothing(
    citra: AsyncClient, office: Office, broken: dict[str, str]
) -> None:
    """422, no traceback."""
    shown = fields(await looks(citra, "TL-01", hari="9"))
    answer = await citra.post(APPLY, data={**shown, "alasan": "Kesepakatan.", **broken})
    assert answer.status_code == 422
    assert not edits(office)


async def test_the_ways_there_stand_where_somebody_steers(citra: AsyncClient, office: Office) -> None:
    """On the task's page, and beside whoever holds others up."""
    page = await citra.get("/programme/ZI-1/task/TL-01")
    assert TASK.format("TL-01") in page.text
    citra.cookies.clear()
    visitors.sign_in(citra, visitors.person(office.store, office.budi, NOON))
    assert TASK.format("TL-01") not in (await citra.get("/programme/ZI-1/task/TL-01")).text
