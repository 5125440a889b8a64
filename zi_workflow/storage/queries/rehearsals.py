"""Reads the mails that went out and the day's figures, for the files of a rehearsal; knows no file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain.messages import MessageState
from zi_workflow.domain.notices import MailFacts, facts_from_json
from zi_workflow.storage.tables import MessageRow, metadata


@dataclass(frozen=True, slots=True)
class SentMail:
    """A message that was sent, captured or put on the printable list."""

    on: date
    at: datetime
    to: str
    role: str
    kind: str
    subject: str
    message_id: str
    facts: MailFacts


def sent_mails(session: Session) -> Iterator[SentMail]:
    """Every message that went out, in order of sending."""
    rows = session.execute(
        select(
            col(MessageRow.on),
            col(MessageRow.sent_at),
            col(MessageRow.to_address),
            col(MessageRow.to_name),
            col(MessageRow.role),
            col(MessageRow.kind),
            col(MessageRow.subject),
            col(MessageRow.message_id),
            col(MessageRow.facts),
        )
        .where(col(MessageRow.state) == str(MessageState.SENT))
        .order_by(col(MessageRow.sent_at), col(MessageRow.id))
    )
    for row in rows:
        yield SentMail(
            row.on, row.sent_at, row.to_address or row.to_name, row.role, row.kind, row.subject or "",
            row.message_id, facts_from_json(row.facts),
        )  # fmt: skip


def summary_of(session: Session, programme_id: str) -> dict[str, Any] | None:
    """The programme's figures as its last analysis left them."""
    table = metadata.tables["programme_analysis"]
    row = session.execute(select(table).where(table.c.programme_id == programme_id)).one_or_none()
    return dict(row._mapping) if row is not None else None
