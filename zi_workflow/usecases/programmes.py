"""Programmes are created from a framework or a plan, and activated; knows neither people nor mail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import update
from sqlmodel import Session, col

from zi_workflow.domain import baselines, plans
from zi_workflow.domain.calendars import working_calendar
from zi_workflow.domain.edits import bounds
from zi_workflow.domain.errors import N_, InputError, Problem, ZiError
from zi_workflow.domain.events import Event
from zi_workflow.domain.frameworks import Framework
from zi_workflow.domain.plans import Plan
from zi_workflow.domain.programmes import ProgrammeState, Route, Target, moved
from zi_workflow.domain.recurrence import TaskInstance, horizon, instances
from zi_workflow.frameworks import loader
from zi_workflow.storage.queries.programmes import ProgrammeFacts, programme_alike, programme_facts
from zi_workflow.storage.tables import Programme, Unit
from zi_workflow.usecases import events
from zi_workflow.usecases.new_programmes import insert_programme, keep_calendar
from zi_workflow.usecases.plans import days_off
from zi_workflow.usecases.programme_parts import from_framework, from_plan
from zi_workflow.usecases.task_moves import changed_meanwhile
from zi_workflow.usecases.units import NewUnit, code_problems, ensure_unit, unit_of, unit_problems

PLAN_FILE = "plan-file"
DEFAULT_FRAMEWORK = loader.DEFAULT


@dataclass(frozen=True, kw_only=True)
class CreateProgramme:
    """A programme of the framework for a unit that exists (`unit_id`) or is introduced (`unit`).

    Without a `deadline` it is the day the framework wants the proposal, and what outside parties do after the
    proposal is left out; a later deadline that they can meet takes them in.
    """

    code: str
    target: str
    start: date
    actor: str
    on: date
    unit: NewUnit | None = None
    unit_id: str | None = None
    framework: str = DEFAULT_FRAMEWORK
    route: str = Route.TPN.value
    deadline: date | None = None
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class CreateFromPlan:
    """A programme from a plan file for a new unit, which then works on the plan's week and days off."""

    code: str
    unit: NewUnit
    plan: Plan
    actor: str
    on: date
    target: str = Target.WBK.value
    route: str = Route.TPN.value
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class ActivateProgramme:
    """Let a draft begin; `version` is that of the programme the actor saw, where they saw one."""

    programme_id: str
    actor: str
    on: date
    version: int | None = None


def create(session: Session, command: CreateProgramme, now: datetime) -> ProgrammeFacts:
    """A draft with dated tasks, dependencies, stages, proposed rounds and its baseline.

    Raises InputError with everything that is wrong.
    """
    if problems := problems_of(session, command):
        raise InputError(problems)
    framework = loader.load(command.framework)
    unit = _unit(session, command, now)
    calendar = working_calendar(unit.week, days_off(session, unit.id), *horizon(command.start))
    tasks, deadline = _until(framework, instances(framework, command.start, calendar), command.deadline)
    values = {
        **_common(command, unit),
        "framework": framework.edition.id,
        "framework_version": loader.framework_version(command.framework),
        "calendar_version": loader.calendar_version(),
        "deadline": deadline,
    }
    parts = from_framework(framework, tasks, command.start, calendar)
    programme_id = insert_programme(session, unit, values, parts, command, now)
    return programme_facts(session, programme_id)


def problems_of(session: Session, command: CreateProgramme) -> list[Problem]:
    """Everything that is wrong with a new programme; nothing is written."""
    problems = [*_problems(session, command), *_unit_problems(session, command)]
    try:
        loader.load(command.framework)
    except ZiError as error:
        problems += error.problems
    return problems


def create_from_plan(session: Session, command: CreateFromPlan, now: datetime) -> ProgrammeFacts:
    """A draft from a plan; its actuals (up to `on`) are the state at the start. InputError with everything wrong."""
    problems = [*_problems(session, command), *unit_problems(session, command.unit)]
    problems += _too_long(command.plan)
    try:
        plans.validate(command.plan, command.on)
    except InputError as error:
        problems += error.problems
    if problems:
        raise InputError(problems)
    plan = command.plan
    unit = ensure_unit(session, command.unit, command.actor, command.on, now)
    keep_calendar(session, unit, plan, command, now)
    values = {
        **_common(command, unit),
        "framework": PLAN_FILE,
        "framework_version": "-",
        "calendar_version": PLAN_FILE,
        "start": plan.start,
        "deadline": plan.deadline,
    }
    parts = from_plan(plan, baselines.computed(plan))
    programme_id = insert_programme(session, unit, values, parts, command, now)
    return programme_facts(session, programme_id)


