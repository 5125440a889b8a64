"""Reads which addresses get no mail, and why; changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.storage.tables import BounceRow, Person


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A person to whose address nothing is sent; since when and a server's words, where they were kept."""

    person_id: str
    name: str
    address: str
    reason: str
    since: datetime | None
    words: str


def suppressed(session: Session) -> list[Suppressed]:
    """The active people whose address gets no mail, in order of name."""
    rows = session.execute(
        select(col(Person.id), col(Person.name), col(Person.email), col(Person.suppressed))
        .where(col(Person.active), col(Person.suppressed).is_not(None), col(Person.email).is_not(None))
        .order_by(col(Person.name), col(Person.id))
    ).all()
    last = _last_bounces(session, {row.email for row in rows})
    return [
        Suppressed(row.id, row.name, row.email, row.suppressed, *last.get(row.email, (None, "")))
        for row in rows
    ]


def _last_bounces(session: Session, addresses: set[str]) -> dict[str, tuple[datetime, str]]:
    if not addresses:
        return {}
    found = session.execute(
        select(col(BounceRow.address), col(BounceRow.noted_at), col(BounceRow.words))
        .where(col(BounceRow.address).in_(addresses))
        .order_by(col(BounceRow.noted_at), col(BounceRow.message_id))
    )
    return {row.address: (row.noted_at, row.words) for row in found}
