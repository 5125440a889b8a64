"""What the schedule owes: occurrences with unique keys, and the cursors that catch up."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field

from zi_workflow.storage.types import Table, UtcDateTime


class OccurrenceRow(Table, table=True):
    """One firing of a job, done once however many nodes see it; claimed by an owner with a lease."""

    __tablename__ = "occurrence"
    __table_args__ = (Index("ix_occurrence_state_due", "state", "due_at"),)
    id: str = Field(primary_key=True, max_length=36)
    key: str = Field(unique=True, max_length=200)
    job: str = Field(max_length=40)
    scope: str = Field(default="", max_length=60)
    local_date: date
    due_at: datetime = Field(sa_type=UtcDateTime)
    state: str = Field(max_length=12)
    owner: str | None = Field(default=None, max_length=80)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    attempts: int = Field(default=0)
    reason: str | None = Field(default=None, max_length=300)
    created_at: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class CursorRow(Table, table=True):
    """Up to when a job's firings were turned into occurrences."""

    __tablename__ = "cursor"
    job: str = Field(primary_key=True, max_length=40)
    scope: str = Field(primary_key=True, max_length=60)
    seen_until: datetime = Field(sa_type=UtcDateTime)
