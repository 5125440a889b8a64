"""Somebody who steers splits a task in two; saves it whole, tells whose dates moved, and knows no form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session, col

from zi_workflow.domain import baselines, plans
from zi_workflow.domain.analysis import analyse
from zi_workflow.domain.edits import bounds
from zi_workflow.domain.errors import N_, InputError, Problem, RefusedError
from zi_workflow.domain.notices import NoticeKind
from zi_workflow.domain.plans import Plan, Span
from zi_workflow.domain.reach import calendar_for
from zi_workflow.domain.splits import Half, second_code, split
from zi_workflow.domain.tasks import OPEN_WORK
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.queries.follow_up import carried_out_by
from zi_workflow.storage.queries.programmes import ProgrammeFacts, programme_facts
from zi_workflow.storage.tables import DependencyRow, Task, metadata
from zi_workflow.usecases import analyses
from zi_workflow.usecases.announcements import Announce, announce
from zi_workflow.usecases.editing import Preview, effects_of
from zi_workflow.usecases.plan_rows import Rows, insert_tasks, rows_of, save_rows, tell_moved
from zi_workflow.usecases.plans import load_plan
from zi_workflow.usecases.programme_parts import links_of
from zi_workflow.usecases.programmes import change_programme, check_version
from zi_workflow.usecases.steering import Steer, Steered, begin, record
from zi_workflow.usecases.task_moves import words

MOST_TITLE, MOST_CODE = 300, 60
_TASKS = metadata.tables["task"]
Values = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Part:
    """A half as it is asked for: its title and its first and last day; its working days follow from these."""

    title: str
    start: date
    finish: date


@dataclass(frozen=True, kw_only=True)
class SplitTask(Steer):
    """Make two tasks of one, for a reason on record.

    `plan_version` is that of the programme that the actor saw, `via` by what they acted where it is not this form.
    """

    first: Part
    second: Part
    note: str
    plan_version: int | None = None
    via: str = ""


@dataclass(frozen=True, slots=True)
class Splitting:
    """What a split will make: the second half's code, and the tasks that will wait for both."""

    code: str
    waiting: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _New:
    """The second half: its row, the state it begins with, and what it waits for."""

    task: Values
    state: Values
    links: list[Values]


def foresee(session: Session, found: Steered) -> Splitting:
    """RefusedError where the task is handed in, finished or takes no time."""
    task = found.task
    if task.standing.state not in OPEN_WORK:
        message = N_("The task is handed in or finished; only open work can be split.")
        raise RefusedError(Problem(message, where=task.code))
    if carried_out_by(session, task.programme_id, task.code) is not None:
        message = N_(
            "This task carries out a recommendation and stays one, so that its end is that of the other."
        )
        raise RefusedError(Problem(message, where=task.code))
    rows = session.execute(
        select(col(Task.code), col(Task.days)).where(col(Task.programme_id) == task.programme_id)
    ).all()
    days = {row.code: row.days for row in rows}
    code = second_code(task.code, days)
    if days[task.code] == 0 or code is None or len(code) > MOST_CODE:
        raise RefusedError(Problem(N_("This task cannot be split."), where=task.code))
    after = session.scalars(
        select(col(DependencyRow.task))
        .where(
            col(DependencyRow.programme_id) == task.programme_id, col(DependencyRow.predecessor) == task.code
        )
        .distinct()
        .order_by(col(DependencyRow.task))
    )
    return Splitting(code, tuple(after))


def split_task(session: Session, command: SplitTask, now: datetime) -> Preview | None:
    """Split it, and say what that did to the tasks there were; None when this very form came before.

    InputError with everything wrong about titles and dates; RefusedError, ConflictError.
    """
    found = begin(session, command, now)
    if found is None:
        return None
    found = replace(found, via=command.via or found.via)
    reason = words(command.note, command.task, N_("Splitting a task needs a reason."))
    splitting = foresee(session, found)
    facts = programme_facts(session, command.programme_id)
    check_version(facts, command.plan_version)
    before = load_plan(session, facts.id)
    after = _after(before, command, splitting, found.on)
    known = replace(after, tasks=tuple(task for task in after.tasks if task.id != splitting.code))
    title = {command.task: {"title": _title(command.first, command.task)}}
    rows = rows_of(session, facts.id, before, known, {}, fixed=title)
    save_rows(session, facts, rows)
    new = _insert(session, found, (facts, after), splitting.code, now)
    change_programme(session, facts, {}, now)
    preview = _preview(facts, before, after, (found.on, splitting.code))
    _record(session, command, found, (rows, new, preview), now)
    tell_moved(session, facts, rows, (found.on, reason), now)
    _tell(session, command, found, splitting.code, now)
    analyses.renew(session, facts.id, now)
    return preview


