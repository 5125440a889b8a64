"""From the options of `zi programme create` to the use case; holds no rule of a programme."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from zi_workflow.cli.desk import Desk
from zi_workflow.cli.inputs import day_option, read_bytes
from zi_workflow.domain.errors import N_, InputError, Problem

if TYPE_CHECKING:
    from zi_workflow.domain.plans import Plan
    from zi_workflow.storage.queries.programmes import ProgrammeFacts
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

    zone = _zone(wanted.zone)
    day = desk.day(on, zone)
    unit = _unit(desk, wanted)
    if wanted.plan:
        plan = _plan(wanted, day)
        return desk.do(
            programmes.create_from_plan,
            programmes.CreateFromPlan(
                code=wanted.code or f"{unit.code}-{plan.start.year}",
                unit=unit,
                plan=plan,
                actor=desk.actor(by),
                on=day,
                target=wanted.target,
                route=wanted.route,
            ),
        )
    start = day_option(wanted.start, "--start")
    deadline = day_option(wanted.deadline, "--deadline") if wanted.deadline else None
    return desk.do(
        programmes.create,
        programmes.CreateProgramme(
            code=wanted.code or f"{unit.code}-{start.year}",
            target=wanted.target,
            start=start,
            actor=desk.actor(by),
            on=day,
            unit=unit,
            framework=wanted.framework or programmes.DEFAULT_FRAMEWORK,
            route=wanted.route,
            deadline=deadline,
        ),
    )


def _zone(text: str) -> str:
    from zi_workflow.domain.calendars import zone_label
    from zi_workflow.usecases.units import zone_name

    zone_label(text)
    return zone_name(text)


def _unit(desk: Desk, wanted: Wanted) -> NewUnit:
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
    if missing:
        raise InputError(missing)
    week = tuple(day.strip().lower() for day in wanted.week.split(",") if day.strip())
    return NewUnit(
        wanted.unit or _slug(wanted.unit_name), wanted.unit_name.strip(), wanted.agency, wanted.zone, week
    )


def _plan(wanted: Wanted, day: date) -> Plan:
    from zi_workflow.frameworks.loader import national_days_off
    from zi_workflow.frameworks.planfile import MOST_BYTES, read_plan

    return read_plan(read_bytes(wanted.plan, MOST_BYTES), national_days_off(), day)


def _slug(name: str) -> str:
    """`Dinas Perpustakaan dan Kearsipan` -> `dinas-perpustakaan-dan-kearsipan`, at most 40 characters."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40].rstrip("-") or "unit"
