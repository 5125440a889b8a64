"""The outbox: puts messages in, hands them to one worker at a time and records their fate; knows no SMTP.

Every mark asks for the owner, so a worker that lost its lease changes nothing. What a message tells counts as
told only when it is sent, captured or on the printable list (docs/mail.md sections 2 and 4).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlmodel import Session, col

from zi_workflow.domain.messages import MAIL, PLAIN, PRINT, MessageState, Rendered, next_wait, sources
from zi_workflow.domain.notices import MailFacts, MailKind, NoticeState, Reason
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.tables import MessageRow, NoticeRow
from zi_workflow.usecases.absorbing import absorb

LEASE = timedelta(minutes=15)
REASON_LENGTH = 200

Message = MessageRow
"""A message as the outbox keeps it, for whoever sends it: the tables stay behind this module."""

Recheck = Callable[[Session, Message], MailFacts | None]
"""Asked just before sending: what is still true of a message; None when nothing is."""

_WAITING = (str(MessageState.QUEUED), str(MessageState.RETRY))


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A mail to be sent from `not_before` on; without an address it goes on the printable list."""

    key: str
    kind: MailKind
    unit_id: str
    programme_id: str | None
    person_id: str
    role: str
    on: date
    to_name: str
    to_address: str | None
    facts: MailFacts
    not_before: datetime
    mail_domain: str = PLAIN.mail_domain


@dataclass(frozen=True, slots=True)
class Claim:
    """A worker takes up to `limit` messages for the length of a lease."""

    worker: str
    limit: int = 50
    lease: timedelta = LEASE


@dataclass(frozen=True, slots=True)
class Sent:
    """What a worker sent, and by which transport; `facts` are those that the re-check left."""

    id: str
    worker: str
    transport: str
    rendered: Rendered
    source: str | None
    facts: MailFacts


@dataclass(frozen=True, slots=True)
class Failure:
    """What a worker could not send, and the sentence that says why."""

    id: str
    worker: str
    reason: str


def message_id(key: str, domain: str) -> str:
    """The Message-ID header of a message: the same key has the same one for ever."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"


def enqueue(session: Session, new: NewMessage, now: datetime) -> MessageRow | None:
    """Put a message in once; None when its key is known. A digest takes up an older one that is still unsent."""
    if session.execute(select(col(MessageRow.id)).where(col(MessageRow.key) == new.key)).first():
        return None
    row = MessageRow(
        id=new_id(session, now),
        key=new.key,
        kind=str(new.kind),
        unit_id=new.unit_id,
        programme_id=new.programme_id,
        person_id=new.person_id,
        role=new.role,
        on=new.on,
        channel=MAIL if new.to_address else PRINT,
        to_name=new.to_name,
        to_address=new.to_address or None,
        message_id=message_id(new.key, new.mail_domain),
        facts=new.facts.to_json(),
        state=str(MessageState.QUEUED),
        next_at=new.not_before,
        created_at=now,
    )
    session.add(row)
    session.flush()
    if new.kind is MailKind.DIGEST:
        absorb(session, row, new.facts)
    return row


def _is_due(now: datetime) -> ColumnElement[bool]:
    return and_(col(MessageRow.state).in_(_WAITING), col(MessageRow.next_at) <= now)


def claim(session: Session, command: Claim, now: datetime) -> list[MessageRow]:
    """Take messages whose time has come, oldest first; one whose worker is gone before its data counts as due."""
    abandoned = and_(col(MessageRow.state) == str(MessageState.CLAIMED), col(MessageRow.lease_until) < now)
    query = (
        select(MessageRow)
        .where(or_(_is_due(now), abandoned))
        .order_by(col(MessageRow.next_at), col(MessageRow.id))
        .limit(command.limit)
        .with_for_update(skip_locked=True)
    )
    return _taken(session, list(session.execute(query).scalars()), command.worker, now + command.lease)


def claim_day(session: Session, worker: str, on: date, now: datetime) -> list[MessageRow]:
    """Take every due message dated `on` or before, for a caller that sends and marks in this very transaction."""
    query = (
        select(MessageRow)
        .where(_is_due(now), col(MessageRow.on) <= on)
        .order_by(col(MessageRow.id))
        .with_for_update(skip_locked=True)
    )
    return _taken(session, list(session.execute(query).scalars()), worker, now + LEASE)


def _taken(session: Session, rows: list[MessageRow], worker: str, until: datetime) -> list[MessageRow]:
    for row in rows:
        row.state, row.owner, row.lease_until = str(MessageState.CLAIMED), worker, until
    session.flush()
    return rows


def mark_data(session: Session, id: str, worker: str, now: datetime) -> bool:
    """The content is about to go out; False when the lease is over or the message is not this worker's."""
    row = _own(session, id, worker, MessageState.DATA)
    if row is None or row.lease_until is None or row.lease_until < now:
        return False
    row.state = str(MessageState.DATA)
    session.flush()
    return True


