"""The people of a unit on their pages: who holds what, who is away, what a list changes before and after it is applied."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from datetime import date, timedelta
from html import unescape

import pytest
from httpx import ASGITransport, AsyncClient, Response
from sqlmodel import col, select

from tests.support import visitors
from tests.support.answers import text
from tests.support.clocks import wib
from tests.support.programmes import Office, joins, small_office
from tests.support.rows import all_rows
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.people import Role
from zi_workflow.domain.people_sheets import read_people
from zi_workflow.storage.queries.people import directory
from zi_workflow.storage.tables import Absence, EventRow, Person
from zi_workflow.usecases.people import ImportPeople, import_people
from zi_workflow.web.app import create_app

NOW = wib(2025, 6, 2, 9)
PAGE = "/programme/ZI-1/orang"
CHANGE = """nama;surel;peran;area
Ayu;ayu@contoh.go.id;koordinator;tl
Eka;eka@contoh.go.id;anggota;tl
Budi;budi@baru.go.id;koordinator;pp"""


@pytest.fixture
def office(sqlite_store: Store) -> Office:
    """The small office: Citra leads the team, Ayu coordinates an area."""
    return small_office(sqlite_store)


@pytest.fixture
async def browser(office: Office) -> AsyncIterator[AsyncClient]:
    """Citra, signed in."""
    app = create_app(office.store, now=lambda: NOW)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1") as client:
        yield visitors.sign_in(client, visitors.person(office.store, office.citra, NOW))


def carried(answer: Response) -> dict[str, str]:
    """What the page of the changes sends with its button."""
    found = dict(re.findall(r'name="(\w+)" value="([^"]*)"', answer.text))
    return {name: unescape(value) for name, value in found.items()}


async def test_offices_gaps_and_absences_stand_on_one_page(browser: AsyncClient, office: Office) -> None:
    """Whoever only looks sees names and no addresses; whoever leads sees both."""
    shown = text(await browser.get(PAGE))
    for words in (
        "koordinator area Penataan Tatalaksana",
        "Ayu ayu@contoh.go.id",
        "belum ada",
        "kepala unit",
    ):
        assert words in shown, words
    member = joins(office.store, office.unit_id, "Eka", Role.MEMBER, "tl", "eka@contoh.go.id")
    visitors.sign_in(browser, visitors.person(office.store, member, NOW))
    shown = text(await browser.get(PAGE))
    assert "Ayu" in shown
    assert "ayu@contoh.go.id" not in shown


async def test_an_absence_with_a_substitute_is_noted_once(browser: AsyncClient, office: Office) -> None:
    """Sent twice it is one; the page then says who acts."""
    form = {"person": office.ayu, "first": "2025-06-02", "last": "2025-06-06", "substitute": office.budi}
    for _n in range(2):
        answer = await browser.post(f"{PAGE}/cuti", data=form)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{PAGE}?selesai=cuti")
    with office.store.reading() as session:
        assert len(session.exec(select(Absence)).all()) == 1
    assert "Digantikan oleh Budi." in text(await browser.get(PAGE))


@pytest.mark.parametrize(
    ("first", "last", "field", "said"),
    [
        ("1900-01-01", "1900-01-02", "first", "Ketidakhadiran dimulai antara"),
        ("2999-01-01", "2999-01-02", "first", "Ketidakhadiran dimulai antara"),
        ("2025-06-02", "2999-01-01", "last", "Ketidakhadiran paling lama dua tahun"),
    ],
)
async def test_an_absence_has_sane_days(
    browser: AsyncClient, office: Office, first: str, last: str, field: str, said: str
) -> None:
    """Not of another century and not for ever; the sentence stands at the field."""
    before = all_rows(office.store)
    answer = await browser.post(f"{PAGE}/cuti", data={"person": office.ayu, "first": first, "last": last})
    assert answer.status_code == 422
    assert f'id="{field}-wrong"' in answer.text
    assert said in text(answer)
    assert all_rows(office.store) == before


@pytest.mark.parametrize(("ahead", "left"), [(-3, [NOW.date() - timedelta(days=1)]), (0, []), (3, [])])
async def test_an_absence_ends_early_or_is_taken_back(
    browser: AsyncClient, office: Office, ahead: int, left: list[date]
) -> None:
    """One that runs ends yesterday, one that did not begin goes; the record keeps both, and twice is said."""
    first = NOW.date() + timedelta(days=ahead)
    form = {
        "person": office.ayu,
        "first": first.isoformat(),
        "last": (NOW.date() + timedelta(days=9)).isoformat(),
    }
    assert (await browser.post(f"{PAGE}/cuti", data=form)).status_code == 303
    with office.store.reading() as session:
        absence = session.exec(select(Absence.id)).one()
    assert f'value="{absence}"' in (await browser.get(PAGE)).text
    answers = [await browser.post(f"{PAGE}/cuti/akhiri", data={"absence": absence}) for _n in range(2)]
    assert [answer.status_code for answer in answers] == [303, 422]
    assert "Ketidakhadiran ini sudah tidak ada." in text(answers[1])
    with office.store.reading() as session:
        assert list(session.exec(select(col(Absence.last)))) == left
        assert [row.kind for row in session.exec(select(EventRow).where(EventRow.kind == "person.back"))] == [
            "person.back"
        ]


async def test_every_mistake_of_an_absence_is_said_and_what_was_typed_stays(
    browser: AsyncClient, office: Office
) -> None:
    """Somebody of nowhere, a day that is none, days the wrong way round."""
    before = all_rows(office.store)
    answer = await browser.post(f"{PAGE}/cuti", data={"person": "x", "first": "besok", "last": "2025-06-06"})
    assert answer.status_code == 422
    for field in ("person", "first"):
        assert f'id="{field}-wrong"' in answer.text
    assert 'value="2025-06-06"' in answer.text
    back = {"person": office.ayu, "first": "2025-06-06", "last": "2025-06-02", "substitute": office.ayu}
    answer = await browser.post(f"{PAGE}/cuti", data=back)
    for field in ("last", "substitute"):
        assert f'id="{field}-wrong"' in answer.text
    assert all_rows(office.store) == before


async def test_a_list_is_applied_exactly_as_it_was_shown(browser: AsyncClient, office: Office) -> None:
    """First nothing is saved; the button saves that, and a second press nothing more."""
    before = all_rows(office.store)
    shown = await browser.post(f"{PAGE}/daftar", data={"pasted": CHANGE})
    assert shown.status_code == 200
    words = text(shown)
    assert "1 baru, 1 perubahan, 0 keluar, 1 tetap" in words
    assert "Budi alamat: budi@contoh.go.id → menjadi budi@baru.go.id" in words
    assert "Citra" in words, "not in the list, stays"
    assert all_rows(office.store) == before
    for _n in range(2):
        answer = await browser.post(f"{PAGE}/terapkan", data=carried(shown))
        assert (answer.status_code, answer.headers.get("Location")) == (303, f"{PAGE}?selesai=daftar"), text(
            answer
        )
    with office.store.reading() as session:
        people = directory(session, office.unit_id, NOW.date())
        kinds = [row.kind for row in session.exec(select(EventRow)) if row.kind == "people.imported"]
    assert {person.name for person in people.people.values()} == {"Ayu", "Budi", "Citra", "Eka"}
    assert people.people[office.budi].email == "budi@baru.go.id"
    assert kinds == ["people.imported"]


async def test_every_office_is_shown_with_its_days_before_it_is_saved(browser: AsyncClient) -> None:
    """Of who is new and of who is known: a day of another century is seen on the page."""
    pasted = (
        "nama;surel;peran;area;mulai;sampai\nEka;eka@contoh.go.id;anggota;tl;31/12/1999;\nEka;eka@contoh.go.id;sekretaris;;;"
        "31/12/2099\nBudi;budi@contoh.go.id;anggota;tl;01/07/2025;\nAyu;ayu@contoh.go.id;koordinator;tl;;31/12/2098"
    )
    words = text(await browser.post(f"{PAGE}/daftar", data={"pasted": pasted}))
    for said in (
        "Eka (eka@contoh.go.id) anggota Penataan Tatalaksana, mulai Jumat, 31 Desember 1999",
        "sekretaris tim kerja, mulai Senin, 2 Juni 2025 sampai Kamis, 31 Desember 2099",
        "Budi peran: - → menjadi anggota Penataan Tatalaksana, mulai Selasa, 1 Juli 2025",
        "Ayu hari terakhir (koordinator area Penataan Tatalaksana): - → menjadi Rabu, 31 Desember 2098",
    ):
        assert said in words, (said, words)


async def test_the_whole_unit_s_list_ends_the_others(browser: AsyncClient, office: Office) -> None:
    """Only where that was ticked, and after it was shown."""
    shown = await browser.post(f"{PAGE}/daftar", data={"pasted": CHANGE, "complete": "1"})
    assert "Jabatannya berakhir Citra" in text(shown)
    assert (await browser.post(f"{PAGE}/terapkan", data=carried(shown))).status_code == 303
    with office.store.reading() as session:
        people = directory(session, office.unit_id, NOW.date())
    assert office.citra not in {held.person_id for held in people.holdings}


async def test_a_list_that_would_change_something_else_by_now_is_shown_anew(
    browser: AsyncClient, office: Office
) -> None:
    """Somebody else was faster: nothing is saved, and the new changes stand on the page, ready to be applied."""
    shown = await browser.post(f"{PAGE}/daftar", data={"pasted": CHANGE})
    rows = read_people(b"nama;surel;peran;area\nBudi;budi@lain.go.id;koordinator;pp")
    faster = ImportPeople(unit_id=office.unit_id, rows=rows, actor="cli", on=NOW.date())
    do(office.store, import_people, faster, NOW)
    before = all_rows(office.store)
    answer = await browser.post(f"{PAGE}/terapkan", data=carried(shown))
    assert answer.status_code == 409
    assert "budi@lain.go.id → menjadi budi@baru.go.id" in text(answer)
    assert all_rows(office.store) == before
    assert (await browser.post(f"{PAGE}/terapkan", data=carried(answer))).status_code == 303


async def test_mistakes_of_a_list_come_back_with_their_lines(browser: AsyncClient, office: Office) -> None:
    """And a button whose list was tampered with saves nothing."""
    answer = await browser.post(f"{PAGE}/daftar", data={"pasted": "nama;peran\nEka;raja\n;ketua tim"})
    assert answer.status_code == 422
    assert "baris 2" in text(answer)
    assert "baris 3" in text(answer)
    assert "Eka;raja" in answer.text
    for rows in ("", "{}", "[[1]]", '[["x"]]'):
        answer = await browser.post(f"{PAGE}/terapkan", data={"rows": rows, "mark": "x"})
        assert answer.status_code == 422, rows


async def test_a_line_that_means_somebody_who_is_not_of_the_unit_shows_nothing_of_them(
    browser: AsyncClient, office: Office
) -> None:
    """By name and address, or by the address alone: what they hold is on no page, and a carried list saves nothing."""
    with office.store.writing() as session:
        session.add(Person(id="z", name="Zaki", office="Rahasia", email="zaki@lain.go.id", created_at=NOW))
    before = all_rows(office.store)
    for name in ("Zaki", "Maling"):
        row = [2, name, "Diubah", "zaki@lain.go.id", "0999", "anggota", "tl", "", ""]
        pasted = f"nama;jabatan;surel;telepon;peran;area\n{';'.join(map(str, row[1:7]))}"
        sent = {"pasted": pasted, "rows": json.dumps([row]), "mark": "x"}
        for path in ("daftar", "terapkan"):
            answer = await browser.post(f"{PAGE}/{path}", data=sent)
            assert answer.status_code == 422, text(answer)
            assert f"Alamat zaki@lain.go.id untuk {name} milik orang di luar unit ini" in text(answer)
            assert "Rahasia" not in answer.text
    assert all_rows(office.store) == before


async def test_whoever_has_no_address_has_a_sheet(browser: AsyncClient, office: Office) -> None:
    """With their tasks and days; who has mail has none."""
    joins(office.store, office.unit_id, "Fajar", Role.MEMBER, "tl")
    shown = text(await browser.get(f"{PAGE}/lembar"))
    assert "Fajar anggota Penataan Tatalaksana" in shown
    assert "TL-01" in shown
    assert "Jatuh tempo" in shown
    assert "PP-02" not in shown
    assert "Budi" not in shown


async def test_an_area_s_coordinator_looks_and_changes_nothing(browser: AsyncClient, office: Office) -> None:
    """They are told who does; only the work of who is of their own area alone is theirs to hand over."""
    visitors.sign_in(browser, visitors.person(office.store, office.ayu, NOW))
    shown = await browser.get(PAGE)
    assert "Ambil daftar baru" not in text(shown)
    moved = [id for id in (office.ayu, office.budi, office.citra) if f"/orang/{id}/mutasi" in shown.text]
    assert moved == [office.ayu]
    assert (await browser.get(f"{PAGE}/{office.ayu}/mutasi")).status_code == 200
    assert (await browser.get(f"{PAGE}/{office.budi}/mutasi")).status_code == 403
    answers = [
        await browser.get(f"{PAGE}/daftar"),
        await browser.get(f"{PAGE}/lembar"),
        await browser.post(f"{PAGE}/daftar", data={"pasted": CHANGE}),
        await browser.post(f"{PAGE}/terapkan", data={"rows": "[]"}),
        await browser.post(f"{PAGE}/cuti", data={"person": office.ayu}),
    ]
    assert [answer.status_code for answer in answers] == [403] * 5
    assert all("pimpinan tim kerja" in text(answer) for answer in answers)


async def test_a_team_lead_makes_nobody_an_auditor(browser: AsyncClient, office: Office) -> None:
    """Neither by the form, which says why, nor by the page of changes, sent from elsewhere; nothing typed is lost."""
    pasted = "nama;surel;peran;area\nCitra;citra@contoh.go.id;auditor;"
    refused = await browser.post(f"{PAGE}/daftar", data={"pasted": pasted})
    assert refused.status_code == 422
    assert "jabatan itu diberikan oleh biro organisasi" in text(refused)
    assert pasted.splitlines()[1] in refused.text
    shown = await browser.post(f"{PAGE}/daftar", data={"pasted": CHANGE})
    forged = {name: value.replace("koordinator", "auditor") for name, value in carried(shown).items()}
    assert (await browser.post(f"{PAGE}/terapkan", data=forged)).status_code == 422
    with office.store.reading() as session:
        assert "auditor" not in {
            each.role for each in directory(session, office.unit_id, NOW.date()).holdings
        }


async def test_nobody_stands_in_for_an_office_beyond_the_team_by_its_lead_s_word(
    browser: AsyncClient, office: Office
) -> None:
    """Whoever stands in holds the office on those days: it would be given away. What was typed stays."""
    hana = joins(office.store, office.unit_id, "Hana", Role.INSPECTORATE, None, "hana@contoh.go.id")
    form = {"person": hana, "first": "2025-06-02", "last": "2025-06-06", "substitute": office.citra}
    refused = await browser.post(f"{PAGE}/cuti", data=form)
    assert refused.status_code == 422
    assert "yang mencatat penggantinya adalah yang memberikan jabatan itu" in text(refused)
    assert f'<option value="{hana}" selected>' in refused.text
    with office.store.reading() as session:
        assert session.exec(select(Absence)).all() == []
