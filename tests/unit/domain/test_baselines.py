"""What a baseline becomes when the plan or its calendar changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.programmes import plan, planned
from zi_workflow.domain.baselines import computed, rebuilt
from zi_workflow.domain.edits import (
    AddDependency,
    Change,
    RemoveDependency,
    SetDates,
    SetDays,
    SetNotBefore,
    applied,
)
from zi_workflow.domain.plans import Plan, Span, parse_dependency

ON = date(2025, 1, 2)
FRIDAY = date(2025, 1, 10)


def based(found: Plan) -> Plan:
    """The plan with its computed baseline written down."""
    spans = computed(found)
    return replace(found, tasks=tuple(replace(task, planned=spans[task.id]) for task in found.tasks))


def edited(found: Plan, *changes: Change, given: frozenset[str] = frozenset()) -> dict[str, Span]:
    """The baseline after changes."""
    after, problems = applied(found, changes)
    assert problems == []
    return rebuilt(found, after, ON, given)


def test_nothing_changes_when_nothing_changes() -> None:
    """The baseline of the same plan is the same."""
    found = based(plan())
    assert rebuilt(found, found, ON) == computed(found)


def test_a_longer_task_pushes_what_waits_for_it() -> None:
    """TL-02 and PP-01 follow TL-01 by the same two working days; PP-02 waits for nobody."""
    found = based(plan())
    before, after = computed(found), edited(found, SetDays("TL-01", 7))
    assert after["TL-01"].finish == date(2025, 1, 10)
    assert after["TL-02"].start == date(2025, 1, 13)
    assert after["PP-02"] == before["PP-02"]


def test_a_task_planned_later_on_purpose_keeps_its_date_while_it_can() -> None:
    """Only when its predecessor reaches it, it moves."""
    found = based(plan())
    pinned = replace(
        found,
        tasks=tuple(
            replace(task, planned=Span(date(2025, 3, 3), date(2025, 3, 7))) if task.id == "PP-01" else task
            for task in found.tasks
        ),
    )
    assert edited(pinned, SetDays("TL-01", 7))["PP-01"] == Span(date(2025, 3, 3), date(2025, 3, 7))
    assert edited(pinned, SetDays("TL-01", 60))["PP-01"].start > date(2025, 3, 7)


def test_given_dates_stand_and_their_successors_follow() -> None:
    """The coordinator's own dates are taken literally."""
    found = based(plan())
    span = Span(date(2025, 1, 20), date(2025, 1, 24))
    after = edited(found, SetDates("TL-01", span.start, span.finish), given=frozenset({"TL-01"}))
    assert after["TL-01"] == span
    assert after["TL-02"].start == date(2025, 1, 30)  # 27-29 January are days off


def test_started_and_finished_tasks_keep_their_plan() -> None:
    """Their plan is what lateness is counted from."""
    found = based(plan())
    begun = replace(found, tasks=tuple(replace(t, started=ON) if t.id == "TL-02" else t for t in found.tasks))
    assert edited(begun, SetDays("TL-01", 9))["TL-02"] == computed(found)["TL-02"]


def test_a_dependency_that_goes_lets_the_task_come_forward() -> None:
    """Without TL-02, PP-01 can begin at once."""
    after = edited(based(plan()), RemoveDependency("PP-01", "TL-02"))
    assert after["PP-01"].start == date(2025, 1, 2)


def test_a_new_dependency_and_a_later_start_push() -> None:
    """Both are bounds."""
    found = based(plan())
    assert edited(found, AddDependency("PP-02", parse_dependency("PP-01")))["PP-02"].start > date(2025, 1, 27)
    assert edited(found, SetNotBefore("PP-02", date(2025, 2, 3)))["PP-02"].start == date(2025, 2, 3)


@pytest.mark.parametrize(
    "change",
    [
        SetDays("XX-01", 3),
        SetDates("TL-01", date(2025, 2, 3), date(2025, 2, 2)),
        RemoveDependency("PP-02", "TL-01"),
    ],
)
def test_what_cannot_be_done_is_said_with_its_task(change: Change) -> None:
    """Unknown task, dates the wrong way round, a dependency that is not there."""
    found = based(plan())
    after, problems = applied(found, [change])
    assert [problem.where for problem in problems] == [change.task]
    assert after == found


def test_a_finished_tasks_plan_is_history() -> None:
    """Nobody edits it."""
    _after, problems = applied(plan(planned("TL-01", 5, finished=ON)), [SetDays("TL-01", 3)])
    assert len(problems) == 1


@settings(max_examples=60, deadline=None)
@given(st.sets(st.integers(0, 60), max_size=8), st.lists(st.integers(0, 9), min_size=4, max_size=4))
def test_a_new_day_off_never_brings_a_plan_forward(offsets: set[int], days: list[int]) -> None:
    """Adding days off moves no planned finish earlier, taking them back moves none later."""
    tasks = (
        planned("TL-01", days[0]),
        planned("TL-02", days[1], "TL-01"),
        planned("PP-01", days[2], "TL-02 SS+2"),
        planned("PP-02", days[3], "TL-01 FF+1"),
    )
    found = based(plan(*tasks))
    more = found.days_off | {ON + timedelta(days=offset) for offset in offsets}
    before = computed(found)
    after = rebuilt(found, replace(found, days_off=more), ON)
    assert all(after[code].finish >= before[code].finish for code in before)
    moved = replace(found, days_off=more, tasks=tuple(replace(t, planned=after[t.id]) for t in found.tasks))
    assert rebuilt(moved, replace(moved, days_off=found.days_off), ON) == before


@settings(max_examples=60, deadline=None)
@given(st.sets(st.integers(0, 30), max_size=8), st.integers(1, 9), st.sets(st.integers(0, 30), max_size=4))
def test_a_new_day_off_never_makes_running_work_due_earlier(
    offsets: set[int], days: int, back: set[int]
) -> None:
    """Also when it is the very day on which the work was to finish; a day off taken back makes nothing later."""
    found = based(plan(planned("TL-01", days, started=ON), planned("PP-01", 2, "TL-01")))
    before = {task.id: task.planned.finish for task in found.tasks if task.planned}
    more = found.days_off | {ON + timedelta(days=offset) for offset in offsets}
    after = rebuilt(found, replace(found, days_off=more), ON)
    assert all(after[code].finish >= before[code] for code in before)
    moved = replace(found, days_off=more, tasks=tuple(replace(t, planned=after[t.id]) for t in found.tasks))
    fewer = more - {ON + timedelta(days=offset) for offset in back}
    again = rebuilt(moved, replace(moved, days_off=fewer), ON)
    assert all(again[code].finish <= after[code].finish for code in before)
