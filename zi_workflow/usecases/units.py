"""Finds or makes the unit of a programme; knows no programme."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from zi_workflow.domain.calendars import DAY_NAMES, FIVE_DAYS, WEEKDAYS, zone_label, zone_name
from zi_workflow.domain.errors import N_, InputError, NotFoundError, Problem, Words
from zi_workflow.domain.events import Event
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.queries.programmes import unit_alike, unit_by_code
from zi_workflow.storage.tables import Unit
from zi_workflow.usecases import events

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True)
class NewUnit:
    """A unit as it is introduced; `zone` is WIB, WITA, WIT or its name, `week` names working days (WEEKDAYS)."""

    code: str
    name: str
    agency: str = "instansi"
    zone: str = "WIB"
    week: tuple[str, ...] = FIVE_DAYS


def code_problems(code: str, what: str, most: int) -> Iterator[Problem]:
    """What is wrong with a code: letters, digits, dot, dash and underscore, at most `most` of them."""
    if not CODE.fullmatch(code) or len(code) > most:
        message = N_("{code!r} cannot be a code: letters, digits, '.', '-' and '_' only, at most {most}.")
        yield Problem(message, {"code": code[:80], "most": most}, where=what)


def unit_problems(session: Session, unit: NewUnit) -> list[Problem]:
    """Everything that is wrong with a unit, also against one that exists with the same code, in capitals or not."""
    found = [*code_problems(unit.code, "unit", 40), *code_problems(unit.agency, "agency", 40)]
    if not unit.name.strip() or len(unit.name) > 200:
        found.append(Problem(N_("A unit needs a name of at most 200 characters."), where="unit"))
    try:
        zone_label(unit.zone)
    except InputError as error:
        found.extend(error.problems)
    unknown = [day for day in unit.week if day not in WEEKDAYS]
    message = N_("Unknown week day {name!r}; known: {known}.")
    found += [Problem(message, {"name": day, "known": ", ".join(WEEKDAYS)}, where="week") for day in unknown]
    if not unit.week:
        found.append(Problem(N_("The calendar has no working day."), where="week"))
    known = unit_alike(session, unit.code)
    if known is not None and not found and _differs(known, unit):
        found.append(_known_otherwise(known, unit.agency))
    return found


def unit_of(session: Session, unit_id: str) -> Unit:
    """The unit with this id; NotFoundError."""
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise NotFoundError(Problem(N_("There is no such unit."), where=unit_id))
    return unit


def ensure_unit(session: Session, unit: NewUnit, actor: str, on: date, now: datetime) -> Unit:
    """The unit with this code, made and recorded when there is none; `unit_problems` must have found nothing."""
    known = unit_by_code(session, unit.code)
    if known is not None:
        return known
    made = Unit(
        id=new_id(session, now),
        code=unit.code,
        agency=unit.agency,
        name=unit.name.strip(),
        zone=zone_name(unit.zone),
        week=ordered(unit.week),
        created_at=now,
    )
    session.add(made)
    session.flush()
    events.record(
        session,
        made.agency,
        Event("unit.created", made.code, actor, on, {"unit": made.model_dump()}, unit_id=made.id),
        now,
    )
    return made


def ordered(week: tuple[str, ...]) -> list[str]:
    """The working days from Monday on, each once."""
    return [day for day in WEEKDAYS if day in week]


def _known_otherwise(known: Unit, agency: str) -> Problem:
    """What may be said of the unit that has the code to whoever introduces one in an agency."""
    if known.agency != agency:
        message = N_("The code {code} is taken; please give the new unit another code.")
        return Problem(message, {"code": known.code}, where="unit")
    message = N_(
        "The unit {code} exists already: {name}, {zone}, with the working days {week}. Choose it in the list of units "
        "instead of describing it anew, or give the new unit another code."
    )
    week = Words(DAY_NAMES[day] for day in known.week)
    params = {"code": known.code, "name": known.name, "zone": zone_label(known.zone), "week": week}
    return Problem(message, params, where="unit")


def _differs(known: Unit, unit: NewUnit) -> bool:
    return (known.code, known.name, known.agency, known.zone, known.week) != (
        unit.code,
        unit.name.strip(),
        unit.agency,
        zone_name(unit.zone),
        ordered(unit.week),
    )