def activate(session: Session, command: ActivateProgramme, now: datetime) -> ProgrammeFacts:
    """Draft -> active. Decides nothing about mail: the next day's decision finds it active."""
    facts = programme_facts(session, command.programme_id)
    check_version(facts, command.version)
    state = moved(facts.code, ProgrammeState(facts.state), ProgrammeState.ACTIVE)
    change_programme(session, facts, {"state": str(state), "activated_on": command.on}, now)
    after = programme_facts(session, facts.id)
    payload = {"before": asdict(facts), "after": asdict(after)}
    events.record(
        session,
        facts.agency,
        Event(
            "programme.activated",
            facts.code,
            command.actor,
            command.on,
            payload,
            unit_id=facts.unit_id,
            programme_id=facts.id,
        ),
        now,
    )
    return after


def check_version(facts: ProgrammeFacts, version: int | None) -> None:
    """ConflictError when the programme is not the one the actor saw."""
    if version is not None and version != facts.version:
        raise changed_meanwhile(facts.code)


def change_programme(
    session: Session, facts: ProgrammeFacts, values: dict[str, object], now: datetime
) -> None:
    """Write values over the version that was read, and wake the programme; ConflictError."""
    done = session.execute(
        update(Programme)
        .where(col(Programme.id) == facts.id, col(Programme.version) == facts.version)
        .values(**values, version=facts.version + 1, woken_at=now)
        .execution_options(synchronize_session=False)
    )
    if getattr(done, "rowcount", 0) != 1:
        raise changed_meanwhile(facts.code)


def _problems(session: Session, command: CreateProgramme | CreateFromPlan) -> Iterator[Problem]:
    yield from code_problems(command.code, "code", 60)
    if (taken := programme_alike(session, command.code)) is not None:
        yield Problem(N_("There is a programme {code!r} already."), {"code": taken}, where="code")
    for value, known, what in ((command.target, Target, "target"), (command.route, Route, "route")):
        if value not in [str(each) for each in known]:
            message = N_("{value!r} is unknown; known: {known}.")
            yield Problem(message, {"value": value, "known": ", ".join(known)}, where=what)
    if len(command.title) > 200:
        yield Problem(N_("A title has at most {most} characters."), {"most": 200}, where="title")


def _unit_problems(session: Session, command: CreateProgramme) -> Iterator[Problem]:
    if command.unit is not None:
        yield from unit_problems(session, command.unit)
    elif command.unit_id is None:
        yield Problem(N_("A unit is missing."), where="unit")
    years = sorted({decree.year for decree in loader.decrees()})
    if not years[0] <= command.start.year <= years[-1]:
        message = N_("Days off are known from {first} to {last} only.")
        yield Problem(message, {"first": years[0], "last": years[-1]}, where="start")
    if command.deadline is not None and command.deadline <= command.start:
        message = N_("The deadline {deadline} does not lie after the start {start}.")
        params = {"deadline": command.deadline, "start": command.start}
        yield Problem(message, params, where="deadline")
    elif command.deadline is not None and command.deadline > (last := bounds(command.start)[1]):
        message = N_("The deadline {deadline} lies after {last}: days off are hardly known further.")
        yield Problem(message, {"deadline": command.deadline, "last": last}, where="deadline")


def _too_long(plan: Plan) -> Iterator[Problem]:
    for task in plan.tasks:
        for text, most in ((task.id, 60), (task.area, 20), (task.title, 300)):
            if len(text) > most:
                message = N_("{text!r} is longer than {most} characters.")
                yield Problem(message, {"text": text[:40], "most": most}, where=task.id[:60])


def _unit(session: Session, command: CreateProgramme, now: datetime) -> Unit:
    if command.unit is not None:
        return ensure_unit(session, command.unit, command.actor, command.on, now)
    return unit_of(session, command.unit_id or "")


def _until(
    framework: Framework, tasks: tuple[TaskInstance, ...], deadline: date | None
) -> tuple[list[TaskInstance], date]:
    """The tasks that belong to a programme with this deadline, and the deadline."""
    proposal = next(task for task in tasks if task.template == framework.edition.proposal)
    until = deadline or proposal.due_date
    whole = until >= max(task.baseline.finish for task in tasks)
    return [task for task in tasks if whole or not task.milestone], until


def _common(command: CreateProgramme | CreateFromPlan, unit: Unit) -> dict[str, object]:
    return {
        "code": command.code,
        "unit_id": unit.id,
        "title": command.title.strip() or f"Zona Integritas {unit.name}"[:200],
        "target": command.target,
        "route": command.route,
        **({"start": command.start} if isinstance(command, CreateProgramme) else {}),
    }
