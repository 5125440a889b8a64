"""One person's offices in a unit, and whom they stand in for, go to another from a day on; tells nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlmodel import Session, col

from zi_workflow.domain.scopes import OF_UNIT
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.queries.people import goes_on
from zi_workflow.storage.tables import Absence, Membership

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class HandOffices:
    """From whom to whom, and the first day of whoever takes over."""

    unit_id: str
    person_id: str
    to_id: str
    first: date


@dataclass(frozen=True, slots=True)
class Office:
    """An office that changes hands on a day."""

    role: str
    area: str | None
    first: date


def memberships(session: Session, unit_id: str, person_id: str, first: date) -> Sequence[Membership]:
    """The person's offices in the unit that go on, or begin, on or after a day."""
    query = select(Membership).where(
        col(Membership.unit_id) == unit_id,
        col(Membership.person_id) == person_id,
        goes_on(first),
    )
    return session.scalars(query.order_by(col(Membership.id))).all()


def change_offices(
    session: Session, command: HandOffices, now: datetime
) -> tuple[tuple[Office, ...], tuple[str, ...]]:
    """End the person's offices the day before and let the other hold them from then on, unless they do already."""
    held = memberships(session, command.unit_id, command.person_id, command.first)
    theirs = memberships(session, command.unit_id, command.to_id, command.first)
    moved = []
    for each in held:
        if each.role not in OF_UNIT:
            continue
        start = max(each.valid_from, command.first)
        if not any(_covers(other, each, start) for other in theirs):
            session.add(_successor(session, each, command, start, now))
        each.valid_to = start - ONE_DAY
        moved.append(Office(each.role, each.area, start))
    session.flush()
    return tuple(moved), tuple(each.role for each in held if each.role not in OF_UNIT)


def _covers(other: Membership, each: Membership, start: date) -> bool:
    """Whether somebody holds the same office already, for all of those days."""
    if (other.role, other.area) != (each.role, each.area) or other.valid_from > start:
        return False
    return other.valid_to is None or (each.valid_to is not None and other.valid_to >= each.valid_to)


def _successor(
    session: Session, held: Membership, command: HandOffices, start: date, now: datetime
) -> Membership:
    return Membership(
        id=new_id(session, now),
        person_id=command.to_id,
        unit_id=held.unit_id,
        role=held.role,
        area=held.area,
        valid_from=start,
        valid_to=held.valid_to,
    )


def substitute(session: Session, command: HandOffices, now: datetime) -> int:
    """Whoever of the unit they stand in for is from then on stood in for by the other; how many absences changed.

    Nobody stands in for themselves: such a day is left as it is. So is one of somebody with an office beyond the unit's
    team: whoever gives that office says who acts for them.
    """
    here = select(col(Membership.person_id)).where(col(Membership.unit_id) == command.unit_id)
    beyond = select(col(Membership.person_id)).where(
        or_(
            col(Membership.unit_id) != command.unit_id, col(Membership.role).not_in([str(r) for r in OF_UNIT])
        ),
        goes_on(command.first),
    )
    rows = session.scalars(
        select(Absence)
        .where(
            col(Absence.substitute_id) == command.person_id,
            col(Absence.last) >= command.first,
            col(Absence.person_id) != command.to_id,
            col(Absence.person_id).in_(here),
            col(Absence.person_id).not_in(beyond),
        )
        .order_by(col(Absence.id))
    ).all()
    for row in rows:
        if row.first >= command.first:
            row.substitute_id = command.to_id
            continue
        session.add(
            Absence(
                id=new_id(session, now),
                person_id=row.person_id,
                first=command.first,
                last=row.last,
                substitute_id=command.to_id,
            )
        )
        row.last = command.first - ONE_DAY
    session.flush()
    return len(rows)
