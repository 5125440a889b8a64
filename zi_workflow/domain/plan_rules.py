"""What a plan must obey before it can be computed, whoever wrote it; knows no document, only its parts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from zi_workflow.domain.calendars import WEEKDAYS
from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.domain.fields import Path
from zi_workflow.domain.plan_parts import Plan, PlanTask, Span
from zi_workflow.domain.reach import reach

MOST_CYCLES = 20
Finding = tuple[Path, Problem]  # the place in the plan ("tasks", number, key) and what is wrong there


def validate(plan: Plan, as_of: date) -> None:
    """Raise InputError with everything that is wrong with a plan as seen on `as_of`."""
    problems = [problem for _, problem in findings(plan, as_of)]
    if problems:
        raise InputError(problems)


def findings(plan: Plan, as_of: date) -> list[Finding]:
    """Everything that is wrong with a plan, each with its place."""
    found: list[Finding] = []
    if not set(plan.week).intersection(WEEKDAYS):
        found.append((("calendar", "week"), Problem(N_("The calendar has no working day."))))
    if not plan.tasks:
        found.append((("tasks",), Problem(N_("The plan has no tasks."))))
    first: dict[str, int] = {}
    for number, task in enumerate(plan.tasks):
        if first.setdefault(task.id, number) != number:
            message = N_("The id {id!r} is used by an earlier task.")
            found.append((("tasks", number, "id"), _at(task, message, id=task.id)))
    for number, task in enumerate(plan.tasks):
        found += [(("tasks", number, *place), problem) for place, problem in _dates(plan, task, as_of)]
        found += [(("tasks", number, *place), problem) for place, problem in _links(task, first)]
    found += _cycles(plan, first)
    if not found:
        try:
            reach(plan, as_of)
        except InputError as error:
            found += [((), problem) for problem in error.problems]
    return found


def _at(task: PlanTask, message: str, **params: object) -> Problem:
    return Problem(message, params, where=task.id)


def _dates(plan: Plan, task: PlanTask, as_of: date) -> Iterator[Finding]:
    if task.days < 0:
        yield ("days",), _at(task, N_("The duration of {days} working days is negative."), days=task.days)
    if task.planned is not None:
        yield from (
            (("planned",), _at(task, message, start=task.planned.start, finish=task.planned.finish))
            for message in _span(plan, task.planned)
        )
    if task.started and task.finished and task.finished < task.started:
        message = N_("It was finished on {finished}, before it was started on {started}.")
        yield ("finished",), _at(task, message, finished=task.finished, started=task.started)
    for key, day in (("started", task.started), ("finished", task.finished)):
        if day is not None and day > as_of:
            message = N_("{key!r} is {day}, after the day looked at, {as_of}.")
            yield (key,), _at(task, message, key=key, day=day, as_of=as_of)


def _span(plan: Plan, span: Span) -> Iterator[str]:
    if span.finish < span.start:
        yield N_("It is planned to finish on {finish}, before its start on {start}.")
    elif set(plan.week).intersection(WEEKDAYS) and not _works(plan, span):
        yield N_("The planned span from {start} to {finish} holds no working day.")


def _works(plan: Plan, span: Span) -> bool:
    """Whether a span holds a working day; a long one is settled by its first weeks."""
    days = range((span.finish - span.start).days + 1)
    return any(
        WEEKDAYS[day.weekday()] in plan.week and day not in plan.days_off
        for day in (span.start + timedelta(days=n) for n in days)
    )


def _links(task: PlanTask, known: dict[str, int]) -> Iterator[Finding]:
    for place, link in enumerate(task.after):
        if link.predecessor == task.id:
            yield ("after", place), _at(task, N_("The task waits for itself."))
        elif link.predecessor not in known:
            message = N_("There is no task {predecessor!r} to wait for.")
            yield ("after", place), _at(task, message, predecessor=link.predecessor)


def _cycles(plan: Plan, place: dict[str, int]) -> Iterator[Finding]:
    """Circles of tasks that wait for each other, as paths; none shares a dependency with another."""
    before = {
        number: {place[link.predecessor] for link in task.after if link.predecessor in place} - {number}
        for number, task in enumerate(plan.tasks)
    }
    for _ in range(MOST_CYCLES):
        try:
            TopologicalSorter(before).prepare()
        except CycleError as error:
            circle: list[int] = error.args[1]
            for earlier, later in pairwise(circle):
                before[later].discard(earlier)
            first = circle.index(min(circle))
            path = [plan.tasks[n].id for n in (*circle[first:-1], *circle[: first + 1])]
            message = N_("The tasks wait for each other in a circle: {path}.")
            task = plan.tasks[min(circle)]
            yield ("tasks", min(circle), "after"), _at(task, message, path=" -> ".join(path))
        else:
            return
