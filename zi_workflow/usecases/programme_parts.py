"""The rows a new programme consists of, from a framework or from a plan; stores nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zi_workflow.domain.calendars import WorkCalendar
from zi_workflow.domain.frameworks import OUTSIDE, Framework
from zi_workflow.domain.people import Role
from zi_workflow.domain.plans import Dependency, Plan, PlanTask, Span
from zi_workflow.domain.recurrence import TaskInstance
from zi_workflow.domain.rounds import proposed_rounds
from zi_workflow.domain.tasks import Standing, State
from zi_workflow.i18n import _

PLAN_STAGE = "plan"
Values = dict[str, Any]


@dataclass(frozen=True)
class Parts:
    """Rows without ids, in order; `standings` by task code where a task is not merely planned."""

    tasks: Sequence[Values]
    dependencies: Sequence[Values]
    stages: Sequence[Values]
    rounds: Sequence[Values]
    standings: Mapping[str, Standing]


def from_framework(
    framework: Framework, tasks: Sequence[TaskInstance], start: date, calendar: WorkCalendar
) -> Parts:
    """The rows for dated instances of a framework: its stages that have work, a round proposed for each quarter."""
    used = {task.stage for task in tasks}
    edition = framework.edition
    stages = sorted(
        (stage for stage in framework.stages if stage.key in used), key=lambda stage: stage.number
    )
    planned = proposed_rounds(start, calendar, edition.quarters, edition.monev_day)
    return Parts(
        tasks=[_from_instance(task) for task in tasks],
        dependencies=_links((task.code, task.after) for task in tasks),
        stages=[{"key": each.key, "position": each.number, "title": each.title} for each in stages],
        rounds=[
            {"quarter": f"{each.quarter.year}-Q{each.quarter.number}", "planned_on": each.on}
            for each in planned
        ],
        standings={},
    )


def from_plan(plan: Plan, baseline: Mapping[str, Span]) -> Parts:
    """The rows for a plan: members do the work, coordinators verify it, actuals are the state at the start."""
    return Parts(
        tasks=[_from_plan_task(task, baseline[task.id]) for task in plan.tasks],
        dependencies=_links((task.id, task.after) for task in plan.tasks),
        stages=[{"key": PLAN_STAGE, "position": 1, "title": _("Plan")}],
        rounds=[],
        standings={task.id: _standing(task) for task in plan.tasks if task.started or task.finished},
    )


def _from_instance(task: TaskInstance) -> Values:
    return {
        "code": task.code,
        "template": task.template,
        "area": task.area,
        "stage": task.stage,
        "title": task.title,
        "days": task.days,
        "not_before": task.not_before,
        "due": task.due,
        "planned_start": task.baseline.start,
        "planned_finish": task.baseline.finish,
        "period": task.period,
        "responsible": task.responsible,
        "verifier": task.verifier,
        "approver": task.approver,
        "gate": task.gate,
        "external": task.external,
        "evidence_wanted": list(task.evidence),
        "items": list(task.items),
    }


def _from_plan_task(task: PlanTask, planned: Span) -> Values:
    return {
        "code": task.id,
        "template": "",
        "area": task.area,
        "stage": PLAN_STAGE,
        "title": task.title or task.id,
        "days": task.days,
        "not_before": task.not_before,
        "due": None,
        "planned_start": planned.start,
        "planned_finish": planned.finish,
        "period": None,
        "responsible": str(Role.MEMBER),
        "verifier": str(Role.COORDINATOR),
        "approver": None,
        "gate": False,
        "external": task.area == OUTSIDE,
        "evidence_wanted": [],
        "items": [],
    }


def _links(tasks: Iterable[tuple[str, Sequence[Dependency]]]) -> list[Values]:
    return [link for code, after in tasks for link in links_of(code, after)]


def links_of(code: str, after: Sequence[Dependency]) -> list[Values]:
    """The dependency rows of one task; a bound that is written twice is one."""
    return [
        {
            "task": code,
            "predecessor": link.predecessor,
            "kind": link.kind.value,
            "lag": link.lag,
            "position": place,
        }
        for place, link in enumerate(dict.fromkeys(after))
    ]


def _standing(task: PlanTask) -> Standing:
    if task.finished is None:
        return Standing(state=State.IN_PROGRESS, started=task.started)
    return Standing(
        state=State.DONE,
        started=task.started,
        progress=100,
        submitted=task.finished,
        verified=task.finished,
        finished=task.finished,
    )
