"""Counts what a framework and its calendars hold, for people who check them; judges nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

from zi_workflow.domain.calendars import Decree, effective_days_off, working_calendar
from zi_workflow.domain.frameworks import AreaKind, Aspect, Framework, TaskTemplate
from zi_workflow.domain.recurrence import horizon, instances


def census(framework: Framework, decrees: tuple[Decree, ...]) -> dict[str, Any]:
    """Counts as plain data, ready for JSON; dates as ISO text."""
    kinds = Counter(area.kind for area in framework.areas)
    results = [item for s in framework.subsections if s.aspect is Aspect.RESULT for item in s.items]
    repeats = Counter(str(task.recur) for task in framework.tasks if task.recur)
    return {
        "id": framework.edition.id,
        "version": framework.edition.version,
        "areas": {str(kind): kinds[kind] for kind in AreaKind},
        "subsections": len(framework.subsections),
        "items": {"levers": len(framework.items) - len(results), "results": len(results)},
        "stages": len(framework.stages),
        "tasks": {
            "total": len(framework.tasks),
            "one_off": len(framework.tasks) - repeats.total(),
            "recurring": repeats.total(),
            "outside": sum(task.external for task in framework.tasks),
            **{kind: repeats[kind] for kind in sorted(repeats)},
        },
        "milestones": len(framework.milestones),
        "dependencies": _dependencies(framework),
        "reference": _reference(framework, decrees),
        "decrees": [_decree(decree) for decree in decrees],
        "working_days": _working_days(framework, decrees),
    }


def _dependencies(framework: Framework) -> dict[str, int]:
    """Edges between tasks by the areas at their ends; outside work counts for the area it serves, or for `ext`."""
    change = set(framework.change_areas)
    pairs = [(framework.task(link.code), task) for task in framework.tasks for link in task.after]

    def crossing(area: Callable[[TaskTemplate], str], among: set[str] | None = None) -> int:
        ends = [(area(before), area(task)) for before, task in pairs]
        return sum(a != b and (among is None or {a, b} <= among) for a, b in ends)

    return {
        "between_change_areas": crossing(_home, change),
        "with_own_area": crossing(_home),
        "with_outside_parties": crossing(lambda task: task.area),
        "between_tasks": len(pairs),
        "to_milestones": sum(len(milestone.after) for milestone in framework.milestones),
    }


def _home(task: TaskTemplate) -> str:
    return task.serves or task.area


def _reference(framework: Framework, decrees: tuple[Decree, ...]) -> dict[str, Any]:
    edition = framework.edition
    start = edition.reference_start
    calendar = working_calendar(edition.reference_week, effective_days_off(decrees), *horizon(start))
    tasks = instances(framework, start, calendar)
    proposal = next(task for task in tasks if task.code == edition.proposal)
    return {
        "start": start.isoformat(),
        "instances": len(tasks),
        "recurring": sum(task.period is not None for task in tasks),
        "proposal": proposal.baseline.finish.isoformat(),
        "proposal_due": proposal.due_date.isoformat(),
    }


def _decree(decree: Decree) -> dict[str, Any]:
    return {
        "number": decree.number,
        "year": decree.year,
        "signed": decree.signed.isoformat(),
        "status": str(decree.status),
        "days": len(decree.days),
    }


def _working_days(framework: Framework, decrees: tuple[Decree, ...]) -> dict[str, int]:
    off = effective_days_off(decrees)
    week = framework.edition.reference_week
    years = sorted({decree.year for decree in decrees})
    return {
        str(year): len(working_calendar(week, off, date(year, 1, 1), date(year, 12, 31)).days)
        for year in years
    }
