"""The only module that asks the operating system for the time; everything else takes it as an argument."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


def utc_now() -> datetime:
    """The instant now, aware, in UTC."""
    return datetime.now(UTC)


def elapsed() -> float:
    """Seconds on a clock that never jumps; only differences mean something."""
    return time.monotonic()


def pause(seconds: float) -> None:
    """Wait in real time."""
    time.sleep(seconds)


class Clock(Protocol):
    """Tells the instant; what it is made of is the composition root's choice."""

    def now(self) -> datetime:
        """The instant now, aware, in UTC."""
        ...


class SystemClock:
    """The operating system's clock."""

    def now(self) -> datetime:
        """The instant now, aware, in UTC."""
        return utc_now()


class FastClock:
    """Starts at an instant and runs `speed` times as fast as real time, whatever the system's clock does."""

    def __init__(self, start: datetime, speed: float) -> None:
        self.start = _aware(start)
        self.speed = speed
        self._begun = elapsed()

    def now(self) -> datetime:
        """The instant now, aware, in UTC."""
        return self.start + timedelta(seconds=(elapsed() - self._begun) * self.speed)


class FixedClock:
    """Stands still until it is set; for rehearsals and tests."""

    def __init__(self, now: datetime) -> None:
        self._now = _aware(now)

    def now(self) -> datetime:
        """The instant it was set to, aware, in UTC."""
        return self._now

    def set(self, now: datetime) -> None:
        """Move to an instant, forward or back."""
        self._now = _aware(now)


def _aware(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("naive datetime: a clock is set to an instant with its zone")
    return instant.astimezone(UTC)
