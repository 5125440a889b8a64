"""Notices and the outbox."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field

from zi_workflow.storage.types import Packed, Table, UtcDateTime


class NoticeRow(Table, table=True):
    """The intention to tell a person about a thing; its key is built from ids and unique for ever."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_programme_task", "programme_id", "task"),
        Index("ix_notice_programme_state", "programme_id", "state"),
    )
    id: str = Field(primary_key=True, max_length=36)
    key: str = Field(unique=True, max_length=300)
    programme_id: str = Field(foreign_key="programme.id", max_length=36)
    kind: str = Field(max_length=20)
    task: str | None = Field(default=None, max_length=60)
    about: str = Field(default="", max_length=10)
    cycle: int = Field(default=1)
    level: int | None = Field(default=None)
    rung: int | None = Field(default=None)
    recipient_id: str | None = Field(default=None, foreign_key="person.id", max_length=36, index=True)
    role: str = Field(default="", max_length=30)
    due_on: date
    state: str = Field(max_length=20)
    reason: str | None = Field(default=None, max_length=40)
    told_on: date | None = Field(default=None)
    closed_on: date | None = Field(default=None)
    message_id: str | None = Field(default=None, foreign_key="message.id", max_length=36, index=True)
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    created_at: datetime = Field(sa_type=UtcDateTime)


class MessageRow(Table, table=True):
    """A row of the outbox: who gets what, and how far it got; the rendered mail once it was sent."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_state_next", "state", "next_at"),)
    id: str = Field(primary_key=True, max_length=36)
    key: str = Field(unique=True, max_length=200)
    kind: str = Field(max_length=20)
    unit_id: str = Field(foreign_key="unit.id", index=True, max_length=36)
    programme_id: str | None = Field(default=None, foreign_key="programme.id", max_length=36, index=True)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=36)
    role: str = Field(default="", max_length=30)
    on: date = Field(index=True)
    channel: str = Field(default="mail", max_length=10)
    to_name: str = Field(max_length=200)
    to_address: str | None = Field(default=None, max_length=254)
    message_id: str = Field(unique=True, max_length=200)
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    subject: str | None = Field(default=None, max_length=300)
    text: str | None = Field(default=None)
    html: str | None = Field(default=None, sa_column=Column("packed_html", Packed, key="html"))
    source: str | None = Field(default=None, sa_column=Column("packed_source", Packed, key="source"))
    state: str = Field(max_length=12)
    transport: str | None = Field(default=None, max_length=10)
    reason: str | None = Field(default=None, max_length=200)
    attempts: int = Field(default=0)
    copies: int = Field(default=0)  # how many times its content may have been accepted; never more than two
    next_at: datetime = Field(sa_type=UtcDateTime)
    owner: str | None = Field(default=None, max_length=80)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
