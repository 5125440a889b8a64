"""Reads tasks with their state: one to act on, or all of a programme to list; decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, select
from sqlmodel import Session, col

from zi_workflow.domain.errors import N_, NotFoundError, Problem
from zi_workflow.domain.people import Duty
from zi_workflow.domain.plans import Kind
from zi_workflow.domain.tasks import Standing, State
from zi_workflow.storage.tables import DependencyRow, Programme, Task, TaskState, Unit

STANDING = tuple(field.name for field in fields(Standing))


@dataclass(frozen=True)
class TaskFacts:
    """A task as a use case acts on it; `version` is that of its state."""

    id: str
    code: str
    title: str
    duty: Duty
    standing: Standing
    version: int
    evidence_wanted: tuple[str, ...]
    programme_id: str
    programme_state: str
    begins: date
    deadline: date | None
    unit_id: str
    agency: str
    zone: str


@dataclass(frozen=True)
class TaskLine:
    """A task as a list shows it."""

    code: str
    title: str
    area: str
    stage: str
    days: int
    due: date | None
    planned_start: date | None
    planned_finish: date | None
    duty: Duty
    standing: Standing


@dataclass(frozen=True)
class Hold:
    """A predecessor that can keep a task from starting: FS until it is finished, SS until it has started."""

    code: str
    area: str
    kind: Kind
    duty: Duty
    started: date | None
    finished: date | None

    def holds_on(self, on: date) -> bool:
        """Whether it was still in the way on that day."""
        freed = self.finished if self.kind is Kind.FS else self.started or self.finished
        return freed is None or freed > on


def task_facts(session: Session, programme_id: str, code: str) -> TaskFacts:
    """One task by its code; NotFoundError."""
    row = session.execute(
        _selected()
        .add_columns(
            col(Programme.state).label("programme_state"),
            col(Programme.start).label("begins"),
            col(Programme.deadline),
            col(Unit.id).label("unit_id"),
            col(Unit.agency),
            col(Unit.zone),
        )
        .join(Programme, col(Programme.id) == col(Task.programme_id))
        .join(Unit, col(Unit.id) == col(Programme.unit_id))
        .where(col(Task.programme_id) == programme_id, col(Task.code) == code)
    ).one_or_none()
    if row is None:
        raise NotFoundError(Problem(N_("There is no such task in this programme."), where=code))
    return TaskFacts(
        id=row.id,
        code=row.code,
        title=row.title,
        duty=_duty(row),
        standing=_standing(row),
        version=row.state_version,
        evidence_wanted=tuple(row.evidence_wanted),
        programme_id=programme_id,
        programme_state=row.programme_state,
        begins=row.begins,
        deadline=row.deadline,
        unit_id=row.unit_id,
        agency=row.agency,
        zone=row.zone,
    )


def task_lines(session: Session, programme_id: str, *, unfinished: bool = False) -> Iterator[TaskLine]:
    """The tasks of a programme in its order: all, or those that are not finished."""
    query = _selected().where(col(Task.programme_id) == programme_id).order_by(col(Task.position))
    if unfinished:
        query = query.where(col(TaskState.finished).is_(None))
    for row in session.execute(query):
        yield TaskLine(
            row.code,
            row.title,
            row.area,
            row.stage,
            row.days,
            row.due,
            row.planned_start,
            row.planned_finish,
            _duty(row),
            _standing(row),
        )


def holds(session: Session, programme_id: str, code: str) -> list[Hold]:
    """The predecessors of a task that can keep it from starting (FF and SF never do)."""
    rows = session.execute(
        select(
            col(DependencyRow.kind),
            col(Task.code),
            *DUTY,
            col(TaskState.started),
            col(TaskState.finished),
        )
        .join(
            Task,
            (col(Task.code) == col(DependencyRow.predecessor))
            & (col(Task.programme_id) == col(DependencyRow.programme_id)),
        )
        .join(TaskState, col(TaskState.task_id) == col(Task.id))
        .where(
            col(DependencyRow.programme_id) == programme_id,
            col(DependencyRow.task) == code,
            col(DependencyRow.kind).in_((Kind.FS.value, Kind.SS.value)),
        )
        .order_by(col(DependencyRow.position))
    )
    return [Hold(row.code, row.area, Kind(row.kind), _duty(row), row.started, row.finished) for row in rows]


DUTY = (
    col(Task.area),
    col(Task.responsible),
    col(Task.verifier),
    col(Task.approver),
    col(Task.assignee_id),
    col(Task.external),
)
"""The columns of a task that a Duty is made of, in its order."""


def _selected() -> Select[*tuple[Any, ...]]:
    table = TaskState.metadata.tables["task_state"]
    return select(
        col(Task.id),
        col(Task.code),
        col(Task.title),
        col(Task.stage),
        col(Task.days),
        col(Task.due),
        col(Task.planned_start),
        col(Task.planned_finish),
        col(Task.evidence_wanted),
        *DUTY,
        *(table.c[name] for name in STANDING),
        col(TaskState.version).label("state_version"),
    ).join(TaskState, col(TaskState.task_id) == col(Task.id))


def _duty(row: Row[Any]) -> Duty:
    return Duty(row.area, row.responsible, row.verifier, row.approver, row.assignee_id, row.external)


def _standing(row: Row[Any]) -> Standing:
    values = {name: getattr(row, name) for name in STANDING}
    return Standing(**{**values, "state": State(values["state"])})
