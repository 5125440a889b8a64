"""A plan as flat lists of working-day indexes, compiled once; knows no dates, no actuals and no areas.

The ends of task t stand in one list: its start at `2 * t`, its finish at `2 * t + 1`. A bound is a pair, the
place of the predecessor's end and an offset in working days, which holds the lag and the rule for milestones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import NamedTuple

from zi_workflow.domain.calendars import WorkCalendar
from zi_workflow.domain.plan_parts import Kind, Plan

Bound = tuple[int, int]
_FS, _SS, _FF = Kind.FS, Kind.SS, Kind.FF


class Timeline(NamedTuple):
    """Both ends of every task, and how many working days each starts after it might have (its own wait)."""

    ends: list[int]
    waits: list[int]


@dataclass(frozen=True, slots=True)
class Network:
    """Tasks in an order that has predecessors first, with the bounds on either end of each.

    `before` lists each task's predecessors; `lengths` are in working days (1 for a milestone); `earliest` is the
    programme's start or `not_before`; `binding_starts` are the places of the starts that bind a later task.
    """

    order: Sequence[int]
    before: list[Sequence[int]]
    earliest: list[int]
    lengths: list[int]
    to_start: list[Sequence[Bound]]
    to_finish: list[Sequence[Bound]]
    binding_starts: set[int]

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

    def clocks(self, planned: Sequence[int], forecast: Timeline) -> list[int]:
        """Index of each planned finish, or of the earliest finish that predecessors now allow when later."""
        clocks = []
        for task, (length, wait) in enumerate(zip(self.lengths, forecast.waits, strict=True)):
            ready = forecast.ends[2 * task] - wait
            if self.to_finish[task]:  # then it depends on the length, which the forecast may have stretched
                ready = self.ready(task, forecast.ends, length)
            clocks.append(max(planned[2 * task + 1], ready + length - 1))
        return clocks


def network_of(plan: Plan, calendar: WorkCalendar) -> Network:
    """Compile a valid plan (see `plan_rules.validate`)."""
    tasks = plan.tasks
    place = {task.id: number for number, task in enumerate(tasks)}
    before: list[Sequence[int]] = []
    to_start: list[Sequence[Bound]] = []
    to_finish: list[Sequence[Bound]] = []
    binding: set[int] = set()
    for task in tasks:
        earlier: list[int] = []
        starts: list[Bound] = []
        finishes: list[Bound] = []
        for link in task.after:
            number, kind, lag = place[link.predecessor], link.kind, link.lag
            earlier.append(number)
            if kind == _FS:
                starts.append((2 * number + 1, lag + 1 if task.days else lag))
            elif kind == _FF:
                finishes.append((2 * number + 1, lag))
            else:
                binding.add(2 * number)
                (starts if kind == _SS else finishes).append((2 * number, lag))
        before.append(earlier or ())
        to_start.append(starts or ())  # what most tasks have none of is shared, not made
        to_finish.append(finishes or ())
    start = calendar.start_index(plan.start)
    earliest = [
        start if task.not_before is None else max(start, calendar.start_index(task.not_before))
        for task in tasks
    ]
    lengths = [task.days or 1 for task in tasks]
    return Network(_order(before), before, earliest, lengths, to_start, to_finish, binding)


def _order(before: Sequence[Sequence[int]]) -> Sequence[int]:
    """The order of the file where it has predecessors first, else a topological one."""
    if all(earlier < number for number, earliers in enumerate(before) for earlier in earliers):
        return range(len(before))
    first = [number for number, earliers in enumerate(before) if not earliers]
    later = {
        number: [earlier for earlier in earliers if before[earlier]]
        for number, earliers in enumerate(before)
        if earliers
    }
    return (*first, *TopologicalSorter(later).static_order())
