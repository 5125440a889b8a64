"""Who may come to a unit for the assistance team, and what speaks against somebody; picks nobody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain.errors import N_, Problem
from zi_workflow.domain.people import Role
from zi_workflow.domain.scopes import OF_UNIT, Action, Place, Viewer, may
from zi_workflow.domain.teams import Duty
from zi_workflow.storage.queries.people import goes_on
from zi_workflow.storage.queries.programmes import ProgrammeFacts
from zi_workflow.storage.queries.viewers import viewer_of_person
from zi_workflow.storage.tables import Membership, MonevTeamMember, Person, Unit

OF_TEAMS = (Role.ASSISTANCE_TEAM, Role.INSPECTORATE)
Team = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be in a team of the agency, by name."""

    person_id: str
    name: str
    office: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What forbids a team for a unit, and what is only to be known about it."""

    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def candidates(session: Session, agency: str, on: date) -> list[Candidate]:
    """The active people of the agency who hold an office of an assistance team or of the inspectorate on the day."""
    query = (
        select(col(Person.id), col(Person.name), col(Person.office))
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .join(Unit, col(Unit.id) == col(Membership.unit_id))
        .where(
            col(Unit.agency) == agency,
            col(Membership.role).in_([str(role) for role in OF_TEAMS]),
            col(Person.active),
            col(Membership.valid_from) <= on,
            goes_on(on),
        )
        .order_by(col(Person.name), col(Person.id))
        .distinct()
    )
    return [Candidate(*row) for row in session.execute(query)]


def viewers(session: Session, team: Team, now: datetime) -> dict[str, Viewer]:
    """The people of a team with their offices; without those who are not known."""
    known = set(
        session.scalars(select(col(Person.id)).where(col(Person.id).in_([each for each, _d in team])))
    )
    return {person: viewer_of_person(session, person, now) for person, _duty in team if person in known}


def judged(team: Team, people: Mapping[str, Viewer], facts: ProgrammeFacts) -> Judged:
    """What speaks against this team in this unit: who works there never comes, who assesses it too is only named."""
    problems, warnings = list[Problem](), list[Problem]()
    for person, duty in team:
        viewer = people.get(person)
        if viewer is None or not _is_candidate(viewer, facts.agency):
            name = viewer.name if viewer else person
            message = N_("{name} holds no office in an assistance team or the inspectorate of this agency.")
            problems.append(Problem(message, {"name": name}, where="team"))
        else:
            _judge(viewer, duty, facts, problems, warnings)
    return Judged(tuple(problems), tuple(warnings))


def _judge(
    viewer: Viewer, duty: str, facts: ProgrammeFacts, problems: list[Problem], warnings: list[Problem]
) -> None:
    name, unit = {"name": viewer.name}, facts.unit_id
    if unit in viewer.units(OF_UNIT):
        problems.append(Problem(N_("{name} works in this unit and cannot come to it."), name, where="team"))
    elif duty != Duty.MEMBER and not may(viewer, Action.CONDUCT, Place(unit, facts.agency)).allowed:
        message = N_("{name} belongs to other units' assistance team and cannot decide here.")
        problems.append(Problem(message, name, where="team"))
    if unit in viewer.units(frozenset({Role.INTERNAL_ASSESSOR})):
        warnings.append(Problem(N_("{name} is an internal assessor of this unit too."), name, where="team"))


def _is_candidate(viewer: Viewer, agency: str) -> bool:
    return any(office.role in OF_TEAMS and office.agency == agency for office in viewer.offices)


def save(session: Session, session_id: str, team: Iterable[tuple[str, str]]) -> None:
    """The team of a session, the chair first; it has none yet."""
    order = list(Duty)
    ranked = sorted(team, key=lambda each: order.index(Duty(each[1])))
    for position, (person, duty) in enumerate(ranked):
        row = MonevTeamMember(session_id=session_id, person_id=person, duty=duty, position=position)
        session.add(row)
    session.flush()
