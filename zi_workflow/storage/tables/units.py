"""Units and the off days that decrees give them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field

from zi_workflow.storage.types import Table, UtcDateTime


class Unit(Table, table=True):
    """A working unit that builds its integrity zone; its zone and week decide its dates."""

    __tablename__ = "unit"
    id: str = Field(primary_key=True, max_length=36)
    code: str = Field(unique=True, max_length=40)
    agency: str = Field(index=True, max_length=40)
    name: str = Field(max_length=200)
    zone: str = Field(max_length=40)
    week: list[str] = Field(sa_column=Column(JSON, nullable=False))
    created_at: datetime = Field(sa_type=UtcDateTime)


class DecreeRow(Table, table=True):
    """A decree of days off applied after the shipped calendar; `unit_id` null means the whole nation."""

    __tablename__ = "decree"
    __table_args__ = (UniqueConstraint("number", "unit_id"),)
    id: str = Field(primary_key=True, max_length=36)
    number: str = Field(max_length=120)
    signed_on: date
    title: str = Field(max_length=300)
    source: str = Field(default="", max_length=300)
    unit_id: str | None = Field(default=None, foreign_key="unit.id", max_length=36, index=True)
    applied_at: datetime = Field(sa_type=UtcDateTime)


class CalendarDay(Table, table=True):
    """One day that a decree takes out of the working days (`off`) or gives back (not `off`)."""

    __tablename__ = "calendar_day"
    decree_id: str = Field(primary_key=True, foreign_key="decree.id", max_length=36)
    day: date = Field(primary_key=True)
    off: bool = Field(default=True)
    kind: str = Field(max_length=20)
    name: str = Field(max_length=200)
