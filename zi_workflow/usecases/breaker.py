"""Holds all mail when a guard trips, and lets go exactly what somebody has seen; knows no rule of volume itself."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session, col

from zi_workflow.domain.breaker import Cause
from zi_workflow.domain.errors import N_, ConflictError, Problem, RefusedError
from zi_workflow.domain.events import Event, canonical
from zi_workflow.domain.messages import UNSENT, MessageState
from zi_workflow.domain.notices import UNHELD, MailFacts, NoticeState, Reason, facts_from_json
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.tables import MailHold, MailRelease, MessageRow, NoticeRow
from zi_workflow.usecases.mail_alerts import drop_held
from zi_workflow.usecases.mail_switch import Hold, locked_switch, note, open_hold

TOKEN_LENGTH = 16
GUARD = "system"
_UNSENT = [str(state) for state in UNSENT]


@dataclass(frozen=True, slots=True)
class Trip:
    """Why a guard trips; `signature` names a hold that may come once only."""

    cause: Cause
    facts: Mapping[str, Any]
    signature: str | None = None


@dataclass(frozen=True, slots=True)
class HeldMail:
    """A message of the preview, unrendered."""

    id: str
    kind: str
    to_name: str
    to_address: str | None
    on: date
    facts: MailFacts


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything a release would let go, and the token that names exactly this."""

    hold: Hold
    token: str
    mails: tuple[HeldMail, ...]


@dataclass(frozen=True, slots=True)
class Release:
    """Let go what the preview with this token showed: who, why, and the day that is claimed."""

    token: str
    actor: str
    reason: str
    on: date


def trip(session: Session, command: Trip, now: datetime) -> Hold | None:
    """Hold everything that is unsent, once; None when everything is held already, unless this hold has a signature."""
    locked_switch(session)
    if open_hold(session) is not None and command.signature is None:
        return None
    row = MailHold(
        id=new_id(session, now),
        cause=str(command.cause),
        facts=dict(command.facts),
        signature=command.signature,
        since=now,
    )
    session.add(row)
    session.flush()
    held = (str(MessageState.HELD), str(Reason.HELD))
    session.execute(
        update(MessageRow)
        .where(col(MessageRow.state).in_(_UNSENT), col(MessageRow.kind).not_in(UNHELD))
        .values(state=held[0], reason=held[1])
    )
    day = now.astimezone(UTC).date()
    payload = {"cause": row.cause, "facts": row.facts}
    note(session, Event("mail.held", row.id, GUARD, day, payload), now)
    return Hold(row.id, row.cause, dict(row.facts), row.since)


def preview(session: Session) -> Preview:
    """What is held, in order of day and receiver. Raises RefusedError when nothing is held."""
    hold = open_hold(session)
    if hold is None:
        raise RefusedError(Problem(N_("No mail is held.")))
    rows = _unsent(session)
    mails = tuple(
        HeldMail(row.id, row.kind, row.to_name, row.to_address, row.on, facts_from_json(row.facts))
        for row in rows
    )
    return Preview(hold, _token(hold, rows), mails)


def release(session: Session, command: Release, now: datetime) -> int:
    """Let go exactly what the preview showed and end the hold; how many. The counters begin anew.

    Raises RefusedError when nothing is held, ConflictError when something changed since the preview.
    """
    hold, rows = _seen(session, command.token)
    known = set(session.scalars(select(col(MailRelease.message_id))))
    for row in rows:
        row.state, row.reason, row.owner, row.lease_until = str(MessageState.QUEUED), None, None, None
        if row.id not in known:
            session.add(MailRelease(message_id=row.id, hold_id=hold.id))
    switch = locked_switch(session)
    switch.in_run, switch.today = 0, 0
    _end(session, hold, command, len(rows), "mail.released", now)
    return len(rows)


def discard(session: Session, command: Release, now: datetime) -> int:
    """Cancel exactly what the preview showed and end the hold; how many. What is still due is decided anew.

    Raises as `release` does.
    """
    hold, rows = _seen(session, command.token)
    for row in rows:
        row.state, row.reason, row.owner, row.lease_until = (
            str(MessageState.CANCELLED), str(Reason.OBSOLETE), None, None,
        )  # fmt: skip
    cancelled = {"state": str(NoticeState.CANCELLED), "reason": str(Reason.OBSOLETE)}
    for first in range(0, len(rows), 500):
        ids = [row.id for row in rows[first : first + 500]]
        session.execute(
            update(NoticeRow)
            .where(col(NoticeRow.message_id).in_(ids), col(NoticeRow.state) == str(NoticeState.COLLECTED))
            .values(**cancelled)
        )
    _end(session, hold, command, len(rows), "mail.discarded", now)
    return len(rows)


def _seen(session: Session, token: str) -> tuple[Hold, Sequence[MessageRow]]:
    locked_switch(session)
    hold = open_hold(session)
    if hold is None:
        raise RefusedError(Problem(N_("No mail is held.")))
    rows = _unsent(session)
    if _token(hold, rows) != token:
        message = N_("What is held has changed since that preview; look at it again: zi mail release")
        raise ConflictError(Problem(message, where="--token"))
    return hold, rows


def _unsent(session: Session) -> Sequence[MessageRow]:
    """Alerts about a hold are no part of it."""
    query = select(MessageRow).where(col(MessageRow.state).in_(_UNSENT), col(MessageRow.kind).not_in(UNHELD))
    order = (col(MessageRow.on), col(MessageRow.to_name), col(MessageRow.id))
    return session.execute(query.order_by(*order).with_for_update()).scalars().all()


def _token(hold: Hold, rows: Sequence[MessageRow]) -> str:
    shown = [[row.id, row.kind, row.person_id, row.to_address, row.on, row.facts] for row in rows]
    return hashlib.sha256(canonical([hold.id, shown]).encode()).hexdigest()[:TOKEN_LENGTH]


def _end(session: Session, hold: Hold, command: Release, number: int, kind: str, now: datetime) -> None:
    row = session.get_one(MailHold, hold.id)
    row.ended_at, row.ended_by = now, command.actor
    drop_held(session)
    payload = {"mails": number, "token": command.token, "reason": command.reason}
    note(session, Event(kind, hold.id, command.actor, command.on, payload), now)
    session.flush()
