"""Proposals to set a task aside, and what was decided about them."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Field

from zi_workflow.storage.types import Table, UtcDateTime


class WaiverRow(Table, table=True):
    """One proposal; `pending` is programme and task while it waits, so that there is one at a time."""

    __tablename__ = "waiver"
    id: str = Field(primary_key=True, max_length=36)
    programme_id: str = Field(foreign_key="programme.id", index=True, max_length=36)
    task: str = Field(max_length=60)
    pending: str | None = Field(default=None, unique=True, max_length=100)
    reason: str = Field(max_length=500)
    asked_by: str = Field(max_length=36)
    asked_on: date
    state: str = Field(max_length=10)
    decided_by: str | None = Field(default=None, max_length=36)
    decided_on: date | None = Field(default=None)
    answer: str | None = Field(default=None, max_length=500)
    created_at: datetime = Field(sa_type=UtcDateTime)
