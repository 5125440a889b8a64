"""The form that splits a task begins with days on which somebody works, one half after the other."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.support.task_rows import ON_TIME, TODAY, row
from zi_workflow.domain.calendars import WEEKDAYS, working_calendar
from zi_workflow.web.forms.splits import halves

LABOUR_DAY = date(2025, 5, 1)
CALENDAR = working_calendar(WEEKDAYS[:5], [LABOUR_DAY], date(2024, 1, 1), date(2026, 1, 1))
FIELDS = ("start1", "finish1", "start2", "finish2")


@pytest.mark.parametrize("length", range(2, 25))
def test_both_halves_begin_and_end_on_working_days(length: int) -> None:
    """Whatever day the expected time ends on, the second half begins after the first one has ended."""
    finish = TODAY + timedelta(days=length)
    task = row(forecast=ON_TIME._replace(forecast_finish=finish))
    begun = halves(task, TODAY, CALENDAR)
    days = [date.fromisoformat(begun[name]) for name in FIELDS]
    assert all(CALENDAR.is_working(day) for day in days)
    assert days[0] == TODAY
    assert days[0] <= days[1] < days[2] <= days[3] <= finish


def test_a_single_day_is_offered_twice() -> None:
    """There is nothing to cut."""
    begun = halves(row(forecast=ON_TIME._replace(forecast_finish=TODAY)), TODAY, CALENDAR)
    assert {begun[name] for name in FIELDS} == {TODAY.isoformat()}
