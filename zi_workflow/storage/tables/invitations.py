"""The invitation to a round as it stands, and what each person was last sent about it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field

from zi_workflow.storage.types import Table, UtcDateTime


class InvitationRow(Table, table=True):
    """Meeting and guests of a round; `sequence` rises with every change and is its version, `cancelled` may be undone."""

    __tablename__ = "invitation"
    round_id: str = Field(primary_key=True, foreign_key="round.id", max_length=36)
    sequence: int
    state: str = Field(max_length=10)
    meeting: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    guests: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    changed_at: datetime = Field(sa_type=UtcDateTime)


class InviteeRow(Table, table=True):
    """Somebody who was written to: for whose place (their own, or a guest's they act for), and by which message last.

    `since` is the unit's date of the first mail, the day on which the one for whom they act was away.
    """

    __tablename__ = "invitee"
    round_id: str = Field(primary_key=True, foreign_key="invitation.round_id", max_length=36)
    person_id: str = Field(primary_key=True, foreign_key="person.id", max_length=36)
    guest_id: str = Field(foreign_key="person.id", max_length=36)
    role: str = Field(max_length=30)
    area: str | None = Field(default=None, max_length=20)
    since: date
    sequence: int
    method: str = Field(max_length=10)
    message_id: str = Field(foreign_key="message.id", max_length=36, index=True)
