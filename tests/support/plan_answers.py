"""The whole answer for a plan by the slow reference: causes, slack, blockers and clocks; shares no code with the engine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from functools import cache, cached_property

from tests.support.plan_reference import Ends, Network, shares
from zi_workflow.domain.plans import Dependency, Plan, PlanTask


class Answers:
    """What the engine has to say about a plan on a day."""

    def __init__(self, plan: Plan, on: date) -> None:
        self.plan, self.on = plan, on
        self.network = Network(plan)
        self.days = self.network.days
        self.planned = self.network.planned()
        self.forecast = self.network.forecast(on)
        self.areas = sorted({task.area for task in plan.tasks})
        self.replay = cache(lambda areas: self.network.replay(areas, self.planned, self.forecast))

    @cached_property
    def last(self) -> date:
        """The programme's forecast finish."""
        return max(ends.finish for ends in self.forecast.values())

    def because(self, id: str) -> dict[str, Fraction]:
        """A task's late days per area."""
        origin = self.planned[id].finish
        return shares(self.areas, lambda s: self.days.distance(origin, self.replay(s)[id].finish))

    def because_of_all(self) -> dict[str, Fraction]:
        """The programme's late days per area."""
        origin = max(ends.finish for ends in self.planned.values())
        return shares(
            self.areas,
            lambda s: self.days.distance(origin, max(e.finish for e in self.replay(s).values())),
        )

    def late(self, id: str) -> int:
        """Working days from the planned to the forecast finish."""
        return self.days.distance(self.planned[id].finish, self.forecast[id].finish)

    def holders(self, task: PlanTask) -> Iterator[tuple[date, str]]:
        """Predecessors that hold a task back, each with its bound."""
        for link in task.after:
            before = self.network.tasks[link.predecessor]
            if before.finished or link.kind in ("FF", "SF") or (link.kind == "SS" and before.started):
                continue
            length = max(task.days, 1)
            yield self.network.bound(task, link, self.forecast[before.id], length), before.id

    def state(self, task: PlanTask) -> str:
        """done, running, waiting or ready."""
        if task.finished:
            return "done"
        if task.started:
            return "running"
        return "waiting" if list(self.holders(task)) else "ready"

    def blocked_by(self, task: PlanTask) -> str | None:
        """The actionable task at the end of the chain of holders."""
        if self.state(task) != "waiting":
            return None
        found = list(self.holders(task))
        largest = max(bound for bound, _ in found)
        holder = self.network.tasks[min(id for bound, id in found if bound == largest)]
        return self.blocked_by(holder) or holder.id

    def slack(self, task: PlanTask) -> int | None:
        """Working days an unfinished task can lose."""
        if task.finished:
            return None
        return self.days.distance(self.forecast[task.id].finish, self.latest(task.id))

    @cached_property
    def target(self) -> date:
        """The day that must not be missed."""
        return self.last if self.plan.deadline is None else self.days.on_or_before(self.plan.deadline)

    def latest(self, id: str) -> date:
        """The latest finish of an unfinished task that keeps the target."""
        steps = self.days.distance(*self.forecast[id])
        best = self.target
        for task in self.plan.tasks:
            for link in task.after:
                if link.predecessor == id and not task.finished:
                    best = min(best, self.allowed(task, link, steps))
        return best

    def allowed(self, task: PlanTask, link: Dependency, steps: int) -> date:
        """The latest finish that one dependency of a successor leaves."""
        finish = self.latest(task.id)
        start = self.days.shift(finish, -self.days.distance(*self.forecast[task.id]))
        if link.kind == "FS":
            return self.days.shift(start, -link.lag - (1 if task.days else 0))
        if link.kind == "SS":
            return self.days.shift(self.days.shift(start, -link.lag), steps)
        if link.kind == "FF":
            return self.days.shift(finish, -link.lag)
        return self.days.shift(self.days.shift(finish, -link.lag), steps)

    def impact(self, task: PlanTask) -> tuple[int, int, int]:
        """Days lost by the programme and by other areas, and tasks moved, when a task slips a week."""
        own = self.forecast[task.id]
        start = own.start if task.started else self.days.shift(own.start, 5)
        then = self.network.forecast(self.on, {task.id: Ends(start, self.days.shift(own.finish, 5))})
        lost = {
            other.id: self.days.distance(self.forecast[other.id].finish, then[other.id].finish)
            for other in self.plan.tasks
            if not other.finished and other.id != task.id
        }
        return (
            self.days.distance(self.last, max(ends.finish for ends in then.values())),
            sum(days for id, days in lost.items() if self.network.tasks[id].area != task.area),
            sum(days != 0 for days in lost.values()),
        )

    def clock(self, task: PlanTask) -> date:
        """The planned finish, or the earliest finish the forecast still allows."""
        length = max(task.days, 1)
        ready = self.network.ready(task, self.forecast.__getitem__, length)
        return max(self.planned[task.id].finish, self.days.shift(ready, length - 1))
