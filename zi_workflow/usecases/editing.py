"""Edits of a running plan: preview what moves, apply exactly that, re-baseline; knows neither forms nor mail texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from zi_workflow.domain import baselines, plans
from zi_workflow.domain.analysis import Analysis, Finish, analyse
from zi_workflow.domain.doers import why_no_doer
from zi_workflow.domain.edits import Change, SetAssignee, SetDates, applied
from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.domain.events import Event
from zi_workflow.domain.plans import Plan
from zi_workflow.storage.queries.people import directory
from zi_workflow.storage.queries.programmes import ProgrammeFacts, programme_facts
from zi_workflow.usecases import analyses, events
from zi_workflow.usecases.moves import Move, moves_of
from zi_workflow.usecases.plan_rows import Rows, rows_of, save_rows, tell_moved
from zi_workflow.usecases.plans import load_plan
from zi_workflow.usecases.programmes import change_programme, check_version
from zi_workflow.usecases.task_moves import local_date, words


@dataclass(frozen=True, kw_only=True)
class EditProgramme:
    """Changes to a programme's plan, all or none; `version` is that of the programme the actor saw.

    `via` says by what they acted when it was not the console (`form:<mark>`).
    """

    programme_id: str
    changes: tuple[Change, ...]
    actor: str
    on: date
    reason: str = ""
    version: int | None = None
    via: str = ""


@dataclass(frozen=True, kw_only=True)
class Rebaseline:
    """Take today's forecast as the new plan of everything unfinished, for a reason on record."""

    programme_id: str
    reason: str
    actor: str
    on: date
    version: int | None = None
    via: str = ""


@dataclass(frozen=True)
class AreaEffect:
    """What an area feels: tasks whose plan moves, and the working days their planned and forecast finishes move."""

    tasks: int
    planned_days: int
    forecast_days: int


@dataclass(frozen=True)
class Preview:
    """What an edit does to the plan; what it does to mail is told by `foresight`."""

    moves: tuple[Move, ...]
    before: Finish
    after: Finish
    areas: Mapping[str, AreaEffect]
    version: int


@dataclass(frozen=True)
class _Outcome:
    before: Plan
    after: Plan
    preview: Preview


def preview(session: Session, command: EditProgramme, on: date) -> Preview:
    """What would move and what it does to the finish, as seen on `on`; saves nothing.

    InputError lists everything that is wrong: unknown codes, a cycle (as a path), dates without a working day.
    """
    facts = programme_facts(session, command.programme_id)
    check_version(facts, command.version)
    return _outcome(session, facts, command, on).preview


def apply(session: Session, command: EditProgramme, now: datetime) -> Preview:
    """Save what `preview` shows. InputError as there, ConflictError; an edit that changes nothing writes nothing."""
    facts = programme_facts(session, command.programme_id)
    check_version(facts, command.version)
    outcome = _outcome(session, facts, command, local_date(now, facts.zone))
    assignees = {each.task: each.person_id for each in command.changes if isinstance(each, SetAssignee)}
    _save(session, facts, outcome, assignees, _Told("programme.edited", command, command.reason), now)
    return outcome.preview


def preview_rebaseline(session: Session, command: Rebaseline, on: date) -> Preview:
    """What a new baseline would move, as seen on `on`; saves nothing."""
    facts = programme_facts(session, command.programme_id)
    check_version(facts, command.version)
    return _forecast_as_plan(session, facts, on).preview


def rebaseline(session: Session, command: Rebaseline, now: datetime) -> Preview:
    """Planned := forecast for every unfinished task, as seen today; the programme's baseline number rises."""
    facts = programme_facts(session, command.programme_id)
    check_version(facts, command.version)
    reason = words(command.reason, facts.code, N_("A new baseline needs a reason."))
    outcome = _forecast_as_plan(session, facts, local_date(now, facts.zone))
    _save(session, facts, outcome, {}, _Told("programme.rebaselined", command, reason), now, baseline=True)
    return outcome.preview


