"""Settles messages whose content may be out although nobody was told so; knows no archive and no SMTP.

What a digest says comes back by itself, so it is never sent again; any other mail at most once more (docs/mail.md
section 4).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import and_, select
from sqlmodel import Session, col

from zi_workflow.domain.messages import LOOKUP_GRACE, MOST_COPIES, MessageState, may_go_again
from zi_workflow.domain.notices import MailKind, NoticeState
from zi_workflow.storage.tables import MessageRow
from zi_workflow.usecases.marks import leave, mark_notices

WORKER_GONE = "data: the worker ended before an answer came"
NOT_ARCHIVED = "not in the archive"
MOST = 200


@dataclass(frozen=True, slots=True)
class Question:
    """A message that nobody knows the fate of; it was written at `since`."""

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
        once_more = and_(col(MessageRow.kind) != str(MailKind.DIGEST), col(MessageRow.copies) < MOST_COPIES)
        query = query.where(once_more)
    return [Question(*row) for row in session.execute(query)]


def settle(session: Session, command: Answers, now: datetime) -> Settled:
    """Found: sent. Not found or unknown: once more where it may. Not found otherwise: failed, its notices due again.

    What stays unknown stays uncertain, for people to see.
    """
    query = select(MessageRow).where(
        col(MessageRow.id).in_(list(command.held)), col(MessageRow.state) == str(MessageState.UNCERTAIN)
    )
    settled = Settled()
    for row in session.execute(query.with_for_update()).scalars().all():
        held = command.held[row.id]
        if held:
            row.state, row.reason, row.sent_at = str(MessageState.SENT), None, now
            mark_notices(session, [row.id], NoticeState.TOLD, told_on=row.on)
            settled.sent += 1
        elif may_go_again(MailKind(row.kind), row.copies):
            row.state, row.next_at = str(MessageState.QUEUED), now
            settled.again += 1
        elif held is False:
            row.state, row.reason = str(MessageState.FAILED), NOT_ARCHIVED
            mark_notices(session, [row.id], NoticeState.DUE, message_id=None)
            settled.failed += 1
    session.flush()
    return settled
