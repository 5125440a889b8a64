"""What stands between the outbox and the relay: the switch, what is held, what was released, what has passed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field

from zi_workflow.storage.types import Table, UtcDateTime


class MailSwitch(Table, table=True):
    """The one row, `mail`: stopped or not, and the counters that every mail on its way locks."""

    __tablename__ = "mail_switch"
    id: str = Field(primary_key=True, max_length=10)
    instance: str | None = Field(default=None, max_length=36)
    stopped: bool = Field(default=False)
    reason: str | None = Field(default=None, max_length=200)
    actor: str | None = Field(default=None, max_length=80)
    changed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    passed: int = Field(default=0)
    in_run: int = Field(default=0)
    last_passed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    day: date | None = Field(default=None)
    today: int = Field(default=0)
    recipients: int = Field(default=0)
    counted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class MailHold(Table, table=True):
    """Everything is held since an instant, for a cause; open until somebody ended it."""

    __tablename__ = "mail_hold"
    id: str = Field(primary_key=True, max_length=36)
    cause: str = Field(max_length=12)
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    signature: str | None = Field(default=None, max_length=64, index=True)
    since: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_by: str | None = Field(default=None, max_length=80)


class MailRelease(Table, table=True):
    """A message that a person has seen in a preview and let go."""

    __tablename__ = "mail_release"
    message_id: str = Field(primary_key=True, foreign_key="message.id", max_length=36)
    hold_id: str = Field(foreign_key="mail_hold.id", max_length=36)


class MailPass(Table, table=True):
    """A message that went past the guards, once, however often the relay is asked."""

    __tablename__ = "mail_pass"
    __table_args__ = (Index("ix_mail_pass_person_day", "person_id", "day"),)
    message_id: str = Field(primary_key=True, foreign_key="message.id", max_length=36)
    person_id: str = Field(foreign_key="person.id", max_length=36)
    day: date = Field(index=True)
