"""Work for many askers runs in one thread, once more for those who came meanwhile, and again after a failure."""

from __future__ import annotations

import pytest

from zi_workflow.web.one_at_a_time import OneAtATime


def test_whoever_asks_meanwhile_gets_one_more_run() -> None:
    """Three askers during the first run make one second run."""
    runs: list[int] = []

    def work() -> None:
        runs.append(len(runs))
        if len(runs) == 1:
            for _asker in range(3):
                asked()

    asked = OneAtATime(work)
    asked()
    assert runs == [0, 1]
    asked()
    assert runs == [0, 1, 2]


def test_a_failure_leaves_the_door_open() -> None:
    """The next asker tries again."""
    failures = [OSError("relay"), None]

    def work() -> None:
        failure = failures.pop(0)
        if failure is not None:
            raise failure

    asked = OneAtATime(work)
    with pytest.raises(OSError, match="relay"):
        asked()
    asked()
    assert failures == []
