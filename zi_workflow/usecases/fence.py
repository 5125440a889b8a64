"""Finds out that the database is older than what the service did, or another's, and holds all mail; knows no mail."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, func, select, update
from sqlmodel import Session, col

from zi_workflow.domain.breaker import Cause
from zi_workflow.domain.clock_doubts import MOST_QUIET
from zi_workflow.domain.events import Event, canonical
from zi_workflow.domain.messages import MAIL, UNSENT, MessageState
from zi_workflow.domain.notices import MailKind, NoticeState, Reason
from zi_workflow.storage import high_water
from zi_workflow.storage.high_water import Mark
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.tables import EventRow, MailHold, MessageRow
from zi_workflow.usecases import links, personal_tokens, sessions
from zi_workflow.usecases.breaker import Trip, trip
from zi_workflow.usecases.links import VoidLinks
from zi_workflow.usecases.mail_switch import Hold, locked_switch, note
from zi_workflow.usecases.marks import mark_notices
from zi_workflow.usecases.sessions import EndAll
from zi_workflow.usecases.uncertain import Question

FENCES = (Cause.RESTORED, Cause.MOVED)
ARCHIVED = "found in the archive after a restore"
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Check:
    """The mark that was kept outside the database (None: there is none), and this machine's name."""

    mark: Mark | None
    host: str


