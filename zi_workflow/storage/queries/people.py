"""Reads people, their roles and absences on a day; knows nothing of tasks and writes nothing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, or_, select
from sqlmodel import Session, col

from zi_workflow.domain.people import AREA_ROLES, Directory, Holding, Person
from zi_workflow.domain.permissions import Actor
from zi_workflow.storage.one_of import one_of
from zi_workflow.storage.queries import plain
from zi_workflow.storage.tables import Absence, Membership, MessageRow, Unit
from zi_workflow.storage.tables import Person as PersonRow


def goes_on(on: Any) -> ColumnElement[bool]:
    """That an office has not ended before a day (or a parameter of one): it is held then, or will be."""
    return or_(col(Membership.valid_to).is_(None), col(Membership.valid_to) >= on)


# Made once; `on` is the day.
_HOLDS = and_(
    col(Membership.valid_from) <= bindparam("on"),
    goes_on(bindparam("on")),
)
_AWAY = and_(col(Absence.first) <= bindparam("on"), col(Absence.last) >= bindparam("on"))
_HOLDINGS = (
    select(col(Membership.unit_id), col(Membership.person_id), col(Membership.role), col(Membership.area))
    .where(one_of(col(Membership.unit_id), "units"), _HOLDS)
    .order_by(col(Membership.valid_from), col(Membership.id))
)
_ABSENCES = (
    select(col(Absence.person_id), col(Absence.substitute_id))
    .where(_AWAY)
    .order_by(col(Absence.first), col(Absence.id))
)
_PEOPLE = select(
    col(PersonRow.id),
    col(PersonRow.name),
    col(PersonRow.office),
    col(PersonRow.email),
    col(PersonRow.phone),
    col(PersonRow.language),
    col(PersonRow.suppressed),
).where(one_of(col(PersonRow.id), "people"), col(PersonRow.active))


def newest_unit(
    session: Session, person_id: str, of: type[Membership | MessageRow] = Membership
) -> Unit | None:
    """The unit of the person's newest office, or of the newest mail to them."""
    found: Unit | None = session.scalars(
        select(Unit)
        .join(of, col(of.unit_id) == col(Unit.id))
        .where(col(of.person_id) == person_id)
        .order_by(col(of.id).desc())
        .limit(1)
    ).first()
    return found


def directory(session: Session, unit_id: str, on: date) -> Directory:
    """Everybody with a role in the unit on that day, and who acts for them, in three selects."""
    return directories(session, [unit_id], on)[unit_id]


def directories(session: Session, units: Collection[str], on: date) -> dict[str, Directory]:
    """The directories of several units on one day, in three selects for all of them."""
    holdings: dict[str, list[Holding]] = {unit: [] for unit in units}
    for row in plain.rows(session, _HOLDINGS, {"units": list(units), "on": on}):
        holdings[row.unit_id].append(Holding(row.person_id, row.role, row.area))
    away = _absences(session, on)
    substitutes = {person for person in away.values() if person is not None}
    holders = {unit: {holding.person_id for holding in held} for unit, held in holdings.items()}
    people = _people(session, substitutes.union(*holders.values()))
    return {
        unit: _directory(held, away, {id: people[id] for id in holders[unit] | substitutes if id in people})
        for unit, held in holdings.items()
    }


def _directory(
    holdings: Collection[Holding], away: dict[str, str | None], people: dict[str, Person]
) -> Directory:
    held = tuple(holding for holding in holdings if holding.person_id in people)
    return Directory(people, held, {person: sub for person, sub in away.items() if person in people})


def holders(session: Session, unit_id: str, role: str, area: str | None, on: date) -> list[Person]:
    """Who holds a role (in that area, for an area's role) on a day, longest first."""
    return list(directory(session, unit_id, on).holders(role, area))


def substitute(session: Session, person_id: str, on: date) -> Person | None:
    """Who acts for a person on a day; None when they are here, or away without a substitute."""
    away = _absences(session, on)
    people = _people(session, {s for s in away.values() if s is not None})
    return Directory(people, (), away).substitute_of(person_id)


def actor(session: Session, unit_id: str, person_id: str, on: date) -> Actor:
    """The person with the roles they have in the unit on a day: their own, and of those they substitute."""
    stood_in = select(col(Absence.person_id)).where(col(Absence.substitute_id) == person_id, _AWAY)
    covered = session.scalars(stood_in, {"on": on})
    acts_for = frozenset({person_id, *covered})
    held = select(col(Membership.role), col(Membership.area)).where(
        col(Membership.unit_id) == unit_id, col(Membership.person_id).in_(acts_for), _HOLDS
    )
    roles = session.execute(held, {"on": on})
    return Actor(
        person_id,
        acts_for,
        frozenset((role, area if role in AREA_ROLES else None) for role, area in roles),
    )


def find(session: Session, name_or_email: str, unit_id: str | None = None) -> list[Person]:
    """Active people with exactly this address, name or id (case does not matter for an address).

    With a unit only its own people, where it has one of that name.
    """
    wanted = name_or_email.strip()
    rows = session.scalars(
        select(PersonRow).where(
            col(PersonRow.active),
            or_(
                col(PersonRow.id) == wanted,
                col(PersonRow.email) == wanted.lower(),
                col(PersonRow.name) == wanted,
            ),
        )
    )
    found = [_person(row) for row in rows]
    of_unit = set(
        session.scalars(select(col(Membership.person_id)).where(col(Membership.unit_id) == unit_id))
        if len(found) > 1
        else ()
    )
    return [person for person in found if person.id in of_unit] or found


def _absences(session: Session, on: date) -> dict[str, str | None]:
    rows = plain.rows(session, _ABSENCES, {"on": on})
    return {row.person_id: row.substitute_id for row in rows}


def _people(session: Session, ids: set[str]) -> dict[str, Person]:
    if not ids:
        return {}
    return {row.id: Person(*row) for row in plain.rows(session, _PEOPLE, {"people": ids})}


def _person(row: PersonRow) -> Person:
    return Person(row.id, row.name, row.office, row.email, row.phone, row.language, row.suppressed)
