"""A time that is written with a dot is that time."""

from __future__ import annotations

from datetime import datetime, time

import pytest

from zi_workflow.domain.times_of_day import read_moment, read_time


@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize("mark", ".:")
def test_every_minute_is_read_as_it_is_written(hour: int, mark: str) -> None:
    """With a dot or a colon, with and without a zero in front."""
    for minute in range(60):
        for text in (f"{hour:02}{mark}{minute:02}", f" {hour}{mark}{minute:02} "):
            assert read_time(text) == time(hour, minute)


@pytest.mark.parametrize(
    "text", ["", "8", "0830", "08.5", "24.00", "08.60", "08:30:00", "08.30.00", "08:30Z", "٠٨.٣٠"]
)
def test_anything_else_is_no_time(text: str) -> None:
    """Nothing of it is cut away or guessed."""
    assert read_time(text) is None
    assert read_moment(f"2026-12-31T{text}") is None


def test_a_day_and_a_time_are_both_needed() -> None:
    """As a browser sends them, and with a dot."""
    assert read_moment("2026-12-31T08:30") == read_moment("2026-12-31 8.30") == datetime(2026, 12, 31, 8, 30)  # noqa: DTZ001
    for text in ("2026-12-31", "2026-02-30T08:30", "T08:30", "besok T08:30"):
        assert read_moment(text) is None
