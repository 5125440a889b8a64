"""Finds out that the database is older than what the service did, or another's, and holds all mail; knows no mail."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlmodel import Session, col

from zi_workflow.domain.breaker import Cause
from zi_workflow.domain.events import canonical
from zi_workflow.storage import high_water
from zi_workflow.storage.high_water import Mark
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.tables import EventRow, MailHold
from zi_workflow.usecases.breaker import Trip, trip
from zi_workflow.usecases.mail_switch import Hold, locked_switch, open_hold

FENCES = (Cause.RESTORED, Cause.MOVED)


@dataclass(frozen=True, slots=True)
class Check:
    """The mark that was kept outside the database (None: there is none), and this machine's name."""

    mark: Mark | None
    host: str


@dataclass(frozen=True, slots=True)
class Place:
    """The folder beside the database in which the mark is kept, and the name of this machine."""

    folder: Path
    host: str


def look(session: Session, place: Place, now: datetime) -> Hold | None:
    """`check` against the mark that is kept there, read while no other sender of this database counts or keeps."""
    locked_switch(session)
    return check(session, Check(kept(place.folder), place.host), now)


def check(session: Session, command: Check, now: datetime) -> Hold | None:
    """Hold all mail if the database does not reach the mark; once for the same mark, also after a release."""
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
    return trip(session, Trip(cause, {}, signature), now)


def _cause(session: Session, command: Check, instance: str, passed: int) -> Cause | None:
    mark = command.mark
    if mark is None:  # never sent anything: nothing to be behind of
        return Cause.MOVED if passed else None
    if mark.instance != instance or mark.host != command.host:
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
    hold = open_hold(session)
    switch = locked_switch(session)
    if (hold is not None and hold.cause in FENCES) or switch.instance is None:
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


def kept(folder: Path) -> Mark | None:
    """The mark beside the database; None when there is none or it cannot be read."""
    return high_water.read(folder)


def keep(folder: Path, mark: Mark) -> None:
    """Replace the mark beside the database durably."""
    high_water.write(folder, mark)
