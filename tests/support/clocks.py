"""Instants for tests; the rehearsed programme lives in western Indonesian time."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from zi_workflow.clock import FixedClock

WIB = ZoneInfo("Asia/Jakarta")


def wib(year: int, month: int, day: int, hour: int = 7, minute: int = 0) -> datetime:
    """An instant in western Indonesian time."""
    return datetime(year, month, day, hour, minute, tzinfo=WIB)


def standing_at(now: datetime | None = None) -> FixedClock:
    """A clock that stands still, on the first morning of the sample programme unless told otherwise."""
    return FixedClock(now or wib(2025, 1, 2))
