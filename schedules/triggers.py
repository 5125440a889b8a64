"""When something falls due by the calendar of offices; knows neither jobs nor programmes.

Each is an APScheduler trigger and can also be listed between two instants, which is what the planner does. Days are
local days of a zone: 08:00 in Jayapura is still the day before in UTC.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from apscheduler.triggers.base import BaseTrigger  # type: ignore[import-untyped]
from apscheduler.triggers.interval import IntervalTrigger  # type: ignore[import-untyped]

from zi_workflow.domain.calendars import quarter_of

IsWorking = Callable[[date], bool]
HORIZON = 400  # days looked ahead; a calendar without a working day in it never fires
_INSTANT = timedelta(microseconds=1)


class LocalDays(BaseTrigger):  # type: ignore[misc]
    """Fires at a local time on each day that `falls_on` says; subclasses say which."""

    def __init__(self, zone: str, at: time, is_working: IsWorking) -> None:
        self.zone = ZoneInfo(zone)
        self.at = at
        self.is_working = is_working

    @abstractmethod
    def falls_on(self, day: date) -> bool:
        """Whether it fires on this local day."""

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime | None:
        """APScheduler's contract: the first firing after the previous one, or from `now` on when there was none."""
        earliest = previous_fire_time + _INSTANT if previous_fire_time else now
        first = earliest.astimezone(self.zone).date()
        for day in (first + timedelta(days=ahead) for ahead in range(HORIZON)):
            if self.falls_on(day):
                fires = datetime.combine(day, self.at, self.zone)
                if fires >= earliest:
                    return fires
        return None


class WorkingMorning(LocalDays):
    """On every working day."""

    def falls_on(self, day: date) -> bool:
        return self.is_working(day)


class WeekOpening(LocalDays):
    """On the first working day of every week (Monday, or the next working day)."""

    def falls_on(self, day: date) -> bool:
        monday = day - timedelta(days=day.weekday())
        before = (monday + timedelta(days=number) for number in range(day.weekday()))
        return self.is_working(day) and not any(map(self.is_working, before))


class WorkingDayOfQuarter(LocalDays):
    """On the k-th working day of every quarter, which is the k-th after the end of the quarter before."""

    def __init__(self, zone: str, at: time, is_working: IsWorking, k: int) -> None:
        super().__init__(zone, at, is_working)
        self.k = k

    def falls_on(self, day: date) -> bool:
        if not self.is_working(day):
            return False
        first = quarter_of(day).first
        days = (first + timedelta(days=number) for number in range((day - first).days + 1))
        return sum(map(self.is_working, days)) == self.k


def every(minutes: int) -> BaseTrigger:
    """Fires every so many minutes, on the same instants for every node."""
    return IntervalTrigger(minutes=minutes, start_date=datetime(2020, 1, 1, tzinfo=UTC), timezone=UTC)


def between(trigger: BaseTrigger, after: datetime, until: datetime) -> Iterator[datetime]:
    """Every firing later than `after` and not later than `until`, in order."""
    fires = trigger.get_next_fire_time(None, after + _INSTANT)
    while fires is not None and fires <= until:
        yield fires
        fires = trigger.get_next_fire_time(fires, fires)
