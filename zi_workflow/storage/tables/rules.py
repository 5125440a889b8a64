"""What a programme and a unit set for themselves: the ladder, and the hours in which mail leaves."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import JSON, Column
from sqlmodel import Field

from zi_workflow.storage.types import Table, UtcDateTime


class ProgrammeRules(Table, table=True):
    """A programme's own ladder, in working days; a programme without a row keeps its framework's."""

    __tablename__ = "programme_rules"
    programme_id: str = Field(primary_key=True, foreign_key="programme.id", max_length=36)
    rungs: list[int] = Field(sa_column=Column(JSON, nullable=False))
    thresholds: list[int] = Field(sa_column=Column(JSON, nullable=False))
    thresholds_holding: list[int] = Field(sa_column=Column(JSON, nullable=False))
    review_days: int
    separate_from: int
    version: int = Field(default=1)
    changed_at: datetime = Field(sa_type=UtcDateTime)


class UnitHours(Table, table=True):
    """The hours of a unit's clock between which its mail leaves; a unit without a row keeps the office day's."""

    __tablename__ = "unit_hours"
    unit_id: str = Field(primary_key=True, foreign_key="unit.id", max_length=36)
    opens: time
    closes: time
    version: int = Field(default=1)
    changed_at: datetime = Field(sa_type=UtcDateTime)
