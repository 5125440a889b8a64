"""When quarterly monev rounds are proposed; their real dates are agreed round by round, not here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zi_workflow.domain.calendars import Quarter, WorkCalendar, quarter_of
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


USUAL_DAY = 16
"""The working day after a quarter's end on which its round is proposed where no edition says another one."""
MOST_DAY = 60


def rounds_between(
    start: date, calendar: WorkCalendar, working_day: int, since: date, until: date
) -> tuple[ProposedRound, ...]:
    """The rounds of a programme that began at `start`, however long it goes on, about quarters that end by `until`.

    Without those whose day lies before `since`.
    """
    found: list[ProposedRound] = []
    quarter = quarter_of(start)
    while quarter.next().first <= until:
        if quarter.next().first >= calendar.first:
            on = calendar.add(quarter.next().first, working_day - 1)
            if since <= on:
                found.append(ProposedRound(quarter, on))
        quarter = quarter.next()
    return tuple(found)