def mark_sent(session: Session, sent: Sent, now: datetime) -> bool:
    """Sent: its words are kept, its notices are told; False when the message is not this worker's any more."""
    return mark_all_sent(session, [sent], now) == 1


def mark_all_sent(session: Session, sent: Sequence[Sent], now: datetime) -> int:
    """`mark_sent` for many messages of one transaction; how many were still their worker's."""
    states = [str(state) for state in sources(MessageState.SENT)]
    query = select(MessageRow).where(
        col(MessageRow.id).in_([each.id for each in sent]), col(MessageRow.state).in_(states)
    )
    rows = {row.id: row for row in session.execute(query.with_for_update()).scalars()}
    told: dict[date, list[str]] = {}
    for each in sent:
        row = rows.get(each.id)
        if row is None or row.owner != each.worker:
            continue
        _leave(row, MessageState.SENT)
        row.subject, row.text, row.html = each.rendered.subject, each.rendered.text, each.rendered.html
        row.facts, row.source = each.facts.to_json(), each.source
        row.transport, row.sent_at = each.transport, now
        told.setdefault(row.on, []).append(row.id)
    session.flush()
    for on, ids in told.items():
        _mark_notices(session, ids, NoticeState.TOLD, told_on=on)
    return sum(map(len, told.values()))


def mark_retry(session: Session, failure: Failure, now: datetime) -> MessageState | None:
    """Certainly not accepted: later again, and after five days failed; the new state, None if not this worker's."""
    row = _own(session, failure.id, failure.worker, MessageState.RETRY)
    if row is None:
        return None
    wait = next_wait(row.attempts + 1)
    if wait is None:
        mark_failed(session, failure)
        return MessageState.FAILED
    _leave(row, MessageState.RETRY, failure.reason)
    row.next_at = now + wait
    session.flush()
    return MessageState.RETRY


def mark_failed(session: Session, failure: Failure) -> bool:
    """Refused for good: its notices were told to nobody; False when not this worker's any more."""
    row = _own(session, failure.id, failure.worker, MessageState.FAILED)
    if row is None:
        return False
    _leave(row, MessageState.FAILED, failure.reason)
    session.flush()
    _mark_notices(session, [row.id], NoticeState.FAILED)
    return True


def mark_uncertain(session: Session, failure: Failure) -> bool:
    """Its content went out but no answer came; nobody sends it again by themselves."""
    row = _own(session, failure.id, failure.worker, MessageState.UNCERTAIN)
    if row is None:
        return False
    _leave(row, MessageState.UNCERTAIN, failure.reason)
    session.flush()
    return True


def cancel(session: Session, id: str, reason: Reason) -> bool:
    """Not sent any more, its notices cancelled for the same reason; False when it is out or over already."""
    row = _own(session, id, None, MessageState.CANCELLED)
    if row is None:
        return False
    row.state, row.reason, row.owner, row.lease_until = str(MessageState.CANCELLED), str(reason), None, None
    session.flush()
    _mark_notices(session, [id], NoticeState.CANCELLED, reason=str(reason))
    return True


def _own(session: Session, id: str, worker: str | None, to: MessageState) -> MessageRow | None:
    """The row, locked, if it may move to that state and is in the worker's hands (None: in anybody's)."""
    query = select(MessageRow).where(
        col(MessageRow.id) == id, col(MessageRow.state).in_([str(state) for state in sources(to)])
    )
    if worker is not None:
        query = query.where(col(MessageRow.owner) == worker)
    return session.execute(query.with_for_update()).scalars().first()


def _leave(row: MessageRow, to: MessageState, reason: str | None = None) -> None:
    """Out of the worker's hands, after one more try."""
    row.state, row.reason = str(to), reason[:REASON_LENGTH] if reason else None
    row.owner, row.lease_until = None, None
    row.attempts += 1


def _mark_notices(session: Session, ids: Collection[str], to: NoticeState, **values: date | str) -> None:
    """Only what is still in a message moves: the re-check may have cancelled some of its notices."""
    session.execute(
        update(NoticeRow)
        .where(col(NoticeRow.message_id).in_(ids), col(NoticeRow.state) == str(NoticeState.COLLECTED))
        .values(state=str(to), **values)
    )
