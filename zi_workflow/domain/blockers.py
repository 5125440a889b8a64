"""Who can act today and what another week costs (docs/planning.md section 5); blames nobody."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from zi_workflow.domain.networks import Bound, Network
from zi_workflow.domain.plan_parts import Plan, PlanTask

SLIP = 5  # working days: "one more week"


class PlanState(StrEnum):
    """Where a task stands: finished; begun; free to begin; held back by a predecessor."""

    DONE = "done"
    RUNNING = "running"
    READY = "ready"
    WAITING = "waiting"


ACTIONABLE = (PlanState.RUNNING, PlanState.READY)


class Blocker(NamedTuple):
    """An actionable task and the working days that five more on it cost the programme and other areas."""

    id: str
    area: str
    finish_days: int
    other_areas_days: int
    tasks: int


def states_and_holders(
    plan: Plan, network: Network, ends: list[int]
) -> tuple[list[PlanState], list[int | None]]:
    """Each task's state and, for a waiting one, the actionable task at the end of its chain of holders."""
    count = len(plan.tasks)
    states = [PlanState.DONE] * count
    blocked_by: list[int | None] = [None] * count
    for number in network.order:
        task = plan.tasks[number]
        if task.finished is not None:
            continue
        if task.started is not None:
            states[number] = PlanState.RUNNING
            continue
        holder = holder_of(plan, network, number, ends)
        states[number] = PlanState.READY if holder is None else PlanState.WAITING
        if holder is not None:
            further = blocked_by[holder]
            blocked_by[number] = holder if further is None else further
    return states, blocked_by


def holder_of(plan: Plan, network: Network, number: int, ends: list[int]) -> int | None:
    """The predecessor that holds a task back with the largest bound; the smallest id of several."""
    best: tuple[int, str] | None = None
    holder = None
    for place, offset in network.to_start[number]:
        before = plan.tasks[place >> 1]
        if happened(before, place):
            continue
        rank = (-(ends[place] + offset), before.id)
        if best is None or rank < best:
            best, holder = rank, place >> 1
    return holder


class Delays:
    """How a delay of one unfinished task travels through the forecast."""

    def __init__(self, plan: Plan, network: Network, ends: list[int]) -> None:
        self.plan, self.ends = plan, ends
        self.last = max(ends[1::2])
        self.after: list[list[tuple[int, int]]] = [[] for _ in plan.tasks]
        for number, task in enumerate(plan.tasks):
            if task.finished is not None:
                continue
            if network.to_finish[number]:
                self._link(2 * number + 1, network.to_finish[number])
            if task.started is None and network.to_start[number]:  # a start that has happened moves no more
                self._link(2 * number, network.to_start[number])

    def _link(self, own: int, bounds: Sequence[Bound]) -> None:
        """Keep the bounds on this end that another week can use up, as (task that moves, days in hand)."""
        ends, tasks = self.ends, self.plan.tasks
        for place, offset in bounds:
            free = ends[own] - ends[place] - offset
            if free < SLIP and not happened(tasks[place >> 1], place):
                self.after[place >> 1].append((own >> 1, free))

    def of(self, number: int) -> dict[int, int]:
        """Working days lost by every task that moves when this one finishes SLIP working days later."""
        lost = {number: SLIP}
        pending = [number]
        while pending:  # a task comes back only when it loses more, at most SLIP times
            moved = pending.pop()
            for following, free in self.after[moved]:
                delay = lost[moved] - free
                if delay > lost.get(following, 0):
                    lost[following] = delay
                    pending.append(following)
        return lost

    def blocker(self, number: int) -> Blocker:
        """What another week on this task costs."""
        tasks, ends = self.plan.tasks, self.ends
        own, last, others = tasks[number], self.last, 0
        lost = self.of(number)
        for moved, days in lost.items():
            last = max(last, ends[2 * moved + 1] + days)
            if tasks[moved].area != own.area:
                others += days
        return Blocker(own.id, own.area, last - self.last, others, len(lost) - 1)


def blockers(plan: Plan, network: Network, ends: list[int], states: Sequence[PlanState]) -> list[Blocker]:
    """Actionable tasks with their impact: costliest for other areas first, then for the programme, by id."""
    delays = Delays(plan, network, ends)
    found = [delays.blocker(number) for number, state in enumerate(states) if state in ACTIONABLE]
    return sorted(found, key=lambda b: (-b.other_areas_days, -b.finish_days, b.id))


def happened(task: PlanTask, place: int) -> bool:
    """Whether this end of a task (even: start, odd: finish) lies in the past and so binds nobody any more."""
    return task.finished is not None or (place & 1 == 0 and task.started is not None)
