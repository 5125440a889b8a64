"""The day's computed figures, per task and per programme; derived, never a source of truth."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field

from zi_workflow.storage.types import Table


class TaskAnalysis(Table, table=True):
    """A task's forecast, lateness (working days) and attribution as of the programme's last analysis."""

    __tablename__ = "task_analysis"
    programme_id: str = Field(primary_key=True, foreign_key="programme.id", max_length=36)
    task: str = Field(primary_key=True, max_length=60)
    state: str = Field(max_length=10)
    planned_start: date
    planned_finish: date
    forecast_start: date
    forecast_finish: date
    clock: date
    late_days: int
    slack_days: int | None = Field(default=None)
    critical: bool | None = Field(default=None)
    blocked_by: str | None = Field(default=None, max_length=60)
    because: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    finish_days: int | None = Field(default=None)
    other_areas_days: int | None = Field(default=None)
    moves: int | None = Field(default=None)


class ProgrammeAnalysis(Table, table=True):
    """One summary row a programme, for portfolio pages."""

    __tablename__ = "programme_analysis"
    programme_id: str = Field(primary_key=True, foreign_key="programme.id", max_length=36)
    as_of: date
    planned_finish: date
    forecast_finish: date
    late_days: int
    because: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    done: int
    running: int
    ready: int
    waiting: int
    late: int
    total: int
