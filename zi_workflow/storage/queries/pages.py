"""Reads what the pages about programmes and tasks show, as plain rows; words and judgements are the web's."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from zi_workflow.domain.people import Duty
from zi_workflow.domain.scopes import Scope
from zi_workflow.storage.queries.analyses import OF_TASK
from zi_workflow.storage.queries.scoping import programmes_in
from zi_workflow.storage.tables import (
    Programme,
    ProgrammeAnalysis,
    Round,
    Stage,
    Task,
    TaskAnalysis,
    TaskState,
    Unit,
)


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """A programme with its last analysis; `as_of` is None until it was analysed. Days are working days."""

    id: str
    code: str
    title: str
    target: str
    state: str
    framework: str
    unit_id: str
    unit: str
    zone: str
    week: tuple[str, ...]
    as_of: date | None
    planned_finish: date | None
    forecast_finish: date | None
    late_days: int
    because: Mapping[str, float]
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage in its order."""

    key: str
    title: str
    state: str
    opened_on: date | None
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A planned monev round; `quarter` is the one it looks back on."""

    quarter: str
    planned_on: date
    state: str


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the last analysis says of a task; the fields of `TaskAnalysis`."""

    state: str
    planned_start: date
    planned_finish: date
    forecast_start: date
    forecast_finish: date
    clock: date
    late_days: int
    slack_days: int | None
    blocked_by: str | None
    because: Mapping[str, float]
    finish_days: int | None
    other_areas_days: int | None
    moves: int | None


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task with what happened to it and, once the programme was analysed, its forecast."""

    code: str
    title: str
    area: str
    stage: str
    days: int
    duty: Duty
    state: str
    started: date | None
    progress: int
    obstacle: str | None
    submitted: date | None
    finished: date | None
    promised: date | None
    not_before: date | None
    due: date | None
    planned_start: date | None
    planned_finish: date | None
    evidence_wanted: tuple[str, ...]
    items: tuple[str, ...]
    forecast: Forecast | None

    @property
    def done(self) -> bool:
        """Finished or waived: nothing is left to do."""
        return self.finished is not None

    @property
    def late_days(self) -> int:
        """Working days after the plan, 0 for a finished or punctual task."""
        return max(self.forecast.late_days, 0) if self.forecast is not None and not self.done else 0

    @property
    def blocked_by(self) -> str | None:
        """The task at whose end of the chain somebody can act so that this one may begin; None once it has begun."""
        waits = self.forecast is not None and not self.done and self.started is None
        return self.forecast.blocked_by if waits and self.forecast is not None else None


def programmes(session: Session, scope: Scope) -> list[ProgrammeRow]:
    """Every programme in reach, by unit and code."""
    query = programmes_query(scope).order_by(col(Unit.name), col(Programme.code))
    return programme_rows(session, session.execute(query).all())


def programme(session: Session, code: str, scope: Scope) -> ProgrammeRow | None:
    """One programme by its code; None when there is none, or it is out of reach."""
    rows = session.execute(programmes_query(scope).where(col(Programme.code) == code)).all()
    return next(iter(programme_rows(session, rows)), None)


def agency_of(session: Session, unit_id: str) -> str:
    """The agency of a unit."""
    return str(session.execute(select(col(Unit.agency)).where(col(Unit.id) == unit_id)).scalar_one())


def programmes_query(scope: Scope) -> Select[Any]:
    """The rows that `programme_rows` takes, of the programmes in reach; what is done is counted there."""
    columns = (Programme.id, Programme.code, Programme.title, Programme.target, Programme.state,
               Programme.framework, Programme.unit_id, Unit.zone, Unit.week, ProgrammeAnalysis.as_of,
               ProgrammeAnalysis.planned_finish, ProgrammeAnalysis.forecast_finish, ProgrammeAnalysis.late_days,
               ProgrammeAnalysis.because)  # fmt: skip
    return (
        select(*(col(column) for column in columns), col(Unit.name).label("unit"))
        .join(Unit, col(Unit.id) == col(Programme.unit_id))
        .outerjoin(ProgrammeAnalysis, col(ProgrammeAnalysis.programme_id) == col(Programme.id))
        .where(programmes_in(scope))
    )


def programme_rows(session: Session, rows: Sequence[Any]) -> list[ProgrammeRow]:
    """The programmes with how many of their tasks are done now; only the tasks of these are counted."""
    counts = _counts(session, [row.id for row in rows])
    return [_programme(row, *counts.get(row.id, (0, 0))) for row in rows]


def _counts(session: Session, ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    query = (
        select(col(Task.programme_id), func.count(col(TaskState.finished)), func.count(col(Task.id)))
        .join(TaskState, col(TaskState.task_id) == col(Task.id))
        .where(col(Task.programme_id).in_(ids))
        .group_by(col(Task.programme_id))
    )
    return {id: (done, total) for id, done, total in session.execute(query)} if ids else {}


def _programme(row: Any, done: int, total: int) -> ProgrammeRow:
    return ProgrammeRow(
        id=row.id,
        code=row.code,
        title=row.title,
        target=row.target,
        state=row.state,
        framework=row.framework,
        unit_id=row.unit_id,
        unit=row.unit,
        zone=row.zone,
        week=tuple(row.week),
        as_of=row.as_of,
        planned_finish=row.planned_finish,
        forecast_finish=row.forecast_finish,
        late_days=row.late_days or 0,
        because=row.because or {},
        done=done,
        total=total,
    )


def stages(session: Session, programme_id: str) -> list[StageRow]:
    """The stages of a programme in their order."""
    columns = (Stage.key, Stage.title, Stage.state, Stage.opened_on, Stage.closed_on)
    rows = session.execute(
        select(*(col(column) for column in columns))
        .where(col(Stage.programme_id) == programme_id)
        .order_by(col(Stage.position))
    )
    return [StageRow(*row) for row in rows]


def next_round(session: Session, programme_id: str, on: date) -> RoundRow | None:
    """The first monev round planned on or after a day that was not called off."""
    row = session.execute(
        select(col(Round.quarter), col(Round.planned_on), col(Round.state))
        .where(
            col(Round.programme_id) == programme_id,
            col(Round.planned_on) >= on,
            col(Round.state) != "cancelled",
        )
        .order_by(col(Round.planned_on))
        .limit(1)
    ).one_or_none()
    return None if row is None else RoundRow(*row)


_FORECAST = tuple(field.name for field in fields(Forecast) if field.name != "state")
_TASK = (Task.code, Task.title, Task.area, Task.stage, Task.days, Task.responsible, Task.verifier, Task.approver,
         Task.assignee_id, Task.external, Task.not_before, Task.due, Task.evidence_wanted, Task.items,
         TaskState.state, TaskState.started, TaskState.progress, TaskState.obstacle, TaskState.submitted,
         TaskState.finished, TaskState.promised)  # fmt: skip


def tasks(session: Session, programme_id: str) -> list[TaskRow]:
    """Every task of a programme in the programme's order."""
    return task_rows(session, session.execute(tasks_query(programme_id).order_by(col(Task.position))).all())


