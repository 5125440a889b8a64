"""Reads what the pages about programmes and tasks show, as plain rows; words and judgements are the web's."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import Select, Text, bindparam, cast, func, select
from sqlmodel import Session, col

from zi_workflow.domain.people import Duty
from zi_workflow.domain.scopes import Scope
from zi_workflow.storage.one_of import one_of
from zi_workflow.storage.queries import plain
from zi_workflow.storage.queries.scoping import programmes_in
from zi_workflow.storage.tables import (
    Programme,
    ProgrammeAnalysis,
    Round,
    Stage,
    Task,
    TaskState,
    Unit,
)

PROGRAMME = "programme"


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """A programme with its last analysis; `as_of` is None until it was analysed. Days are working days."""

    id: str
    code: str
    title: str
    target: str
    state: str
    framework: str
    baseline: int
    unit_id: str
    unit: str
    agency: str
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


class Forecast(NamedTuple):  # these two are made by the hundred for a page, a tuple in a fifth of the time
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


class TaskRow(NamedTuple):
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
    rows = plain.rows(session, _by_code(scope), {"code": code}).all()
    return next(iter(programme_rows(session, rows)), None)


@lru_cache(maxsize=256)
def _by_code(scope: Scope) -> Select[Any]:
    """A select without a fact in it: who has offices asks the same one all day."""
    return programmes_query(scope).where(col(Programme.code) == bindparam("code"))


def programmes_query(scope: Scope) -> Select[Any]:
    """The rows that `programme_rows` takes, of the programmes in reach; what is done is counted there."""
    columns = (Programme.id, Programme.code, Programme.title, Programme.target, Programme.state,
               Programme.framework, Programme.baseline, Programme.unit_id, Unit.agency, Unit.zone, Unit.week,
               ProgrammeAnalysis.as_of, ProgrammeAnalysis.planned_finish, ProgrammeAnalysis.forecast_finish,
               ProgrammeAnalysis.late_days, ProgrammeAnalysis.because)  # fmt: skip
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


_COUNTS = (
    select(col(Task.programme_id), func.count(col(TaskState.finished)), func.count(col(Task.id)))
    .join(TaskState, col(TaskState.task_id) == col(Task.id))
    .where(one_of(col(Task.programme_id), "programmes"))
    .group_by(col(Task.programme_id))
)


def _counts(session: Session, ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    rows = plain.rows(session, _COUNTS, {"programmes": ids}) if ids else ()
    return {id: (done, total) for id, done, total in rows}


def _programme(row: Any, done: int, total: int) -> ProgrammeRow:
    found = dict(row._mapping)
    found |= {"week": tuple(row.week), "late_days": row.late_days or 0, "because": row.because or {}}
    return ProgrammeRow(**found, done=done, total=total)


_STAGES = (
    select(col(Stage.key), col(Stage.title), col(Stage.state), col(Stage.opened_on), col(Stage.closed_on))
    .where(col(Stage.programme_id) == bindparam(PROGRAMME))
    .order_by(col(Stage.position))
)  # fmt: skip
_NEXT_ROUND = (
    select(col(Round.quarter), col(Round.planned_on), col(Round.state))
    .where(col(Round.programme_id) == bindparam(PROGRAMME), col(Round.planned_on) >= bindparam("on"),
           col(Round.state) != "cancelled")
    .order_by(col(Round.planned_on))
    .limit(1)
)  # fmt: skip


def stages(session: Session, programme_id: str) -> list[StageRow]:
    """The stages of a programme in their order."""
    return [StageRow(*row) for row in plain.rows(session, _STAGES, {PROGRAMME: programme_id})]


def next_round(session: Session, programme_id: str, on: date) -> RoundRow | None:
    """The first monev round planned on or after a day that was not called off."""
    row = plain.rows(session, _NEXT_ROUND, {PROGRAMME: programme_id, "on": on}).one_or_none()
    return None if row is None else RoundRow(*row)


_T, _STATE, _PLAN = (Task.metadata.tables[name] for name in ("task", "task_state", "task_analysis"))
_FORECAST = Forecast._fields
# Made once, without the mapping, in the order of `TaskRow`, lists as they are stored: a page has hundreds of these rows,
# and most of their lists are empty.
TASKS = (
    select(
        *(_T.c[name] for name in ("code", "title", "area", "stage", "days")),
        *(_T.c[name] for name in ("responsible", "verifier", "approver", "assignee_id", "external")),
        *(_STATE.c[name] for name in ("state", "started", "progress", "obstacle", "submitted", "finished", "promised")),
        *(_T.c[name] for name in ("not_before", "due")),
        *(func.coalesce(_PLAN.c[name], _T.c[name]) for name in ("planned_start", "planned_finish")),
        *(cast(_T.c[name], Text) for name in ("evidence_wanted", "items")),
        *(cast(_PLAN.c[name], Text) if name == "because" else _PLAN.c[name] for name in _FORECAST),
    )
    .select_from(_T.join(_STATE, _STATE.c.task_id == _T.c.id))
    .outerjoin(_PLAN, (_PLAN.c.programme_id == _T.c.programme_id) & (_PLAN.c.task == _T.c.code))
    .where(_T.c.programme_id == bindparam(PROGRAMME))
)  # fmt: skip
"""The rows that `task_rows` takes, of the programme that is given as `PROGRAMME`."""
_DUTY, _REST, _LISTS, _PLANNED = 5, 10, 21, 23
_BECAUSE = _FORECAST.index("because")
_EVERY_TASK = TASKS.order_by(_T.c.position)
_SOME_TASKS = TASKS.where(one_of(_T.c.code, "codes"))


def tasks(session: Session, programme_id: str) -> list[TaskRow]:
    """Every task of a programme in the programme's order."""
    return task_rows(session, plain.rows(session, _EVERY_TASK, {PROGRAMME: programme_id}).all())


def tasks_named(session: Session, programme_id: str, codes: Collection[str]) -> list[TaskRow]:
    """Some tasks of a programme by their codes; those that are not there are left out."""
    if not codes:
        return []
    return task_rows(
        session, plain.rows(session, _SOME_TASKS, {PROGRAMME: programme_id, "codes": codes}).all()
    )


def task_rows(_session: Session, rows: Iterable[Any]) -> list[TaskRow]:
    """The tasks as a page takes them."""
    return [_task(tuple(row)) for row in rows]


@lru_cache(maxsize=10_000)
def _task(row: tuple[Any, ...]) -> TaskRow:
    """What a row says; looked up for a row that was read before and says the same."""
    duty = Duty(row[2], *row[_DUTY:_REST])
    lists = (_listed(text) for text in row[_LISTS:_PLANNED])
    forecast = _forecast(row[_PLANNED:]) if row[_PLANNED] is not None else None
    return TaskRow._make((*row[:_DUTY], duty, *row[_REST:_LISTS], *lists, forecast))


def _listed(text: str) -> tuple[str, ...]:
    return () if text == "[]" else tuple(json.loads(text))


def _forecast(row: Sequence[Any]) -> Forecast:
    because = MappingProxyType({} if row[_BECAUSE] == "{}" else json.loads(row[_BECAUSE]))
    return Forecast._make((*row[:_BECAUSE], because, *row[_BECAUSE + 1 :]))
