"""When a programme will finish, why it is late, who can act, for one day; reads no file, stores nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import repeat
from operator import sub
from typing import Any, NamedTuple

from zi_workflow.domain.attribution import Replays
from zi_workflow.domain.blockers import ACTIONABLE, Blocker, PlanState, blockers, states_and_holders
from zi_workflow.domain.calendars import WorkCalendar
from zi_workflow.domain.forecast import forecast_timeline, planned_timeline, slack_days
from zi_workflow.domain.networks import Timeline, network_of
from zi_workflow.domain.plan_parts import Plan, Span
from zi_workflow.domain.reach import calendar_for

__all__ = [
    "Analysis",
    "Blocker",
    "Finish",
    "PlanState",
    "TaskResult",
    "analyse",
    "calendar_for",
    "to_json",
    "waiting_on",
]

DECIMALS = 9  # of a part in JSON


class TaskResult(NamedTuple):
    """What the engine says of one task; days are working days, `late_days` is negative when early.

    `because` splits `late_days` over areas (zero parts left out); slack and critical are None for a finished
    task. `clock` is the day from which mails count lateness (docs/mail.md section 2): the planned finish, or the
    earliest finish the predecessors still allow when that is later.
    """

    id: str
    area: str
    state: PlanState
    planned: Span
    forecast: Span
    late_days: int
    slack_days: int | None
    critical: bool | None
    blocked_by: str | None
    because: Mapping[str, float]
    clock: date


class Finish(NamedTuple):
    """The programme's last day in the plan and in the forecast, and the working days between them."""

    planned: date
    forecast: date
    late_days: int


@dataclass(frozen=True)
class Analysis:
    """The answer for one plan and one day: tasks in file order, blockers with the costliest first."""

    as_of: date
    finish: Finish
    because: Mapping[str, float]
    tasks: tuple[TaskResult, ...]
    blockers: tuple[Blocker, ...]
    calendar: WorkCalendar

    @cached_property
    def _by_id(self) -> Mapping[str, TaskResult]:
        return {task.id: task for task in self.tasks}

    def task(self, id: str) -> TaskResult:
        """The result of one task; KeyError when the plan has none of that id."""
        return self._by_id[id]


def analyse(
    plan: Plan,
    on: date,
    *,
    calendar: WorkCalendar | None = None,
    impacts: bool = True,
    causes: bool = True,
) -> Analysis:
    """Forecast, causes and blockers of a valid plan (see `plans.validate`) as seen on the morning of `on`.

    A shared `calendar` must have the plan's week and days off and reach as far as `calendar_for` would.
    Without `impacts` there are no blockers, without `causes` nothing is split over areas. Raises InputError when more
    than twelve areas deviate.
    """
    calendar = calendar or calendar_for(plan, on)
    tasks = plan.tasks
    network = network_of(plan, calendar)
    planned = planned_timeline(plan, network, calendar)
    forecast = forecast_timeline(plan, network, calendar, calendar.start_index(on))
    replays = Replays(network, [task.area for task in tasks], planned, forecast) if causes else None
    states, holders = states_and_holders(plan, network, forecast.ends)
    last, end = max(forecast.ends[1::2]), max(planned.ends[1::2])
    target = last if plan.deadline is None else calendar.finish_index(plan.deadline)
    slack = slack_days(network, forecast.ends, target, [state is PlanState.DONE for state in states])
    results = map(
        TaskResult,
        [task.id for task in tasks],
        [task.area for task in tasks],
        states,
        _spans(planned, calendar),
        _spans(forecast, calendar),
        map(sub, forecast.ends[1::2], planned.ends[1::2]),
        slack,
        [None if days is None else days <= 0 for days in slack],
        [None if holder is None else tasks[holder].id for holder in holders],
        map(replays.because, range(len(tasks))) if replays else repeat({}),
        _days(network.clocks(planned.ends, forecast), calendar),
    )
    return Analysis(
        on,
        Finish(calendar.day(end), calendar.day(last), last - end),
        replays.because_of_all() if replays else {},
        tuple(results),
        tuple(blockers(plan, network, forecast.ends, states)) if impacts else (),
        calendar,
    )


def _spans(timeline: Timeline, calendar: WorkCalendar) -> Iterator[Span]:
    days = _days(timeline.ends, calendar)
    return map(Span, days[::2], days[1::2])


def _days(indexes: list[int], calendar: WorkCalendar) -> list[date]:
    """The days of indexes, none of which lies before the calendar."""
    calendar.day(max(indexes))
    return [calendar.days[index] for index in indexes]


def waiting_on(analysis: Analysis) -> dict[str, tuple[str, ...]]:
    """For each actionable task the waiting tasks of other areas that it holds back, in file order."""
    held: dict[str, list[str]] = {task.id: [] for task in analysis.tasks if task.state in ACTIONABLE}
    for task in analysis.tasks:
        if task.blocked_by is not None and analysis.task(task.blocked_by).area != task.area:
            held[task.blocked_by].append(task.id)
    return {blocker: tuple(tasks) for blocker, tasks in held.items()}


def to_json(analysis: Analysis) -> dict[str, Any]:
    """The result in the shape of docs/planning.md section 6: dates as ISO text, parts as numbers."""
    return {
        "as_of": analysis.as_of.isoformat(),
        "finish": {
            "planned": analysis.finish.planned.isoformat(),
            "forecast": analysis.finish.forecast.isoformat(),
            "late_days": analysis.finish.late_days,
        },
        "because": _parts(analysis.because),
        "tasks": [_task(task) for task in analysis.tasks],
        "blockers": [
            {
                "id": blocker.id,
                "area": blocker.area,
                "finish_days": blocker.finish_days,
                "other_areas_days": blocker.other_areas_days,
                "tasks": blocker.tasks,
            }
            for blocker in analysis.blockers
        ],
    }


def _task(task: TaskResult) -> dict[str, Any]:
    return {
        "id": task.id,
        "area": task.area,
        "state": task.state.value,
        "planned": _span(task.planned),
        "forecast": _span(task.forecast),
        "late_days": task.late_days,
        "slack_days": task.slack_days,
        "critical": task.critical,
        "blocked_by": task.blocked_by,
        "because": _parts(task.because),
    }


def _span(span: Span) -> dict[str, str]:
    return {"start": span.start.isoformat(), "finish": span.finish.isoformat()}


def _parts(because: Mapping[str, float]) -> dict[str, float]:
    return {area: round(part, DECIMALS) for area, part in because.items()}