def _preview(facts: ProgrammeFacts, before: Plan, after: Plan, new: tuple[date, str]) -> Preview:
    on, code = new
    became = analyse(after, on, impacts=False)
    known = replace(became, tasks=tuple(task for task in became.tasks if task.id != code))
    return effects_of(facts, analyse(before, on, impacts=False), known)


def _after(before: Plan, command: SplitTask, splitting: Splitting, on: date) -> Plan:
    calendar = calendar_for(before, on)
    first, last = _limits(before, command.task)
    halves: list[Half] = []
    problems: list[Problem] = []
    for part in (command.first, command.second):
        if part.finish < part.start:
            message = N_("It is planned to finish on {finish}, before its start on {start}.")
            facts = {"start": part.start, "finish": part.finish}
            problems.append(Problem(message, facts, where=command.task))
            continue
        if not first <= part.start <= part.finish <= last:
            message = N_("A part lies between {first} and {last}, not from {start} to {finish}.")
            facts = {"first": first, "last": last, "start": part.start, "finish": part.finish}
            problems.append(Problem(message, facts, where=command.task))
            continue
        days = calendar.finish_index(part.finish) - calendar.start_index(part.start) + 1
        halves.append(Half(_title(part, command.task), Span(part.start, part.finish), max(days, 1)))
    if problems:
        raise InputError(problems)
    after = split(before, command.task, (halves[0], halves[1]), splitting.code)
    plans.validate(after, on)
    spans = baselines.rebuilt(before, after, on, {command.task, splitting.code})
    return replace(after, tasks=tuple(replace(task, planned=spans[task.id]) for task in after.tasks))


def _limits(plan: Plan, code: str) -> tuple[date, date]:
    """No part begins before the programme or ends after its last year, unless the task does already."""
    task = next(each for each in plan.tasks if each.id == code)
    own = [day for day in (*(task.planned or ()), task.started) if day is not None]
    return min(plan.start, *own), max(bounds(plan.start)[1], *own)


def _title(part: Part, task: str) -> str:
    title = words(part.title, task, N_("Each part needs a title."))
    if len(title) > MOST_TITLE:
        raise InputError(
            Problem(N_("A title has at most {most} characters."), {"most": MOST_TITLE}, where=task)
        )
    return title


def _insert(
    session: Session, found: Steered, after: tuple[ProgrammeFacts, Plan], code: str, now: datetime
) -> _New:
    """The second half behind the first: whose work it is, and what it serves, stay the same."""
    facts, plan = after
    known = session.execute(select(_TASKS).where(_TASKS.c.id == found.task.id)).one()
    half = next(task for task in plan.tasks if task.id == code)
    span = half.planned or Span(found.on, found.on)
    task = {
        **known._mapping,
        "id": new_id(session, now),
        "code": code,
        "title": half.title,
        "days": half.days,
        "planned_start": span.start,
        "planned_finish": span.finish,
        "position": known.position + 1,
        "version": 1,
    }
    links = links_of(code, half.after)
    session.execute(
        update(_TASKS)
        .where(_TASKS.c.programme_id == known.programme_id, _TASKS.c.position > known.position)
        .values(position=_TASKS.c.position + 1)
    )
    states = insert_tasks(session, facts, [task], links, now)
    return _New(task, states[code], links)


def _record(
    session: Session, command: SplitTask, found: Steered, made: tuple[Rows, _New, Preview], now: datetime
) -> None:
    rows, new, preview = made
    dependencies: Mapping[str, Any] = {
        **rows.dependencies,
        new.task["code"]: {"before": [], "after": new.links},
    }
    said = {
        "note": command.note.strip(),
        "new": new.task,
        "tasks": rows.tasks,
        "dependencies": dependencies,
        "states": {new.task["code"]: new.state},
        "finish": {"before": preview.before.planned, "after": preview.after.planned},
        "version": preview.version + 1,
    }
    record(session, "task.split", command, found, said, now)


def _tell(session: Session, command: SplitTask, found: Steered, code: str, now: datetime) -> None:
    """Whoever does the task hears of the second half; the first is told as any change of dates."""
    duty = found.task.duty
    person = None if duty.external else found.people.assignee(duty)
    if person is not None:
        told = Announce(
            command.programme_id,
            NoticeKind.ASSIGNED,
            code,
            person.id,
            duty.responsible,
            found.on,
            command.note.strip(),
        )
        announce(session, told, now)
