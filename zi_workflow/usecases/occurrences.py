"""What the schedule owes, once each: rows with unique keys, cursors, claims with leases; knows no trigger and no flow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Update, case, delete, func, select, text, update
from sqlmodel import Session, col

from zi_workflow.storage.ids import new_id
from zi_workflow.storage.tables import CursorRow, OccurrenceRow

ATTEMPTS = 5
RETRY_AFTER = timedelta(minutes=1)  # times the attempts so far
_PLANNER = 0x7A69_0001  # PostgreSQL advisory lock: one planner at a time


class OccurrenceState(StrEnum):
    """How far an occurrence got."""

    PENDING = "pending"  # owed; any node may claim it once it is due
    CLAIMED = "claimed"  # a node works on it until its lease ends
    DONE = "done"
    FAILED = "failed"  # given up after ATTEMPTS
    SKIPPED = "skipped"  # its day had passed, or a newer one took its place


SETTLED = frozenset({OccurrenceState.DONE, OccurrenceState.FAILED, OccurrenceState.SKIPPED})


@dataclass(frozen=True, slots=True)
class Owed:
    """One firing of a job for a scope (a zone, a programme): the key says "once"."""

    key: str
    scope: str
    local_date: date
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Owe:
    """Write down firings found between a job's cursor as it was seen (`since`) and `until`; `scope` is the cursor's."""

    job: str
    owed: tuple[Owed, ...]
    scope: str
    since: datetime | None
    until: datetime


@dataclass(frozen=True, slots=True)
class Claim:
    """Take the next due occurrence for a while; jobs named first go first."""

    owner: str
    lease: timedelta
    jobs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A claimed occurrence as its owner sees it; `attempt` counts from 1."""

    id: str
    key: str
    job: str
    scope: str
    local_date: date
    due_at: datetime
    attempt: int


@dataclass(frozen=True, slots=True)
class Mark:
    """The owner says what became of its occurrence."""

    id: str
    owner: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Requeue:
    """Give back claims whose lease has ended; those of one owner; or, `alone`, all (no other node can be alive)."""

    owner: str | None = None
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Prune:
    """Forget a job's settled occurrences that ended before an instant."""

    job: str
    before: datetime


Marking = Callable[[Session, Mark, datetime], bool]


def cursor(session: Session, job: str, scope: str) -> datetime | None:
    """Up to when the firings of a job were written down; None before its first time."""
    return session.scalar(
        select(col(CursorRow.seen_until)).where(col(CursorRow.job) == job, col(CursorRow.scope) == scope)
    )


def last_seen(session: Session) -> datetime | None:
    """The latest instant at which the schedule of this database was looked at."""
    latest: datetime | None = session.scalar(select(func.max(col(CursorRow.seen_until))))
    return latest


def owe(session: Session, command: Owe, now: datetime) -> int:
    """Write the occurrences that are new and move the cursor, in one transaction; how many are new.

    A new one takes the place of an older one of the same job and scope that nobody has claimed: a hundred late
    firings are one. Nothing happens when another planner moved the cursor meanwhile.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _PLANNER})
    row = session.get(CursorRow, (command.job, command.scope), populate_existing=True)
    if (row.seen_until if row else None) != command.since:
        return 0
    if row is None:
        session.add(CursorRow(job=command.job, scope=command.scope, seen_until=command.until))
    else:
        row.seen_until = max(row.seen_until, command.until)
    keys = [each.key for each in command.owed]
    known = set(session.scalars(select(col(OccurrenceRow.key)).where(col(OccurrenceRow.key).in_(keys))))
    fresh = [each for each in command.owed if each.key not in known]
    for each in fresh:
        _supersede(session, command.job, each, now)
        session.add(_row(session, command.job, each, now))
    return len(fresh)


def _row(session: Session, job: str, owed: Owed, now: datetime) -> OccurrenceRow:
    return OccurrenceRow(
        id=new_id(session, now),
        key=owed.key,
        job=job,
        scope=owed.scope,
        local_date=owed.local_date,
        due_at=owed.due_at,
        state=OccurrenceState.PENDING,
        created_at=now,
    )


def _supersede(session: Session, job: str, by: Owed, now: datetime) -> None:
    session.execute(
        update(OccurrenceRow)
        .where(
            col(OccurrenceRow.job) == job,
            col(OccurrenceRow.scope) == by.scope,
            col(OccurrenceRow.state) == OccurrenceState.PENDING,
        )
        .values(state=OccurrenceState.SKIPPED, reason=f"superseded by {by.key}"[:300], finished_at=now)
        .execution_options(synchronize_session=False)
    )


def anything_due(session: Session, now: datetime) -> bool:
    """Whether a claim would find something (a read, so that an idle node writes nothing)."""
    return session.scalar(_due(now).limit(1)) is not None


def claim(session: Session, command: Claim, now: datetime) -> Occurrence | None:
    """Take the next due occurrence; None when there is none. Another node never gets the same one."""
    order = {job: place for place, job in enumerate(command.jobs)}
    by_job = case(order, value=col(OccurrenceRow.job), else_=len(order)) if order else col(OccurrenceRow.job)
    found = session.scalar(
        _due(now)
        .order_by(by_job, col(OccurrenceRow.due_at), col(OccurrenceRow.key))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = session.get(OccurrenceRow, found) if found else None
    if row is None:
        return None
    row.state = OccurrenceState.CLAIMED
    row.owner, row.lease_until = command.owner, now + command.lease
    row.attempts += 1
    return Occurrence(row.id, row.key, row.job, row.scope, row.local_date, row.due_at, row.attempts)


def finish(session: Session, command: Mark, now: datetime) -> bool:
    """Mark it done; False when it is no longer the owner's (its lease ended and another took it)."""
    return _mark(
        session, command, {"state": OccurrenceState.DONE, "reason": command.reason, "finished_at": now}
    )


