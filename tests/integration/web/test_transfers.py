"""Mutasi in the browser: everything of one person goes to another in one step, as the page said, once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest
from httpx import ASGITransport, AsyncClient, Response
from sqlmodel import col, select

from tests.support import twin_units, visitors
from tests.support.answers import text
from tests.support.plan_pages import NOON, TASK, fields
from tests.support.programmes import Office, joins, small_office
from tests.support.rows import all_rows
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.notices import NoticeKind
from zi_workflow.domain.people import Role
from zi_workflow.storage.queries.people import directory
from zi_workflow.storage.tables import Absence, EventRow, Membership, NoticeRow
from zi_workflow.usecases.absences import RecordAbsence, record_absence
from zi_workflow.usecases.announcements import Announce, announce
from zi_workflow.usecases.promises import Assign, assign
from zi_workflow.web.app import create_app

TODAY = NOON.date()


@pytest.fixture
def office(sqlite_store: Store) -> Office:
    """TL-01 and PP-01 are Ayu's by name, who coordinates an area and stands in for Budi next week."""
    office = small_office(sqlite_store)
    for task in ("TL-01", "PP-01"):
        command = Assign(
            programme_id=office.programme_id, task=task, actor=office.citra, on=TODAY, person_id=office.ayu
        )
        do(sqlite_store, assign, command, NOON)
    away = RecordAbsence(
        person_id=office.budi,
        first=TODAY - timedelta(days=2),
        last=TODAY + timedelta(days=5),
        substitute_id=office.ayu,
        actor="cli",
        on=TODAY,
    )
    do(sqlite_store, record_absence, away, NOON)
    return office


@pytest.fixture
def eka(office: Office) -> str:
    """A member of Ayu's area, who takes over."""
    return joins(office.store, office.unit_id, "Eka", Role.MEMBER, "tl", "eka@contoh.go.id")


@pytest.fixture
async def guest(office: Office) -> AsyncIterator[AsyncClient]:
    """Nobody yet; follows nothing."""
    app = create_app(office.store, now=lambda: NOON)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1") as client:
        yield client


@pytest.fixture
def citra(guest: AsyncClient, office: Office) -> AsyncClient:
    """Citra, who leads the team, signed in."""
    return visitors.sign_in(guest, visitors.person(office.store, office.citra, NOON))


def page_of(person: str) -> str:
    """Where a person's work is handed over."""
    return f"/programme/ZI-1/orang/{person}/mutasi"


async def looks(browser: AsyncClient, person: str, to: str, **typed: str) -> Response:
    """Ask what it does."""
    form = {"ke": to, "mulai": TODAY.isoformat(), "peran": "ya"}
    return await browser.post(page_of(person), data={**form, **typed})


async def test_everything_goes_over_as_the_page_said(citra: AsyncClient, office: Office, eka: str) -> None:
    """Tasks, the office, standing in for Budi from today; Eka hears of each task, and nobody else of anything."""
    rows = all_rows(office.store)
    shown = await looks(citra, office.ayu, eka)
    assert shown.status_code == 200
    said = text(shown)
    assert all_rows(office.store) == rows
    assert "Dari Ayu kepada Eka, mulai Rabu, 8 Januari 2025." in said
    assert "koordinator area, Penataan Tatalaksana, mulai Rabu, 8 Januari 2025" in said
    assert "TL-02: diverifikasi oleh Citra, sebelumnya Ayu, karena tidak seorang pun memverifikasi" in said
    assert "Eka : tugas baru: TL-01 Rabu, 8 Januari 2025, dalam surat tersendiri" in said
    assert "Mulai saat itu menjadi pengganti bagi 1 orang." in said
    with office.store.reading() as session:
        known = set(session.scalars(select(col(NoticeRow.id))))
    form = {**fields(shown), "alasan": "Mutasi ke dinas lain."}
    answers = [await citra.post(page_of(office.ayu), data=form) for _time in range(2)]
    assert {(each.status_code, each.headers["Location"]) for each in answers} == {
        (303, "/programme/ZI-1/ubah?selesai=mutasi")
    }
    with office.store.reading() as session:
        today = directory(session, office.unit_id, TODAY)
        yesterday = directory(session, office.unit_id, TODAY - timedelta(days=1))
        told = {
            (row.kind, row.task, row.recipient_id)
            for row in session.exec(select(NoticeRow).where(col(NoticeRow.id).not_in(known)))
        }
        events = session.exec(select(EventRow).where(EventRow.kind == "people.transferred")).all()
        absences = {(row.first, row.last, row.substitute_id) for row in session.exec(select(Absence))}
    assert [person.name for person in today.holders(Role.COORDINATOR, "tl")] == ["Eka"]
    assert [person.name for person in yesterday.holders(Role.COORDINATOR, "tl")] == ["Ayu"]
    assert {office.task(task).duty.assignee_id for task in ("TL-01", "PP-01")} == {eka}
    assert told == {("assigned", "TL-01", eka), ("assigned", "PP-01", eka)}
    assert len(events) == 1
    assert absences == {
        (TODAY - timedelta(days=2), TODAY - timedelta(days=1), office.ayu),
        (TODAY, TODAY + timedelta(days=5), eka),
    }


