"""Reads single mails and the notices as the mail pages show them; renders nothing and sends nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from zi_workflow.domain.scopes import Scope
from zi_workflow.storage.queries.scoping import mails_in
from zi_workflow.storage.tables import MessageRow, NoticeRow, Person, Programme


@dataclass(frozen=True, slots=True)
class Mail:
    """One message in full; without `subject`, `text` and `html` until it was rendered."""

    id: str
    on: date
    kind: str
    role: str
    channel: str
    state: str
    person_id: str
    to_name: str
    to_address: str | None
    message_id: str
    reason: str | None
    sent_at: datetime | None
    subject: str | None
    text: str | None
    html: str | None
    source: str | None
    programme: str | None
    transport: str | None


@dataclass(frozen=True, slots=True)
class NoticeItem:
    """A notice about a task and what became of it."""

    kind: str
    task: str | None
    level: int | None
    rung: int | None
    cycle: int
    role: str
    recipient: str | None
    due_on: date
    state: str
    reason: str | None
    told_on: date | None
    message_id: str | None


def person_name(session: Session, person_id: str, scope: Scope) -> str | None:
    """The display name of a person who was written to; None where no such mail is in reach."""
    written = select(col(MessageRow.person_id)).where(mails_in(scope))
    return session.scalar(
        select(col(Person.name)).where(col(Person.id) == person_id, col(Person.id).in_(written))
    )


def mail(session: Session, id: str, scope: Scope) -> Mail | None:
    """One message in full; None when there is none, or it is out of reach."""
    columns = (MessageRow.id, MessageRow.on, MessageRow.kind, MessageRow.role, MessageRow.channel,
               MessageRow.state, MessageRow.person_id, MessageRow.to_name, MessageRow.to_address,
               MessageRow.message_id, MessageRow.reason, MessageRow.sent_at, MessageRow.subject, MessageRow.text,
               MessageRow.html, MessageRow.source, Programme.code, MessageRow.transport)  # fmt: skip
    row = session.execute(
        select(*(col(column) for column in columns))
        .outerjoin(Programme, col(Programme.id) == col(MessageRow.programme_id))
        .where(col(MessageRow.id) == id, mails_in(scope))
    ).one_or_none()
    return None if row is None else Mail(*row)


def readable(session: Session, ids: Collection[str], scope: Scope) -> set[str]:
    """Which of these messages are in reach."""
    query = select(col(MessageRow.id)).where(col(MessageRow.id).in_(ids), mails_in(scope))
    return set(session.scalars(query))


def notices_of_message(session: Session, message_id: str) -> list[NoticeItem]:
    """What a message tells, in order of tasks."""
    return _notices(session, col(NoticeRow.message_id) == message_id)


def notices_of_task(session: Session, programme_id: str, task: str) -> list[NoticeItem]:
    """Everything that was decided about a task, the newest first."""
    return _notices(session, (col(NoticeRow.programme_id) == programme_id) & (col(NoticeRow.task) == task))


def _notices(session: Session, where: ColumnElement[bool]) -> list[NoticeItem]:
    columns = (NoticeRow.kind, NoticeRow.task, NoticeRow.level, NoticeRow.rung, NoticeRow.cycle, NoticeRow.role,
               Person.name, NoticeRow.due_on, NoticeRow.state, NoticeRow.reason, NoticeRow.told_on,
               NoticeRow.message_id)  # fmt: skip
    rows = session.execute(
        select(*(col(column) for column in columns))
        .outerjoin(Person, col(Person.id) == col(NoticeRow.recipient_id))
        .where(where)
        .order_by(col(NoticeRow.due_on).desc(), col(NoticeRow.task), col(NoticeRow.id))
    )
    return [NoticeItem(*row) for row in rows]
