"""How a unit's delay is compared with another's: what it caused itself apart from what outsiders cost it; knows no row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from zi_workflow.domain.frameworks import OUTSIDE

SILENT_AFTER = timedelta(days=14)
"""Without a deed of anybody in the unit for so long, it counts as silent; reporting is asked for every week."""


@dataclass(frozen=True, slots=True)
class Late:
    """An unfinished task that should have begun: how many working days late, and the areas that cost them."""

    days: int
    because: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Delay:
    """The longest delay of a programme's open work (working days) by whose it is, and how many tasks are late.

    `cause` is the area with the largest part of the delays of all of them.
    """

    tasks: int
    days: int
    own: float
    inherited: float
    cause: str | None


def delay(late: Sequence[Late]) -> Delay:
    """The delay apart: parties outside the unit are its inheritance, every area and the team are its own.

    The end of the programme would not do: it has weeks of slack, and a unit that does nothing would be on time.
    """
    if not late:
        return Delay(0, 0, 0.0, 0.0, None)
    longest = max(late, key=lambda task: (task.days, -task.because.get(OUTSIDE, 0.0)))
    inherited = longest.because.get(OUTSIDE, 0.0)
    parts: dict[str, float] = {}
    for task in late:
        for area, part in task.because.items():
            parts[area] = parts.get(area, 0.0) + part
    area, largest = max(parts.items(), key=lambda part: (part[1], part[0]), default=("", 0.0))
    cause = area if largest > 0 else None
    return Delay(len(late), longest.days, longest.days - inherited, inherited, cause)
