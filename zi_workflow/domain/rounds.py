"""When quarterly monev rounds are proposed; their real dates are agreed round by round, not here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zi_workflow.domain.calendars import Quarter, WorkCalendar
from zi_workflow.domain.periods import programme_quarter


@dataclass(frozen=True, slots=True)
class ProposedRound:
    """The round about a quarter and the day it is proposed for."""

    quarter: Quarter
    on: date


def proposed_rounds(
    start: date, calendar: WorkCalendar, quarters: int, working_day: int
) -> tuple[ProposedRound, ...]:
    """One round per quarter of a programme, on the `working_day`-th working day after that quarter (1 = the first)."""
    return tuple(
        ProposedRound(quarter, calendar.add(quarter.next().first, working_day - 1))
        for quarter in (programme_quarter(start, number) for number in range(1, quarters + 1))
    )


def ends_later(quarter: Quarter, on: date) -> date | None:
    """The quarter's last day, when a meeting about it lies before its last month and so looks at hardly anything."""
    return quarter.last if on < date(quarter.year, 3 * quarter.number, 1) else None
