"""Events as sentences: a stage by its name, and what a newer version wrote."""

from __future__ import annotations

from datetime import date

from zi_workflow.storage.queries.records import Recorded
from zi_workflow.web.views.records import lines


def recorded(kind: str, subject: str) -> Recorded:
    """An event of the service."""
    return Recorded(1, kind, subject, "system", "", "", date(2025, 1, 2), {})


def test_a_stage_is_called_by_its_name() -> None:
    """Not by the key that the plan file gives it."""
    (line,) = lines([recorded("stage.opened", "foundation")], "", {"foundation": "Pembangunan"})
    assert line.sentence == "Tahap “Pembangunan” dimulai."


def test_an_event_that_this_version_does_not_know_is_told_all_the_same() -> None:
    """With its kind, so that somebody can ask."""
    (line,) = lines([recorded("task.sung", "TL-01")], "")
    assert "task.sung" in line.sentence
    assert line.task == "TL-01"
