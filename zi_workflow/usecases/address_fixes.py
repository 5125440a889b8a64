"""Gives somebody whose mail came back a new address, as a new list of people would; sends nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain.errors import N_, InputError, NotFoundError, Problem, RefusedError
from zi_workflow.domain.people_sheets import SheetRow
from zi_workflow.domain.scopes import Viewer
from zi_workflow.storage.queries.people import goes_on
from zi_workflow.storage.tables import Membership, Person
from zi_workflow.usecases.people import ImportPeople, import_people


@dataclass(frozen=True, slots=True)
class Correct:
    """A person of a unit has another address; `on` is the day that is claimed, `by` who may be none but the console."""

    person_id: str
    unit_id: str
    address: str
    actor: str
    on: date
    by: Viewer | None = None


def correct(session: Session, command: Correct, now: datetime) -> None:
    """Take the address over into the list of people; what waits for the person goes there.

    Raises NotFoundError when the person holds no office in the unit, InputError for what is no address, RefusedError
    when the list could not tell them from somebody of the same name.
    """
    if not command.address.strip():  # an empty cell of a list leaves what is known
        raise InputError(Problem(N_("Please type an address.")))
    rows = _rows(session, command)
    if not rows:
        raise NotFoundError(Problem(N_("There is no such person."), where=command.person_id))
    wanted = ImportPeople(
        unit_id=command.unit_id, rows=rows, actor=command.actor, on=command.on, dry_run=True, by=command.by
    )
    try:
        found = import_people(session, wanted, now)
    except InputError as error:
        raise InputError([replace(each, line=None) for each in error.problems[:1]]) from error
    if found.added:
        message = N_("Several people are called {name}; please correct the list of people instead.")
        raise RefusedError(Problem(message, {"name": rows[0].name}))
    import_people(session, replace(wanted, dry_run=False), now)


def _rows(session: Session, command: Correct) -> list[SheetRow]:
    """The person's lines of the unit's list as they are, but for the address."""
    held = session.execute(
        select(col(Person.name), col(Person.office), col(Membership.role), col(Membership.area))
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(
            col(Person.id) == command.person_id,
            col(Membership.unit_id) == command.unit_id,
            goes_on(command.on),
        )
        .order_by(col(Membership.valid_from), col(Membership.id))
    )
    return [
        SheetRow(line=number, name=name, office=office, email=command.address, role=role, area=area or "")
        for number, (name, office, role, area) in enumerate(held, 1)
    ]
