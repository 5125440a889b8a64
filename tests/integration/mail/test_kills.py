"""Killed at random points, tick and delivery lose nothing and double nothing that an archive can tell of."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chaos import crash_points
from tests.chaos.kills import faults, run
from tests.chaos.ways import WAYS, Way


@pytest.mark.timeout(600)
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_killed_children_leave_an_account_that_holds(tmp_path: Path, way: Way) -> None:
    """`make chaos-kill` does the same a thousand times."""
    found, tally = run(8, 7, tmp_path, way)
    assert tally.kills == 8
    assert faults(found, tally, way) == [], found.line()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_a_crash_at_a_step_is_healed_by_the_next_mornings(tmp_path: Path, way: Way) -> None:
    """`make crash-points` crashes at all steps; here at a few, evenly spread."""
    steps, tried, wrong = crash_points.run(tmp_path, way, 3)
    assert steps > tried >= 3
    assert wrong == []
