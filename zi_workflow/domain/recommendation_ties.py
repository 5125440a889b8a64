"""What a recommendation's task waits for and what waits for it: read from codes, and put into a plan; knows no round."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.domain.plans import Dependency, Plan, PlanTask

AFTER, BEFORE = "after", "before"
MOST_TIES = 20
"""Tasks that one side of a recommendation may name."""
MOST_LETTERS = 60
"""Of a code."""


@dataclass(frozen=True, slots=True)
class Ties:
    """Codes of the tasks that a recommendation's task waits for, and of those that wait for it."""

    after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.after or self.before)


def codes_in(text: str) -> tuple[str, ...]:
    """The codes of a field, with commas, semicolons or blanks between; each once."""
    return tuple(dict.fromkeys(text.replace(",", " ").replace(";", " ").split()))


def spelled(plan: Plan, codes: Sequence[str]) -> tuple[str, ...]:
    """The codes as the plan writes them, each once; one that it does not have stays as it was typed."""
    known = {task.id.casefold(): task.id for task in plan.tasks}
    return tuple(dict.fromkeys(known.get(code.casefold(), code) for code in codes))


def wrong_ties(plan: Plan, ties: Ties, kept: Ties) -> list[Problem]:
    """Everything that is wrong with ties, at the side's place; `kept` were said before and may be finished by now."""
    problems = [
        *_wrong_side(plan, ties.after, kept.after, AFTER),
        *_wrong_side(plan, ties.before, kept.before, BEFORE),
    ]
    both = [code for code in ties.before if code in ties.after]
    if both:
        message = N_("A task cannot be waited for and wait as well: {codes}.")
        problems.append(_said(message, both, BEFORE))
    return problems


def _wrong_side(plan: Plan, codes: Sequence[str], kept: Collection[str], where: str) -> list[Problem]:
    tasks = {task.id: task for task in plan.tasks}
    problems = []
    if len(codes) > MOST_TIES:
        message = N_("At most {most} tasks can be named here; these are {n}.")
        problems.append(Problem(message, {"n": len(codes), "most": MOST_TIES}, where=where))
    unknown = [code for code in codes if code not in tasks]
    if unknown:
        problems.append(_said(N_("The programme has no such task: {codes}."), unknown, where))
    over = [code for code in codes if code in tasks and tasks[code].finished is not None and code not in kept]
    if over:
        problems.append(_said(N_("Finished already, so that nothing waits any more: {codes}."), over, where))
    return problems


def _said(message: str, codes: Sequence[str], where: str) -> Problem:
    return Problem(
        message, {"codes": ", ".join(code[:MOST_LETTERS] for code in codes[:MOST_TIES])}, where=where
    )


def with_tied(plan: Plan, made: Sequence[tuple[PlanTask, Sequence[str]]]) -> Plan:
    """The plan with new tasks behind the others, each with the codes of the tasks that wait for it.

    A finished task waits for nothing more. InputError names the codes that are not there; a circle is not looked for.
    """
    ties: dict[str, list[str]] = {}
    for task, before in made:
        for code in dict.fromkeys(before):
            ties.setdefault(code, []).append(task.id)
    missing = sorted({*ties} - {task.id for task in plan.tasks})
    if missing:
        message = N_("There is no such task in this programme.")
        raise InputError([Problem(message, where=code) for code in missing])
    tied = (
        replace(task, after=(*task.after, *(Dependency(code) for code in ties[task.id])))
        if task.id in ties and task.finished is None
        else task
        for task in plan.tasks
    )
    return replace(plan, tasks=(*tied, *(task for task, _before in made)))
