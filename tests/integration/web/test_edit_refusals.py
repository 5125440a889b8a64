"""What the form of a task refuses: doers who assess the work, and dates that contradict its duration."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient

from tests.support import visitors
from tests.support.answers import text
from tests.support.plan_pages import NOON, TASK, agrees, fields, looks
from tests.support.programmes import Office, joins, small_office
from tests.support.rows import all_rows
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.analysis import analyse
from zi_workflow.domain.edits import AddDependency, SetAssignee
from zi_workflow.domain.errors import InputError
from zi_workflow.domain.people import Role
from zi_workflow.domain.plans import Dependency, Kind, Span
from zi_workflow.usecases import editing, promises, transfers
from zi_workflow.usecases.editing import EditProgramme
from zi_workflow.usecases.plans import load_plan
from zi_workflow.usecases.promises import Assign
from zi_workflow.usecases.transfers import Transfer
from zi_workflow.web.app import create_app

ASSESSORS = [Role.INSPECTORATE, Role.INTERNAL_ASSESSOR, Role.ASSISTANCE_TEAM]
ON = NOON.date()
WHY = "tidak memegang peran dalam tim kerja unit"


@pytest.fixture
def office(sqlite_store: Store) -> Office:
    """The small office; its plan begins on 2 January."""
    return small_office(sqlite_store)


@pytest.fixture(params=ASSESSORS)
def fajar(office: Office, request: pytest.FixtureRequest) -> str:
    """Somebody with an office in the unit that assesses or accompanies it."""
    return joins(office.store, office.unit_id, "Fajar", request.param, None, "fajar@contoh.go.id")


@pytest.fixture
async def citra(office: Office) -> AsyncIterator[AsyncClient]:
    """Citra, who leads the team, signed in."""
    app = create_app(office.store, now=lambda: NOON)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1") as client:
        yield visitors.sign_in(client, visitors.person(office.store, office.citra, NOON))


async def test_assessors_are_not_offered_as_doers_or_receivers(
    citra: AsyncClient, office: Office, fajar: str
) -> None:
    """Neither in the form of a task, nor among those whose work is handed over, nor among who takes it."""
    for page in (TASK.format("TL-01"), "/programme/ZI-1/ubah", f"/programme/ZI-1/orang/{office.ayu}/mutasi"):
        answer = await citra.get(page)
        assert answer.status_code == 200
        assert "Budi" in answer.text, page
        assert fajar not in answer.text, page


async def test_sent_all_the_same_an_assessor_is_refused(
    citra: AsyncClient, office: Office, fajar: str
) -> None:
    """422 for both forms; nothing is written."""
    before = all_rows(office.store)
    form = fields(await citra.get(TASK.format("TL-01")))
    edited = await citra.post(TASK.format("TL-01"), data={**form, "pelaksana": fajar})
    moved = await citra.post(
        f"/programme/ZI-1/orang/{office.ayu}/mutasi",
        data={"ke": fajar, "mulai": ON.isoformat(), "peran": "ya"},
    )
    assert (edited.status_code, moved.status_code) == (422, 422)
    assert all_rows(office.store) == before


def test_the_use_cases_refuse_an_assessor_with_a_sentence(office: Office, fajar: str) -> None:
    """By an edit, by giving one task, and by handing over everything."""
    common: dict[str, Any] = {"programme_id": office.programme_id, "actor": office.citra, "on": ON}
    edit = EditProgramme(**common, changes=(SetAssignee("TL-01", fajar),), reason="Kesepakatan.")
    with pytest.raises(InputError, match="no office in its working team"):
        do(office.store, editing.apply, edit, NOON)
    with pytest.raises(InputError, match="no office in its working team"):
        do(office.store, promises.assign, Assign(**common, task="TL-01", person_id=fajar), NOON)
    transfer = Transfer(**common, person_id=office.ayu, to_id=fajar, first=ON)
    with pytest.raises(InputError, match="no office in its working team"):
        do(office.store, transfers.transfer, transfer, NOON)


async def test_why_an_assessor_is_refused_is_said_in_words(citra: AsyncClient, office: Office) -> None:
    """A list of changes that was carried along is judged again when it is looked at."""
    gita = joins(office.store, office.unit_id, "Gita", Role.INSPECTORATE, None, "gita@contoh.go.id")
    form = fields(await citra.get(TASK.format("TL-01")))
    carried = f'[["assignee", "PP-02", "{gita}"]]'
    answer = await citra.post(TASK.format("TL-01"), data={**form, "ubah": carried, "hari": "7"})
    assert answer.status_code == 422
    assert WHY in text(answer)


async def test_dates_set_the_duration_and_the_page_says_so(citra: AsyncClient, office: Office) -> None:
    """Two days earlier is two days shorter: plan, forecast and what follows agree, and nothing is late at once."""
    shown = await looks(citra, "TL-01", selesai="2025-01-06")
    said = text(shown)
    assert "direncanakan Kamis, 2 Januari 2025 sampai Senin, 6 Januari 2025" in said
    assert "memerlukan 3 hari kerja" in said
    assert (await agrees(citra, shown)).status_code == 303
    with office.store.reading() as session:
        plan = load_plan(session, office.programme_id)
    tasks = {task.id: task for task in plan.tasks}
    assert tasks["TL-01"].planned == Span(date(2025, 1, 2), date(2025, 1, 6))
    assert tasks["TL-01"].days == 3
    seen = {each.id: each.forecast for each in analyse(plan, ON, impacts=False).tasks}
    assert seen["TL-01"] == Span(ON, date(2025, 1, 10)), "three days from today, not the five of before"
    assert seen["TL-02"].start == date(2025, 1, 13)


@pytest.mark.parametrize("lag", ["-3000", "251", "-251", "99999", "1.5"])
async def test_a_lag_beyond_a_year_is_refused_with_what_is_allowed(
    citra: AsyncClient, office: Office, lag: str
) -> None:
    """At its field; a year either way is taken."""
    answer = await looks(citra, "PP-02", tunggu1="TL-01", jenis1="SS", jeda1=lag)
    assert answer.status_code == 422
    assert 'id="jeda1-wrong"' in answer.text
    assert "dari -250 sampai 250" in text(answer)
    for taken in ("-250", "250"):
        shown = await looks(citra, "PP-02", tunggu1="TL-01", jenis1="SS", jeda1=taken)
        assert shown.status_code == 200, text(shown)


def test_nor_is_such_a_lag_taken_in_another_way(office: Office) -> None:
    """By a program, or a list of changes that was carried along."""
    for lag in (-3000, 251):
        change = AddDependency("PP-02", Dependency("TL-01", Kind.SS, lag))
        edit = EditProgramme(
            programme_id=office.programme_id,
            changes=(change,),
            actor=office.citra,
            on=ON,
            reason="Kesepakatan.",
        )
        with pytest.raises(InputError, match="A lag lies between"):
            do(office.store, editing.apply, edit, NOON)


async def test_dates_and_a_duration_that_contradict_each_other_are_refused(
    citra: AsyncClient, office: Office
) -> None:
    """422 at the field, with what the dates hold; the same said twice is taken."""
    rows = all_rows(office.store)
    answer = await looks(citra, "TL-01", selesai="2025-01-06", hari="4")
    assert answer.status_code == 422
    assert 'id="hari-wrong"' in answer.text
    assert "ada 3 hari kerja, bukan 4" in text(answer)
    assert all_rows(office.store) == rows
    assert (await looks(citra, "TL-01", selesai="2025-01-06", hari="3")).status_code == 200


@pytest.mark.parametrize("typed", ["99999", "-1", "lima"])
async def test_a_duration_out_of_bounds_is_refused_with_both_bounds(citra: AsyncClient, typed: str) -> None:
    """Five nines are a whole number and not negative: the sentence says how many days are too many."""
    answer = await looks(citra, "TL-01", hari=typed)
    assert answer.status_code == 422
    assert "bilangan bulat dari 0 sampai 9999" in text(answer)
