"""Single people and their absences; imports of whole lists are the people use cases' work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from zi_workflow.domain.errors import N_, InputError, NotFoundError, Problem
from zi_workflow.domain.events import Event
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.tables import Absence, Membership, Person, Unit
from zi_workflow.usecases import events, people_mail
from zi_workflow.usecases.people_rights import Taking, check_absence


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
    """A person is away from `first` to `last`, both included; `substitute_id` acts for them (Plt./Plh.).

    `by` is who decides that, in the unit with that id; None: the console.
    """

    person_id: str
    first: date
    last: date
    substitute_id: str | None
    actor: str
    on: date
    by: Taking | None = None


@dataclass(frozen=True, kw_only=True)
class EndAbsence:
    """Somebody of the unit is back on `on`, or is not away after all; `by` as in `RecordAbsence`."""

    absence_id: str
    unit_id: str
    actor: str
    on: date
    by: Taking | None = None


SUBSTITUTE = "--substitute"
"""Where it stands that somebody cannot act for who is away; all else stands at who is away."""
DAYS_BACK, MOST_DAYS, DAYS_AHEAD = 366, 731, 731
"""How long ago an absence may have begun, how long it may last, and how far ahead it may begin, in days."""


def limits(first: date, last: date, on: date) -> dict[str, Problem]:
    """What is wrong with the days of an absence noted on a day, by field (`first`, `last`)."""
    if last < first:
        message = N_("The last day {last} lies before the first day {first}.")
        return {"last": Problem(message, {"last": last, "first": first})}
    found = {}
    earliest, latest = on - timedelta(DAYS_BACK), on + timedelta(DAYS_AHEAD)
    if not earliest <= first <= latest:
        message = N_("An absence begins between {earliest} and {latest}.")
        found["first"] = Problem(message, {"earliest": earliest, "latest": latest})
    if (last - first).days >= MOST_DAYS:
        found["last"] = Problem(N_("An absence lasts two years at most; please choose an earlier last day."))
    return found


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
    problems = list(limits(command.first, command.last, command.on).values())
    if command.substitute_id == command.person_id:
        problems.append(Problem(N_("Nobody is their own substitute.")))
    return problems


def record_absence(session: Session, command: RecordAbsence, now: datetime) -> str:
    """The id of the absence; twice is once. Raises NotFoundError and InputError: dates, own substitute, `_clashes`."""
    for person_id in filter(None, (command.person_id, command.substitute_id)):
        if session.get(Person, person_id) is None:
            raise NotFoundError(Problem(N_("There is no such person."), where=person_id))
    if problems := absence_problems(command):
        raise InputError(problems)
    if command.by is not None:
        check_absence(session, command.person_id, command.by)
    if (known := _known(session, command)) is not None:
        return known
    if problems := list(_clashes(session, command)):
        raise InputError(problems)
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


def end_absence(session: Session, command: EndAbsence, now: datetime) -> None:
    """Away until yesterday, or not at all where that leaves no day; the event keeps what was noted.

    NotFoundError for one that is not of the unit, or over.
    """
    here = select(Membership.person_id).where(Membership.unit_id == command.unit_id)
    found = session.exec(
        select(Absence).where(
            Absence.id == command.absence_id,
            col(Absence.person_id).in_(here),
            col(Absence.last) >= command.on,
        )
    ).first()
    if found is None:
        raise NotFoundError(Problem(N_("This absence is not there any more.")))
    if command.by is not None:
        check_absence(session, found.person_id, command.by)
    unit = session.get_one(Unit, command.unit_id)
    said = {"person": found.person_id, "first": found.first, "last": found.last, **_said(command)}
    event = Event("person.back", found.person_id, command.actor, command.on, said, unit_id=command.unit_id)
    for person in filter(None, (found.person_id, found.substitute_id)):
        people_mail.take_back(session, person)
    if found.first >= command.on:
        session.delete(found)
    else:
        found.last = command.on - timedelta(days=1)
    session.flush()
    events.record(session, unit.agency, event, now)


def _said(command: NewPerson | RecordAbsence | EndAbsence) -> dict[str, Any]:
    """What an event keeps of it; who decided is its actor."""
    return {name: value for name, value in vars(command).items() if name != "by"}


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


def _clashes(session: Session, command: RecordAbsence) -> Iterator[Problem]:
    """The person's other absence on these days, and one on which they would act for their own substitute."""
    name = session.get_one(Person, command.person_id).name
    shared = (col(Absence.first) <= command.last, col(Absence.last) >= command.first)
    own = session.exec(
        select(Absence).where(Absence.person_id == command.person_id, *shared).order_by(col(Absence.first))
    ).first()
    if own is not None:
        message = N_(
            "{name} is away from {first} to {last} already. Please choose other days, or end that absence first."
        )
        yield Problem(message, {"name": name, "first": own.first, "last": own.last})
    back = session.exec(
        select(Absence)
        .where(
            Absence.person_id == command.substitute_id, Absence.substitute_id == command.person_id, *shared
        )
        .order_by(col(Absence.first))
    ).first()
    if back is not None:
        other = session.get_one(Person, back.person_id).name
        message = N_(
            "{other} is away from {first} to {last}, and {name} acts for them: neither would be there for the other. "
            "Please choose somebody else, or end that absence first."
        )
        params = {"other": other, "first": back.first, "last": back.last, "name": name}
        yield Problem(message, params, where=SUBSTITUTE)


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
    payload = {"person": subject, **_said(command)}
    event = Event(kind, subject, command.actor, command.on, payload, unit_id=unit_id)
    events.record(session, unit.agency, event, now)
