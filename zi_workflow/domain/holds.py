"""What an unfinished task of an analysed plan has to wait for, task by task; computes no forecast of its own."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from zi_workflow.domain.analysis import Analysis
from zi_workflow.domain.blockers import PlanState, happened, holder_of
from zi_workflow.domain.networks import network_of
from zi_workflow.domain.plan_parts import Plan


class Followed(NamedTuple):
    """A predecessor whose start or finish the finish of a task has to follow, and when that is expected."""

    id: str
    by_start: bool
    expected: date


class Holds:
    """Reads the bounds of a plan against the forecast of its own analysis."""

    def __init__(self, plan: Plan, analysis: Analysis) -> None:
        calendar = analysis.calendar
        self.plan, self.analysis = plan, analysis
        self.network = network_of(plan, calendar)
        self.ends = [calendar.start_index(day) for task in analysis.tasks for day in task.forecast]
        self.today = calendar.start_index(analysis.as_of)
        self.places = {task.id: number for number, task in enumerate(plan.tasks)}

    def opens(self, id: str) -> date | None:
        """The working day from which a ready task may begin, None when it may today or is not ready."""
        number = self.places[id]
        start = max(self._start(number), self._start_for_finish(number))
        if self.analysis.task(id).state is not PlanState.READY or start <= self.today:
            return None
        return self.analysis.calendar.day(start)

    def direct(self, id: str) -> str | None:
        """The predecessor that itself holds back the start of a waiting task, None for any other task."""
        if self.analysis.task(id).state is not PlanState.WAITING:
            return None
        holder = holder_of(self.plan, self.network, self.places[id], self.ends)
        return None if holder is None else self.plan.tasks[holder].id

    def followed(self, id: str) -> Followed | None:
        """The unfinished FF or SF predecessor without which the task would be expected to finish earlier.

        The one with the latest bound, the smallest id of several; None for a finished task.
        """
        number, tasks = self.places[id], self.plan.tasks
        if tasks[number].finished is not None:
            return None
        bounds = [
            (-(self.ends[place] + offset), tasks[place >> 1].id, place)
            for place, offset in self.network.to_finish[number]
            if not happened(tasks[place >> 1], place)
        ]
        if not bounds:
            return None
        bound, before, place = min(bounds)
        if -bound != self.ends[2 * number + 1] or -bound <= self._finish(number):
            return None
        return Followed(before, place & 1 == 0, self.analysis.calendar.day(self.ends[place]))

    def _start(self, number: int) -> int:
        """Index from which the bounds on the start alone let the task begin."""
        bounds = (self.ends[place] + offset for place, offset in self.network.to_start[number])
        return max(self.network.earliest[number], *bounds, 0)

    def _start_for_finish(self, number: int) -> int:
        """Index at which the task would start to finish no earlier than ends that have happened allow."""
        tasks, length = self.plan.tasks, self.network.lengths[number]
        bounds = self.network.to_finish[number]
        fixed = (self.ends[place] + lag for place, lag in bounds if happened(tasks[place >> 1], place))
        return max(fixed, default=0) - length + 1

    def _finish(self, number: int) -> int:
        """Index at which the task would finish if nothing bound its finish."""
        begun = self.plan.tasks[number].started is not None
        start = self.ends[2 * number] if begun else max(self._start(number), self.today)
        return max(start + self.network.lengths[number] - 1, self.today)
