"""Changes that a coordinator makes to a plan, applied to it as data; knows no calendar and no database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from zi_workflow.domain.errors import N_, Problem
from zi_workflow.domain.plans import Dependency, Plan, PlanTask, Span


@dataclass(frozen=True)
class SetDates:
    """Plan a task from `start` to `finish`."""

    task: str
    start: date
    finish: date


@dataclass(frozen=True)
class SetDays:
    """Change a task's duration, in working days."""

    task: str
    days: int


@dataclass(frozen=True)
class SetNotBefore:
    """Say from which day a task may start; None: from any."""

    task: str
    day: date | None


@dataclass(frozen=True)
class AddDependency:
    """Let a task wait for another."""

    task: str
    after: Dependency


@dataclass(frozen=True)
class RemoveDependency:
    """Let a task no longer wait for another, in whatever way it did."""

    task: str
    predecessor: str


@dataclass(frozen=True)
class SetAssignee:
    """Give a task to a person by id; None: to whoever holds the responsible role."""

    task: str
    person_id: str | None


MOST_LAG = 250
"""Working days, about a year: a lag that is typed and larger, either way, binds nothing or was meant otherwise."""
YEARS_AROUND = 5
"""A programme's own days lie so many years around its first day: days off are hardly known further."""


def bounds(start: date) -> tuple[date, date]:
    """The first and the last day that may be planned in a programme that begins on a day."""
    return date(max(start.year - YEARS_AROUND, 1), 1, 1), date(min(start.year + YEARS_AROUND, 9999), 12, 31)


Change = SetDates | SetDays | SetNotBefore | AddDependency | RemoveDependency | SetAssignee


def applied(plan: Plan, changes: Iterable[Change]) -> tuple[Plan, list[Problem]]:
    """The plan with the changes made in order, and everything that could not be done.

    Cycles and unknown predecessors are found by `plans.validate` afterwards; who is assigned is no part of a plan.
    """
    tasks = {task.id: task for task in plan.tasks}
    problems: list[Problem] = []
    for change in changes:
        task = tasks.get(change.task)
        if task is None:
            problems.append(Problem(N_("There is no such task in this programme."), where=change.task))
        elif task.finished is not None:
            problems.append(Problem(N_("The task is finished; its plan is history."), where=task.id))
        elif out := _outside(plan, change):
            problems.append(out)
        elif isinstance(after := _changed(task, change), Problem):
            problems.append(after)
        else:
            tasks[task.id] = after
    return replace(plan, tasks=tuple(tasks.values())), problems


OUTSIDE = N_("{day} lies outside this programme; please choose a day from {first} to {last}.")


def _outside(plan: Plan, change: Change) -> Problem | None:
    """The first day of the change that no programme of this start reaches."""
    days: tuple[date | None, ...] = ()
    if isinstance(change, SetDates):
        days = (change.start, change.finish)
    elif isinstance(change, SetNotBefore):
        days = (change.day,)
    first, last = bounds(plan.start)
    wrong = next((day for day in days if day is not None and not first <= day <= last), None)
    if wrong is None:
        return None
    return Problem(OUTSIDE, {"day": wrong, "first": first, "last": last}, where=change.task)


def _changed(task: PlanTask, change: Change) -> PlanTask | Problem:
    match change:
        case SetDates(start=start, finish=finish):
            return _dated(task, start, finish)
        case SetDays(days=days):
            return replace(task, days=days)
        case SetNotBefore(day=day):
            return replace(task, not_before=day)
        case AddDependency(after=after):
            return _waiting(task, after)
        case RemoveDependency(predecessor=predecessor):
            return _freed(task, predecessor)
        case SetAssignee():
            return task


def _dated(task: PlanTask, start: date, finish: date) -> PlanTask | Problem:
    if finish < start:
        message = N_("It is planned to finish on {finish}, before its start on {start}.")
        return Problem(message, {"start": start, "finish": finish}, where=task.id)
    return replace(task, planned=Span(start, finish))


def _waiting(task: PlanTask, after: Dependency) -> PlanTask | Problem:
    if abs(after.lag) > MOST_LAG:
        params = {"lag": after.lag, "least": -MOST_LAG, "most": MOST_LAG}
        return Problem(
            N_("A lag lies between {least} and {most} working days, not at {lag}."), params, where=task.id
        )
    return replace(task, after=tuple(dict.fromkeys((*task.after, after))))


def _freed(task: PlanTask, predecessor: str) -> PlanTask | Problem:
    kept = tuple(link for link in task.after if link.predecessor != predecessor)
    if kept == task.after:
        message = N_("The task does not wait for {predecessor}.")
        return Problem(message, {"predecessor": predecessor}, where=task.id)
    return replace(task, after=kept)
