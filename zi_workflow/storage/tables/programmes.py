"""Programmes, their stages, and their planned rounds."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from zi_workflow.storage.types import Table, UtcDateTime


class Programme(Table, table=True):
    """The build-up of one unit towards a predicate; pins framework and calendar versions."""

    __tablename__ = "programme"
    id: str = Field(primary_key=True, max_length=36)
    code: str = Field(unique=True, max_length=60)
    unit_id: str = Field(foreign_key="unit.id", index=True, max_length=36)
    title: str = Field(max_length=200)
    framework: str = Field(max_length=60)
    framework_version: str = Field(max_length=40)
    calendar_version: str = Field(max_length=40)
    target: str = Field(max_length=4)
    route: str = Field(max_length=10)
    start: date
    deadline: date | None = Field(default=None)
    state: str = Field(max_length=20)
    activated_on: date | None = Field(default=None)
    baseline: int = Field(default=1)
    woken_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    version: int = Field(default=1)
    created_at: datetime = Field(sa_type=UtcDateTime)


class Stage(Table, table=True):
    """A stage of a programme with its state as build_up last saw it."""

    __tablename__ = "stage"
    programme_id: str = Field(primary_key=True, foreign_key="programme.id", max_length=36)
    key: str = Field(primary_key=True, max_length=30)
    position: int
    title: str = Field(max_length=200)
    state: str = Field(default="not_open", max_length=20)
    opened_on: date | None = Field(default=None)
    closed_on: date | None = Field(default=None)


class Round(Table, table=True):
    """A quarterly monev round of a programme; its date is planned, not derived.

    `cutoff` is the last day that counts as people were told, `frozen_at` when its figures were frozen (its snapshot says
    as of which day); `reason` why it was put or called off.
    """

    __tablename__ = "round"
    __table_args__ = (UniqueConstraint("programme_id", "quarter"),)
    id: str = Field(primary_key=True, max_length=36)
    programme_id: str = Field(foreign_key="programme.id", index=True, max_length=36)
    quarter: str = Field(max_length=7)
    planned_on: date
    state: str = Field(default="scheduled", max_length=20)
    session_id: str | None = Field(default=None, foreign_key="monev_session.id", index=True, max_length=36)
    cutoff: date | None = Field(default=None)
    frozen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    held_on: date | None = Field(default=None)
    closed_on: date | None = Field(default=None)
    reason: str = Field(default="", max_length=500)
    version: int = Field(default=1)
