"""Makes a programme out of everything that was typed for it, in one transaction; keeps no draft and knows no page.

The rehearsal of a new programme runs this same use case in its scratch database.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from zi_workflow.domain.calendars import DayOff, Decree, DecreeStatus
from zi_workflow.domain.errors import N_, InputError, Problem, ZiError
from zi_workflow.domain.people_sheets import SheetRow
from zi_workflow.domain.scopes import Viewer
from zi_workflow.storage.queries.programmes import ProgrammeFacts, programmes_of
from zi_workflow.storage.tables import Unit
from zi_workflow.usecases import calendars, programmes
from zi_workflow.usecases.calendars import ApplyDecree
from zi_workflow.usecases.people import ImportPeople, import_people, looked_at
from zi_workflow.usecases.programmes import ActivateProgramme, CreateProgramme
from zi_workflow.usecases.units import ensure_unit, unit_of

Problems = Mapping[str, Sequence[Problem]]
"""What is wrong, by the field it is wrong in."""


@dataclass(frozen=True, kw_only=True)
class SetUp:
    """A programme with its unit's own days off and its people; `on` is the day on which it begins to speak.

    `by` is who gives the people their offices; None: the service itself, which rehearses.
    """

    programme: CreateProgramme
    days_off: tuple[DayOff, ...] = ()
    rows: tuple[SheetRow, ...] = ()
    by: Viewer | None = None


def set_up(session: Session, command: SetUp, now: datetime) -> ProgrammeFacts:
    """Make unit, days off, programme and people, and activate; InputError with everything that is wrong."""
    if found := problems_of(session, command):
        raise InputError(problem for each in found.values() for problem in each)
    order = command.programme
    if order.unit is not None:
        unit = ensure_unit(session, order.unit, order.actor, order.on, now)
    else:
        unit = unit_of(session, order.unit_id or "")
    for decree in _decrees(unit, command):
        calendars.apply(
            session, ApplyDecree(decree=decree, actor=order.actor, on=order.on, unit_id=unit.id), now
        )
    made = programmes.create(session, replace(order, unit=None, unit_id=unit.id), now)
    if command.rows:
        import_people(session, _people(unit, command), now)
    begin = ActivateProgramme(programme_id=made.id, actor=order.actor, on=order.on)
    return programmes.activate(session, begin, now)


def problems_of(session: Session, command: SetUp) -> Problems:
    """Everything that is wrong, by field; nothing is written."""
    found: dict[str, list[Problem]] = {}
    for problem in programmes.problems_of(session, command.programme):
        found.setdefault(_FIELDS.get(problem.where, problem.where or "zone"), []).append(problem)
    if command.days_off and has_programme(session, command.programme.unit_id):
        message = N_("The unit has a programme already; change its days off there, where you see what moves.")
        found.setdefault("days_off", []).append(Problem(message))
    if people := list(_people_problems(session, command)):
        found["people"] = people
    return found


_FIELDS = {"unit": "unit_code", "agency": "unit_code"}


def has_programme(session: Session, unit_id: str | None) -> bool:
    """Whether a programme of the unit exists, whose dates its days off would move."""
    return unit_id is not None and bool(programmes_of(session, unit_id))


def _people_problems(session: Session, command: SetUp) -> Iterable[Problem]:
    if not command.rows and command.programme.unit_id is not None:
        return ()  # a unit that exists has its people
    unit = unit_like(session, command.programme)
    try:
        looked_at(session, unit, _people(unit, command))
    except ZiError as error:
        return error.problems
    return ()


def unit_like(session: Session, order: CreateProgramme) -> Unit:
    """The unit, or one that is not stored yet and so has neither people nor programmes."""
    if order.unit_id is not None:
        return unit_of(session, order.unit_id)
    agency = order.unit.agency if order.unit is not None else ""
    return Unit(id="", code="", agency=agency, name="", zone="", week=[], created_at=datetime.min)  # noqa: DTZ901


def _people(unit: Unit, command: SetUp) -> ImportPeople:
    order = command.programme
    return ImportPeople(unit_id=unit.id, rows=command.rows, actor=order.actor, on=order.on, by=command.by)


def _decrees(unit: Unit, command: SetUp) -> Iterator[Decree]:
    """The unit's own days off, a decree for each year as the calendar has them."""
    for year in sorted({each.day.year for each in command.days_off}):
        days = tuple(each for each in command.days_off if each.day.year == year)
        yield Decree(
            number=f"lokal:{unit.code}:{year}",
            signed=command.programme.on,
            title=unit.name,
            source="",
            status=DecreeStatus.FIXED,
            year=year,
            days=days,
        )