@pytest.fixture
def fajar(office: Office) -> str:
    """A member of Budi's area too, who does nothing there yet; Budi coordinates and does everything."""
    return joins(office.store, office.unit_id, "Fajar", Role.MEMBER, "tl", "fajar@contoh.go.id")


async def test_who_takes_over_hears_of_every_task_and_of_what_waited(
    citra: AsyncClient, office: Office, fajar: str
) -> None:
    """Tasks that went with Budi's office stand in Fajar's next digest; a reminder to Budi goes to Fajar."""
    facts = office.task("PP-02")
    with office.store.writing() as session:
        for kind, task in (("nudge", "PP-02"), ("plan_changed", "PP-02"), ("decision", "PP-02")):
            waits = Announce(
                office.programme_id, NoticeKind(kind), task, office.budi, "coordinator", TODAY, "Mohon."
            )
            announce(session, waits, NOON)
    assert facts.duty.assignee_id is None
    shown = await looks(citra, office.budi, fajar)
    said = text(shown)
    assert "Tidak ada yang langsung diberi tahu" not in said
    tomorrow = "Kamis, 9 Januari 2025, dalam ringkasan pagi"
    assert f"Fajar : tugas baru: PP-02 {tomorrow}" in said
    assert "Budi: pemberitahuan “rencana berubah: PP-02” yang belum terkirim" in said
    await citra.post(page_of(office.budi), data={**fields(shown), "alasan": "Mutasi."})
    with office.store.reading() as session:
        rows = session.exec(select(NoticeRow).where(NoticeRow.recipient_id == fajar)).all()
        told = {(row.kind, row.task, row.due_on, row.state, row.facts.get("note")) for row in rows}
        left = {
            row.state for row in session.exec(select(NoticeRow).where(NoticeRow.recipient_id == office.budi))
        }
    assert {each for each in told if each[1] == "PP-02"} == {
        ("assigned", "PP-02", TODAY + timedelta(days=1), "due", "Mutasi."),
        ("nudge", "PP-02", TODAY, "due", "Mohon."),
        ("decision", "PP-02", TODAY, "due", "Mohon."),
    }
    assert "due" not in left


async def test_offices_wait_for_their_day_and_may_stay(citra: AsyncClient, office: Office, eka: str) -> None:
    """From a later day on only the offices wait, and the page says so; without the box they do not move at all."""
    later = TODAY + timedelta(days=7)
    said = text(await looks(citra, office.ayu, eka, mulai=later.isoformat()))
    assert "Tugas ini beralih hari ini" in said
    shown = await looks(citra, office.ayu, eka, peran="")
    await citra.post(page_of(office.ayu), data={**fields(shown), "alasan": "Beban kerja."})
    with office.store.reading() as session:
        holders = directory(session, office.unit_id, later).holders(Role.COORDINATOR, "tl")
    assert [person.name for person in holders] == ["Ayu"]
    assert office.task("TL-01").duty.assignee_id == eka


