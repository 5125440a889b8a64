"""What other days off do to one programme's plan; stores nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain import baselines
from zi_workflow.domain.analysis import Finish, analyse
from zi_workflow.domain.calendars import working_calendar
from zi_workflow.domain.plans import Plan, PlanTask
from zi_workflow.domain.recurrence import TaskInstance, horizon, instances
from zi_workflow.frameworks import loader
from zi_workflow.storage.queries.programmes import ProgrammeFacts
from zi_workflow.storage.tables import Task
from zi_workflow.usecases.moves import Move, moves_of
from zi_workflow.usecases.plan_rows import Rows, rows_of
from zi_workflow.usecases.plans import load_plan


@dataclass(frozen=True)
class Shift:
    """One programme on its old and its new calendar."""

    facts: ProgrammeFacts
    rows: Rows
    moves: tuple[Move, ...]
    before: Finish
    after: Finish
    deadline: date | None


@dataclass(frozen=True)
class _Dated:
    """The dates that a framework gives the same task on either calendar."""

    old: Mapping[str, TaskInstance]
    new: Mapping[str, TaskInstance]
    proposal: str


def shift_of(session: Session, facts: ProgrammeFacts, off: frozenset[date], on: date) -> Shift:
    """The programme's plan with these days off, as seen on `on`.

    Due dates and earliest starts that come from the framework follow the calendar unless somebody changed them;
    tasks that have not started move with their bounds; started and finished ones keep their plan.
    """
    before = load_plan(session, facts.id)
    dated = _dated(facts, before.days_off, off)
    after = replace(before, days_off=off, tasks=tuple(_opened(task, dated) for task in before.tasks))
    after = replace(after, deadline=_deadline(facts, dated))
    spans = baselines.rebuilt(before, after, on)
    after = replace(after, tasks=tuple(replace(task, planned=spans[task.id]) for task in after.tasks))
    old, new = analyse(before, on, impacts=False), analyse(after, on, impacts=False)
    fixed = {code: {"due": due} for code, due in _dues(session, before, facts, dated).items()}
    rows = rows_of(session, facts.id, _settled(before, after), after, {}, fixed)
    return Shift(facts, rows, moves_of(old, new), old.finish, new.finish, after.deadline)


def _settled(plan: Plan, after: Plan) -> Plan:
    """The plan with finished tasks as they are in `after`, so that no row of theirs differs."""
    tasks = zip(plan.tasks, after.tasks, strict=True)
    return replace(plan, tasks=tuple(new if new.finished else task for task, new in tasks))


def _dated(facts: ProgrammeFacts, old: frozenset[date], new: frozenset[date]) -> _Dated | None:
    """None for a plan file, or when the edition that the programme pins is not the one that is shipped."""
    if facts.framework not in loader.names():
        return None
    if loader.framework_version(facts.framework) != facts.framework_version:
        return None
    framework = loader.load(facts.framework)
    made = [
        instances(framework, facts.start, working_calendar(facts.week, off, *horizon(facts.start)))
        for off in (old, new)
    ]
    by_code = [{task.code: task for task in tasks} for tasks in made]
    return _Dated(by_code[0], by_code[1], framework.edition.proposal)


def _opened(task: PlanTask, dated: _Dated | None) -> PlanTask:
    """The task with its earliest start on the new calendar, where it still is the framework's."""
    if dated is None or task.started or task.finished or not {task.id} <= dated.old.keys() & dated.new.keys():
        return task
    old, new = dated.old[task.id].not_before, dated.new[task.id].not_before
    return replace(task, not_before=new) if task.not_before == old else task


def _dues(
    session: Session, plan: Plan, facts: ProgrammeFacts, dated: _Dated | None
) -> dict[str, date | None]:
    """New due dates of unfinished tasks that still have the framework's."""
    if dated is None:
        return {}
    open_tasks = {task.id for task in plan.tasks if task.finished is None}
    rows = session.execute(select(col(Task.code), col(Task.due)).where(col(Task.programme_id) == facts.id))
    return {
        code: dated.new[code].due
        for code, due in rows
        if code in open_tasks and code in dated.new and code in dated.old and due == dated.old[code].due
    }


def _deadline(facts: ProgrammeFacts, dated: _Dated | None) -> date | None:
    if dated is None or dated.proposal not in dated.old or dated.proposal not in dated.new:
        return facts.deadline
    asked = facts.deadline == dated.old[dated.proposal].due_date
    return dated.new[dated.proposal].due_date if asked else facts.deadline
