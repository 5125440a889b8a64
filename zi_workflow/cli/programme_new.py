"""From the options of `zi programme create` to the use case; holds no rule of a programme."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from zi_workflow.cli.desk import Desk
from zi_workflow.cli.inputs import Gathering, day_option, read_bytes
from zi_workflow.domain.calendars import ZONES
from zi_workflow.domain.errors import N_, Problem

if TYPE_CHECKING:
    from zi_workflow.domain.plans import Plan
    from zi_workflow.storage.queries.programmes import ProgrammeFacts
    from zi_workflow.usecases.programmes import CreateProgramme
    from zi_workflow.usecases.units import NewUnit


@dataclass(frozen=True)
class Wanted:
    """The options as they were written."""

    unit_name: str
    unit: str
    agency: str
    zone: str
    week: str
    code: str
    target: str
    route: str
    start: str
    deadline: str
    framework: str
    plan: str


def create(desk: Desk, wanted: Wanted, on: str | None, by: str | None) -> ProgrammeFacts:
    """The new draft; InputError with everything that is missing or wrong."""
    from zi_workflow.usecases import programmes

    given = Gathering()
    day = given.read(date.min, desk.day, on, _zone(wanted.zone))
    actor = given.read("", desk.actor, by)
    unit = _unit(desk, wanted, given)
    plan = given.read(None, _plan, wanted, day) if wanted.plan else None
    start = (
        given.read(None, day_option, wanted.start, "--start") if wanted.start and not wanted.plan else None
    )
    deadline = given.read(None, day_option, wanted.deadline, "--deadline") if wanted.deadline else None
    if given.problems:
        given.problems += desk.read(programmes.problems_of, _judged(wanted, unit, start, deadline, day))
        given.settle()
    if plan is not None:
        return desk.do(
            programmes.create_from_plan,
            programmes.CreateFromPlan(
                code=wanted.code or f"{unit.code}-{plan.start.year}",
                unit=unit,
                plan=plan,
                actor=actor,
                on=day,
                target=wanted.target,
                route=wanted.route,
            ),
        )
    return desk.do(programmes.create, replace(_judged(wanted, unit, start, deadline, day), actor=actor))


def _judged(
    wanted: Wanted, unit: NewUnit, start: date | None, deadline: date | None, on: date
) -> CreateProgramme:
    """The command; without a day to start on it is only there to be judged, with one that nothing speaks against."""
    from zi_workflow.frameworks.loader import load
    from zi_workflow.usecases import programmes

    first = start or load().edition.reference_start
    return programmes.CreateProgramme(
        code=wanted.code or f"{unit.code}-{first.year if start else 0}",
        target=wanted.target,
        start=first,
        actor="",
        on=on,
        unit=unit,
        framework=wanted.framework or programmes.DEFAULT_FRAMEWORK,
        route=wanted.route,
        deadline=deadline if start else None,
    )


def _zone(text: str) -> str:
    """The zone that says which day it is; one that does not exist is refused with the unit."""
    from zi_workflow.domain.calendars import zone_name
    from zi_workflow.usecases.units import NewUnit

    known = {*ZONES, *ZONES.values()}
    return zone_name(text if text in known else NewUnit.zone)


def _unit(desk: Desk, wanted: Wanted, given: Gathering) -> NewUnit:
    """The unit that is named: one that exists by its code alone, else a new one."""
    from zi_workflow.storage.queries.programmes import unit_by_code
    from zi_workflow.usecases.units import NewUnit

    if wanted.unit and not wanted.unit_name:
        with desk.store.reading() as session:
            known = unit_by_code(session, wanted.unit)
            if known is not None:
                return NewUnit(known.code, known.name, known.agency, known.zone, tuple(known.week))
    missing = [
        Problem(message, where=option)
        for message, option, value in (
            (N_("The unit needs a name."), "--unit-name", wanted.unit_name.strip()),
            (N_("The first day is missing."), "--start", wanted.start or wanted.plan),
        )
        if not value
    ]
    given.problems += missing
    week = tuple(day.strip().lower() for day in wanted.week.split(",") if day.strip())
    name = wanted.unit_name.strip()
    return NewUnit(wanted.unit or _slug(name), name or "-", wanted.agency, wanted.zone, week)


def _plan(wanted: Wanted, day: date) -> Plan:
    from zi_workflow.frameworks.loader import national_days_off
    from zi_workflow.frameworks.planfile import MOST_BYTES, read_plan

    return read_plan(read_bytes(wanted.plan, MOST_BYTES), national_days_off(), day)


def _slug(name: str) -> str:
    """`Dinas Perpustakaan dan Kearsipan` -> `dinas-perpustakaan-dan-kearsipan`, at most 40 characters."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40].rstrip("-") or "unit"
