"""The links in mails that act; their secrets are not in the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from zi_workflow.storage.types import Table, UtcDateTime


class LinkRow(Table, table=True):
    """One person, one task, one purpose, once; found by the hash of its token, `version` is the task's when it was made."""

    __tablename__ = "link"
    __table_args__ = (Index("ix_link_person_task", "person_id", "task_id", "purpose"),)
    id: str = Field(primary_key=True, max_length=36)
    token_hash: str = Field(unique=True, max_length=64)
    person_id: str = Field(foreign_key="person.id", max_length=36)
    task_id: str = Field(foreign_key="task.id", max_length=36)
    purpose: str = Field(max_length=20)
    message_id: str = Field(foreign_key="message.id", max_length=36, index=True)
    version: int
    made_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    void_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    void_reason: str | None = Field(default=None, max_length=40)
