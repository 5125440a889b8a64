"""A decree during the year: what has not started moves, what is done stays, twice is once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from tests.support.clocks import wib
from tests.support.programmes import LATER, Office, plan, planned, small_office, whole_office
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.calendars import DayKind, DayOff, Decree, DecreeStatus
from zi_workflow.domain.errors import InputError
from zi_workflow.frameworks import loader
from zi_workflow.storage.queries.programmes import programme_facts
from zi_workflow.storage.tables import EventRow, NoticeRow, Task
from zi_workflow.usecases import events
from zi_workflow.usecases.analyses import Analyse, analyse
from zi_workflow.usecases.calendars import ApplyDecree, apply, preview
from zi_workflow.usecases.plans import days_off, load_plan

ON = date(2025, 1, 6)
NOW = wib(2025, 1, 6)


def decree(number: str, *days: date, kind: DayKind = DayKind.LOCAL) -> Decree:
    """A decree signed on 3 January 2025 about these days."""
    entries = tuple(DayOff(day, kind, "Hari jadi") for day in days)
    return Decree(number, date(2025, 1, 3), "Libur daerah", "", DecreeStatus.FIXED, 2025, entries)


def rows(office: Office) -> dict[str, dict[str, Any]]:
    """All task rows by code."""
    with office.store.reading() as session:
        found = session.exec(select(Task).where(Task.programme_id == office.programme_id))
        return {row.code: row.model_dump() for row in found}


LATE_DECREE = decree("KEP 7/2025", date(2025, 1, 9), date(2025, 1, 10))


def test_what_has_not_started_moves_by_the_days_that_are_gone(store: Store) -> None:
    """TL-01 is done and stays; TL-02 and PP-01 follow two working days later."""
    office = small_office(store)
    office.finishes("TL-01", date(2025, 1, 2), date(2025, 1, 3))
    before = rows(office)
    command = ApplyDecree(decree=LATE_DECREE, actor="cli", on=ON)
    with store.reading() as session:
        shown = preview(session, command, ON)
    assert rows(office) == before
    assert do(store, apply, command, NOW) == shown
    (shift,) = shown.programmes
    assert [move.task for move in shift.moves] == ["TL-02", "PP-01"]
    after = rows(office)
    assert {code for code in after if after[code] != before[code]} == {"TL-02", "PP-01"}
    assert after["TL-02"]["planned_start"] == date(2025, 1, 13)


def test_applied_twice_is_applied_once(store: Store) -> None:
    """No second row, event, version or notice."""
    office = small_office(store)
    command = ApplyDecree(decree=LATE_DECREE, actor="cli", on=ON)
    do(store, apply, command, NOW)
    once = rows(office)
    with store.reading() as session:
        events_once = events.verify(session).chains[0].count
    again = do(store, apply, command, NOW)
    assert (again.known, again.programmes) == (True, ())
    assert rows(office) == once
    with store.reading() as session:
        assert events.verify(session).chains[0].count == events_once


def test_a_known_number_with_other_days_is_refused(store: Store) -> None:
    """A change of a decree is a decree of its own; that holds for the shipped ones too."""
    small_office(store)
    do(store, apply, ApplyDecree(decree=LATE_DECREE, actor="cli", on=ON), NOW)
    shipped = replace(LATE_DECREE, number=loader.decrees()[0].number)
    for other in (decree("KEP 7/2025", date(2025, 1, 13)), shipped):
        with pytest.raises(InputError, match="other days"):
            do(store, apply, ApplyDecree(decree=other, actor="cli", on=ON), NOW)


def test_the_shipped_decrees_are_in_use_already(sqlite_store: Store) -> None:
    """The amendment of 7 August 2025 that made 18 August a day off is one of them."""
    office = small_office(sqlite_store)
    amendment = next(d for d in loader.decrees() if d.signed == date(2025, 8, 7))
    assert do(sqlite_store, apply, ApplyDecree(decree=amendment, actor="cli", on=ON), NOW).known
    with sqlite_store.reading() as session:
        assert date(2025, 8, 18) in days_off(session, office.unit_id)


def test_a_day_given_back_brings_work_forward(store: Store) -> None:
    """27 January is a working day again; nothing is later than before."""
    office = small_office(store)
    before = rows(office)
    back = decree("KEP 8/2025", date(2025, 1, 27), kind=DayKind.WORKING)
    shown = do(store, apply, ApplyDecree(decree=back, actor="cli", on=ON), NOW)
    assert (shown.off, shown.given_back) == ((), (date(2025, 1, 27),))
    after = rows(office)
    assert after["PP-01"]["planned_finish"] < before["PP-01"]["planned_finish"]
    assert all(after[code]["planned_finish"] <= before[code]["planned_finish"] for code in after)


def test_taking_a_decree_back_restores_the_plan(sqlite_store: Store) -> None:
    """The day is given back by another decree, and every date is as before."""
    office = small_office(sqlite_store)
    before = rows(office)
    do(sqlite_store, apply, ApplyDecree(decree=LATE_DECREE, actor="cli", on=ON), NOW)
    days = [each.day for each in LATE_DECREE.days]
    back = replace(decree("KEP 9/2025", *days, kind=DayKind.WORKING), signed=date(2025, 1, 4))
    do(sqlite_store, apply, ApplyDecree(decree=back, actor="cli", on=ON), NOW)
    dates = ("planned_start", "planned_finish", "not_before", "due")
    assert {code: [row[name] for name in dates] for code, row in rows(office).items()} == {
        code: [row[name] for name in dates] for code, row in before.items()
    }


def test_due_dates_that_the_calendar_gives_follow_it(sqlite_store: Store) -> None:
    """The proposal is due on the last working day of May 2026; a holiday on the 29th makes it the 26th."""
    office = whole_office(sqlite_store)
    assert rows(office)["EV-07"]["due"] == date(2026, 5, 29)
    command = ApplyDecree(decree=decree("KEP 7/2025", date(2026, 5, 29)), actor="cli", on=ON)
    do(sqlite_store, apply, command, NOW)
    assert rows(office)["EV-07"]["due"] == date(2026, 5, 26)
    with sqlite_store.reading() as session:
        assert programme_facts(session, office.programme_id).deadline == date(2026, 5, 26)


def test_a_decree_of_one_unit_leaves_the_others_alone(store: Store) -> None:
    """Local days off are local."""
    office = small_office(store)
    command = ApplyDecree(decree=LATE_DECREE, actor="cli", on=ON, unit_id=office.unit_id)
    do(store, apply, command, NOW)
    with store.reading() as session:
        assert date(2025, 1, 9) in days_off(session, office.unit_id)
        assert date(2025, 1, 9) not in days_off(session, "another")


def test_a_finished_task_on_a_day_that_became_off_still_computes(store: Store) -> None:
    """Its plan was one day long, and that day is gone; the figures do not break and the row stays."""
    office = small_office(store, plan(planned("TL-01", 1), planned("TL-02", 3, "TL-01")))
    office.finishes("TL-01", date(2025, 1, 2), date(2025, 1, 2))
    before = rows(office)["TL-01"]
    command = ApplyDecree(decree=decree("KEP 7/2025", date(2025, 1, 2)), actor="cli", on=ON)
    do(store, apply, command, NOW)
    result = do(store, analyse, Analyse(office.programme_id, ON), LATER)
    assert result.task("TL-01").state == "done"
    assert rows(office)["TL-01"] == before


def test_the_event_names_what_moved_and_the_people_find_it_in_the_digest(sqlite_store: Store) -> None:
    """One event a programme with the reason, one notice a moved task, none at once."""
    office = small_office(sqlite_store)
    do(sqlite_store, apply, ApplyDecree(decree=LATE_DECREE, actor="cli", on=ON), NOW)
    with sqlite_store.reading() as session:
        row = session.exec(select(EventRow).where(EventRow.kind == "calendar.applied")).one()
        told = {(notice.kind, notice.task, notice.state) for notice in session.exec(select(NoticeRow))}
        version = programme_facts(session, office.programme_id).calendar_version
        assert load_plan(session, office.programme_id).days_off >= {date(2025, 1, 9)}
    assert (row.payload["reason"], row.payload["decree"]) == ("kalender", "KEP 7/2025")
    assert row.payload["moved"] == ["TL-02", "PP-01"]
    assert told == {("plan_changed", code, "due") for code in row.payload["moved"]}
    assert version.endswith("~1")


def test_whoever_is_told_reads_why_the_decree_was_taken_into_use(sqlite_store: Store) -> None:
    """The number of the decree, and the reason that was given with it."""
    office = small_office(sqlite_store)
    why = ApplyDecree(decree=LATE_DECREE, actor="cli", on=ON, reason="Sesuai SKB.")
    do(sqlite_store, apply, why, NOW)
    with office.store.reading() as session:
        told = [row.facts["note"] for row in session.exec(select(NoticeRow)) if row.kind == "plan_changed"]
    assert set(told) == {"Kalender kerja berubah: KEP 7/2025. Sesuai SKB."}
