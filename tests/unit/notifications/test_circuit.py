"""A relay that takes nothing is left alone for a while, by a clock that may be set back meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from notifications.circuit import Circuit

NOW = datetime(2025, 2, 11, 0, 40, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ALL = 50


def test_it_waits_then_lets_one_try_then_waits_longer() -> None:
    """The waits are those of a message's retries; what several learn at once is one refusal."""
    circuit, now = Circuit(), NOW
    assert circuit.room(now, ALL) == ALL
    waits = []
    for _ in range(3):
        circuit.refused(now)
        circuit.refused(now + timedelta(milliseconds=5))
        until = circuit.waits_until(now)
        assert until is not None
        assert circuit.room(until - timedelta(seconds=1), ALL) == 0
        assert circuit.room(until, ALL) == 1
        waits.append(until - now)
        now = until
    assert waits == sorted(set(waits))
    circuit.accepted()
    assert circuit.room(now, ALL) == ALL


@pytest.mark.parametrize("back", [MINUTE, timedelta(days=18)])
def test_a_clock_that_was_set_back_does_not_wait_by_the_old_one(back: timedelta) -> None:
    """One mail tries at once; when it is refused, the wait is by the clock as it stands."""
    circuit = Circuit()
    circuit.refused(NOW)
    earlier = NOW - back
    assert circuit.room(earlier, ALL) == 1
    circuit.refused(earlier)
    until = circuit.waits_until(earlier)
    assert until is not None
    assert until - earlier <= timedelta(hours=1)
