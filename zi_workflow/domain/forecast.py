"""Plan, forecast and slack of a compiled network (planning.md section 3); knows no areas, blames nobody."""

from __future__ import annotations

from collections.abc import Iterator

from zi_workflow.domain.calendars import WorkCalendar
from zi_workflow.domain.networks import Bound, Network
from zi_workflow.domain.plan_parts import Plan, PlanTask


def planned_ends(plan: Plan, network: Network, calendar: WorkCalendar) -> list[int]:
    """Both ends of every task in the baseline: the given span, else as early as its predecessors allow."""
    ends = [0] * (2 * len(plan.tasks))
    for number in network.order:
        span = plan.tasks[number].planned
        if span is None:
            length = network.lengths[number]
            start = network.ready(number, ends, length)
            finish = start + length - 1
        else:
            start, finish = calendar.start_index(span.start), calendar.finish_index(span.finish)
        ends[2 * number], ends[2 * number + 1] = start, finish
    return ends


def forecast_ends(plan: Plan, network: Network, calendar: WorkCalendar, today: int) -> list[int]:
    """Both ends of every task as they look on the morning of `today`, a working-day index."""
    ends = [0] * (2 * len(plan.tasks))
    for number in network.order:
        task = plan.tasks[number]
        length = network.lengths[number]
        if task.finished is not None:
            start, finish = _actual(task, calendar)
        elif task.started is not None:
            start = calendar.start_index(task.started)
            bounds = [ends[place] + offset for place, offset in network.to_finish[number]]
            finish = max(start + length - 1, today, *bounds)
        else:
            start = max(today, network.ready(number, ends, length))
            finish = start + length - 1
        ends[2 * number], ends[2 * number + 1] = start, finish
    return ends


def _actual(task: PlanTask, calendar: WorkCalendar) -> tuple[int, int]:
    assert task.finished is not None
    finish = calendar.finish_index(task.finished)
    start = finish if task.started is None else calendar.start_index(task.started)
    return min(start, finish), finish


def gaps(network: Network, task: int, ends: list[int]) -> Iterator[tuple[int, int]]:
    """Each bound on a task: (place of the predecessor's end, working days left free, < 0 when broken)."""
    for own, bounds in ((2 * task, network.to_start[task]), (2 * task + 1, network.to_finish[task])):
        yield from _gaps(ends[own], bounds, ends)


def _gaps(own: int, bounds: list[Bound], ends: list[int]) -> Iterator[tuple[int, int]]:
    for place, offset in bounds:
        yield place, own - ends[place] - offset


def slack_days(network: Network, ends: list[int], target: int, done: list[bool]) -> list[int | None]:
    """Working days each unfinished task can lose before `target` is missed; None for finished tasks.

    A backward pass over unfinished successors: a task's slack is the least of its own distance to the target
    and, for each bound it puts on a successor, that successor's slack plus what the bound leaves free.
    """
    slack: list[int | None] = [None if done[t] else target - ends[2 * t + 1] for t in range(len(done))]
    for number in reversed(network.order):
        own = slack[number]
        if own is None:
            continue
        for place, free in gaps(network, number, ends):
            before = slack[place >> 1]
            if before is not None and own + free < before:
                slack[place >> 1] = own + free
    return slack
