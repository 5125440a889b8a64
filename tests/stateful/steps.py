"""What all steps stand on: the world, how one of several is chosen, and how a step is counted; draws nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from hypothesis import strategies as st

from tests.stateful.model import Task
from tests.stateful.world import World

One = TypeVar("One")
NUMBERS = st.integers(0, 59)
ACTOR, REASON = "cli", "demikian"


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
