"""What the weekly summary of a programme says, from figures that the morning has computed; knows no wording and no person.

It is the one optional mail: whoever does not want it is not sent it, and what is said here is said nowhere else as a
demand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from zi_workflow.domain.analysis import PlanState


@dataclass(frozen=True, slots=True)
class TaskNow:
    """A task with the figures of the last analysis; days are working days."""

    code: str
    title: str
    area: str
    state: str
    planned_start: date
    late_days: int
    blocked_by: str | None
    other_areas_days: int | None


@dataclass(frozen=True, slots=True)
class AreaWeek:
    """How far an area is: tasks done, tasks in all, open tasks that are late."""

    area: str
    done: int
    total: int
    late: int


@dataclass(frozen=True, slots=True)
class Holding:
    """A task that other areas wait for though they should have begun: which areas, and how many of their tasks."""

    task: str
    title: str
    area: str
    waiting: tuple[str, ...]
    tasks: int


@dataclass(frozen=True, slots=True)
class WeekFacts:
    """Where a programme stands; `late_days` are working days between the planned and the forecast finish."""

    as_of: date
    areas: tuple[AreaWeek, ...]
    holdings: tuple[Holding, ...]
    planned_finish: date
    forecast_finish: date
    late_days: int
    round_on: date | None = None

    @property
    def done(self) -> int:
        """Tasks done."""
        return sum(area.done for area in self.areas)

    @property
    def total(self) -> int:
        """Tasks in all."""
        return sum(area.total for area in self.areas)

    @property
    def late(self) -> int:
        """Open tasks that are late."""
        return sum(area.late for area in self.areas)


def areas_of(tasks: Iterable[TaskNow]) -> tuple[AreaWeek, ...]:
    """Each area once, in the order in which the plan names it."""
    found: dict[str, list[TaskNow]] = {}
    for task in tasks:
        found.setdefault(task.area, []).append(task)
    return tuple(AreaWeek(area, *_counts(own)) for area, own in found.items())


def _counts(tasks: Sequence[TaskNow]) -> tuple[int, int, int]:
    """Done, in all, and late among the open ones."""
    left = [task for task in tasks if task.state != PlanState.DONE]
    return len(tasks) - len(left), len(tasks), sum(task.late_days > 0 for task in left)


def holdings_of(tasks: Iterable[TaskNow], on: date) -> tuple[Holding, ...]:
    """Who holds whom on the morning of `on`: the task that holds most first.

    A task of another area is held while it waits though its planned start lies before the day (docs/mail.md section 2).
    """
    known = {task.code: task for task in tasks}
    held: dict[str, list[TaskNow]] = {}
    for task in known.values():
        holder = known.get(task.blocked_by or "")
        late = task.state == PlanState.WAITING and task.planned_start < on
        if late and holder is not None and holder.area != task.area:
            held.setdefault(holder.code, []).append(task)
    found = [
        Holding(
            code, known[code].title, known[code].area, tuple(dict.fromkeys(t.area for t in waits)), len(waits)
        )
        for code, waits in held.items()
    ]
    return tuple(sorted(found, key=lambda each: (-_cost(known[each.task]), -each.tasks, each.task)))


def _cost(task: TaskNow) -> int:
    return task.other_areas_days or 0


def week_of(day: date) -> str:
    """The ISO week of a day, as the key of a summary has it: `2025-W18`."""
    year, number, _weekday = day.isocalendar()
    return f"{year}-W{number:02d}"


def week_from_json(data: Mapping[str, Any]) -> WeekFacts:
    """The inverse of the plain values that a message keeps."""
    values = {field.name: data[field.name] for field in fields(WeekFacts) if field.name in data}
    for name in ("as_of", "planned_finish", "forecast_finish", "round_on"):
        values[name] = date.fromisoformat(values[name]) if values.get(name) else None
    values["areas"] = tuple(AreaWeek(**each) for each in values["areas"])
    values["holdings"] = tuple(
        Holding(**{**each, "waiting": tuple(each["waiting"])}) for each in values["holdings"]
    )
    return WeekFacts(**values)
