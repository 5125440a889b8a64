"""The people of a rehearsed unit, made up by their offices; knows nobody real and decides nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flows.behaviour import Away, Behaviour
from notifications.names import office_title
from zi_workflow.domain.frameworks import OUTSIDE
from zi_workflow.domain.people import AREA_ROLES, Role
from zi_workflow.storage.engine import Session
from zi_workflow.storage.queries.people import directory
from zi_workflow.usecases.absences import NewPerson, RecordAbsence, add_person, record_absence

ADDRESSES = "gladi.example"
ACTOR = "system"
TEAM = "um"
UNIT_ROLES = (Role.TEAM_LEAD, Role.HEAD, Role.ASSISTANCE_TEAM)
"""Who a plan file's unit has beside its areas' members and coordinators."""
FRAMEWORK_ROLES = (
    Role.SECRETARY,
    Role.CHANGE_AGENT,
    *UNIT_ROLES,
    Role.INTERNAL_ASSESSOR,
    Role.INSPECTORATE,
)
WITHOUT_ADDRESS = (Role.CHANGE_AGENT,)
"""Offices whose holder has no address in a rehearsal: contact data is poor, and the printable list is shown."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A role to be filled, of an area where the role belongs to one."""

    role: Role
    area: str | None = None


def seats(areas: Iterable[str], *, framework: bool) -> tuple[Seat, ...]:
    """A member and a coordinator for each area inside the unit, and the unit's own roles."""
    inside = [area for area in areas if area != OUTSIDE and not (framework and area == TEAM)]
    roles = FRAMEWORK_ROLES if framework else UNIT_ROLES
    return (
        *(Seat(role, area) for area in inside for role in (Role.MEMBER, Role.COORDINATOR)),
        *(Seat(role) for role in roles),
    )


def fill(
    session: Session, unit_id: str, chairs: Sequence[Seat], on: date, now: datetime, *, gaps: bool
) -> None:
    """Give every seat a person of its own; with `gaps` some have no address."""
    for number, seat in enumerate(chairs, 1):
        missing = gaps and seat.role in WITHOUT_ADDRESS
        name = office_title(str(seat.role), seat.area)
        person = NewPerson(
            name=name,
            office=name,
            email=None if missing else address(seat, number),
            unit_id=unit_id,
            role=str(seat.role),
            area=seat.area,
            valid_from=on,
            actor=ACTOR,
            on=on,
        )
        add_person(session, person, now)


def address(seat: Seat, number: int) -> str:
    """A made-up address that says whose it is; `number` keeps it unique whatever the area is called."""
    words = re.sub(r"[^a-z0-9]+", "-", f"{seat.role}-{seat.area or ''}".lower()).strip("-")
    return f"{words}.{number}@{ADDRESSES}"


def take_leave(session: Session, unit_id: str, behaviour: Behaviour, on: date, now: datetime) -> None:
    """Record the absences of a behaviour file with their substitutes."""
    for away in behaviour.absent:
        people = directory(session, unit_id, on)
        for holder in people.holders(away.role, away.area):
            record_absence(
                session,
                RecordAbsence(
                    person_id=holder.id,
                    first=away.period.first,
                    last=away.period.last,
                    substitute_id=_substitute(session, unit_id, away, on, now),
                    actor=ACTOR,
                    on=on,
                ),
                now,
            )


def _substitute(session: Session, unit_id: str, away: Away, on: date, now: datetime) -> str | None:
    """Somebody of the unit by role ("team_lead", "member tl"), name or address; else a new person."""
    if away.substitute is None:
        return None
    people = directory(session, unit_id, on)
    role, _sep, area = away.substitute.partition(" ")
    by_role = people.holder(role, area or (away.area if role in AREA_ROLES else None))
    if role in set(Role) and by_role is not None:
        return by_role.id
    for person in people.people.values():
        if away.substitute in (person.name, person.email):
            return person.id
    new = away.substitute
    email = (
        new if "@" in new else f"{re.sub(r'[^a-z0-9]+', '-', new.lower()).strip('-') or 'plh'}@{ADDRESSES}"
    )
    return add_person(
        session, NewPerson(name=new, office="", email=email, unit_id=unit_id, actor=ACTOR, on=on), now
    )
