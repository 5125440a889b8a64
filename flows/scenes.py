"""What a rehearsal of the shipped framework can be about: its task codes and areas; plays nothing."""

from __future__ import annotations

from datetime import date

from zi_workflow.domain.calendars import FIVE_DAYS, working_calendar
from zi_workflow.domain.recurrence import horizon, instances
from zi_workflow.frameworks import loader


def codes_of_framework(start: date) -> tuple[set[str], set[str]]:
    """Task codes and areas of the framework's programme that starts on a day."""
    calendar = working_calendar(FIVE_DAYS, loader.national_days_off(), *horizon(start))
    tasks = instances(loader.load(), start, calendar)
    return {task.code for task in tasks}, {task.area for task in tasks}