def tasks_named(session: Session, programme_id: str, codes: Collection[str]) -> list[TaskRow]:
    """Some tasks of a programme by their codes; those that are not there are left out."""
    query = tasks_query(programme_id).where(col(Task.code).in_(codes))
    return task_rows(session, session.execute(query).all()) if codes else []


def tasks_query(programme_id: str) -> Select[Any]:
    """The rows that `task_rows` takes, of a programme."""
    columns: list[Any] = [col(column) for column in _TASK]
    columns += [col(getattr(TaskAnalysis, name)) for name in _FORECAST]
    columns += [col(Task.planned_start).label("own_start"), col(Task.planned_finish).label("own_finish")]
    return (
        select(*columns, col(TaskAnalysis.state).label("plan_state"))
        .join(TaskState, col(TaskState.task_id) == col(Task.id))
        .outerjoin(TaskAnalysis, OF_TASK)
        .where(col(Task.programme_id) == programme_id)
    )


def task_rows(_session: Session, rows: Iterable[Any]) -> list[TaskRow]:
    """The tasks as a page takes them."""
    return [_task(row) for row in rows]


def _task(row: Any) -> TaskRow:
    return TaskRow(
        code=row.code,
        title=row.title,
        area=row.area,
        stage=row.stage,
        days=row.days,
        duty=Duty(row.area, row.responsible, row.verifier, row.approver, row.assignee_id, bool(row.external)),
        state=row.state,
        started=row.started,
        progress=row.progress,
        obstacle=row.obstacle,
        submitted=row.submitted,
        finished=row.finished,
        promised=row.promised,
        not_before=row.not_before,
        due=row.due,
        planned_start=row.planned_start or row.own_start,
        planned_finish=row.planned_finish or row.own_finish,
        evidence_wanted=tuple(row.evidence_wanted),
        items=tuple(row.items),
        forecast=_forecast(row) if row.plan_state is not None else None,
    )


def _forecast(row: Any) -> Forecast:
    return Forecast(row.plan_state, *(getattr(row, name) for name in _FORECAST))
