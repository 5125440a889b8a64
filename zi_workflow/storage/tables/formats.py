"""The administrative formats of an agency's regulation, their versions, and the work they belong to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from zi_workflow.storage.types import Table, UtcDateTime


class FormatDocument(Table, table=True):
    """A format of an agency: `version` is that of its newest file and rises with every change."""

    __tablename__ = "format_document"
    id: str = Field(primary_key=True, max_length=36)
    agency: str = Field(index=True, max_length=40)
    framework: str = Field(max_length=60)
    title: str = Field(max_length=200)
    legal_basis: str = Field(max_length=300)
    version: int = Field(default=1)
    made_at: datetime = Field(sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    withdrawn_by: str | None = Field(default=None, max_length=80)
    withdrawn_reason: str | None = Field(default=None, max_length=500)


class FormatFile(Table, table=True):
    """One version of a format's file."""

    __tablename__ = "format_file"
    __table_args__ = (UniqueConstraint("format_id", "number"),)
    id: str = Field(primary_key=True, max_length=36)
    format_id: str = Field(foreign_key="format_document.id", max_length=36)
    number: int
    name: str = Field(max_length=300)
    sha256: str = Field(max_length=64)
    added_by: str = Field(max_length=80)
    added_at: datetime = Field(sa_type=UtcDateTime)


class FormatUse(Table, table=True):
    """A format belongs to a task of the framework or an item of its sheet, by code; `kind` is task or item."""

    __tablename__ = "format_use"
    format_id: str = Field(primary_key=True, foreign_key="format_document.id", max_length=36)
    kind: str = Field(primary_key=True, max_length=4)
    target: str = Field(primary_key=True, max_length=20)
