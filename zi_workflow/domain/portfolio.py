"""How a unit's delay is compared with another's: what it caused itself apart from what outsiders cost it; knows no row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from zi_workflow.domain.frameworks import OUTSIDE

SILENT_AFTER = timedelta(days=14)
"""Without a deed of anybody in the unit for so long, it counts as silent; reporting is asked for every week."""


@dataclass(frozen=True, slots=True)
class Delay:
    """A programme's late days (working days, negative when early) by whose they are; `cause` has the largest part."""

    own: float
    inherited: float
    cause: str | None


def delay(late_days: int, because: Mapping[str, float]) -> Delay:
    """The delay apart: parties outside the unit are its inheritance, every area and the team are its own.

    The two sum to `late_days`. What is not late in all has no cause, whoever lost days that others won back.
    """
    inherited = because.get(OUTSIDE, 0.0)
    area, largest = max(because.items(), key=lambda part: (part[1], part[0]), default=("", 0.0))
    return Delay(late_days - inherited, inherited, area if late_days > 0 and largest > 0 else None)
