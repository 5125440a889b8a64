"""Edits of a plan: what the preview shows is what is applied."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from tests.support.programmes import LATER, Office, small_office
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.edits import (
    AddDependency,
    Change,
    RemoveDependency,
    SetAssignee,
    SetDates,
    SetDays,
    SetNotBefore,
)
from zi_workflow.domain.errors import ConflictError, InputError
from zi_workflow.domain.plans import Plan, Span, parse_dependency
from zi_workflow.storage.queries.programmes import programme_facts
from zi_workflow.storage.tables import EventRow, NoticeRow
from zi_workflow.usecases.editing import EditProgramme, Rebaseline, apply, preview, rebaseline
from zi_workflow.usecases.plans import load_plan

ON = date(2025, 1, 3)


def edit(office: Office, *changes: Change, **more: Any) -> EditProgramme:
    """An edit of the office's programme."""
    return EditProgramme(programme_id=office.programme_id, changes=changes, actor=office.citra, on=ON, **more)


def plan_of(office: Office) -> Plan:
    """The programme's plan as it stands."""
    with office.store.reading() as session:
        return load_plan(session, office.programme_id)


def test_what_the_preview_shows_is_what_is_applied(store: Store) -> None:
    """The preview saves nothing; the edit moves exactly those tasks."""
    office = small_office(store)
    before = plan_of(office)
    command = edit(office, SetDays("TL-01", 7), reason="Cakupan bertambah.")
    with store.reading() as session:
        shown = preview(session, command, LATER.date())
    assert plan_of(office) == before
    assert [move.task for move in shown.moves] == ["TL-01", "TL-02", "PP-01"]
    assert {move.days for move in shown.moves} == {2}
    assert do(store, apply, command, LATER) == shown
    after = {task.id: task.planned for task in plan_of(office).tasks}
    assert {move.task: move.new for move in shown.moves}.items() <= after.items()
    assert shown.areas["pp"].planned_days == 2


def test_all_kinds_of_changes_are_saved_together(store: Store) -> None:
    """Dates, duration, earliest start, dependencies and assignee in one edit."""
    office = small_office(store)
    changes = (
        SetDates("TL-01", date(2025, 6, 16), date(2025, 6, 20)),
        SetDays("TL-02", 4),
        SetNotBefore("PP-02", date(2025, 7, 1)),
        RemoveDependency("PP-01", "TL-02"),
        AddDependency("PP-01", parse_dependency("TL-01 SS+2")),
        SetAssignee("PP-01", office.ayu),
    )
    do(store, apply, edit(office, *changes), LATER)
    tasks = {task.id: task for task in plan_of(office).tasks}
    assert tasks["TL-01"].planned == Span(date(2025, 6, 16), date(2025, 6, 20))
    assert tasks["TL-02"].days == 4
    assert tasks["PP-02"].not_before == date(2025, 7, 1)
    assert [str(link) for link in tasks["PP-01"].after] == ["TL-01 SS+2"]
    assert office.task("PP-01").duty.assignee_id == office.ayu


def test_a_cycle_is_refused_with_its_path_and_nothing_is_saved(store: Store) -> None:
    """Unknown codes are named at the same time."""
    office = small_office(store)
    before = plan_of(office)
    command = edit(
        office,
        AddDependency("TL-01", parse_dependency("PP-01")),
        AddDependency("PP-02", parse_dependency("XX-09")),
        SetDays("XX-01", 3),
    )
    with pytest.raises(InputError) as refused:
        do(store, apply, command, LATER)
    texts = str(refused.value)
    assert "TL-01 -> PP-01 -> TL-02 -> TL-01" in texts or "TL-01 -> TL-02 -> PP-01 -> TL-01" in texts
    assert "XX-09" in texts
    assert "XX-01" in [problem.where for problem in refused.value.problems]
    assert plan_of(office) == before


def test_the_second_of_two_edits_has_to_look_again(store: Store) -> None:
    """Both saw version two; the first makes it three."""
    office = small_office(store)
    command = edit(office, SetDays("TL-01", 7), version=2)
    do(store, apply, command, LATER)
    with pytest.raises(ConflictError):
        do(store, apply, replace(command, changes=(SetDays("TL-01", 9),)), LATER)


def test_an_edit_that_changes_nothing_writes_nothing(sqlite_store: Store) -> None:
    """The version stays."""
    office = small_office(sqlite_store)
    do(sqlite_store, apply, edit(office, SetDays("TL-01", 5)), LATER)
    with sqlite_store.reading() as session:
        assert programme_facts(session, office.programme_id).version == 2


def test_the_event_holds_both_faces_of_every_row(sqlite_store: Store) -> None:
    """Before and after, with the reason and the changes as they were asked for."""
    office = small_office(sqlite_store)
    do(sqlite_store, apply, edit(office, SetDays("TL-01", 7), reason="Cakupan bertambah."), LATER)
    with sqlite_store.reading() as session:
        row = session.exec(select(EventRow).where(EventRow.kind == "programme.edited")).one()
    faces = row.payload["tasks"]["TL-01"]
    assert (faces["before"]["days"], faces["after"]["days"]) == (5, 7)
    assert row.payload["reason"] == "Cakupan bertambah."
    assert row.payload["changes"] == [{"change": "SetDays", "task": "TL-01", "days": 7}]


def test_whoever_does_a_moved_task_is_told(sqlite_store: Store) -> None:
    """One notice a task, to the person whose work it is."""
    office = small_office(sqlite_store)
    do(sqlite_store, apply, edit(office, SetDays("TL-02", 12)), LATER)
    with sqlite_store.reading() as session:
        told = {(row.kind, row.task, row.recipient_id) for row in session.exec(select(NoticeRow))}
    assert told == {("plan_changed", "TL-02", office.ayu), ("plan_changed", "PP-01", office.budi)}


def test_the_forecast_becomes_the_plan_with_a_reason(store: Store) -> None:
    """Nothing is late afterwards; what is finished keeps its plan; the number of the baseline rises."""
    office = small_office(store)
    office.finishes("TL-01", date(2025, 1, 6), date(2025, 2, 3))
    command = Rebaseline(programme_id=office.programme_id, reason="", actor="cli", on=ON)
    with pytest.raises(InputError, match="reason"):
        do(store, rebaseline, command, LATER)
    shown = do(store, rebaseline, replace(command, reason="Disetujui kepala."), LATER)
    assert (shown.before.late_days > 0, shown.after.late_days) == (True, 0)
    tasks = {task.id: task for task in plan_of(office).tasks}
    assert tasks["TL-01"].planned == Span(date(2025, 1, 2), date(2025, 1, 8))
    with store.reading() as session:
        assert programme_facts(session, office.programme_id).baseline == 2
