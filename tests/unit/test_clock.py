"""The three clocks tell aware instants in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.support.clocks import wib
from zi_workflow import clock
from zi_workflow.clock import FastClock, FixedClock, SystemClock


def test_the_system_clock_tells_utc() -> None:
    """An instant without its zone never enters the program."""
    assert SystemClock().now().tzinfo is UTC


def test_a_fixed_clock_stands_still_until_it_is_set() -> None:
    """A rehearsal decides what time it is."""
    standing = FixedClock(wib(2025, 1, 2))
    assert standing.now() == standing.now() == wib(2025, 1, 2)
    standing.set(wib(2025, 1, 3))
    assert standing.now() == datetime(2025, 1, 3, 0, 0, tzinfo=UTC)


def test_a_fast_clock_runs_as_many_times_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two real seconds at one day a second are two days."""
    passed = 100.0
    monkeypatch.setattr(clock, "elapsed", lambda: passed)
    fast = FastClock(wib(2025, 1, 2), speed=86_400)
    assert fast.now() == wib(2025, 1, 2)
    passed += 2
    assert fast.now() - fast.start == timedelta(days=2)


@pytest.mark.parametrize("make", [FixedClock, lambda naive: FastClock(naive, 1.0)])
def test_a_clock_is_not_set_to_a_naive_instant(make: type[FixedClock]) -> None:
    """Nobody would know which morning is meant."""
    with pytest.raises(ValueError, match="naive"):
        make(datetime(2025, 1, 2, 7, 0))  # noqa: DTZ001
