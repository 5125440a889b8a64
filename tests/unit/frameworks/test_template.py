"""The shipped template on the real calendar: the reference case, and any start from 2024 to 2027."""

from __future__ import annotations

from datetime import date
from functools import cache

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from zi_workflow.domain.analysis import analyse
from zi_workflow.domain.calendars import FIVE_DAYS, WEEKDAYS, WorkCalendar, working_calendar
from zi_workflow.domain.recurrence import TaskInstance, horizon, instances, plan_of
from zi_workflow.domain.rounds import proposed_rounds
from zi_workflow.frameworks import loader

FRAMEWORK = loader.load()
START = date(2025, 1, 2)
SIX_DAYS = WEEKDAYS[:6]
STARTS = st.dates(date(2024, 1, 1), date(2027, 12, 31))


def calendar(start: date, week: tuple[str, ...] = FIVE_DAYS) -> WorkCalendar:
    """The national calendar as far as a programme from `start` needs."""
    return working_calendar(week, loader.national_days_off(), *horizon(start))


@cache
def reference() -> dict[str, TaskInstance]:
    """The reference case: a unit that starts on 2 January 2025."""
    return {task.code: task for task in instances(FRAMEWORK, START, calendar(START))}


def finish(code: str) -> date:
    """When a task of the reference case ends in the baseline."""
    return reference()[code].baseline.finish


def test_the_reference_case_has_about_250_tasks() -> None:
    """Ninety templates and eight milestones become some 250 dated tasks."""
    assert 240 <= len(reference()) <= 260


def test_the_reference_case_reaches_its_known_dates() -> None:
    """Team decree, action plan, service standard, first round, self-assessment and proposal."""
    assert finish("MP-02") == date(2025, 1, 20)
    assert finish("MP-06") == date(2025, 2, 18)
    assert finish("PP-02") == date(2025, 6, 3)
    assert finish("ME-04.2025-Q1") == date(2025, 4, 30)
    assert finish("EV-01") == date(2026, 2, 18)
    assert finish("EV-07") == date(2026, 5, 19)


def test_the_proposal_is_due_on_the_last_working_day_before_the_end_of_may() -> None:
    """31 May 2026 is a Sunday and a holiday; all the unit's own work ends by then."""
    assert reference()["EV-07"].due_date == date(2026, 5, 29)
    assert max(t.baseline.finish for t in reference().values() if not t.milestone) <= date(2026, 5, 29)


def test_rounds_are_proposed_for_the_day_their_task_is_due() -> None:
    """The first round of 2025 falls on 30 April, the sixteenth working day after the quarter."""
    edition = FRAMEWORK.edition
    rounds = proposed_rounds(START, calendar(START), edition.quarters, edition.monev_day)
    due = [task.baseline.finish for task in reference().values() if task.template == edition.monev_task]
    assert [r.on for r in rounds] == due
    assert rounds[0].on == date(2025, 4, 30)


def test_recurring_work_ends_on_its_due_day() -> None:
    """In the reference case no recurring task is pushed behind its due day by what it waits for."""
    pushed = [t.code for t in reference().values() if t.period and t.baseline.start != t.not_before]
    assert pushed == []


def test_every_instance_says_who_checks_it_when_it_is_wanted_and_what_proves_it() -> None:
    """A responsible role, another that verifies, a due date, and evidence wanted."""
    for task in reference().values():
        assert task.responsible, task.code
        assert task.verifier not in ("", task.responsible), task.code
        assert task.due_date >= task.baseline.start >= START, task.code
        assert task.evidence, task.code
        assert all(task.evidence), task.code


def test_every_item_of_the_sheet_is_worked_for() -> None:
    """All 113 items are reached by a dated task."""
    assert {c for t in reference().values() for c in t.items} == {i.code for i in FRAMEWORK.items}


def test_the_baseline_is_the_plan_of_the_engine() -> None:
    """The planning engine computes the same dates from the same tasks."""
    plan = plan_of(reference().values(), START, days_off=loader.national_days_off())
    planned = {result.id: result.planned for result in analyse(plan, START).tasks}
    assert planned == {code: task.baseline for code, task in reference().items()}


@settings(max_examples=40, deadline=None)
@given(STARTS, st.sampled_from([FIVE_DAYS, SIX_DAYS]))
def test_any_start_gives_a_sound_programme(start: date, week: tuple[str, ...]) -> None:
    """No dangling edge, no cycle, unique codes, every template at least once, due dates that can be met."""
    made = instances(FRAMEWORK, start, calendar(start, week))
    codes = [task.code for task in made]
    assert len(set(codes)) == len(codes)
    assert {task.template for task in made} == {entry.code for entry in FRAMEWORK.entries}
    edges = [(link.predecessor, task.code) for task in made for link in task.after]
    assert {end for edge in edges for end in edge} <= set(codes)
    assert len(set(edges)) == len(edges)
    assert nx.is_directed_acyclic_graph(nx.DiGraph(edges))
    assert all(task.due is None or task.due >= task.baseline.finish for task in made)
    assert made == instances(FRAMEWORK, start, calendar(start, week))


@settings(max_examples=40, deadline=None)
@given(STARTS)
def test_a_unit_that_joins_late_is_not_late_from_birth(start: date) -> None:
    """Nothing starts before the programme, and the proposal waits for the year in which it can be made."""
    made = {task.code: task for task in instances(FRAMEWORK, start, calendar(start))}
    assert min(task.baseline.start for task in made.values()) >= start
    assert made["EV-07"].due_date >= made["EV-07"].baseline.finish
    assert made["X-01"].baseline.start.year == made["EV-07"].due_date.year
    rounds = [task.occurrence for task in made.values() if task.template == "ME-04"]
    assert rounds == list(range(1, len(rounds) + 1))
