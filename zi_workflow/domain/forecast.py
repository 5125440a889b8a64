"""Plan, forecast and slack of a compiled network (docs/planning.md section 3); knows no areas, blames nobody."""

from __future__ import annotations

from zi_workflow.domain.calendars import WorkCalendar
from zi_workflow.domain.networks import Network, Timeline
from zi_workflow.domain.plan_parts import Plan


def planned_timeline(plan: Plan, network: Network, calendar: WorkCalendar) -> Timeline:
    """The baseline: the given spans, else every task as early as its predecessors allow."""
    ends = [0] * (2 * len(plan.tasks))
    waits = [0] * len(plan.tasks)
    for number in network.order:
        span = plan.tasks[number].planned
        if span is None:
            length = network.lengths[number]
            start = network.ready(number, ends, length)
            finish = start + length - 1
        else:
            start, finish = calendar.start_index(span.start), calendar.finish_index(span.finish)
            waits[number] = start - network.ready(number, ends, finish - start + 1)
        ends[2 * number] = start
        ends[2 * number + 1] = finish
    return Timeline(ends, waits)


def forecast_timeline(plan: Plan, network: Network, calendar: WorkCalendar, today: int) -> Timeline:
    """How every task looks on the morning of `today`, a working-day index."""
    ends = [0] * (2 * len(plan.tasks))
    waits = [0] * len(plan.tasks)
    for number in network.order:
        task, length = plan.tasks[number], network.lengths[number]
        if task.finished is not None:
            finish = calendar.finish_index(task.finished)
            start = finish if task.started is None else min(calendar.start_index(task.started), finish)
            ready = network.ready(number, ends, finish - start + 1)
        elif task.started is not None:
            start = calendar.start_index(task.started)
            bounds = [ends[place] + offset for place, offset in network.to_finish[number]]
            finish = max(start + length - 1, today, *bounds)
            ready = network.ready(number, ends, finish - start + 1)
        else:
            ready = network.ready(number, ends, length)
            start = ready if ready > today else today
            finish = start + length - 1
        waits[number] = start - ready
        ends[2 * number] = start
        ends[2 * number + 1] = finish
    return Timeline(ends, waits)


def slack_days(network: Network, ends: list[int], target: int, done: list[bool]) -> list[int | None]:
    """Working days each unfinished task can lose before `target` is missed; None for finished tasks.

    A backward pass over unfinished successors: a task's slack is the least of its own distance to the target
    and, for each bound it puts on a successor, that successor's slack plus what the bound leaves free.
    """
    slack = [target - finish for finish in ends[1::2]]
    for number in reversed(network.order):
        if done[number]:
            continue
        latest = ends[2 * number] + slack[number]
        for place, offset in network.to_start[number]:
            spare = latest - ends[place] - offset
            if spare < slack[place >> 1]:
                slack[place >> 1] = spare
        latest = ends[2 * number + 1] + slack[number]
        for place, offset in network.to_finish[number]:
            spare = latest - ends[place] - offset
            if spare < slack[place >> 1]:
                slack[place >> 1] = spare
    return [None if over else days for days, over in zip(slack, done, strict=True)]
