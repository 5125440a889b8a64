"""Reads a time of day as people write it, in Indonesia with a dot; knows no day and no zone."""

from __future__ import annotations

import re
from datetime import date, datetime, time

_TIME = re.compile(r"([01]?[0-9]|2[0-3])[.:]([0-5][0-9])", re.ASCII)


def read_time(text: str) -> time | None:
    """The time of `08.30`, `8.30` or `08:30`; None for anything else, also with seconds."""
    # time.fromisoformat takes the dot for a fraction of an hour's seconds and makes 08:00 of 08.30
    found = _TIME.fullmatch(text.strip())
    return time(int(found[1]), int(found[2])) if found else None


def read_moment(text: str) -> datetime | None:
    """A day and a time as a browser sends both, `2026-12-31T08:30`; None for anything else."""
    day, _t, hour = text.strip().replace(" ", "T", 1).partition("T")
    at = read_time(hour)
    try:
        return datetime.combine(date.fromisoformat(day), at) if at is not None else None
    except ValueError:
        return None  # a day that no calendar has
