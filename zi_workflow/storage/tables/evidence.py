"""Pieces of evidence, their versions, and what each serves; the contents lie in a folder under their hash."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from zi_workflow.storage.types import Table, UtcDateTime


class EvidencePiece(Table, table=True):
    """A document of a programme; `task_id` is the task with which it first came, whose people look after it."""

    __tablename__ = "evidence_piece"
    id: str = Field(primary_key=True, max_length=36)
    task_id: str = Field(foreign_key="task.id", index=True, max_length=36)
    made_at: datetime = Field(sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    withdrawn_by: str | None = Field(default=None, max_length=80)
    withdrawn_reason: str | None = Field(default=None, max_length=500)


class Evidence(Table, table=True):
    """One version of a piece: a named reference or, for a file, its content hash; never changed but by its review.

    `cycle` is that of the task when it came, `quarter` (such as `2025-Q2`) the one it is valid for; None: any.
    """

    __tablename__ = "evidence"
    __table_args__ = (UniqueConstraint("piece_id", "number"),)
    id: str = Field(primary_key=True, max_length=36)
    task_id: str = Field(foreign_key="task.id", index=True, max_length=36)
    name: str = Field(max_length=300)
    reference: str = Field(default="", max_length=1000)
    sha256: str | None = Field(default=None, max_length=64)
    cycle: int = Field(default=1)
    state: str = Field(default="submitted", max_length=20)
    added_at: datetime = Field(sa_type=UtcDateTime)
    piece_id: str = Field(foreign_key="evidence_piece.id", max_length=36)
    number: int = Field(default=1)
    added_by: str = Field(default="", max_length=80)
    quarter: str | None = Field(default=None, max_length=7)
    judged_by: str | None = Field(default=None, max_length=80)
    judged_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    judged_note: str | None = Field(default=None, max_length=500)


class EvidenceUse(Table, table=True):
    """A piece serves a task (by its code in the programme) or an item of the sheet; `kind` is task or item."""

    __tablename__ = "evidence_use"
    piece_id: str = Field(primary_key=True, foreign_key="evidence_piece.id", max_length=36)
    kind: str = Field(primary_key=True, max_length=4)
    target: str = Field(primary_key=True, max_length=60)
    added_by: str = Field(default="", max_length=80)
    added_at: datetime = Field(sa_type=UtcDateTime)
