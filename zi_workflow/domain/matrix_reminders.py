"""When an area is asked for its matrix and reminded, and when its team lead hears of it; knows no table and no wording."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zi_workflow.domain.calendars import WorkCalendar

RUNGS = (0, 1, 3)
"""Working days before the cutoff on which an area is reminded, the nearest first."""
ESCALATED = 2
"""The level of the one line to the team lead after the cutoff."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is due on a day: the first line (`rung` and `level` None), a reminder, or the team lead's."""

    rung: int | None = None
    level: int | None = None

    @property
    def mark(self) -> str:
        """In the key of its notice."""
        return "asked" if self.rung is None and self.level is None else f"{self.rung}.{self.level}"


FIRST = Step()


def due(calendar: WorkCalendar, asked: date, cutoff: date, on: date) -> Step | None:
    """The step of a working day about a matrix asked for on `asked` and awaited by `cutoff`; the nearest one reached.

    Whoever was asked on a rung's day or after it need not be reminded of it; the day after the cutoff it is late.
    """
    if on > cutoff:
        return Step(level=ESCALATED)
    left = calendar.between(on, cutoff)
    rung = next((each for each in RUNGS if left <= each), None)
    if rung is None or asked >= calendar.add(cutoff, -rung):
        return None
    return Step(rung=rung)
