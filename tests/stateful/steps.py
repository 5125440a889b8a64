"""What all steps stand on: the world, what is drawn for one, how often it comes, how it is counted; draws nothing.

Each step is written down with a weight. Hypothesis's own choice among rules leaves whole kinds of them out of each
run, and a service without mornings shows nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from tests.stateful.model import Task
from tests.stateful.world import World

One = TypeVar("One")
Method = TypeVar("Method", bound=Callable[..., None])
WEIGHTS: dict[str, int] = {}
"""By name of a step, how often it comes among all."""
ACTOR, REASON = "cli", "demikian"


@dataclass(frozen=True, slots=True)
class Draw:
    """What is drawn for one step: which one of several, a second number, and what the relay does to the next mails."""

    number: int
    by: int
    script: tuple[str, ...] = ()

    @property
    def even(self) -> bool:
        """One of two."""
        return self.by % 2 == 0

    @property
    def node(self) -> str:
        """One of the nodes."""
        return "AB"[self.number % 2]

    def of(self, things: Sequence[One]) -> One:
        """One of them, by the second number."""
        return things[self.by % len(things)]


def step(weight: int) -> Callable[[Method], Method]:
    """Something that may happen, so often among all."""

    def noted(method: Method) -> Method:
        WEIGHTS[method.__name__] = weight
        return method

    return noted


class Steps:
    """A part of the machine."""

    world: World
    taken: Counter[str]

    def counts(self, name: str) -> None:
        """One more step of this kind."""
        self.taken[name] += 1

    def some_task(self, number: int, *states: str) -> Task | None:
        """One of the tasks in these states."""
        tasks = [task for task, work in self.world.model.tasks.items() if work.state in states]
        return one_of(tasks, number)

    def some_person(self, number: int) -> str:
        """One of the people."""
        return list(self.world.model.people)[number % len(self.world.model.people)]

    def today(self, unit: str) -> date:
        """A unit's date."""
        return self.world.local(unit).date()


def one_of(things: Sequence[One], number: int) -> One | None:
    """One of them, if there is any."""
    return things[number % len(things)] if things else None
