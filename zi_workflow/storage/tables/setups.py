"""Programmes that somebody is still setting up: what was typed, and the figures of their rehearsal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field

from zi_workflow.storage.types import Table, UtcDateTime


class Setup(Table, table=True):
    """What a person typed so far for a new programme; nothing else is made of it before it is activated.

    `figures` are those of the rehearsal of `figures_version`; `rehearsal` says how far a running one is.
    """

    __tablename__ = "setup"
    id: str = Field(primary_key=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=36)
    typed: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    version: int = Field(default=1)
    rehearsal: str = Field(default="", max_length=10)
    rehearsed_version: int = Field(default=0)
    rehearsed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    done: int = Field(default=0)
    days: int = Field(default=0)
    figures: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    figures_version: int = Field(default=0)
    programme_id: str | None = Field(default=None, foreign_key="programme.id", max_length=36)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
