"""Secrets that a person hands to a program of theirs: for the API and for calendars; only their hashes are kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field

from zi_workflow.storage.types import Table, UtcDateTime


class PersonalToken(Table, table=True):
    """With it a program acts as its person and never as more; `reads_only`, it only looks."""

    __tablename__ = "personal_token"
    id: str = Field(primary_key=True, max_length=36)
    account_id: str = Field(foreign_key="account.id", index=True, max_length=36)
    name: str = Field(max_length=80)
    token_hash: str = Field(unique=True, max_length=64)
    reads_only: bool
    made_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class CalendarFeed(Table, table=True):
    """An address for calendar programs: of a person's own work, or with `unit_id` of what they see of a unit."""

    __tablename__ = "calendar_feed"
    id: str = Field(primary_key=True, max_length=36)
    account_id: str = Field(foreign_key="account.id", index=True, max_length=36)
    unit_id: str | None = Field(default=None, foreign_key="unit.id", max_length=36)
    token_hash: str = Field(unique=True, max_length=64)
    made_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class KeptAnswer(Table, table=True):
    """What was answered to a change that carried a key, so that sending it again changes nothing more."""

    __tablename__ = "kept_answer"
    account_id: str = Field(primary_key=True, foreign_key="account.id", max_length=36)
    key_hash: str = Field(primary_key=True, max_length=64)
    asked: str = Field(max_length=64)
    body: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    made_at: datetime = Field(sa_type=UtcDateTime, index=True)


class SignInAttempt(Table, table=True):
    """Somebody went to the agency's own sign-in; found by the hash of its `state`, for the browser it began in."""

    __tablename__ = "sign_in_attempt"
    state_hash: str = Field(primary_key=True, max_length=64)
    browser_hash: str = Field(max_length=64)
    nonce: str = Field(max_length=64)
    verifier: str = Field(max_length=128)
    wanted: str = Field(default="", max_length=1000)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