@dataclass(frozen=True, slots=True)
class Found:
    """Ids of messages of which the archive holds a copy."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """The folder beside the database in which the mark is kept, and the name of this machine."""

    folder: Path
    host: str


def look(session: Session, place: Place, now: datetime) -> Hold | None:
    """`check` against the mark that is kept there, read while no other sender of this database counts or keeps."""
    locked_switch(session)
    return check(session, Check(kept(place.folder), place.host), now)


def begin(session: Session, _place: Place, _now: datetime) -> bool:
    """A delivery begins: counted beforehand, so that the mark kept then shows an older database even if it never ends.

    False when nothing waits to leave.
    """
    switch = locked_switch(session)
    waiting = select(col(MessageRow.id)).where(col(MessageRow.state).in_(_MAY_GO))
    if session.scalar(waiting.limit(1)) is None:
        return False
    switch.passed += 1
    session.flush()
    return True


_MAY_GO = [
    str(state) for state in (*UNSENT - {MessageState.HELD}, MessageState.CLAIMED, MessageState.UNCERTAIN)
]


def check(session: Session, command: Check, now: datetime) -> Hold | None:
    """Hold all mail if the database does not reach the mark; once for the same mark, also after a release.

    A hold of another cause does not hide this one. What the other past had in a worker's hands is held with the rest,
    alerts of its holds are told no more, and links in its mails are dead: they may have been used. So are the sessions,
    which may have been ended there.
    """
    switch = locked_switch(session)
    if switch.instance is None:
        switch.instance = new_id(session, now)
        session.flush()
    cause = _cause(session, command, switch.instance, switch.passed)
    if cause is None:
        return None
    kept = asdict(command.mark) if command.mark else switch.passed
    signature = hashlib.sha256(canonical([switch.instance, command.host, kept]).encode()).hexdigest()
    known = select(col(MailHold.id)).where(col(MailHold.signature) == signature)
    if session.scalar(known.limit(1)) is not None:
        return None
    hold = trip(session, Trip(cause, {}, signature), now)
    held = {"state": str(MessageState.HELD), "reason": str(Reason.HELD), "owner": None, "lease_until": None}
    _end_alerts(session)
    claimed = col(MessageRow.state) == str(MessageState.CLAIMED)
    session.execute(update(MessageRow).where(claimed).values(**held))
    links.void_all(session, VoidLinks(str(cause)), now)
    sessions.end_all(session, EndAll(), now)
    personal_tokens.end_all(session, None, now)
    return hold


def _end_alerts(session: Session) -> None:
    """No hold keeps an alert, and those of the other past may have gone out: none goes a second time."""
    alert, state = col(MessageRow.kind) == str(MailKind.ALERT), col(MessageRow.state)
    ends = {
        MessageState.CANCELLED: [*UNSENT, MessageState.CLAIMED],
        MessageState.FAILED: [MessageState.DATA, MessageState.UNCERTAIN],
    }
    for end, states in ends.items():
        values = {"state": str(end), "reason": str(Reason.OBSOLETE), "owner": None, "lease_until": None}
        session.execute(update(MessageRow).where(alert, state.in_(states)).values(**values))


def _cause(session: Session, command: Check, instance: str, passed: int) -> Cause | None:
    mark = command.mark
    if mark is None:  # never sent anything: nothing to be behind of
        return Cause.MOVED if passed else None
    if mark.instance != instance or mark.host != command.host or mark.copied:
        return Cause.MOVED
    reached = passed >= mark.passed and all(
        _has(session, agency, number, head) for agency, (number, head) in mark.chains.items()
    )
    return None if reached else Cause.RESTORED


def _has(session: Session, agency: str, number: int, head: str) -> bool:
    found = session.scalar(
        select(col(EventRow.hash)).where(col(EventRow.agency) == agency, col(EventRow.number) == number)
    )
    return found == head


def mark(session: Session, host: str) -> Mark | None:
    """How far the service is now, to be kept outside; None while a fence holds: the old mark stays its witness."""
    switch = locked_switch(session)
    if switch.instance is None or _fence(session) is not None:
        return None
    newest = (
        select(col(EventRow.agency), func.max(col(EventRow.number)).label("number"))
        .group_by(col(EventRow.agency))
        .subquery()
    )
    rows = session.execute(
        select(col(EventRow.agency), col(EventRow.number), col(EventRow.hash)).join(
            newest,
            (col(EventRow.agency) == newest.c.agency) & (col(EventRow.number) == newest.c.number),
        )
    )
    chains = {agency: (number, head) for agency, number, head in rows}
    return Mark(switch.instance, host, chains, switch.passed)


def _fence(session: Session) -> MailHold | None:
    query = select(MailHold).where(col(MailHold.ended_at).is_(None), col(MailHold.cause).in_(list(FENCES)))
    return session.scalars(query.order_by(col(MailHold.since)).limit(1)).first()


def let_go(session: Session) -> MailHold | None:
    """The fence that was let go last; None while one holds all mail, or where there never was one."""
    if is_shut(session):
        return None
    query = select(MailHold).where(col(MailHold.ended_at).is_not(None), col(MailHold.cause).in_(list(FENCES)))
    return session.scalars(query.order_by(col(MailHold.ended_at).desc()).limit(1)).first()


def is_shut(session: Session) -> bool:
    """Whether a fence holds all mail."""
    return _fence(session) is not None


def found(session: Session) -> int:
    """How many of the held messages the archive was found to hold."""
    hold = _fence(session)
    return int(hold.facts.get("found", 0)) if hold else 0


def unsent(session: Session) -> list[Question]:
    """What a fence holds and may have gone out before, in the time that the database does not know; else nothing."""
    if _fence(session) is None:
        return []
    return about(session, col(MessageRow.state).in_([str(state) for state in UNSENT]))


def about(session: Session, *which: ColumnElement[bool]) -> list[Question]:
    """Whether these mails, each of its day by a clock that may have stood ahead, are in the archive."""
    query = select(col(MessageRow.id), col(MessageRow.message_id), col(MessageRow.on)).where(
        col(MessageRow.channel) == MAIL, *which
    )
    return [
        Question(id, message_id, datetime.combine(on, time(0), UTC) - MOST_QUIET - A_DAY)
        for id, message_id, on in session.execute(query)
    ]


def reconcile(session: Session, command: Found, now: datetime) -> int:
    """Messages that the archive holds were sent in the lost time: they count as told and go no more; how many.

    The hold remembers how many, for whoever looks at it.
    """
    locked_switch(session)
    hold = _fence(session) or let_go(session)
    if hold is None:
        return 0
    query = select(MessageRow).where(
        col(MessageRow.id).in_(command.ids), col(MessageRow.state).in_([str(state) for state in UNSENT])
    )
    rows = session.scalars(query.with_for_update()).all()
    for row in rows:
        row.state, row.reason, row.sent_at = str(MessageState.SENT), ARCHIVED, now
    session.flush()
    for row in rows:
        mark_notices(session, [row.id], NoticeState.TOLD, told_on=row.on)
    hold.facts = {**hold.facts, "found": int(hold.facts.get("found", 0)) + len(rows)}
    if rows:
        event = Event("mail.reconciled", hold.id, "system", now.astimezone(UTC).date(), {"found": len(rows)})
        note(session, event, now)
    session.flush()
    return len(rows)


def kept(folder: Path) -> Mark | None:
    """The mark beside the database; None when there is none or it cannot be read."""
    return high_water.read(folder)


def keep(folder: Path, mark: Mark) -> None:
    """Replace the mark beside the database durably."""
    high_water.write(folder, mark)
