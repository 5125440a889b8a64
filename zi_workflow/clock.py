"""The only module that asks the operating system for the time; everything else takes it as an argument."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """The instant now, aware, in UTC."""
    return datetime.now(UTC)
