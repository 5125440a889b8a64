"""What moves in a programme's plan between two analyses of it; knows no reason and stores nothing."""

from __future__ import annotations

from dataclasses import dataclass

from zi_workflow.domain.analysis import Analysis
from zi_workflow.domain.plans import Span


@dataclass(frozen=True)
class Move:
    """A task whose planned span changes; `days` is how many working days its finish moves (negative: earlier)."""

    task: str
    area: str
    old: Span
    new: Span
    days: int


def moves_of(before: Analysis, after: Analysis) -> tuple[Move, ...]:
    """The tasks whose planned span differs, in order; days are counted on the later calendar."""
    return tuple(
        Move(
            new.id,
            new.area,
            old.planned,
            new.planned,
            after.calendar.between(old.planned.finish, new.planned.finish),
        )
        for old, new in zip(before.tasks, after.tasks, strict=True)
        if old.planned != new.planned
    )
