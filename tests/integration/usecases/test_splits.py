"""A task that is split becomes two with dates of their own, and its followers wait for both; on both databases."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlmodel import col, select

from tests.integration.usecases.test_nudges import events, notices
from tests.integration.usecases.test_own_work import signed
from tests.support.clocks import wib
from tests.support.programmes import Office, small_office
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.edits import bounds
from zi_workflow.domain.errors import ConflictError, ForbiddenError, InputError, RefusedError
from zi_workflow.domain.tasks import State
from zi_workflow.storage.tables import Task, TaskState
from zi_workflow.usecases.events import rebuild
from zi_workflow.usecases.plans import load_plan
from zi_workflow.usecases.splits import Part, SplitTask, split_task

NOW = wib(2025, 6, 2, 9)
TODAY = date(2025, 6, 2)
FIRST = Part(title="Penyusunan konsep", start=date(2025, 6, 2), finish=date(2025, 6, 5))
SECOND = Part(title="Penetapan", start=date(2025, 6, 10), finish=date(2025, 6, 20))


def splits(office: Office, by: str, task: str = "TL-01", **more: Any) -> None:
    """Somebody sends the form."""
    values: dict[str, Any] = {
        "version": office.task(task).version,
        "first": FIRST,
        "second": SECOND,
        "note": "terlalu besar untuk satu orang",
        **more,
    }
    command = SplitTask(viewer=signed(office, by), programme_id=office.programme_id, task=task, **values)
    do(office.store, split_task, command, NOW)


def rows(office: Office) -> list[Task]:
    """The tasks in the order of the plan."""
    with office.store.reading() as session:
        found = list(session.scalars(select(Task).order_by(col(Task.position))))
        session.expunge_all()
        return found


def test_two_tasks_with_their_own_dates_and_both_are_waited_for(store: Store) -> None:
    """Side by side in the plan; working days come from the dates, holidays left out; the twin has not begun."""
    office = small_office(store)
    splits(office, office.ayu)
    first, second = rows(office)[:2]
    assert [(each.code, each.title, each.days) for each in (first, second)] == [
        ("TL-01", "Penyusunan konsep", 4),
        ("TL-01-B", "Penetapan", 9),
    ]
    assert (second.planned_start, second.planned_finish) == (SECOND.start, SECOND.finish)
    assert (second.responsible, second.verifier, second.area) == (
        first.responsible,
        first.verifier,
        first.area,
    )
    assert office.task("TL-01-B").standing.state is State.PLANNED
    with office.store.reading() as session:
        plan = load_plan(session, office.programme_id)
    after = {task.id: [link.predecessor for link in task.after] for task in plan.tasks}
    assert after["TL-02"] == ["TL-01", "TL-01-B"]
    assert len({row.position for row in rows(office)}) == len(rows(office))
    with pytest.raises(RefusedError):
        office.starts("TL-02", TODAY, office.ayu)


def test_what_follows_moves_and_whoever_does_it_is_told(store: Store) -> None:
    """Its dates lie behind the later half; each person hears of what is theirs."""
    office = small_office(store)
    splits(office, office.citra)
    planned = {row.code: row.planned_start for row in rows(office)}
    assert planned["TL-02"] is not None
    assert planned["TL-02"] > SECOND.finish
    assert {(each.task, each.recipient_id) for each in notices(office, "plan_changed")} >= {
        ("TL-02", office.ayu),
        ("PP-01", office.budi),
    }
    assert [each.recipient_id for each in notices(office, "assigned") if each.task == "TL-01-B"] == [
        office.ayu
    ]


def test_the_record_tells_the_state_of_both_and_the_same_form_splits_once(store: Store) -> None:
    """From the events alone the twin is there; the second press of the button finds it done."""
    office = small_office(store)
    version = office.task("TL-01").version
    splits(office, office.ayu, version=version)
    splits(office, office.ayu, version=version)
    (event,) = events(office, "task.split")
    assert event.payload["new"]["code"] == "TL-01-B"
    assert len(rows(office)) == 5
    with office.store.reading() as session:
        states = rebuild(session, office.programme_id)
        kept = {row.task_id: row.state for row in session.scalars(select(TaskState))}
        assert states["TL-01-B"]["state"] == kept[states["TL-01-B"]["task_id"]] == "planned"
        assert len(states) == len(kept)


def test_work_that_has_begun_keeps_its_past(store: Store) -> None:
    """The first part stays under way; only the second is new."""
    office = small_office(store)
    office.starts("TL-01", TODAY, office.ayu)
    splits(office, office.ayu)
    assert office.task("TL-01").standing.started == TODAY
    assert office.task("TL-01-B").standing.started is None


def test_it_can_be_split_again(store: Store) -> None:
    """The next letter is taken, and followers wait for all three."""
    office = small_office(store)
    splits(office, office.ayu)
    splits(office, office.ayu, note="masih terlalu besar")
    with office.store.reading() as session:
        plan = load_plan(session, office.programme_id)
    (follower,) = [task for task in plan.tasks if task.id == "TL-02"]
    assert {link.predecessor for link in follower.after} == {"TL-01", "TL-01-B", "TL-01-C"}


def test_a_part_without_a_working_day_or_a_title_is_refused(store: Store) -> None:
    """Nothing is half saved."""
    office = small_office(store)
    sunday = date(2025, 6, 8)
    for wrong in (
        Part(title="Penetapan", start=sunday, finish=sunday),
        Part(title="Penetapan", start=date(2025, 6, 20), finish=date(2025, 6, 9)),
        Part(title="  ", start=SECOND.start, finish=SECOND.finish),
        Part(title="x" * 301, start=SECOND.start, finish=SECOND.finish),
    ):
        with pytest.raises(InputError):
            splits(office, office.ayu, second=wrong)
    assert len(rows(office)) == 4
    assert events(office, "task.split") == []


@pytest.mark.parametrize(
    ("start", "finish"),
    [
        (date(1990, 1, 1), date(2025, 6, 5)),
        (date(2024, 12, 31), date(2025, 6, 5)),
        (date(2025, 6, 2), date.max),
        (date(2025, 6, 2), date(2031, 1, 1)),
    ],
)
def test_a_part_outside_of_the_programme_is_told_which_days_there_are(
    sqlite_store: Store, start: date, finish: date
) -> None:
    """Not what some calendar holds: from the programme's first day to the last on which a task can be planned."""
    office = small_office(sqlite_store)
    with pytest.raises(InputError) as caught:
        splits(office, office.ayu, first=Part(title="Penyusunan konsep", start=start, finish=finish))
    (problem,) = caught.value.problems
    assert problem.message.startswith("A part lies between {first} and {last}")
    with sqlite_store.reading() as session:
        planned = load_plan(session, office.programme_id).start
    assert (problem.params["first"], problem.params["last"]) == (planned, bounds(planned)[1])


def test_only_open_work_and_only_who_steers_its_area(store: Store) -> None:
    """Handed in or finished it stays whole; an old page splits nothing."""
    office = small_office(store)
    with pytest.raises(ForbiddenError):
        splits(office, office.budi)
    with pytest.raises(ConflictError):
        splits(office, office.ayu, version=5)
    office.starts("TL-01", TODAY, office.ayu)
    office.submits("TL-01", TODAY, office.ayu)
    with pytest.raises(RefusedError):
        splits(office, office.ayu)
