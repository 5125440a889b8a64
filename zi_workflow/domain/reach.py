"""How far a calendar has to reach so that every date of a plan lies on it; knows no forecast."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from zi_workflow.domain.blockers import SLIP
from zi_workflow.domain.calendars import WEEKDAYS, WorkCalendar, working_calendar
from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.domain.plan_parts import Plan

MARGIN = 3 * 366  # days on either side
LATEST = date.max.toordinal()


def calendar_for(plan: Plan, on: date | None = None) -> WorkCalendar:
    """A calendar from three years before the first date to three years past all work laid end to end.

    Raises InputError for a plan without a working day or one whose work cannot end by the year 9999.
    """
    return working_calendar(plan.week, plan.days_off, *reach(plan, on))


def reach(plan: Plan, on: date | None = None) -> tuple[date, date]:
    """First and last day of `calendar_for`, without building it."""
    week = len(set(plan.week).intersection(WEEKDAYS))
    if not week:
        raise InputError(Problem(N_("The calendar has no working day.")))
    days = [day.toordinal() for day in _days(plan, on)]
    work = sum(max(task.days, 1) + sum(abs(link.lag) + 1 for link in task.after) for task in plan.tasks)
    last = max(days) + 7 * ((work + len(plan.days_off) + SLIP) // week + 1)
    if last > LATEST:
        raise InputError(Problem(N_("The plan reaches past the year 9999; check its days, lags and dates.")))
    if plan.deadline is not None:
        days.append(plan.deadline.toordinal())
        last = max(last, days[-1])
    return date.fromordinal(max(min(days) - MARGIN, 1)), date.fromordinal(min(last + MARGIN, LATEST))


def _days(plan: Plan, on: date | None) -> Iterator[date]:
    yield plan.start
    for task in plan.tasks:
        span = (task.planned.start, task.planned.finish) if task.planned else ()
        yield from (d for d in (task.not_before, task.started, task.finished, *span) if d is not None)
    if on is not None:
        yield on
