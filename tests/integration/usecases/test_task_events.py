"""Every move leaves an event from which the state of any day can be rebuilt."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlmodel import col, select

from tests.support.programmes import Office, small_office
from zi_workflow.bootstrap import Store
from zi_workflow.domain.errors import RefusedError
from zi_workflow.domain.events import plain
from zi_workflow.storage.tables import EventRow, NoticeRow, Programme, Task, TaskState
from zi_workflow.usecases import events, tasks


def states(office: Office) -> dict[str, Any]:
    """Every task's whole state by code, as the tables have it."""
    with office.store.reading() as session:
        rows = session.exec(select(Task.code, TaskState).where(TaskState.task_id == Task.id))
        return {code: plain(state.model_dump()) for code, state in rows}


Step = tuple[date, Any, Any, str, dict[str, Any]]

LIFE: list[Step] = [
    (date(2025, 1, 3), tasks.start, tasks.Start, "TL-01", {}),
    (date(2025, 1, 6), tasks.report, tasks.Report, "TL-01", {"progress": 50}),
    (date(2025, 1, 7), tasks.submit, tasks.Submit, "TL-01", {}),
    (date(2025, 1, 8), tasks.return_, tasks.Return, "TL-01", {"note": "Kurang."}),
    (date(2025, 1, 9), tasks.submit, tasks.Submit, "TL-01", {}),
    (date(2025, 1, 10), tasks.verify, tasks.Verify, "TL-01", {}),
    (date(2025, 1, 13), tasks.reopen, tasks.Reopen, "TL-01", {"reason": "Temuan."}),
    (
        date(2025, 1, 14),
        tasks.promise,
        tasks.Promise,
        "TL-02",
        {"until": date(2025, 2, 3), "reason": "Cuti."},
    ),
    (date(2025, 1, 15), tasks.waive, tasks.Waive, "PP-02", {"reason": "Sudah ada.", "approved_by": "Kepala"}),
    (date(2025, 1, 16), tasks.assign, tasks.Assign, "TL-01", {"person_id": None}),
]


def test_the_state_of_every_past_day_is_rebuilt_from_events(store: Store) -> None:
    """For each day, what the log says equals what the tables said that evening."""
    office = small_office(store)
    seen = {date(2025, 1, 2): states(office)}
    for on, verb, command, task, more in LIFE:
        actor = office.citra if command is not tasks.Submit else office.ayu
        office.does(verb, command, task, actor, on, **more)
        seen[on] = states(office)
    with store.reading() as session:
        rebuilt = {on: events.rebuild(session, office.programme_id, on) for on in seen}
        assert rebuilt == seen
        assert events.verify(session).intact


def test_an_event_tells_who_did_what_and_when(store: Store) -> None:
    """The command is in it, beside the state."""
    office = small_office(store)
    office.starts("PP-01", date(2025, 1, 3), office.budi, ahead=True, reason="Data siap.")
    with store.reading() as session:
        row = session.exec(select(EventRow).where(EventRow.kind == "task.started")).one()
    assert (row.subject, row.actor, row.occurred_on) == ("PP-01", office.budi, date(2025, 1, 3))
    assert row.payload["command"]["reason"] == "Data siap."
    assert row.payload["ahead_of"] == ["TL-02"]
    assert row.payload["state"]["state"] == "in_progress"


def test_every_move_wakes_the_programme(store: Store) -> None:
    """The build-up follows."""
    office = small_office(store)
    office.starts("TL-01", date(2025, 1, 3))
    with store.reading() as session:
        programme = session.get(Programme, office.programme_id)
        assert programme is not None
        assert programme.woken_at == office.now


def test_returned_and_assigned_work_is_announced_in_the_same_transaction(store: Store) -> None:
    """Ayu is told that her work came back, Budi that a task is his."""
    office = small_office(store)
    office.starts("TL-01", date(2025, 1, 3))
    office.submits("TL-01", date(2025, 1, 6))
    office.does(tasks.return_, tasks.Return, "TL-01", office.citra, date(2025, 1, 7), note="Kurang.")
    office.does(tasks.assign, tasks.Assign, "TL-01", office.citra, date(2025, 1, 8), person_id=office.budi)
    with store.reading() as session:
        told = {(row.kind, row.recipient_id, row.task) for row in session.exec(select(NoticeRow))}
    assert told == {("returned", office.ayu, "TL-01"), ("assigned", office.budi, "TL-01")}


def test_a_refused_move_leaves_no_trace(store: Store) -> None:
    """Neither state nor event."""
    office = small_office(store)
    before = states(office)
    with store.reading() as session:
        count = events.verify(session).chains[0].count
    with pytest.raises(RefusedError):
        office.submits("TL-01", date(2025, 1, 3))
    with store.reading() as session:
        assert events.verify(session).chains[0].count == count
    assert states(office) == before


def test_a_move_is_never_dated_before_the_one_recorded_last(store: Store) -> None:
    """Entries may be late but not out of order, or the log could not tell the state of a day in between."""
    office = small_office(store)
    office.does(tasks.start, tasks.Start, "TL-01", office.ayu, date(2025, 1, 3))
    office.does(tasks.report, tasks.Report, "TL-01", office.ayu, date(2025, 1, 15), progress=70)
    with pytest.raises(RefusedError, match="last step"):
        office.does(tasks.report, tasks.Report, "TL-01", office.ayu, date(2025, 1, 8), progress=20)
    with store.reading() as session:
        rebuilt = events.rebuild(session, office.programme_id, date(2025, 1, 8))
    assert (rebuilt["TL-01"]["state"], rebuilt["TL-01"]["progress"]) == ("in_progress", 0)


def test_the_log_says_who_had_the_task_before_and_who_has_it_now(sqlite_store: Store) -> None:
    """From nobody by name to Ayu, and from her to Budi."""
    office = small_office(sqlite_store)
    for day, person in ((3, office.ayu), (6, office.budi)):
        office.does(tasks.assign, tasks.Assign, "TL-01", office.citra, date(2025, 1, day), person_id=person)
    with sqlite_store.reading() as session:
        query = select(EventRow.payload).where(col(EventRow.kind) == "task.assigned")
        given = [payload["assignee"] for payload in session.exec(query.order_by(col(EventRow.number)))]
    assert given == [
        {"before": None, "after": office.ayu},
        {"before": office.ayu, "after": office.budi},
    ]
