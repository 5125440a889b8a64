"""Nobody is away twice at once, and no two people act for each other on the same days."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest
from httpx import ASGITransport, AsyncClient, Response
from sqlmodel import select

from tests.support import visitors
from tests.support.answers import text
from tests.support.clocks import wib
from tests.support.programmes import Office, small_office
from tests.support.rows import all_rows
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.errors import InputError
from zi_workflow.storage.tables import Absence
from zi_workflow.usecases.absences import RecordAbsence, record_absence
from zi_workflow.web.app import create_app

NOW = wib(2025, 6, 2, 9)
TODAY = NOW.date()
PAGE = "/programme/ZI-1/orang"


@pytest.fixture
def office(sqlite_store: Store) -> Office:
    """The small office, which Citra leads; Ayu is away for two weeks from today, and Budi acts for her."""
    office = small_office(sqlite_store)
    away = RecordAbsence(
        person_id=office.ayu,
        first=TODAY,
        last=date(2025, 6, 15),
        substitute_id=office.budi,
        actor="cli",
        on=TODAY,
    )
    do(sqlite_store, record_absence, away, NOW)
    return office


@pytest.fixture
async def citra(office: Office) -> AsyncIterator[AsyncClient]:
    """Citra, signed in."""
    app = create_app(office.store, now=lambda: NOW)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1") as client:
        yield visitors.sign_in(client, visitors.person(office.store, office.citra, NOW))


async def notes(browser: AsyncClient, person: str, first: str, last: str, substitute: str = "") -> Response:
    """Send the form of an absence."""
    form = {"person": person, "first": first, "last": last, "substitute": substitute}
    return await browser.post(f"{PAGE}/cuti", data=form)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2025-06-15", "2025-06-20"),
        ("2025-05-20", "2025-06-02"),
        ("2025-06-05", "2025-06-06"),
        ("2025-06-02", "2025-06-15"),
    ],
)
async def test_somebody_who_is_away_is_not_away_again(
    citra: AsyncClient, office: Office, first: str, last: str
) -> None:
    """Not even on a day that both share; the sentence names the other absence and what can be done."""
    before = all_rows(office.store)
    answer = await notes(citra, office.ayu, first, last)
    assert answer.status_code == 422
    assert 'id="person-wrong"' in answer.text
    said = "Ayu sudah tercatat tidak hadir dari Senin, 2 Juni 2025 sampai Minggu, 15 Juni 2025."
    assert said in text(answer)
    assert all_rows(office.store) == before


async def test_nobody_acts_for_who_acts_for_them(citra: AsyncClient, office: Office) -> None:
    """Budi acts for Ayu, so Ayu cannot act for Budi on those days; before and after them, and others, can."""
    before = all_rows(office.store)
    answer = await notes(citra, office.budi, "2025-06-13", "2025-06-20", office.ayu)
    assert answer.status_code == 422
    assert 'id="substitute-wrong"' in answer.text
    said = "Ayu tidak hadir dari Senin, 2 Juni 2025 sampai Minggu, 15 Juni 2025 dan digantikan oleh Budi"
    assert said in text(answer)
    assert all_rows(office.store) == before
    for number, (first, substitute) in enumerate((("2025-06-16", office.ayu), ("2025-06-13", office.citra))):
        answer = await notes(citra, office.budi, first, ("2025-06-20", "2025-06-15")[number], substitute)
        assert answer.status_code == 303, text(answer)


async def test_an_absence_that_was_ended_makes_room_for_another(citra: AsyncClient, office: Office) -> None:
    """That is how the days of one, or who acts, are changed; the same once more is still the same."""
    with office.store.reading() as session:
        absence = session.exec(select(Absence.id)).one()
    same = await notes(citra, office.ayu, "2025-06-02", "2025-06-15", office.budi)
    assert same.status_code == 303
    assert (await citra.post(f"{PAGE}/cuti/akhiri", data={"absence": absence})).status_code == 303
    for _n in range(2):
        assert (await notes(citra, office.ayu, "2025-06-02", "2025-06-20", office.citra)).status_code == 303
    with office.store.reading() as session:
        assert [row.substitute_id for row in session.exec(select(Absence))] == [office.citra]


def test_the_command_line_and_programs_are_told_the_same(office: Office) -> None:
    """Whoever notes an absence, in whatever way."""
    again = RecordAbsence(
        person_id=office.ayu,
        first=TODAY,
        last=TODAY + timedelta(days=1),
        substitute_id=None,
        actor="cli",
        on=TODAY,
    )
    with pytest.raises(InputError, match="already"):
        do(office.store, record_absence, again, NOW)


async def test_days_that_are_missing_are_named_each(citra: AsyncClient, office: Office) -> None:
    """Two fields, two sentences; no sentence stands in the summary twice."""
    answer = await notes(citra, office.budi, "", "")
    summary = answer.text.split('<div class="summary"')[1].split("</ul>")[0]
    assert [summary.count(said) for said in ("hari pertama tidak hadir", "hari terakhir tidak hadir")] == [
        1,
        1,
    ]
    assert "Mohon pilih tanggal." not in text(answer)
