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
        elif isinstance(after := _changed(task, change), Problem):
            problems.append(after)
        else:
            tasks[task.id] = after
    return replace(plan, tasks=tuple(tasks.values())), problems


def _changed(task: PlanTask, change: Change) -> PlanTask | Problem:
    match change:
        case SetDates(start=start, finish=finish):
            return _dated(task, start, finish)
        case SetDays(days=days):
            return replace(task, days=days)
        case SetNotBefore(day=day):
            return replace(task, not_before=day)
        case AddDependency(after=after):
            return replace(task, after=tuple(dict.fromkeys((*task.after, after))))
        case RemoveDependency(predecessor=predecessor):
            return _freed(task, predecessor)
        case SetAssignee():
            return task


def _dated(task: PlanTask, start: date, finish: date) -> PlanTask | Problem:
    if finish < start:
        message = N_("It is planned to finish on {finish}, before its start on {start}.")
        return Problem(message, {"start": start, "finish": finish}, where=task.id)
    return replace(task, planned=Span(start, finish))


def _freed(task: PlanTask, predecessor: str) -> PlanTask | Problem:
    kept = tuple(link for link in task.after if link.predecessor != predecessor)
    if kept == task.after:
        message = N_("The task does not wait for {predecessor}.")
        return Problem(message, {"predecessor": predecessor}, where=task.id)
    return replace(task, after=kept)
