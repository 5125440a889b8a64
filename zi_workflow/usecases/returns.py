"""Believes a bounce only as far as it shows a mail of ours to that address, and acts on it once; reads no mailbox.

A stranger who writes to the bounce mailbox knows neither a Message-ID of ours (they cannot be guessed) nor may
one speak for another address than its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from zi_workflow.domain.messages import MessageState
from zi_workflow.domain.notices import NoticeState
from zi_workflow.storage.tables import BounceRow, MessageRow, NoticeRow
from zi_workflow.usecases import bounces
from zi_workflow.usecases.bounces import Bounce
from zi_workflow.usecases.marks import REASON_LENGTH

RELAYED = "smtp"  # the transport whose mails can come back
LATEST = timedelta(days=14)  # relays give up after five days
SOFT_DAYS = 3  # failures of so many different days, not the address's fault each, are as good as a hard one
SOFT_REACH = timedelta(days=30)
RETURNED = "returned"
_IN_HAND = frozenset({MessageState.CLAIMED, MessageState.DATA})
_OUT = frozenset({MessageState.SENT, MessageState.UNCERTAIN})


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an address did not get a mail; `hard`: the address itself is to blame."""

    hard: bool
    words: str


@dataclass(frozen=True, slots=True)
class TakeBack:
    """A mail that is said to have come back: its Message-ID, and the lower-case addresses it did not reach."""

    original: str
    failures: Mapping[str, Failure]


class Verdict(StrEnum):
    """What became of a bounce."""

    SUPPRESSED = "suppressed"  # nothing is sent to the address any more
    NOTED = "noted"  # the mail did not arrive; the next one may
    KNOWN = "known"  # it was acted on before
    FOREIGN = "foreign"  # not about a mail of ours to that address
    EARLY = "early"  # a worker has the mail in hands: ask again later


def take_back(session: Session, command: TakeBack, now: datetime) -> Verdict:
    """The mail was not received: it failed, what it told is due again, and its address may lose our trust."""
    query = select(MessageRow).where(col(MessageRow.message_id) == command.original)
    row = session.execute(query.with_for_update()).scalars().first()
    if row is None or row.to_address is None or not _was_out(row, now):
        return Verdict.FOREIGN
    failure = command.failures.get(row.to_address.lower())
    if failure is None:
        return Verdict.FOREIGN
    if row.state in _IN_HAND:
        return Verdict.EARLY
    if _forgiven(session, row) or not bounces.note(session, row, failure.words, now, hard=failure.hard):
        return Verdict.KNOWN
    if row.state in _OUT:
        _fail(session, row, failure)
    if not failure.hard and _days(session, row) < SOFT_DAYS:
        return Verdict.NOTED
    bounces.suppress(session, Bounce(row.id, failure.words), now)
    return Verdict.SUPPRESSED


def refused(session: Session, command: Bounce, now: datetime) -> bool:
    """The relay did not take the message for a reason that may pass; whether it was once too often."""
    row = session.get_one(MessageRow, command.message)
    words = command.words or row.reason or ""
    if not bounces.note(session, row, words, now, hard=False) or _days(session, row) < SOFT_DAYS:
        return False
    return bounces.suppress(session, command, now)


def _was_out(row: MessageRow, now: datetime) -> bool:
    """Whether a relay may have had it, not too long ago."""
    return row.transport == RELAYED and row.copies > 0 and now - _sent_at(row) <= LATEST


def _sent_at(row: MessageRow) -> datetime:
    return row.sent_at or row.next_at


def _fail(session: Session, row: MessageRow, failure: Failure) -> None:
    """Whoever was to be told was not; a matter that is over by now is not taken up again."""
    row.state, row.reason = str(MessageState.FAILED), f"{RETURNED}: {failure.words}"[:REASON_LENGTH]
    session.flush()
    session.execute(
        update(NoticeRow)
        .where(
            col(NoticeRow.message_id) == row.id,
            col(NoticeRow.state).in_([str(NoticeState.TOLD), str(NoticeState.COLLECTED)]),
            col(NoticeRow.closed_on).is_(None),
        )
        .values(state=str(NoticeState.DUE), told_on=None, message_id=None)
    )


def _forgiven(session: Session, row: MessageRow) -> bool:
    """Whether the address got a new chance after the mail had been sent."""
    lifted = select(func.max(col(BounceRow.lifted_at))).where(col(BounceRow.address) == row.to_address)
    at = session.scalar(lifted)
    return at is not None and at >= _sent_at(row)


def _days(session: Session, row: MessageRow) -> int:
    """Of how many days mails failed to reach the address, lately and since its last chance."""
    days = select(func.count(func.distinct(col(BounceRow.on)))).where(
        col(BounceRow.address) == row.to_address,
        col(BounceRow.lifted_at).is_(None),
        col(BounceRow.on) > row.on - SOFT_REACH,
    )
    return session.scalar(days) or 0
