"""One task of a plan becomes two with dates of their own; knows no calendar and no database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from zi_workflow.domain.plans import Dependency, Plan, PlanTask, Span

LETTERS = "BCDEFGHIJKLMNOPQRSTUVWXYZ"
"""What a second half's code ends in; the first half is the A and keeps its code."""


@dataclass(frozen=True, slots=True)
class Half:
    """A part of a task that is split: its title, its planned span and its working days."""

    title: str
    span: Span
    days: int


def second_code(code: str, taken: Iterable[str]) -> str | None:
    """The code of the second half: the task's own with the next free letter; None when all are taken."""
    known = frozenset(taken)
    return next((new for letter in LETTERS if (new := f"{code}-{letter}") not in known), None)


def split(plan: Plan, task: str, halves: tuple[Half, Half], code: str) -> Plan:
    """The task keeps its code and its past; the second half waits for the same, and whoever waited for it for both.

    A second half that is planned to begin after the first one has ended waits for it too: else it would be expected at
    once, and the whole earlier than before it was split.
    """
    first, second = halves
    follows = (Dependency(task),) if second.span.start > first.span.finish else ()
    tasks: list[PlanTask] = []
    for each in plan.tasks:
        if each.id != task:
            tasks.append(replace(each, after=_both(each.after, task, code)))
            continue
        tasks.append(replace(each, title=first.title, planned=first.span, days=first.days))
        tasks.append(
            replace(
                each,
                id=code,
                title=second.title,
                planned=second.span,
                days=second.days,
                started=None,
                finished=None,
                after=(*each.after, *follows),
            )
        )
    return replace(plan, tasks=tuple(tasks))


def _both(after: tuple[Dependency, ...], task: str, code: str) -> tuple[Dependency, ...]:
    twins = tuple(replace(each, predecessor=code) for each in after if each.predecessor == task)
    return (*after, *twins)
