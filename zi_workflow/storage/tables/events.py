"""The append-only, hash-chained log: one chain per agency."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field

from zi_workflow.storage.types import Table, UtcDateTime


class EventRow(Table, table=True):
    """What happened, in full: `occurred_on` is claimed, `recorded_at` is the server's clock; `hash` covers `previous`."""

    __tablename__ = "event"
    agency: str = Field(primary_key=True, max_length=40)
    number: int = Field(primary_key=True)
    kind: str = Field(max_length=40)
    unit_id: str | None = Field(default=None, max_length=36)
    programme_id: str | None = Field(default=None, max_length=36, index=True)
    subject: str = Field(default="", max_length=80)
    actor: str = Field(max_length=80)
    occurred_on: date
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    payload: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    previous: str = Field(max_length=64)
    hash: str = Field(unique=True, max_length=64)
