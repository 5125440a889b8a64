"""Single people and their absences; imports of whole lists are the people use cases' work."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from zi_workflow.domain.errors import N_, InputError, NotFoundError, Problem
from zi_workflow.domain.events import Event
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.tables import Absence, Membership, Person, Unit
from zi_workflow.usecases import events, people_mail


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """A person who joins a unit, with a role from a day on, or without one (a substitute from elsewhere)."""

    name: str
    office: str
    email: str | None
    unit_id: str
    actor: str
    on: date
    role: str | None = None
    area: str | None = None
    valid_from: date | None = None


@dataclass(frozen=True, kw_only=True)
class RecordAbsence:
    """A person is away from `first` to `last`, both included; `substitute_id` acts for them (Plt./Plh.)."""

    person_id: str
    first: date
    last: date
    substitute_id: str | None
    actor: str
    on: date


def add_person(session: Session, command: NewPerson, now: datetime) -> str:
    """The id of the new person; their role is recorded with them."""
    person = Person(
        id=new_id(session, now),
        name=command.name,
        office=command.office,
        email=command.email,
        created_at=now,
    )
    session.add(person)
    session.flush()
    if command.role is not None:
        session.add(
            Membership(
                id=new_id(session, now),
                person_id=person.id,
                unit_id=command.unit_id,
                role=command.role,
                area=command.area,
                valid_from=command.valid_from or command.on,
            )
        )
        session.flush()
    _record(session, "person.added", person.id, command.unit_id, command, now)
    return person.id


def absence_problems(command: RecordAbsence) -> list[Problem]:
    """What contradicts itself in an absence, whoever it is about."""
    problems = []
    if command.last < command.first:
        message = N_("The last day {last} lies before the first day {first}.")
        problems.append(Problem(message, {"last": command.last, "first": command.first}))
    if command.substitute_id == command.person_id:
        problems.append(Problem(N_("Nobody is their own substitute.")))
    return problems


def record_absence(session: Session, command: RecordAbsence, now: datetime) -> str:
    """The id of the absence; twice is once. Raises InputError (dates, own substitute) and NotFoundError."""
    for person_id in filter(None, (command.person_id, command.substitute_id)):
        if session.get(Person, person_id) is None:
            raise NotFoundError(Problem(N_("There is no such person."), where=person_id))
    if problems := absence_problems(command):
        raise InputError(problems)
    if (known := _known(session, command)) is not None:
        return known
    absence = Absence(
        id=new_id(session, now),
        person_id=command.person_id,
        first=command.first,
        last=command.last,
        substitute_id=command.substitute_id,
    )
    session.add(absence)
    session.flush()
    people_mail.take_back(session, command.person_id)
    unit = _unit_of(session, command.person_id)
    if unit is not None:
        _record(session, "person.away", command.person_id, unit, command, now)
    return absence.id


def _known(session: Session, command: RecordAbsence) -> str | None:
    """The same absence, recorded before."""
    return session.exec(
        select(Absence.id).where(
            Absence.person_id == command.person_id,
            Absence.first == command.first,
            Absence.last == command.last,
            Absence.substitute_id == command.substitute_id,
        )
    ).first()


def _unit_of(session: Session, person_id: str) -> str | None:
    return session.exec(
        select(Membership.unit_id).where(col(Membership.person_id) == person_id).order_by(col(Membership.id))
    ).first()


def _record(
    session: Session, kind: str, subject: str, unit_id: str, command: NewPerson | RecordAbsence, now: datetime
) -> None:
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise NotFoundError(Problem(N_("There is no such unit."), where=unit_id))
    payload = {"person": subject, **asdict(command)}
    event = Event(kind, subject, command.actor, command.on, payload, unit_id=unit_id)
    events.record(session, unit.agency, event, now)
