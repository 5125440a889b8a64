"""Settles messages whose content may be out although nobody was told so; knows no archive and no SMTP.

What a digest says comes back by itself, so it is never sent again; any other mail at most once more (docs/mail.md
section 4).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from zi_workflow.domain.clock_doubts import MOST_QUIET
from zi_workflow.domain.errors import N_, NotFoundError, Problem, RefusedError
from zi_workflow.domain.events import Event
from zi_workflow.domain.messages import LOOKUP_GRACE, MOST_COPIES, STATE_NAMES, MessageState, may_go_again
from zi_workflow.domain.notices import MailKind, NoticeState
from zi_workflow.storage.tables import MessageRow, Unit
from zi_workflow.usecases import reasons
from zi_workflow.usecases.events import record
from zi_workflow.usecases.marks import leave, mark_notices

WORKER_GONE = "data: the worker ended before an answer came"
NOT_ARCHIVED = "not in the archive"
NOBODY_GOT_IT = "lost, as somebody found out"
LOST = (NOT_ARCHIVED, NOBODY_GOT_IT)
"""Why a message failed that nobody refused."""
MOST = 200


@dataclass(frozen=True, slots=True)
class Question:
    """A message that nobody knows the fate of; by any clock it was sent after `since`."""

    id: str
    message_id: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Answers:
    """What is known of messages: whether the archive holds them (None: there is no archive to ask)."""

    held: Mapping[str, bool | None] = field(default_factory=dict)


@dataclass
class Settled:
    """How many messages came to which end."""

    sent: int = 0
    again: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person found out about one uncertain message: it was sent, or it is lost; who says so, why, and when."""

    id: str
    sent: bool
    actor: str
    reason: str
    on: date


@dataclass(frozen=True, slots=True)
class Expire:
    """Messages whose worker disappeared between the mark and the answer."""


def expire(session: Session, _command: Expire, now: datetime) -> int:
    """A message whose lease ended in `data` becomes uncertain, never queued; how many."""
    query = select(MessageRow).where(
        col(MessageRow.state) == str(MessageState.DATA), col(MessageRow.lease_until) < now
    )
    rows = list(session.execute(query.with_for_update(skip_locked=True)).scalars())
    for row in rows:
        leave(row, MessageState.UNCERTAIN, WORKER_GONE)
        row.next_at = now + LOOKUP_GRACE
    session.flush()
    return len(rows)


def questions(session: Session, now: datetime, *, archived: bool) -> list[Question]:
    """Uncertain messages whose grace is over; without an archive only those that may go once more."""
    query = (
        select(col(MessageRow.id), col(MessageRow.message_id), col(MessageRow.created_at))
        .where(col(MessageRow.state) == str(MessageState.UNCERTAIN), col(MessageRow.next_at) <= now)
        .order_by(col(MessageRow.next_at), col(MessageRow.id))
        .limit(MOST)
    )
    if not archived:
        again = [str(kind) for kind in MailKind if may_go_again(kind, 0)]
        query = query.where(col(MessageRow.kind).in_(again), col(MessageRow.copies) < MOST_COPIES)
    return [Question(id, message_id, earliest(now, at)) for id, message_id, at in session.execute(query)]


def earliest(now: datetime, written: datetime) -> datetime:
    """When a message may have gone out by a right clock: ours may have stood ahead when it was written, and be believed."""
    return min(now, written) - MOST_QUIET


def settle(session: Session, command: Answers, now: datetime) -> Settled:
    """Found: sent. Not found or unknown: once more where it may. Not found otherwise: failed, its notices due again.

    What stays unknown stays uncertain, for people to see.
    """
    query = select(MessageRow).where(
        col(MessageRow.id).in_(list(command.held)), col(MessageRow.state) == str(MessageState.UNCERTAIN)
    )
    settled = Settled()
    for row in session.execute(query.with_for_update()).scalars().all():
        _end(session, row, command.held[row.id], NOT_ARCHIVED, settled, now)
    session.flush()
    return settled


def _end(
    session: Session, row: MessageRow, held: bool | None, why_lost: str, settled: Settled, now: datetime
) -> None:
    if held:
        row.state, row.reason, row.sent_at = str(MessageState.SENT), None, now
        mark_notices(session, [row.id], NoticeState.TOLD, told_on=row.on)
        settled.sent += 1
    elif may_go_again(MailKind(row.kind), row.copies):
        row.state, row.next_at = str(MessageState.QUEUED), now
        settled.again += 1
    elif held is False:
        row.state, row.reason = str(MessageState.FAILED), why_lost
        mark_notices(session, [row.id], NoticeState.DUE, message_id=None)
        settled.failed += 1


def count_unclear(session: Session, now: datetime) -> int:
    """How many messages have rested long enough and still nobody knows their fate."""
    query = select(func.count()).where(
        col(MessageRow.state) == str(MessageState.UNCERTAIN), col(MessageRow.next_at) <= now
    )
    return session.scalar(query) or 0


def settle_by_hand(session: Session, command: Verdict, now: datetime) -> MessageState:
    """The state that a message comes to by a person's word; recorded.

    Sent: its notices are told. Lost: a mail that may go once more is queued, any other has failed and its notices are
    due again. Raises NotFoundError, InputError without a reason, RefusedError when the message is not uncertain.
    """
    row = session.get(MessageRow, command.id, with_for_update=True)
    if row is None:
        raise NotFoundError(Problem(N_("There is no message {id!r}."), {"id": command.id}))
    reason = reasons.given(command.reason)
    if row.state != MessageState.UNCERTAIN:
        message = N_("This message is not uncertain, it is {state}; there is nothing to settle.")
        raise RefusedError(Problem(message, {"state": STATE_NAMES[MessageState(row.state)]}))
    _end(session, row, command.sent, NOBODY_GOT_IT, Settled(), now)
    payload = {"sent": command.sent, "state": row.state, "reason": reason}
    unit = session.get_one(Unit, row.unit_id)
    event = Event("mail.settled", row.id, command.actor, command.on, payload, unit_id=unit.id)
    record(session, unit.agency, event, now)
    session.flush()
    return MessageState(row.state)
