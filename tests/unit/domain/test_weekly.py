"""What a weekly summary counts: tasks of each area, and who holds whom."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from notifications.registry import SAMPLES
from zi_workflow.domain.notices import MailKind, facts_from_json
from zi_workflow.domain.weekly import AreaWeek, Holding, TaskNow, areas_of, holdings_of, week_of

MONDAY = date(2025, 4, 28)


def task(code: str, state: str = "waiting", **changes: object) -> TaskNow:
    """A task that was to begin the week before."""
    made = TaskNow(code, f"Tugas {code}", code[:2].lower(), state, date(2025, 4, 21), 0, None, None)
    return replace(made, **changes)  # type: ignore[arg-type]


def test_an_areas_late_tasks_are_its_open_ones_only() -> None:
    """What is done is never late, however late it was; areas come in the plan's order."""
    tasks = [
        task("TL-01", "done", late_days=4),
        task("TL-02", "running", late_days=2),
        task("MP-01", "ready"),
    ]
    assert areas_of(tasks) == (AreaWeek("tl", 1, 2, 1), AreaWeek("mp", 0, 1, 0))


def test_a_task_holds_other_areas_only_and_once_they_should_have_begun() -> None:
    """Not its own area, not a task that is planned for the day itself, not one that is done."""
    tasks = [
        task("TL-01", "running"),
        task("TL-02", blocked_by="TL-01"),
        task("PP-01", blocked_by="TL-01"),
        task("PP-02", blocked_by="TL-01"),
        task("PW-01", blocked_by="TL-01", planned_start=MONDAY),
        task("AK-01", "done", blocked_by="TL-01"),
        task("AK-02", blocked_by="NOT-THERE"),
    ]
    assert holdings_of(tasks, MONDAY) == (Holding("TL-01", "Tugas TL-01", "tl", ("pp",), 2),)


def test_whoever_costs_other_areas_most_stands_first() -> None:
    """Then whoever holds more tasks, then by code."""
    tasks = [
        *(task(code, "running", other_areas_days=days) for code, days in
          (("TL-01", None), ("TL-02", None), ("TL-03", 9))),
        task("PP-01", blocked_by="TL-02"),
        task("PP-02", blocked_by="TL-01"),
        task("PP-03", blocked_by="TL-01"),
        task("PP-04", blocked_by="TL-03"),
    ]  # fmt: skip
    assert [each.task for each in holdings_of(tasks, MONDAY)] == ["TL-03", "TL-01", "TL-02"]


def test_the_week_of_a_day_is_the_iso_week() -> None:
    """The last days of a year may belong to the next one's first week."""
    assert [week_of(date(2024, 12, 29)), week_of(date(2024, 12, 30))] == ["2024-W52", "2025-W01"]


def test_the_facts_of_a_summary_survive_the_outbox() -> None:
    """Plain values and back give the same facts, with and without a round."""
    facts = SAMPLES[MailKind.WEEKLY]
    assert facts.week is not None
    for each in (facts, replace(facts, week=replace(facts.week, round_on=None))):
        assert facts_from_json(json.loads(json.dumps(each.to_json()))) == each
