"""Tasks of a programme, their dependencies and their state."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field

from zi_workflow.storage.types import Table, UtcDateTime


class Task(Table, table=True):
    """A piece of work as planned; `days` are working days, `code` is unique in the programme."""

    __tablename__ = "task"
    __table_args__ = (UniqueConstraint("programme_id", "code"),)
    id: str = Field(primary_key=True, max_length=36)
    programme_id: str = Field(foreign_key="programme.id", index=True, max_length=36)
    code: str = Field(max_length=60)
    position: int
    template: str = Field(default="", max_length=20)
    area: str = Field(max_length=20)
    stage: str = Field(default="", max_length=30)
    title: str = Field(max_length=300)
    days: int
    not_before: date | None = Field(default=None)
    due: date | None = Field(default=None)
    planned_start: date | None = Field(default=None)
    planned_finish: date | None = Field(default=None)
    period: str | None = Field(default=None, max_length=10)
    responsible: str = Field(max_length=30)
    verifier: str = Field(max_length=30)
    approver: str | None = Field(default=None, max_length=30)
    assignee_id: str | None = Field(default=None, foreign_key="person.id", max_length=36)
    gate: bool = Field(default=False)
    external: bool = Field(default=False)
    evidence_wanted: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    items: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    version: int = Field(default=1)


class DependencyRow(Table, table=True):
    """`task` may be bound by `predecessor` (codes of one programme); kind FS, SS, FF or SF; lag in working days."""

    __tablename__ = "dependency"
    programme_id: str = Field(primary_key=True, foreign_key="programme.id", max_length=36)
    task: str = Field(primary_key=True, max_length=60)
    predecessor: str = Field(primary_key=True, max_length=60)
    kind: str = Field(primary_key=True, max_length=2)
    lag: int = Field(primary_key=True, default=0)
    position: int = Field(default=0)


class TaskState(Table, table=True):
    """What happened to a task so far; `finished` is the day it was verified (done)."""

    __tablename__ = "task_state"
    task_id: str = Field(primary_key=True, foreign_key="task.id", max_length=36)
    state: str = Field(default="planned", max_length=20)
    started: date | None = Field(default=None)
    progress: int = Field(default=0)
    note: str | None = Field(default=None, max_length=500)
    obstacle: str | None = Field(default=None, max_length=500)
    submitted: date | None = Field(default=None)
    submitted_by: str | None = Field(default=None, max_length=80)
    verified: date | None = Field(default=None)
    finished: date | None = Field(default=None)
    promised: date | None = Field(default=None)
    promise_reason: str | None = Field(default=None, max_length=500)
    promise_accepted: bool = Field(default=False)
    cycle: int = Field(default=1)
    moved_on: date | None = Field(default=None)
    version: int = Field(default=1)
    updated_at: datetime = Field(sa_type=UtcDateTime)
