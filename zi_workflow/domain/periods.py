"""The calendar periods in which recurring work comes back; knows no task and no working day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from zi_workflow.domain.calendars import Quarter, quarter_of
from zi_workflow.domain.frameworks import Recurrence

MONTHS: Mapping[Recurrence, int] = {
    Recurrence.MONTHLY: 1,
    Recurrence.QUARTERLY: 3,
    Recurrence.SEMESTER: 6,
    Recurrence.ANNUAL: 12,
}


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar month, quarter, semester or year."""

    recurrence: Recurrence
    first: date
    last: date

    @property
    def label(self) -> str:
        """`2025-04`, `2025-Q2`, `2025-S1` or `2025`."""
        year, number = self.first.year, (self.first.month - 1) // MONTHS[self.recurrence] + 1
        match self.recurrence:
            case Recurrence.MONTHLY:
                return f"{year}-{number:02}"
            case Recurrence.QUARTERLY:
                return f"{year}-Q{number}"
            case Recurrence.SEMESTER:
                return f"{year}-S{number}"
            case Recurrence.ANNUAL:
                return str(year)

    def longer_than(self, other: Period) -> bool:
        """Whether it comes back less often than the other."""
        return MONTHS[self.recurrence] > MONTHS[other.recurrence]


def period_of(recurrence: Recurrence, day: date) -> Period:
    """The period of this length a day lies in."""
    months = MONTHS[recurrence]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    following = first.month + months
    last = date(day.year + (following > 12), (following - 1) % 12 + 1, 1) - timedelta(days=1)
    return Period(recurrence, first, last)


def periods(recurrence: Recurrence, since: date, until: date) -> Iterator[Period]:
    """The periods that end from `since` to `until`, in order."""
    period = period_of(recurrence, since)
    while period.last <= until:
        yield period
        period = period_of(recurrence, period.last + timedelta(days=1))


def programme_quarter(start: date, number: int) -> Quarter:
    """The n-th quarter of a programme; the quarter of its start is the first."""
    quarter = quarter_of(start)
    for _ in range(number - 1):
        quarter = quarter.next()
    return quarter
