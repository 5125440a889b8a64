"""The periods of recurring work."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zi_workflow.domain.frameworks import Recurrence
from zi_workflow.domain.periods import period_of, periods, programme_quarter

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("recurrence", "label", "first", "last"),
    [
        (Recurrence.MONTHLY, "2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        (Recurrence.QUARTERLY, "2024-Q1", date(2024, 1, 1), date(2024, 3, 31)),
        (Recurrence.SEMESTER, "2024-S1", date(2024, 1, 1), date(2024, 6, 30)),
        (Recurrence.ANNUAL, "2024", date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_a_day_lies_in_the_calendar_period_around_it(
    recurrence: Recurrence, label: str, first: date, last: date
) -> None:
    """29 February 2024 belongs to February, the first quarter, the first semester and the year."""
    period = period_of(recurrence, date(2024, 2, 29))
    assert (period.label, period.first, period.last) == (label, first, last)


@given(st.sampled_from(Recurrence), DAYS)
def test_periods_tile_the_calendar(recurrence: Recurrence, day: date) -> None:
    """Every day lies in its period, and the day after a period begins the next."""
    period = period_of(recurrence, day)
    assert period.first <= day <= period.last
    following = period_of(recurrence, period.last + timedelta(days=1))
    assert following.first == period.last + timedelta(days=1)
    assert following.label > period.label


def test_only_periods_that_end_within_the_span_are_listed() -> None:
    """A semester that has begun but ends after the span is not listed; one that ends on its last day is."""
    labels = [p.label for p in periods(Recurrence.SEMESTER, date(2025, 4, 1), date(2026, 3, 31))]
    assert labels == ["2025-S1", "2025-S2"]
    months = [p.label for p in periods(Recurrence.MONTHLY, date(2025, 11, 10), date(2026, 1, 31))]
    assert months == ["2025-11", "2025-12", "2026-01"]


def test_the_first_quarter_of_a_programme_is_the_one_it_starts_in() -> None:
    """Started in November, the fifth quarter is the fourth calendar quarter of the next year."""
    assert programme_quarter(date(2025, 11, 10), 1).label() == "IV 2025"
    assert programme_quarter(date(2025, 11, 10), 5).label() == "IV 2026"
