"""Nobody's move of a task is overwritten by somebody who saw an older state, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.support.programmes import small_office
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.edits import SetDays
from zi_workflow.domain.errors import ConflictError
from zi_workflow.domain.tasks import State
from zi_workflow.storage.queries.programmes import programme_facts
from zi_workflow.usecases.editing import EditProgramme, apply
from zi_workflow.usecases.plan_rows import rows_of, save_rows
from zi_workflow.usecases.plans import load_plan
from zi_workflow.usecases.promises import Assign, assign
from zi_workflow.usecases.task_moves import save_state

D3 = date(2025, 1, 3)


def test_a_state_is_written_only_over_the_one_that_was_read(store: Store) -> None:
    """Somebody looked while the task was planned and writes after Ayu began it: her start stands."""
    office = small_office(store)
    seen = office.task("TL-01")
    office.starts("TL-01", D3, office.ayu)
    with pytest.raises(ConflictError, match="changed meanwhile"), store.writing() as session:
        save_state(session, seen.id, "TL-01", seen.version, seen.standing, office.now)
    now = office.task("TL-01")
    assert (now.standing.state, now.standing.started, now.version) == (
        State.IN_PROGRESS,
        D3,
        seen.version + 1,
    )


def test_a_plan_is_written_only_over_the_tasks_that_were_read(store: Store) -> None:
    """Citra's dates were reckoned before PP-01 was given to Ayu, who keeps it; nothing of the edit is saved."""
    office = small_office(store)
    with store.reading() as session:
        facts, before = programme_facts(session, office.programme_id), load_plan(session, office.programme_id)
        longer = tuple(replace(task, days=task.days + 1) for task in before.tasks)
        rows = rows_of(session, facts.id, before, replace(before, tasks=longer), {})
    assert len(rows.tasks) == 4
    office.does(assign, Assign, "PP-01", office.citra, D3, person_id=office.ayu)
    with pytest.raises(ConflictError, match="changed meanwhile"), store.writing() as session:
        save_rows(session, facts, rows)
    with store.reading() as session:
        assert load_plan(session, office.programme_id) == before
    assert office.task("PP-01").duty.assignee_id == office.ayu


def test_an_edit_waits_for_who_was_first_and_is_told_to_look_again(postgres_store: Store) -> None:
    """On a server both read the same tasks; the second writer gets the sentence, and the first one's word stands."""
    office = small_office(postgres_store)
    who: dict[str, Any] = {"programme_id": office.programme_id, "actor": office.citra, "on": D3}
    gives = Assign(**who, task="PP-01", person_id=office.ayu)
    edits = EditProgramme(**who, changes=(SetDays("TL-01", 9),), reason="Cakupan bertambah.")
    with ThreadPoolExecutor(1) as pool:
        with postgres_store.writing() as session:
            assign(session, gives, office.now)
            second = pool.submit(do, postgres_store, apply, edits, office.now)
            with pytest.raises(TimeoutError):
                second.result(timeout=0.5)
        with pytest.raises(ConflictError, match="changed meanwhile"):
            second.result(timeout=10)
    assert office.task("PP-01").duty.assignee_id == office.ayu
