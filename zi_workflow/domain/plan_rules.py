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
MOST_DAYS = 9_999  # working days in a duration or a lag: about forty years
LAST_YEAR = 2999
Finding = tuple[Path, Problem]  # the place in the plan ("tasks", number, key) and what is wrong there


def validate(plan: Plan, as_of: date) -> None:
    """Raise InputError with everything that is wrong with a plan as seen on `as_of`."""
    problems = [problem for _, problem in findings(plan, as_of)]
    if problems:
        raise InputError(problems)


def findings(plan: Plan, as_of: date) -> list[Finding]:
    """Everything that is wrong with a plan, each with its place."""
    found: list[Finding] = list(_limits(plan))
    within = not found
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
    if within and plan.tasks and set(plan.week).intersection(WEEKDAYS):
        try:
            reach(plan, as_of)
        except InputError as error:
            found += [((), problem) for problem in error.problems]
    return found


def _at(task: PlanTask, message: str, **params: object) -> Problem:
    return Problem(message, params, where=task.id)


def _limits(plan: Plan) -> Iterator[Finding]:
    """Durations, lags and dates so large that no calendar could hold them."""
    too_late = N_("{key!r} is {day}, after the year {year}.")
    if plan.start.year > LAST_YEAR:
        yield ("start",), Problem(too_late, {"key": "start", "day": plan.start, "year": LAST_YEAR})
    for number, task in enumerate(plan.tasks):
        here: Path = ("tasks", number)
        if task.days > MOST_DAYS:
            message = N_("The duration is longer than {most} working days.")
            yield (*here, "days"), _at(task, message, most=MOST_DAYS)
        for place, link in enumerate(task.after):
            if abs(link.lag) > MOST_DAYS:
                message = N_("The lag of {lag} working days is longer than {most}.")
                yield (*here, "after", place), _at(task, message, lag=link.lag, most=MOST_DAYS)
        for key, day in _days_of(task):
            if day.year > LAST_YEAR:
                yield (*here, key), _at(task, too_late, key=key, day=day, year=LAST_YEAR)


def _days_of(task: PlanTask) -> Iterator[tuple[str, date]]:
    """The dates a forecast can start from; an actual is bounded by the day looked at."""
    if task.not_before is not None:
        yield "not_before", task.not_before
    if task.planned is not None and task.planned.start <= task.planned.finish:
        yield "planned", task.planned.finish


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
