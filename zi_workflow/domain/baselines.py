"""What the baseline becomes when a plan or its calendar changes; knows no forecast and stores nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from zi_workflow.domain.calendars import WorkCalendar
from zi_workflow.domain.forecast import planned_timeline
from zi_workflow.domain.networks import Network, network_of
from zi_workflow.domain.plan_parts import Plan, PlanTask, Span
from zi_workflow.domain.reach import calendar_for


def computed(plan: Plan) -> dict[str, Span]:
    """The baseline of a plan: given spans as they are, every other task as early as its bounds allow."""
    calendar = calendar_for(plan)
    ends = planned_timeline(plan, network_of(plan, calendar), calendar).ends
    return _spans(plan, ends, calendar)


def rebuilt(before: Plan, after: Plan, on: date, given: Collection[str] = ()) -> dict[str, Span]:
    """The baseline of `after`, where every task of `before` has one.

    Started and finished tasks keep theirs, and so do the tasks in `given`. Any other task moves with its bounds:
    one that was planned as early as possible still is, one that was planned later keeps its date while its bounds
    allow. Lengths are kept in working days, unless a task's `days` changed.
    """
    moving = _Moving(before, on)
    calendar = calendar_for(after, on)
    network = network_of(after, calendar)
    ends = [0] * (2 * len(after.tasks))
    for number in network.order:
        task = after.tasks[number]
        runs = moving.same_length(task) and task.started is not None and task.id not in given
        if task.planned is not None and (runs or task.finished or task.id in given):
            start = calendar.start_index(task.planned.start)
            finish = calendar.finish_index(task.planned.finish)
            if runs and not task.finished:  # a new day off never makes work that goes on due earlier
                finish = calendar.start_index(moving.finish(task))
        else:
            start, finish = moving.place(number, task, network, ends, calendar)
        ends[2 * number], ends[2 * number + 1] = start, max(start, finish)
    return _spans(after, ends, calendar)


class _Moving:
    """How the tasks of the old plan lay against their bounds."""

    def __init__(self, plan: Plan, on: date) -> None:
        self.tasks: Mapping[str, tuple[int, PlanTask]] = {t.id: (n, t) for n, t in enumerate(plan.tasks)}
        self.calendar = calendar_for(plan, on)
        self.baseline = planned_timeline(plan, network_of(plan, self.calendar), self.calendar)

    def same_length(self, task: PlanTask) -> bool:
        return task.id in self.tasks and self.tasks[task.id][1].days == task.days

    def finish(self, task: PlanTask) -> date:
        """The working day on which a task of the old plan was to finish."""
        number = self.tasks[task.id][0]
        return self.calendar.day(self.baseline.ends[2 * number + 1])

    def place(
        self, number: int, task: PlanTask, network: Network, ends: list[int], calendar: WorkCalendar
    ) -> tuple[int, int]:
        """Both ends of a task that moves with its bounds, as indexes of the new calendar."""
        length = network.lengths[number]
        if task.id not in self.tasks or task.planned is None:
            start = network.ready(number, ends, length)
            return start, start + length - 1
        old = self.tasks[task.id][0]
        if self.same_length(task):
            length = self.baseline.ends[2 * old + 1] - self.baseline.ends[2 * old] + 1
        wait = self.baseline.waits[old]
        start = calendar.start_index(task.planned.start)
        if wait == 0 and task.started is None:
            start = network.ready(number, ends, length)
        elif wait > 0:
            start = max(start, network.ready(number, ends, length))
        return start, start + length - 1


def _spans(plan: Plan, ends: list[int], calendar: WorkCalendar) -> dict[str, Span]:
    return {
        task.id: Span(calendar.day(ends[2 * number]), calendar.day(ends[2 * number + 1]))
        for number, task in enumerate(plan.tasks)
    }