@pytest.mark.parametrize("ahead", [61, 3000, (date.max - TODAY).days])
async def test_the_day_may_be_as_far_ahead_as_one_likes(
    citra: AsyncClient, office: Office, fajar: str, ahead: int
) -> None:
    """Also past the two months that a calendar of office days holds: tasks that go with the office are told of then."""
    later = TODAY + timedelta(days=ahead)
    shown = await looks(citra, office.budi, fajar, mulai=later.isoformat())
    assert shown.status_code == 200, text(shown)
    assert "Fajar : tugas baru: PP-02" in text(shown)
    done = await citra.post(page_of(office.budi), data={**fields(shown), "alasan": "Mutasi."})
    assert done.status_code == 303
    with office.store.reading() as session:
        held = [
            directory(session, office.unit_id, on).holders(Role.COORDINATOR, "pp")
            for on in (later - timedelta(days=1), later)
        ]
    assert [[person.name for person in people] for people in held] == [["Budi"], ["Fajar"]]


async def test_an_office_until_the_last_day_of_all_hinders_no_change(
    citra: AsyncClient, office: Office, eka: str, fajar: str
) -> None:
    """As lists of people could once bring it in: no day comes after it, on which somebody else would hold it."""
    with office.store.writing() as session:
        for held in session.exec(select(Membership).where(col(Membership.person_id).in_([eka, fajar]))):
            held.valid_to = date.max
        session.add(Absence(id="forever", person_id=eka, first=TODAY, last=date.max))
    assert (await looks(citra, office.ayu, fajar)).status_code == 200
    form = fields(await citra.get(TASK.format("PP-02")))
    assert (await citra.post(TASK.format("PP-02"), data={**form, "hari": "4"})).status_code == 200


async def test_what_changed_meanwhile_is_shown_and_nothing_is_saved(
    citra: AsyncClient, office: Office, eka: str
) -> None:
    """One task more became Ayu's."""
    shown = await looks(citra, office.ayu, eka)
    command = Assign(
        programme_id=office.programme_id, task="PP-02", actor=office.citra, on=TODAY, person_id=office.ayu
    )
    do(office.store, assign, command, NOON)
    rows = all_rows(office.store)
    answer = await citra.post(page_of(office.ayu), data={**fields(shown), "alasan": "Mutasi."})
    assert answer.status_code == 409
    assert "PP-02 Yang Anda lihat – Sekarang beralih" in text(answer)
    assert all_rows(office.store) == rows


async def test_what_is_wrong_is_said(citra: AsyncClient, office: Office, eka: str) -> None:
    """Nobody chosen, no date, too far back, nothing to hand over, no reason."""
    for typed in ({"ke": ""}, {"ke": office.ayu}, {"mulai": "besok"}, {"mulai": "2024-01-01"}):
        answer = await looks(citra, office.ayu, eka, **typed)
        assert answer.status_code == 422, typed
        assert 'role="alert"' in answer.text
    nothing = await looks(citra, eka, office.ayu, peran="")
    assert "Tidak ada pekerjaan pada orang ini" in text(nothing)
    shown = await looks(citra, office.ayu, eka)
    assert (await citra.post(page_of(office.ayu), data={**fields(shown), "alasan": ""})).status_code == 422


async def test_who_is_of_another_unit_is_not_there_and_who_leads_another_area_is_refused(
    sqlite_store: Store,
) -> None:
    """The same bytes as for an id that never was; a coordinator is told in words whom to ask."""
    own, other = twin_units.twins(sqlite_store)
    app = create_app(sqlite_store, now=lambda: twin_units.NOW)
    signed = twin_units.cookies(sqlite_store, own, Role.TEAM_LEAD)
    address = f"/programme/{own.code}/orang/{{}}/mutasi"
    async with AsyncClient(
        transport=ASGITransport(app), base_url="http://127.0.0.1", cookies=signed
    ) as client:
        for method in ("GET", "POST"):
            answers = [
                await client.request(method, address.format(person))
                for person in (other.people[Role.MEMBER], "01940000-0000-7000-8000-000000000000")
            ]
            assert {answer.status_code for answer in answers} == {404}
            assert len({answer.content for answer in answers}) == 1
        client.cookies.clear()
        visitors.sign_in(client, twin_units.cookies(sqlite_store, own, Role.COORDINATOR))
        lead = await client.get(address.format(own.people[Role.TEAM_LEAD]))
        member = await client.get(address.format(own.people[Role.MEMBER]))
    assert (lead.status_code, member.status_code) == (403, 200)
