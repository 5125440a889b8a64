"""Stops all mail and lets it go on, and says how it stands; knows no message and no rule of volume."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain.events import Event
from zi_workflow.storage.tables import MailHold, MailSwitch, Unit
from zi_workflow.usecases import reasons
from zi_workflow.usecases.events import record

ROW = "mail"


@dataclass(frozen=True, slots=True)
class Turn:
    """Stop mail, or let it go on: who, why, and the day that is claimed."""

    actor: str
    reason: str
    on: date


@dataclass(frozen=True, slots=True)
class Hold:
    """Why everything is held, since when, with the facts of its sentence."""

    id: str
    cause: str
    facts: dict[str, Any]
    since: datetime


@dataclass(frozen=True, slots=True)
class SwitchState:
    """How mail stands: stopped by a person, held by a guard, both or neither."""

    stopped: bool
    reason: str | None
    actor: str | None
    changed_at: datetime | None
    hold: Hold | None
    recipients: int
    in_run: int
    today: int


def stop(session: Session, command: Turn, now: datetime) -> bool:
    """Nothing more leaves after the message that is on the wire; False when mail was stopped already.

    Raises InputError without a reason.
    """
    return _turn(session, command, now, stopped=True)


def resume(session: Session, command: Turn, now: datetime) -> bool:
    """Mail goes on; what a guard holds stays held. False when mail was not stopped. InputError without a reason."""
    return _turn(session, command, now, stopped=False)


def _turn(session: Session, command: Turn, now: datetime, *, stopped: bool) -> bool:
    reason = reasons.given(command.reason)
    row = locked_switch(session)
    if row.stopped == stopped:
        return False
    row.stopped, row.reason, row.actor, row.changed_at = stopped, reason, command.actor, now
    kind = "mail.stopped" if stopped else "mail.resumed"
    note(session, Event(kind, ROW, command.actor, command.on, {"reason": reason}), now)
    return True


def status(session: Session) -> SwitchState:
    """How mail stands now."""
    row = session.get_one(MailSwitch, ROW)
    return SwitchState(
        row.stopped,
        row.reason,
        row.actor,
        row.changed_at,
        open_hold(session),
        row.recipients,
        row.in_run,
        row.today,
    )


def locked_switch(session: Session) -> MailSwitch:
    """The row that everything about mail locks first, so that two senders count as one."""
    query = select(MailSwitch).where(col(MailSwitch.id) == ROW).with_for_update()
    switch: MailSwitch = session.execute(query.execution_options(populate_existing=True)).scalars().one()
    return switch


def open_hold(session: Session) -> Hold | None:
    """The hold that nobody has ended yet."""
    query = select(MailHold).where(col(MailHold.ended_at).is_(None)).order_by(col(MailHold.since)).limit(1)
    row = session.execute(query).scalars().first()
    return None if row is None else Hold(row.id, row.cause, dict(row.facts), row.since)


def note(session: Session, event: Event, now: datetime) -> None:
    """The event in the chain of every agency: mail is one service for all of them."""
    agencies = select(col(Unit.agency)).distinct().order_by(col(Unit.agency))
    for agency in session.scalars(agencies).all():
        record(session, agency, event, now)
