"""The outbox: puts messages in and hands them to one worker at a time; knows no SMTP and no message's end."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from sqlalchemy import ColumnElement, Table, and_, bindparam, or_, select, update
from sqlalchemy.orm import defer
from sqlmodel import Session, col

from zi_workflow.domain.messages import MAIL, PLAIN, PRINT, MessageState
from zi_workflow.domain.notices import MailFacts, MailKind, Reason
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.one_of import one_of
from zi_workflow.storage.queries import plain
from zi_workflow.storage.searching import not_sought
from zi_workflow.storage.tables import MessageRow
from zi_workflow.usecases.absorbing import absorb

LEASE = timedelta(minutes=15)

Message = MessageRow
"""A message as the outbox keeps it, for whoever sends it: the tables stay behind this module."""


class About(Protocol):
    """What a last look has to know of a message beside its facts: the row itself, or what was drafted of it."""

    @property
    def id(self) -> str:
        """The message."""

    @property
    def person_id(self) -> str:
        """Its receiver."""

    @property
    def programme_id(self) -> str | None:
        """Its programme, if it is about one."""


Recheck = Callable[[Session, Sequence[tuple[About, MailFacts]], datetime], Mapping[str, MailFacts | None]]
"""Asked just before sending: what is still true of the facts of each message, by its id; None when nothing is."""


def _none(_session: Session, _kinds: Collection[MailKind]) -> Collection[MailKind]:
    return ()


def _unheard(_session: Session, _id: str, _now: datetime) -> None:
    """Nobody counts refusals."""


def _always(_session: Session, _now: datetime) -> bool:
    return True


def _freely(_session: Session, _rows: Sequence[Message], _now: datetime) -> Mapping[str, Reason]:
    return {}


@dataclass(frozen=True, slots=True)
class Guard:
    """What stands before the relay; by itself it stops nothing.

    `is_open` is asked before each claim: False lets nothing leave. `withheld` is asked about claimed messages in
    their order: those it names, with the reason, it has taken out of the worker's hands. `stops` is asked once more
    about each kind of mail whose content is about to go out: those kinds go back. `refused` hears of each message
    that was refused for good.
    """

    is_open: Callable[[Session, datetime], bool] = _always
    withheld: Callable[[Session, Sequence[Message], datetime], Mapping[str, Reason]] = _freely
    stops: Callable[[Session, Collection[MailKind]], Collection[MailKind]] = _none
    refused: Callable[[Session, str, datetime], None] = _unheard


UNGUARDED = Guard()
LIGHT = [defer(col(each)) for each in (MessageRow.facts, MessageRow.source, MessageRow.text, MessageRow.html)]  # type: ignore[arg-type]
"""Leaves what a message says where it is: it is long, and whoever marks or claims does not read it."""
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
    """A worker takes up to `limit` messages for the length of a lease, if mail may leave at all."""

    worker: str
    limit: int = 50
    lease: timedelta = LEASE
    guard: Guard = UNGUARDED


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


def claim(session: Session, command: Claim, now: datetime) -> list[str]:
    """Take messages whose time has come, oldest first; one whose worker is gone before its data counts as due.

    None while mail may not leave.
    """
    if not command.guard.is_open(session, now):
        return []
    abandoned = and_(col(MessageRow.state) == str(MessageState.CLAIMED), col(MessageRow.lease_until) < now)
    query = (
        select(col(MessageRow.id))
        .where(or_(_is_due(now), abandoned))
        .order_by(col(MessageRow.next_at), col(MessageRow.id))
        .limit(command.limit)
        .with_for_update(skip_locked=True)
    )
    ids = list(session.scalars(query))
    _take(session, ids, command.worker, now + command.lease)
    return ids


def claim_day(session: Session, worker: str, on: date, now: datetime) -> list[MessageRow]:
    """Take every due message dated `on` or before, for a caller that sends and marks in this very transaction."""
    query = (
        select(MessageRow)
        .where(_is_due(now), col(MessageRow.on) <= on)
        .order_by(col(MessageRow.id))
        .with_for_update(skip_locked=True)
    )
    rows = list(session.scalars(query))
    for row in rows:
        row.state, row.owner, row.lease_until = str(MessageState.CLAIMED), worker, now + LEASE
    session.flush()
    return rows


def _take(session: Session, ids: Sequence[str], worker: str, until: datetime) -> None:
    """Into the worker's hands; the rows themselves are not read for it."""
    plain.change(session, _TAKE, {"ids": ids, "worker": worker, "until": until})


_ROWS: Table = MessageRow.__table__  # type: ignore[attr-defined]
_TAKE = (
    update(_ROWS)
    .where(one_of(_ROWS.c.id, "ids"))
    .values(state=str(MessageState.CLAIMED), owner=bindparam("worker"), lease_until=bindparam("until"))
)


def renew(session: Session, ids: Sequence[str], worker: str, now: datetime) -> list[MessageRow]:
    """The messages for another lease, in that order; without those that are not this worker's, or marked already."""
    found = session.execute(_HELD, {"ids": ids, "worker": worker, "now": now}).scalars()
    rows = {row.id: row for row in found}
    _take(session, list(rows), worker, now + LEASE)
    return [rows[id] for id in ids if id in rows]


_HELD = (
    select(MessageRow)
    .where(
        one_of(col(MessageRow.id), "ids"),
        col(MessageRow.owner) == bindparam("worker"),
        not_sought(col(MessageRow.state)) == str(MessageState.CLAIMED),
        col(MessageRow.lease_until) >= bindparam("now"),
    )
    .order_by(col(MessageRow.id))
    .with_for_update()
    .execution_options(populate_existing=True)
)


def put_back(session: Session, ids: Iterable[str], worker: str, until: datetime) -> int:
    """Give claimed messages back untried, to be taken from `until` on; no try is counted; how many were its."""
    query = select(MessageRow).where(
        col(MessageRow.id).in_(list(ids)),
        col(MessageRow.owner) == worker,
        not_sought(col(MessageRow.state)) == str(MessageState.CLAIMED),
    )
    rows = list(session.execute(query.with_for_update()).scalars())
    for row in rows:
        row.state, row.next_at, row.owner, row.lease_until = str(MessageState.RETRY), until, None, None
    session.flush()
    return len(rows)
