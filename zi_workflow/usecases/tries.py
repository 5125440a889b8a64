"""Counts tries at a door and says when there were too many; knows no password and keeps no address."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col

from zi_workflow.domain.accounts import LIMITS, Door
from zi_workflow.storage.tables import Tries

KEPT = timedelta(days=1)


def key(door: Door, who: str) -> str:
    """The row of a door and of somebody (an address, an account, a place on the network), who stays unnamed."""
    return f"{door}:{hashlib.sha256(who.encode()).hexdigest()[:40]}"


def count(session: Session, doors: Iterable[tuple[Door, str]], now: datetime) -> datetime | None:
    """Count one try at each; None when it may go on, else from when on the next one may.

    A door that is shut already is not counted further, so nobody keeps it shut for ever.
    """
    session.execute(delete(Tries).where(col(Tries.since) < now - KEPT))
    opens = [_count(session, door, who, now) for door, who in doors]
    return max((each for each in opens if each is not None), default=None)


def _count(session: Session, door: Door, who: str, now: datetime) -> datetime | None:
    limit, name = LIMITS[door], key(door, who)
    row = session.get(Tries, name, with_for_update=True)
    if row is None:
        session.add(Tries(key=name, since=now, number=1))
        session.flush()
        return None
    if not timedelta(0) <= now - row.since < limit.within:
        row.since, row.number = now, 0
    if row.number >= limit.most:
        return row.since + limit.within
    row.number += 1
    session.flush()
    return None


def take_back(session: Session, door: Door, who: str) -> None:
    """A try that was right: many people may come from one place."""
    row = session.get(Tries, key(door, who), with_for_update=True)
    if row is not None and row.number > 0:
        row.number -= 1
        session.flush()


def forget(session: Session, door: Door, who: str) -> None:
    """Whoever got in starts anew."""
    session.execute(delete(Tries).where(col(Tries.key) == key(door, who)))