def _forecast_as_plan(session: Session, facts: ProgrammeFacts, on: date) -> _Outcome:
    before = load_plan(session, facts.id)
    seen = analyse(before, on, impacts=False)
    spans = {task.id: task.forecast for task in seen.tasks}
    tasks = tuple(task if task.finished else replace(task, planned=spans[task.id]) for task in before.tasks)
    after = replace(before, tasks=tasks)
    return _Outcome(before, after, effects_of(facts, seen, analyse(after, on, impacts=False)))


def _outcome(session: Session, facts: ProgrammeFacts, command: EditProgramme, on: date) -> _Outcome:
    before = load_plan(session, facts.id)
    after, problems = applied(before, command.changes)
    problems += _assignee_problems(session, facts, command, on)
    try:
        plans.validate(after, on)
    except InputError as error:
        problems += error.problems
    if problems:
        raise InputError(problems)
    given = {each.task for each in command.changes if isinstance(each, SetDates)}
    spans = baselines.rebuilt(before, after, on, given)
    after = replace(after, tasks=tuple(replace(task, planned=spans[task.id]) for task in after.tasks))
    shown = effects_of(facts, analyse(before, on, impacts=False), analyse(after, on, impacts=False))
    return _Outcome(before, after, shown)


def _assignee_problems(
    session: Session, facts: ProgrammeFacts, command: EditProgramme, on: date
) -> list[Problem]:
    wanted = {
        each.task: each.person_id
        for each in command.changes
        if isinstance(each, SetAssignee) and each.person_id is not None
    }
    if not wanted:
        return []
    here = directory(session, facts.unit_id, on)
    found = (why_no_doer(here, person, on, task) for task, person in wanted.items())
    return [each for each in found if each is not None]


def effects_of(facts: ProgrammeFacts, before: Analysis, after: Analysis) -> Preview:
    """What a change does, from analyses of the same tasks before and after it."""
    calendar = after.calendar
    areas: dict[str, list[tuple[int, int, int]]] = {}
    for old, new in zip(before.tasks, after.tasks, strict=True):
        planned = calendar.between(old.planned.finish, new.planned.finish)
        forecast = calendar.between(old.forecast.finish, new.forecast.finish)
        moved = old.planned != new.planned
        if moved or forecast:
            areas.setdefault(new.area, []).append((int(moved), planned, forecast))
    effects = {area: AreaEffect(*map(sum, zip(*felt, strict=True))) for area, felt in sorted(areas.items())}
    return Preview(moves_of(before, after), before.finish, after.finish, effects, facts.version)


@dataclass(frozen=True)
class _Told:
    """What the event says beside the rows."""

    kind: str
    command: EditProgramme | Rebaseline
    reason: str


def _save(
    session: Session,
    facts: ProgrammeFacts,
    outcome: _Outcome,
    assignees: Mapping[str, str | None],
    told: _Told,
    now: datetime,
    baseline: bool = False,
) -> None:
    rows = rows_of(session, facts.id, outcome.before, outcome.after, assignees)
    if rows.empty and not baseline:
        return
    save_rows(session, facts, rows)
    number = facts.baseline + int(baseline)
    change_programme(session, facts, {"baseline": number}, now)
    _record(session, facts, rows, told, (number, outcome.preview), now)
    tell_moved(session, facts, rows, (told.command.on, told.reason), now)
    analyses.renew(session, facts.id, now)


def _record(
    session: Session,
    facts: ProgrammeFacts,
    rows: Rows,
    told: _Told,
    became: tuple[int, Preview],
    now: datetime,
) -> None:
    baseline, preview = became
    changes: Sequence[Change] = told.command.changes if isinstance(told.command, EditProgramme) else ()
    payload: dict[str, Any] = {
        "reason": told.reason,
        "changes": [{"change": type(each).__name__, **asdict(each)} for each in changes],
        "tasks": rows.tasks,
        "dependencies": rows.dependencies,
        "baseline": baseline,
        "finish": {"before": preview.before.planned, "after": preview.after.planned},
        "version": facts.version + 1,
        **({"via": told.command.via} if told.command.via else {}),
    }
    event = Event(
        told.kind,
        facts.code,
        told.command.actor,
        told.command.on,
        payload,
        unit_id=facts.unit_id,
        programme_id=facts.id,
    )
    events.record(session, facts.agency, event, now)
