"""The shipped decrees against an independent source and against counts of the state's own calendar."""

from __future__ import annotations

from datetime import date

import holidays
import pytest

from zi_workflow.domain.calendars import FIVE_DAYS as WEEK
from zi_workflow.domain.calendars import DayKind, DecreeStatus, quarter_of, working_calendar
from zi_workflow.frameworks import loader

DECREES = loader.decrees()


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027])
def test_days_off_are_those_the_holidays_package_knows(year: int) -> None:
    """National holidays and collective leave of each year, kind by kind."""
    leave = set(holidays.country_holidays("ID", years=year, categories=("government",)))
    national = set(holidays.country_holidays("ID", years=year, categories=("public",)))
    days = [entry for decree in DECREES if decree.year == year for entry in decree.days]
    assert {entry.day for entry in days if entry.kind is DayKind.NATIONAL} == national
    assert {entry.day for entry in days if entry.kind is DayKind.COLLECTIVE_LEAVE} == leave - national


@pytest.mark.parametrize(("year", "quarters"), [(2025, (58, 51, 64, 64)), (2026, (55, 57, 64, 64))])
def test_working_days_of_each_quarter(year: int, quarters: tuple[int, ...]) -> None:
    """237 working days in 2025, 240 in 2026."""
    days = working_calendar(WEEK, loader.national_days_off(), date(year, 1, 1), date(year, 12, 31)).days
    assert tuple(sum(quarter_of(day).number == n for day in days) for n in (1, 2, 3, 4)) == quarters


def test_a_change_during_the_year_is_a_decree_of_its_own() -> None:
    """18 August 2025 was added on 7 August; before that decree it was a working day."""
    added = date(2025, 8, 18)
    decree = next(d for d in DECREES if added in {entry.day for entry in d.days})
    assert (decree.signed, len(decree.days)) == (date(2025, 8, 7), 1)
    assert added in loader.national_days_off()


def test_every_decree_has_a_number_a_source_and_a_status() -> None:
    """Each year from 2024 to 2027 is covered by a signed decree, and the days have Indonesian names."""
    assert {d.year for d in DECREES if d.status is DecreeStatus.FIXED} == {2024, 2025, 2026, 2027}
    assert all(d.number and d.source and d.title for d in DECREES)
    assert all(entry.name for d in DECREES for entry in d.days)
    leave = [e for d in DECREES for e in d.days if e.kind is DayKind.COLLECTIVE_LEAVE]
    assert all(entry.name.startswith("Cuti Bersama") for entry in leave)
