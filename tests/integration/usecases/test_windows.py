"""Mail keeps office hours: what missed its window waits for the next one."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.support.clocks import wib
from zi_workflow.domain.calendars import FIVE_DAYS, WEEKDAYS, working_calendar
from zi_workflow.usecases.windows import next_window

FIVE = working_calendar(
    FIVE_DAYS, [date(2025, 1, 27), date(2025, 1, 28)], date(2024, 12, 1), date(2025, 3, 31)
)
SIX = working_calendar(WEEKDAYS[:6], [], date(2024, 12, 1), date(2025, 3, 31))

FRIDAY_MORNING, FRIDAY_CLOSE = wib(2025, 1, 24, 7, 30), wib(2025, 1, 24, 16, 0)


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (FRIDAY_MORNING, FRIDAY_MORNING),
        (wib(2025, 1, 24, 15, 59), wib(2025, 1, 24, 15, 59)),
        (wib(2025, 1, 24, 7, 29), FRIDAY_MORNING),
        (FRIDAY_CLOSE, wib(2025, 1, 29, 7, 30)),  # Monday and Tuesday are off
        (wib(2025, 1, 25, 10, 0), wib(2025, 1, 29, 7, 30)),
        (wib(2025, 1, 28, 10, 0), wib(2025, 1, 29, 7, 30)),
    ],
)
def test_mail_goes_between_half_past_seven_and_four_on_working_days(now: datetime, opens: datetime) -> None:
    """Inside office hours at once, else when they begin again."""
    assert next_window(now, "Asia/Jakarta", FIVE) == opens


def test_a_six_day_office_gets_its_mail_on_saturday() -> None:
    """The unit's own week decides."""
    saturday = wib(2025, 1, 25, 10, 0)
    assert next_window(saturday, "Asia/Jakarta", SIX) == saturday


def test_the_window_opens_on_the_unit_s_clock() -> None:
    """07:30 in Jayapura is two hours before 07:30 in Jakarta."""
    night = wib(2025, 1, 24, 5, 0)
    assert next_window(night, "Asia/Jayapura", FIVE) == wib(2025, 1, 24, 5, 30)
