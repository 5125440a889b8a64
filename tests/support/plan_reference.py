"""The engine's definition once more, day by day and without cleverness, to hold the engine against; shares no code with it.

Dates are walked one at a time; the parts of a delay are averaged over every order in which areas could join.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import permutations
from typing import NamedTuple

from zi_workflow.domain.plans import Dependency, Plan, PlanTask

ONE = timedelta(days=1)
NAMES = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Ends(NamedTuple):
    """When a task starts and finishes, both working days."""

    start: date
    finish: date


@dataclass
class Days:
    """Working days by walking from day to day."""

    plan: Plan

    def works(self, day: date) -> bool:
        """Whether the office is open."""
        return NAMES[day.weekday()] in self.plan.week and day not in self.plan.days_off

    def on_or_after(self, day: date) -> date:
        """The first working day from here on."""
        while not self.works(day):
            day += ONE
        return day

    def on_or_before(self, day: date) -> date:
        """The last working day up to here."""
        while not self.works(day):
            day -= ONE
        return day

    def shift(self, day: date, steps: int) -> date:
        """So many working days on (or back) from a working day."""
        step = ONE if steps > 0 else -ONE
        for _ in range(abs(steps)):
            day += step
            while not self.works(day):
                day += step
        return day

    def distance(self, a: date, b: date) -> int:
        """How many working days b lies after a."""
        if b < a:
            return -self.distance(b, a)
        count = 0
        while a < b:
            a += ONE
            count += self.works(a)
        return count

    def length(self, ends: Ends) -> int:
        """Working days from start to finish, both included."""
        return self.distance(*ends) + 1


@dataclass
class Network:
    """Starts and bounds of one plan, looked up by task id."""

    plan: Plan

    def __post_init__(self) -> None:
        self.days = Days(self.plan)
        self.tasks = {task.id: task for task in self.plan.tasks}

    def bound(self, task: PlanTask, link: Dependency, before: Ends, length: int) -> date:
        """The day before which a predecessor does not let a task start."""
        if link.kind == "FS":
            return self.days.shift(before.finish, link.lag + (1 if task.days else 0))
        if link.kind == "SS":
            return self.days.shift(before.start, link.lag)
        end = before.finish if link.kind == "FF" else before.start
        return self.days.shift(self.days.shift(end, link.lag), 1 - length)

    def ready(self, task: PlanTask, look: Callable[[str], Ends], length: int) -> date:
        """The first day on which a task of this length may start."""
        days = [self.plan.start] if task.not_before is None else [self.plan.start, task.not_before]
        bounds = [self.bound(task, link, look(link.predecessor), length) for link in task.after]
        return max([self.days.on_or_after(day) for day in days] + bounds)

    def span(self, start: date, length: int) -> Ends:
        """From a start for so many working days."""
        return Ends(start, self.days.shift(start, length - 1))

    def planned(self) -> dict[str, Ends]:
        """The baseline."""

        def make(task: PlanTask, look: Callable[[str], Ends]) -> Ends:
            if task.planned:
                return Ends(
                    self.days.on_or_after(task.planned.start), self.days.on_or_before(task.planned.finish)
                )
            length = max(task.days, 1)
            return self.span(self.ready(task, look, length), length)

        return self.each(make)

    def forecast(self, on: date, forced: dict[str, Ends] | None = None) -> dict[str, Ends]:
        """How it looks on a morning; `forced` tasks are as given."""
        today = self.days.on_or_after(on)

        def make(task: PlanTask, look: Callable[[str], Ends]) -> Ends:
            length = max(task.days, 1)
            if forced and task.id in forced:
                return forced[task.id]
            if task.finished:
                finish = self.days.on_or_before(task.finished)
                return Ends(
                    min(self.days.on_or_after(task.started), finish) if task.started else finish, finish
                )
            if task.started:
                start = self.days.on_or_after(task.started)
                finishes = [self.days.shift(start, length - 1), today]
                for link in task.after:
                    if link.kind in ("FF", "SF"):
                        before = look(link.predecessor)
                        end = before.finish if link.kind == "FF" else before.start
                        finishes.append(self.days.shift(end, link.lag))
                return Ends(start, max(finishes))
            return self.span(max(today, self.ready(task, look, length)), length)

        return self.each(make)

    def replay(
        self, areas: frozenset[str], plan: dict[str, Ends], forecast: dict[str, Ends]
    ) -> dict[str, Ends]:
        """The ends when only these areas behave as in the forecast."""

        def make(task: PlanTask, look: Callable[[str], Ends]) -> Ends:
            source = forecast if task.area in areas else plan
            own = source[task.id]
            length = self.days.length(own)
            wait = self.days.distance(self.ready(task, source.__getitem__, length), own.start)
            return self.span(self.days.shift(self.ready(task, look, length), wait), length)

        return self.each(make)

    def each(self, make: Callable[[PlanTask, Callable[[str], Ends]], Ends]) -> dict[str, Ends]:
        """Ends of all tasks, predecessors first."""
        known: dict[str, Ends] = {}

        def look(id: str) -> Ends:
            if id not in known:
                known[id] = make(self.tasks[id], look)
            return known[id]

        return {id: look(id) for id in self.tasks}


def shares(areas: list[str], value: Callable[[frozenset[str]], int]) -> dict[str, Fraction]:
    """What each area adds when it joins the others, averaged over all orders of joining."""
    parts = dict.fromkeys(areas, Fraction(0))
    orders = list(permutations(areas))
    for order in orders:
        joined: frozenset[str] = frozenset()
        for area in order:
            parts[area] += value(joined | {area}) - value(joined)
            joined |= {area}
    return {area: part / len(orders) for area, part in parts.items() if part}
