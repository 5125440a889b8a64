"""Mails that were refused or came back, one row a mail."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Field

from zi_workflow.storage.types import Table, UtcDateTime


class BounceRow(Table, table=True):
    """A mail of the outbox that did not reach its address, once, however often a server says so.

    `hard`: the address is to blame. `lifted_at`: since then the address has a new chance.
    """

    __tablename__ = "bounce"
    message_id: str = Field(primary_key=True, foreign_key="message.id", max_length=36)
    address: str = Field(max_length=254, index=True)
    on: date
    hard: bool
    words: str = Field(max_length=200)
    noted_at: datetime = Field(sa_type=UtcDateTime)
    lifted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
