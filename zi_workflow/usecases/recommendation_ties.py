"""Reads which tasks a recommendation is tied to, and sees that no circle comes of it; stores nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlmodel import Session

from zi_workflow.domain import plans
from zi_workflow.domain.errors import InputError, Problem
from zi_workflow.domain.follow_up import task_code
from zi_workflow.domain.plans import Dependency, Plan, PlanTask
from zi_workflow.domain.recommendation_ties import AFTER, BEFORE, Ties, spelled, with_tied, wrong_ties
from zi_workflow.storage.queries.follow_up import in_round
from zi_workflow.storage.tables import Recommendation
from zi_workflow.usecases.conducting import Conducted
from zi_workflow.usecases.plans import load_plan


def ties_of(row: Recommendation) -> Ties:
    """What was said of a recommendation."""
    return Ties(tuple(row.after), tuple(row.before))


def read_ties(
    session: Session, found: Conducted, typed: Ties, number: int, kept: Ties
) -> tuple[Ties, list[Problem]]:
    """The ties of the recommendation with that number, and everything that is wrong with them, each at its side.

    A circle counts with the ties that the round's other recommendations have; its sentence names the tasks.
    """
    if not typed:
        return typed, []
    plan = load_plan(session, found.programme.id)
    ties = Ties(spelled(plan, typed.after), spelled(plan, typed.before))
    problems = wrong_ties(plan, ties, kept)
    if problems:
        return ties, problems
    others = {each.number: ties_of(each) for each in in_round(session, found.round.id) if each.task is None}
    return ties, _circles(plan, found, {**others, number: ties}, BEFORE if ties.before else AFTER)


def _circles(plan: Plan, found: Conducted, by_number: dict[int, Ties], where: str) -> list[Problem]:
    known = {task.id for task in plan.tasks}
    taken, made = set(known), []
    for number, ties in sorted(by_number.items()):
        code = task_code(found.round.quarter, number, taken)
        if code is None:  # no code is left, which is said when the minutes are signed
            continue
        taken.add(code)
        links = tuple(Dependency(other) for other in _among(ties.after, known))
        made.append((PlanTask(code, "", 1, after=links), _among(ties.before, known)))
    try:
        plans.validate(with_tied(plan, made), found.on)
    except InputError as error:
        return [Problem(each.message, each.params, where=where) for each in error.problems]
    return []


def _among(codes: Sequence[str], known: Collection[str]) -> list[str]:
    return [code for code in codes if code in known]
