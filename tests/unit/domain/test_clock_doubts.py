"""A clock is believed while it goes on from where the service was last seen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from zi_workflow.domain.clock_doubts import Doubt, Way, agrees, judge

SEEN = datetime(2025, 2, 4, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("later", "way"),
    [
        (timedelta(days=-20_000), Way.BEHIND),
        (timedelta(minutes=-5, seconds=-1), Way.BEHIND),
        (timedelta(minutes=-5), None),
        (timedelta(0), None),
        (timedelta(hours=48), None),
        (timedelta(hours=48, seconds=1), Way.AHEAD),
        (timedelta(days=365), Way.AHEAD),
    ],
)
def test_a_gap_has_a_limit_in_each_direction(later: timedelta, way: Way | None) -> None:
    """Five minutes back, two days on."""
    expected = Doubt(way, SEEN, SEEN + later) if way else None
    assert judge(SEEN, SEEN + later) == expected


def test_what_was_never_seen_has_nothing_to_compare() -> None:
    """The first start of a service is believed, whatever the clock says."""
    assert judge(None, SEEN) is None


def test_a_trial_clock_may_move_on_but_not_back() -> None:
    """Days go by in seconds there."""
    assert judge(SEEN, SEEN + timedelta(days=900), None) is None
    assert judge(SEEN, SEEN - timedelta(days=1), None) is not None


@pytest.mark.parametrize(
    ("seconds", "same"), [(0, True), (-300, True), (300, True), (301, False), (-90_000, False)]
)
def test_another_clock_agrees_within_five_minutes(seconds: int, same: bool) -> None:
    """In both directions."""
    assert agrees(SEEN + timedelta(seconds=seconds), SEEN) is same
