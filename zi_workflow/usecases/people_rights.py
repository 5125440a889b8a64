"""Asks whether whoever takes in a list, or notes who is away, decides about offices that are theirs to give."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, select
from sqlmodel import Session, col

from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.domain.offices_given import gives, problems, whole_agency
from zi_workflow.domain.scopes import Place, Viewer
from zi_workflow.storage.queries.people import goes_on
from zi_workflow.storage.tables import Account, Membership, Person, Unit
from zi_workflow.usecases.people_changes import Plan

IDENTITY = frozenset({"name", "email", "active"})
"""Whoever changes these of a person decides who signs in as them."""


@dataclass(frozen=True, slots=True)
class Taking:
    """Who takes a list in, where, and from which day on."""

    by: Viewer
    place: Place
    on: date


def near_people(session: Session, by: Viewer | None, place: Place) -> frozenset[str] | None:
    """Whom a list may mean: whoever has or had an office in the unit, or in the agency where that is theirs.

    None: everybody, for the console.
    """
    if by is None:
        return None
    query = select(col(Membership.person_id)).join(Unit, col(Unit.id) == col(Membership.unit_id))
    return frozenset(session.scalars(query.where(_near(by, place))))


def check(session: Session, plan: Plan, taking: Taking) -> None:
    """InputError with every line that gives an office, or renames a person, that is not theirs to give or rename."""
    found = [*problems(plan.given, taking.by, taking.place), *_of_people(session, plan, taking)]
    if found:
        raise InputError(sorted(found, key=lambda problem: problem.line or 0))


def check_absence(session: Session, person_id: str, taking: Taking) -> None:
    """InputError for somebody with an office that is not theirs to give: whoever stands in for them would hold it."""
    if _beyond(session, [person_id], taking):
        name = session.scalar(select(col(Person.name)).where(col(Person.id) == person_id))
        message = N_(
            "{name} also holds an office beyond this unit's team; whoever gives that office notes who acts for them."
        )
        raise InputError(Problem(message, {"name": name or person_id}))


def _of_people(session: Session, plan: Plan, taking: Taking) -> Iterator[Problem]:
    changed = {id for id, values in plan.person_values.items() if IDENTITY & values.keys()}
    message = N_(
        "{name} also holds an office beyond this unit's team; whoever gives that office changes their name and address."
    )
    for id in sorted(_beyond(session, changed - {taking.by.person_id}, taking)):
        line, name = plan.lines[id]
        yield Problem(message, {"name": name}, line=line)


def _beyond(session: Session, people: Collection[str], taking: Taking) -> set[str]:
    """Those of the people who hold, or will hold, an office that is not theirs to give, or look after the service."""
    given = col(Membership.role).in_([str(role) for role in gives(taking.by, taking.place)])
    holders = (
        select(col(Membership.person_id))
        .join(Unit, col(Unit.id) == col(Membership.unit_id))
        .where(
            col(Membership.person_id).in_(people),
            goes_on(taking.on),
            ~and_(_near(taking.by, taking.place), given),
        )
    )
    administrators = select(col(Account.person_id)).where(
        col(Account.person_id).in_(people), col(Account.administrator), col(Account.closed_at).is_(None)
    )
    return {*session.scalars(holders), *session.scalars(administrators)}


def _near(by: Viewer, place: Place) -> ColumnElement[bool]:
    """The units of whose people they decide."""
    return col(Unit.agency) == place.agency if whole_agency(by, place) else col(Unit.id) == place.unit_id
