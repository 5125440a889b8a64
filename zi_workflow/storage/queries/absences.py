"""Reads who is away from a unit, now and later; decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from zi_workflow.storage.tables import Absence, Membership, Person


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody's days away, both included, and who acts for them."""

    id: str
    person_id: str
    name: str
    first: date
    last: date
    substitute: str | None


def absences(session: Session, unit_id: str, on: date) -> list[Away]:
    """Of the unit's people, those that are not over yet, the nearest first."""
    here = select(col(Membership.person_id)).where(col(Membership.unit_id) == unit_id)
    other = aliased(Person)
    rows = session.execute(
        select(
            col(Absence.id),
            col(Person.id),
            col(Person.name),
            col(Absence.first),
            col(Absence.last),
            col(other.name),
        )
        .join(Person, col(Person.id) == col(Absence.person_id))
        .join(other, col(other.id) == col(Absence.substitute_id), isouter=True)
        .where(col(Absence.person_id).in_(here), col(Absence.last) >= on)
        .order_by(col(Absence.first), col(Person.name), col(Absence.id))
    )
    return [Away(*row) for row in rows]
