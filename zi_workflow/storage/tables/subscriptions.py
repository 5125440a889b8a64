"""Who wants which optional mail, and the links by which they may say otherwise."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from zi_workflow.storage.types import Table, UtcDateTime


class Subscription(Table, table=True):
    """A person's answer about a kind of optional mail; without a row they get it."""

    __tablename__ = "subscription"
    person_id: str = Field(primary_key=True, foreign_key="person.id", max_length=36)
    kind: str = Field(primary_key=True, max_length=20)
    wanted: bool
    changed_at: datetime = Field(sa_type=UtcDateTime)


class SubscriptionLink(Table, table=True):
    """A link that went out in a mail, by the hash of its token; it never expires and may be used often."""

    __tablename__ = "subscription_link"
    token_hash: str = Field(primary_key=True, max_length=64)
    person_id: str = Field(foreign_key="person.id", max_length=36)
    kind: str = Field(max_length=20)
    made_at: datetime = Field(sa_type=UtcDateTime)
