"""Undoes what was planned and decided for a future that was none; what people did and what was told stays.

Knows when the clock is right again, not why it was wrong.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Delete, Update, delete, select, update
from sqlmodel import Session, col

from zi_workflow.domain.ladder import LADDER_KINDS
from zi_workflow.domain.messages import LOOKUP_GRACE, UNSENT, MessageState
from zi_workflow.domain.notices import MailKind, NoticeKind, NoticeState, Reason
from zi_workflow.storage.tables import CursorRow, MailSwitch, MessageRow, NoticeRow, OccurrenceRow
from zi_workflow.usecases.marks import mark_notices
from zi_workflow.usecases.outbox import LEASE

EASTERNMOST = ZoneInfo("Asia/Jayapura")  # where a day begins first: a later date is a future one everywhere
DECIDED = [str(kind) for kind in LADDER_KINDS | {NoticeKind.READY, NoticeKind.WAITING, NoticeKind.SOLVED}]
"""Kinds that a morning decides from the state, and decides again; the others are about what a person did."""


@dataclass(frozen=True, slots=True)
class Undone:
    """How much was undone: firings of the schedule, notices, mails that had not left."""

    firings: int = 0
    notices: int = 0
    mails: int = 0

    def counts(self) -> dict[str, int]:
        """As plain values."""
        return asdict(self)


def undo_future(session: Session, now: datetime) -> Undone:
    """Make a schedule, notices and an outbox that had come to a later date ready for `now`; twice undoes nothing more.

    Firings after `now` are owed again. Notices that only a wrong date made due are gone, unless they were told;
    those count from today. Mails dated later are cancelled, all others wait no longer than they would from now.
    """
    today = now.astimezone(EASTERNMOST).date()
    firings = _schedule(session, now)
    mails = _future_mails(session, today)
    _waiting_mails(session, now)
    return Undone(firings, _notices(session, today), mails)


def _schedule(session: Session, now: datetime) -> int:
    _changed(session, update(CursorRow).where(col(CursorRow.seen_until) > now).values(seen_until=now))
    return _changed(session, delete(OccurrenceRow).where(col(OccurrenceRow.due_at) > now))


def _future_mails(session: Session, today: date) -> int:
    """Unsent ones are cancelled and leave their key, so that the day they were for can have its mail when it comes.

    An invitation is a person's deed and no morning's: it stays and goes now.
    """
    unsent = [str(state) for state in (*UNSENT, MessageState.CLAIMED)]
    rows = session.scalars(select(MessageRow).where(col(MessageRow.on) > today)).all()
    gone = [row for row in rows if row.state in unsent and row.kind != MailKind.INVITATION]
    for row in rows:
        if row not in gone:
            row.on = today  # the day that was called so when it was made
            continue
        row.state, row.reason, row.owner, row.lease_until = (
            str(MessageState.CANCELLED), str(Reason.OBSOLETE), None, None,
        )  # fmt: skip
        row.key, row.message_id = f"undone:{row.id}", f"<undone.{row.id}@{row.message_id.rpartition('@')[2]}"
    session.flush()
    ids = [row.id for row in gone]
    for first in range(0, len(ids), 500):
        mark_notices(session, ids[first : first + 500], NoticeState.DUE, message_id=None)
    return len(gone)


def _notices(session: Session, today: date) -> int:
    future, told = col(NoticeRow.due_on) > today, str(NoticeState.TOLD)
    untold = col(NoticeRow.state).not_in([told, str(NoticeState.COLLECTED)])
    gone = _changed(session, delete(NoticeRow).where(future, untold, col(NoticeRow.kind).in_(DECIDED)))
    _changed(session, update(NoticeRow).where(future).values(due_on=today))
    _changed(session, update(NoticeRow).where(col(NoticeRow.told_on) > today).values(told_on=today))
    _changed(session, update(NoticeRow).where(col(NoticeRow.closed_on) > today).values(closed_on=None))
    return gone


def _waiting_mails(session: Session, now: datetime) -> None:
    """Whoever waits in the outbox, and the worker that may still hold a mail, were given times of the wrong clock."""
    state, next_at, lease = col(MessageRow.state), col(MessageRow.next_at), col(MessageRow.lease_until)
    waiting = [str(MessageState.QUEUED), str(MessageState.RETRY), str(MessageState.HELD)]
    message = update(MessageRow)
    for statement in (
        message.where(state.in_(waiting), next_at > now).values(next_at=now),
        message.where(state == str(MessageState.UNCERTAIN), next_at > now + LOOKUP_GRACE).values(
            next_at=now + LOOKUP_GRACE
        ),
        message.where(state == str(MessageState.CLAIMED), lease > now + LEASE).values(lease_until=now),
        message.where(state == str(MessageState.DATA), lease > now + LEASE).values(lease_until=now + LEASE),
        update(MailSwitch).where(col(MailSwitch.last_passed_at) > now).values(last_passed_at=None, in_run=0),
        update(MailSwitch).where(col(MailSwitch.counted_at) > now).values(counted_at=None),
    ):
        _changed(session, statement)


def _changed(session: Session, statement: Update | Delete) -> int:
    done = session.execute(statement.execution_options(synchronize_session=False))
    return int(getattr(done, "rowcount", 0))
