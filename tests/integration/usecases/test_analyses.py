"""The day's figures are kept where they changed, and only there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import select

from tests.integration.usecases.test_calendars import LATE_DECREE
from tests.integration.usecases.test_own_work import signed
from tests.support.programmes import LATER, Office, small_office, whole_office
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.edits import SetDays
from zi_workflow.storage.tables import ProgrammeAnalysis, TaskAnalysis
from zi_workflow.usecases.analyses import Analyse, analyse
from zi_workflow.usecases.build_up import AdvanceAll, advance_all
from zi_workflow.usecases.calendars import ApplyDecree
from zi_workflow.usecases.calendars import apply as applies
from zi_workflow.usecases.editing import EditProgramme, Rebaseline, apply, rebaseline
from zi_workflow.usecases.plans import load_plan
from zi_workflow.usecases.splits import Part, SplitTask, split_task

ON = date(2025, 1, 20)


def kept(office: Office) -> tuple[Any, dict[str, Any]]:
    """The summary row and the task rows."""
    with office.store.reading() as session:
        summary = session.get(ProgrammeAnalysis, office.programme_id)
        tasks = session.exec(select(TaskAnalysis).where(TaskAnalysis.programme_id == office.programme_id))
        return summary and summary.model_dump(), {row.task: row.model_dump() for row in tasks}


def test_the_figures_are_those_of_the_engine(store: Store) -> None:
    """TL-01 is late and holds the others; the summary counts them."""
    office = small_office(store)
    result = do(store, analyse, Analyse(office.programme_id, ON), LATER)
    summary, tasks = kept(office)
    assert (summary["late_days"], summary["because"]) == (
        result.finish.late_days,
        {"tl": result.finish.late_days},
    )
    assert (summary["ready"], summary["waiting"], summary["late"], summary["total"]) == (2, 2, 4, 4)
    assert (tasks["TL-01"]["state"], tasks["PP-01"]["blocked_by"]) == ("ready", "TL-01")
    assert tasks["TL-01"]["moves"] == 2
    assert tasks["PP-01"]["moves"] is None


def test_a_second_time_writes_nothing(store: Store) -> None:
    """Not even one row is touched."""
    office = whole_office(store)
    do(store, analyse, Analyse(office.programme_id, ON), LATER)
    before = kept(office)
    written: list[str] = []

    def note(_c: Any, _cur: Any, statement: str, *_rest: Any) -> None:
        if not statement.lstrip().upper().startswith(("SELECT", "BEGIN", "PRAGMA")):
            written.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    do(store, analyse, Analyse(office.programme_id, ON), LATER)
    event.remove(store.engine, "before_cursor_execute", note)
    assert written == []
    assert kept(office) == before


def test_only_what_changed_is_written(store: Store) -> None:
    """An edit of one area leaves the row of the task that has nothing to do with it."""
    office = small_office(store)
    do(store, analyse, Analyse(office.programme_id, ON), LATER)
    _summary, before = kept(office)
    edit = EditProgramme(
        programme_id=office.programme_id, changes=(SetDays("PP-02", 4),), actor="cli", on=date(2025, 1, 3)
    )
    do(store, apply, edit, LATER)
    do(store, analyse, Analyse(office.programme_id, ON), LATER)
    _summary, after = kept(office)
    assert {code for code in after if after[code] != before[code]} == {"PP-02"}


def edits(office: Office) -> None:
    """The first task takes longer."""
    changes = (SetDays("TL-01", 9),)
    command = EditProgramme(programme_id=office.programme_id, changes=changes, actor=office.ayu, on=ON)
    do(office.store, apply, command, LATER)


def splits(office: Office) -> None:
    """The first task becomes two."""
    parts = [Part(title=f"Bagian {n}", start=date(2025, 1, 20 + n), finish=date(2025, 2, n)) for n in (6, 7)]
    command = SplitTask(
        viewer=signed(office, office.ayu),
        programme_id=office.programme_id,
        task="TL-01",
        version=None,
        first=parts[0],
        second=parts[1],
        note="terlalu besar",
    )
    do(office.store, split_task, command, LATER)


def rebaselines(office: Office) -> None:
    """The forecast becomes the plan."""
    command = Rebaseline(programme_id=office.programme_id, reason="Disetujui.", actor=office.citra, on=ON)
    do(office.store, rebaseline, command, LATER)


def a_decree_comes(office: Office) -> None:
    """Two days are off."""
    do(office.store, applies, ApplyDecree(decree=LATE_DECREE, actor="cli", on=ON), LATER)


@pytest.mark.parametrize("deed", [edits, splits, rebaselines, a_decree_comes])
def test_a_change_of_the_plan_is_in_the_figures_at_once(store: Store, deed: Callable[[Office], None]) -> None:
    """As seen on the same day, so no morning is taken for decided; analysing that day again changes nothing."""
    office = small_office(store)
    do(store, analyse, Analyse(office.programme_id, ON), LATER)
    before = kept(office)
    deed(office)
    after = kept(office)
    assert after != before
    assert after[0]["as_of"] == ON
    with store.reading() as session:
        plan = load_plan(session, office.programme_id)
    assert {task.id: (task.planned.start, task.planned.finish) for task in plan.tasks if task.planned} == {
        code: (row["planned_start"], row["planned_finish"]) for code, row in after[1].items()
    }
    do(store, analyse, Analyse(office.programme_id, ON), LATER)
    assert kept(office) == after


def _holder(office: Office) -> str | None:
    """Who holds up the second task."""
    found: str | None = kept(office)[1]["TL-02"]["blocked_by"]
    return found


def test_what_is_done_on_a_page_frees_those_who_waited_at_once(store: Store) -> None:
    """The next page must not say that somebody waits for what is done."""
    office = small_office(store)
    do(store, analyse, Analyse(office.programme_id, ON), LATER)
    office.starts("TL-01", ON)
    office.submits("TL-01", ON)
    assert _holder(office) == "TL-01"
    office.verifies("TL-01", ON, office.citra, via="form:x")
    assert _holder(office) is None
    assert kept(office)[0]["as_of"] == ON


def test_what_is_done_at_the_console_frees_them_when_the_service_answers(store: Store) -> None:
    """As part of the build-up that it wakes."""
    office = small_office(store)
    do(store, analyse, Analyse(office.programme_id, ON), LATER)
    office.finishes("TL-01", ON, ON)
    assert _holder(office) == "TL-01"
    do(store, advance_all, AdvanceAll(office.programme_id, ON), LATER)
    assert _holder(office) is None


def test_a_programme_that_was_never_analysed_is_not_by_a_change(store: Store) -> None:
    """What the first morning finds is left to it."""
    office = small_office(store)
    edits(office)
    assert kept(office) == (None, {})