def skip(session: Session, command: Mark, now: datetime) -> bool:
    """Mark it skipped, with the reason; False when it is no longer the owner's."""
    return _mark(
        session, command, {"state": OccurrenceState.SKIPPED, "reason": command.reason, "finished_at": now}
    )


def fail(session: Session, command: Mark, now: datetime) -> bool:
    """Put it back for another try a little later, or give it up after ATTEMPTS; False when it is not the owner's."""
    row = session.get(OccurrenceRow, command.id)
    if row is None:
        return False
    if row.attempts >= ATTEMPTS:
        state = OccurrenceState.FAILED
        return _mark(session, command, {"state": state, "reason": command.reason, "finished_at": now})
    values = {
        "state": OccurrenceState.PENDING,
        "reason": command.reason,
        "due_at": now + RETRY_AFTER * row.attempts,
        "owner": None,
    }
    return _mark(session, command, values)


def requeue(session: Session, command: Requeue, now: datetime) -> tuple[str, ...]:
    """Give back the claims of nodes that died or stalled; the keys. After ATTEMPTS they are given up instead."""
    stale = select(OccurrenceRow).where(col(OccurrenceRow.state) == OccurrenceState.CLAIMED)
    if command.owner is not None:
        stale = stale.where(col(OccurrenceRow.owner) == command.owner)
    elif not command.alone:
        stale = stale.where(col(OccurrenceRow.lease_until) <= now)
    rows = session.scalars(stale.order_by(col(OccurrenceRow.key)).with_for_update(skip_locked=True)).all()
    for row in rows:
        given_up = row.attempts >= ATTEMPTS
        row.state = OccurrenceState.FAILED if given_up else OccurrenceState.PENDING
        row.finished_at = now if given_up else None
        row.reason = f"the claim of {row.owner} ended without a mark"
        row.owner, row.lease_until = None, None
    return tuple(row.key for row in rows)


def prune(session: Session, command: Prune, now: datetime) -> int:
    """Delete what nobody looks at any more; how many."""
    old = (
        col(OccurrenceRow.job) == command.job,
        col(OccurrenceRow.state).in_([str(state) for state in SETTLED]),
        col(OccurrenceRow.finished_at) < command.before,
    )
    gone = session.execute(delete(OccurrenceRow).where(*old).execution_options(synchronize_session=False))
    return int(getattr(gone, "rowcount", 0))


def _due(now: datetime) -> Any:
    return select(col(OccurrenceRow.id)).where(
        col(OccurrenceRow.state) == OccurrenceState.PENDING, col(OccurrenceRow.due_at) <= now
    )


def _mark(session: Session, command: Mark, values: dict[str, Any]) -> bool:
    statement: Update = (
        update(OccurrenceRow)
        .where(
            col(OccurrenceRow.id) == command.id,
            col(OccurrenceRow.owner) == command.owner,
            col(OccurrenceRow.state) == OccurrenceState.CLAIMED,
        )
        .values(**values, lease_until=None)
        .execution_options(synchronize_session=False)
    )
    return bool(getattr(session.execute(statement), "rowcount", 0))
