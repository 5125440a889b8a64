"""Gives an address that got no mail a new chance; sends nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlmodel import Session, col

from zi_workflow.domain.errors import N_, NotFoundError, Problem
from zi_workflow.domain.events import Event
from zi_workflow.storage.tables import BounceRow, Membership, Person, Unit
from zi_workflow.usecases import reasons
from zi_workflow.usecases.events import record


@dataclass(frozen=True, slots=True)
class Trust:
    """Somebody has a reason to believe that the address takes mail again; `on` is the day that is claimed."""

    address: str
    reason: str
    actor: str
    on: date


def trust(session: Session, command: Trust, now: datetime) -> int:
    """Send to the address again from now on; for how many people. Bounces of older mails do not count any more.

    Raises InputError without a reason, NotFoundError when nobody's mail is withheld from the address.
    """
    address, reason = command.address.strip().lower(), reasons.given(command.reason)
    query = select(Person).where(col(Person.email) == address, col(Person.suppressed).is_not(None))
    people = session.execute(query.with_for_update()).scalars().all()
    if not people:
        raise NotFoundError(
            Problem(
                N_("Mail to {address} was not stopped; the addresses that get none are listed by: {command}"),
                {"address": address, "command": "zi mail suppressed"},
            )
        )
    for person in people:
        person.suppressed = None
        _record(session, command, person, reason, now)
    session.execute(
        update(BounceRow)
        .where(col(BounceRow.address) == address, col(BounceRow.lifted_at).is_(None))
        .values(lifted_at=now)
    )
    return len(people)


def _record(session: Session, command: Trust, person: Person, reason: str, now: datetime) -> None:
    """In the chain of every agency that the person works for."""
    agencies = (
        select(col(Unit.agency))
        .join(Membership, col(Membership.unit_id) == col(Unit.id))
        .where(col(Membership.person_id) == person.id)
        .distinct()
        .order_by(col(Unit.agency))
    )
    payload = {"person_id": person.id, "address": person.email, "reason": reason}
    for agency in session.scalars(agencies).all():
        record(session, agency, Event("address.trusted", person.id, command.actor, command.on, payload), now)
