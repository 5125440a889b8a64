"""The clock of one delivery, which ends when it leaps: nothing is decided or written by an instant that is in doubt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from zi_workflow.domain.clock_doubts import BACKWARDS, MOST_QUIET


class LeapError(Exception):
    """The clock says `now`, and a moment ago it said `last`."""

    def __init__(self, last: datetime, now: datetime) -> None:
        super().__init__(f"the clock said {last} and then {now}")
        self.last, self.now = last, now


class Steady:
    """Asked like the clock; raises LeapError once it goes back or ahead by as much as between two deliveries is doubted."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now, self._last = now, now()

    def __call__(self) -> datetime:
        """The instant it is."""
        now = self._now()
        if not -BACKWARDS <= now - self._last <= MOST_QUIET:
            raise LeapError(self._last, now)
        self._last = now
        return now
