"""Keeps what is said of a task's dates and of its duration in step; changes no plan and knows no form."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from zi_workflow.domain.calendars import working_calendar
from zi_workflow.domain.edits import Change, SetDates, SetDays, bounds
from zi_workflow.domain.errors import N_, Problem
from zi_workflow.domain.plans import Plan


def with_durations(plan: Plan, changes: Iterable[Change]) -> tuple[tuple[Change, ...], list[Problem]]:
    """The changes, with the duration of every task that is given new dates and none; working days.

    A problem for each task whose new dates and new duration contradict each other, its code as the place.
    """
    asked = tuple(changes)
    tasks = {task.id: task for task in plan.tasks}
    said = {each.task: each.days for each in asked if isinstance(each, SetDays)}
    added: list[Change] = []
    problems = []
    for each in {change.task: change for change in asked if isinstance(change, SetDates)}.values():
        task = tasks.get(each.task)
        days = _working_days(plan, each.start, each.finish)
        if task is None or not days or _fits(said.get(task.id, task.days), days):
            continue
        if task.id in said:
            message = N_(
                "From {start} to {finish} there are {days} working days, not {said}; "
                "please change the dates or the duration."
            )
            params = {"start": each.start, "finish": each.finish, "days": days, "said": said[task.id]}
            problems.append(Problem(message, params, where=task.id))
        else:
            added.append(SetDays(task.id, days))
    return (*asked, *added), problems


def _fits(days: int, lasting: int) -> bool:
    """A milestone takes no time and lies on one day."""
    return days == lasting or (days == 0 and lasting == 1)


def _working_days(plan: Plan, start: date, finish: date) -> int:
    """Both days counted; 0 where the plan refuses the dates anyway."""
    first, last = bounds(plan.start)
    if not first <= start <= finish <= last:
        return 0
    return len(working_calendar(plan.week, plan.days_off, start, finish).days)
