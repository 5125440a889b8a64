"""The schedule as a table, one line a job; knows when, never how it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum

from apscheduler.triggers.base import BaseTrigger  # type: ignore[import-untyped]

from schedules.triggers import WeekOpening, WorkingDayOfQuarter, WorkingMorning, every
from zi_workflow.domain.errors import N_
from zi_workflow.domain.office_hours import MORNING
from zi_workflow.usecases.zones import Zone


class Job(StrEnum):
    """What the schedule starts."""

    DAILY = "daily"
    WEEKLY = "weekly"
    BUILD_UP = "build_up"
    DELIVERY = "delivery"
    MONEV = "monev"
    ROUNDS = "rounds"


@dataclass(frozen=True, slots=True)
class Line:
    """A job: its words, how late it may still start (`grace`), how long settled occurrences are kept.

    Missed firings always coalesce into the latest one.
    """

    job: Job
    words: str
    trigger: Callable[[Zone], BaseTrigger] | BaseTrigger
    grace: timedelta
    keep: timedelta | None = None


TABLE = (
    Line(
        Job.DAILY,
        N_("daily work: analysis, reminders and the morning's digests"),
        lambda zone: WorkingMorning(zone.name, MORNING, zone.is_working),
        grace=timedelta(
            hours=9
        ),  # until 16:00, the end of the office day; a later return waits for the next morning
    ),
    Line(
        Job.WEEKLY,
        N_("weekly round: the build-up of every programme is gone through"),
        lambda zone: WeekOpening(zone.name, time(6), zone.is_working),
        grace=timedelta(days=2),
    ),
    Line(
        Job.BUILD_UP,
        N_("build-up of the programmes in which something changed"),
        every(minutes=1),
        grace=timedelta(hours=1),  # it looks at the programmes, not at what was missed
        keep=timedelta(days=30),
    ),
    Line(
        Job.DELIVERY,
        N_("delivery of the waiting mails"),
        every(minutes=5),
        grace=timedelta(hours=1),
        keep=timedelta(days=2),
    ),
    Line(
        Job.MONEV,
        N_("proposal of dates for the quarter's monitoring and evaluation"),
        lambda zone: WorkingDayOfQuarter(zone.name, time(8), zone.is_working, k=10),
        grace=timedelta(days=60),  # it proposes what is missing, and nothing a second time
    ),
    Line(
        Job.ROUNDS,
        N_("monitoring rounds: orders to open them go on, those whose cutoff day is over are frozen"),
        every(minutes=10),
        grace=timedelta(hours=1),  # it looks at the rounds, not at what was missed
        keep=timedelta(days=2),
    ),
)
PRIORITY = (Job.DAILY, Job.WEEKLY, Job.DELIVERY, Job.ROUNDS, Job.BUILD_UP, Job.MONEV)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line for one scope: a zone, or everything (empty)."""

    line: Line
    scope: str
    trigger: BaseTrigger

    @property
    def zone(self) -> str:
        """The zone whose local date names a firing; UTC for what concerns every zone."""
        return self.scope or "UTC"


def entries(zones: Iterable[Zone]) -> tuple[Entry, ...]:
    """The table for the zones in which programmes are at work."""
    present = tuple(zones)
    found: list[Entry] = []
    for line in TABLE:
        if callable(line.trigger):
            found += [Entry(line, zone.name, line.trigger(zone)) for zone in present]
        else:
            found.append(Entry(line, "", line.trigger))
    return tuple(found)
