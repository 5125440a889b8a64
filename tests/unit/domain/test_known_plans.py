"""Two plans whose answers were worked out and agreed on before the engine was written."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from zi_workflow.domain.analysis import Analysis, TaskResult, analyse
from zi_workflow.frameworks.planfile import read_plan

DATA = Path(__file__).parent / "data"


def answers(analysis: Analysis) -> list[str]:
    """An analysis in the layout of the `.answers` files."""
    finish = analysis.finish
    return [
        f"on {analysis.as_of}",
        f"finish {finish.planned} {finish.forecast} {finish.late_days} | {parts(analysis.because)}",
        *(row(task) for task in analysis.tasks),
        *(f"blocker {b.id} {b.finish_days} {b.other_areas_days} {b.tasks}" for b in analysis.blockers),
    ]


def row(task: TaskResult) -> str:
    """One task in that layout."""
    slack = "-" if task.slack_days is None else task.slack_days
    spans = " ".join(str(day) for day in (*task.planned, *task.forecast))
    holder = task.blocked_by or "-"
    line = f"task {task.id} {task.state} {spans} {task.late_days} {slack} {holder} | {parts(task.because)}"
    return line.rstrip()


def parts(because: object) -> str:
    """Parts by area, to nine decimals, whole days without any."""
    assert isinstance(because, dict)
    return " ".join(
        f"{area}={part:g}" if part == int(part) else f"{area}={round(part, 9)!r}"
        for area, part in because.items()
    )


@pytest.mark.parametrize("name", ["ten_tasks", "thirty_tasks"])
def test_known_plans_come_out_exactly(name: str) -> None:
    """Every date, number, holder, part and blocker of the agreed answers is found again."""
    wanted = (DATA / f"{name}.answers").read_text("utf-8").splitlines()
    on = date.fromisoformat(wanted[0].split()[1])
    plan = read_plan((DATA / f"{name}.yaml").read_bytes(), frozenset(), on)
    assert answers(analyse(plan, on)) == wanted
