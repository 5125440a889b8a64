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


@dataclass(frozen=True, slots=True)
class Told:
    """One mail or sheet of paper of a rehearsal: to whom, in which office, on which day, and how."""

    on: date
    person_id: str
    name: str
    role: str
    kind: str
    channel: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A rehearsed mail to read."""

    on: date
    name: str
    role: str
    subject: str
    text: str


def told(session: Session) -> list[Told]:
    """Every message that went out or was printed, in order of sending."""
    columns = (MessageRow.on, MessageRow.person_id, MessageRow.to_name, MessageRow.role, MessageRow.kind,
               MessageRow.channel)  # fmt: skip
    rows = session.execute(
        select(*(col(column) for column in columns))
        .where(col(MessageRow.state) == str(MessageState.SENT))
        .order_by(col(MessageRow.sent_at), col(MessageRow.id))
    )
    return [Told(*row) for row in rows]


def first_letters(session: Session, most: int) -> list[Letter]:
    """The first mails that went out, at most one a person."""
    columns = (MessageRow.on, MessageRow.to_name, MessageRow.role, MessageRow.subject, MessageRow.text,
               MessageRow.person_id)  # fmt: skip
    rows = session.execute(
        select(*(col(column) for column in columns))
        .where(col(MessageRow.state) == str(MessageState.SENT), col(MessageRow.text).is_not(None))
        .order_by(col(MessageRow.sent_at), col(MessageRow.id))
        .limit(200)
    )
    found: dict[str, Letter] = {}
    for row in rows:
        found.setdefault(row.person_id, Letter(row.on, row.to_name, row.role, row.subject or "", row.text))
    return list(found.values())[:most]


def summary_of(session: Session, programme_id: str) -> dict[str, Any] | None:
    """The programme's figures as its last analysis left them."""
    table = metadata.tables["programme_analysis"]
    row = session.execute(select(table).where(table.c.programme_id == programme_id)).one_or_none()
    return dict(row._mapping) if row is not None else None
