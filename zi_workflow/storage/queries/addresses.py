"""Reads which addresses get no mail, and why, or that none does for the relay's sake; changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlmodel import Session, col

from zi_workflow.domain.messages import MessageState
from zi_workflow.storage.tables import BounceRow, MessageRow, Person

_OF_THE_RELAY = ("sign", "connect", "ehlo", "starttls", "auth", "archive")  # stages before any receiver's


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


def relay_refusal(session: Session) -> str | None:
    """Stage and words of a try that failed for no mail's sake, while a mail still waits for the next try."""
    reason = col(MessageRow.reason)
    query = (
        select(reason)
        .where(
            col(MessageRow.state) == str(MessageState.RETRY),
            or_(*(reason.startswith(f"{stage}: ") for stage in _OF_THE_RELAY)),
        )
        .order_by(col(MessageRow.next_at).desc())
        .limit(1)
    )
    return session.scalar(query)
