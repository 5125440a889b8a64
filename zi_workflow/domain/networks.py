"""A plan as flat lists of working-day indexes, compiled once; knows no dates, no actuals and no areas.

The ends of task t stand in one list: its start at `2 * t`, its finish at `2 * t + 1`. A bound is a pair, the
place of the predecessor's end and an offset in working days, which holds the lag and the rule for milestones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter

from zi_workflow.domain.calendars import WorkCalendar
from zi_workflow.domain.plan_parts import Kind, Plan

Bound = tuple[int, int]
_FROM_START = (Kind.SS, Kind.SF)
_TO_START = (Kind.FS, Kind.SS)


@dataclass(frozen=True, slots=True)
class Network:
    """Tasks in an order that has predecessors first, with the bounds on either end of each.

    `lengths` are in working days (1 for a milestone); `earliest` is the programme's start or `not_before`.
    """

    order: tuple[int, ...]
    earliest: list[int]
    lengths: list[int]
    to_start: list[list[Bound]]
    to_finish: list[list[Bound]]

    def ready(self, task: int, ends: Sequence[int], length: int) -> int:
        """Index from which a task of this length may start, given the ends of its predecessors."""
        ready = self.earliest[task]
        for place, offset in self.to_start[task]:
            bound = ends[place] + offset
            if bound > ready:
                ready = bound
        for place, offset in self.to_finish[task]:
            bound = ends[place] + offset - length + 1
            if bound > ready:
                ready = bound
        return ready

    def clock(self, task: int, planned: Sequence[int], forecast: Sequence[int]) -> int:
        """Index of the planned finish, or of the earliest finish that predecessors now allow when later."""
        length = self.lengths[task]
        return max(planned[2 * task + 1], self.ready(task, forecast, length) + length - 1)


def network_of(plan: Plan, calendar: WorkCalendar) -> Network:
    """Compile a valid plan (see `plan_rules.validate`)."""
    tasks = plan.tasks
    place = {task.id: number for number, task in enumerate(tasks)}
    start = calendar.start_index(plan.start)
    to_start: list[list[Bound]] = [[] for _ in tasks]
    to_finish: list[list[Bound]] = [[] for _ in tasks]
    sorter: TopologicalSorter[int] = TopologicalSorter()
    for number, task in enumerate(tasks):
        before = [place[link.predecessor] for link in task.after]
        sorter.add(number, *before)
        for predecessor, link in zip(before, task.after, strict=True):
            end = 2 * predecessor + (link.kind not in _FROM_START)
            if link.kind in _TO_START:
                next_day = link.kind is Kind.FS and task.days > 0
                to_start[number].append((end, link.lag + next_day))
            else:
                to_finish[number].append((end, link.lag))
    return Network(
        order=tuple(sorter.static_order()),
        earliest=[
            start if task.not_before is None else max(start, calendar.start_index(task.not_before))
            for task in tasks
        ],
        lengths=[task.days or 1 for task in tasks],
        to_start=to_start,
        to_finish=to_finish,
    )
