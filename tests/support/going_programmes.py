"""A programme of the shipped framework with its people, ready to run; knows no test."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flows.cast import fill, seats
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.calendars import WorkCalendar, working_calendar
from zi_workflow.usecases.plans import load_plan
from zi_workflow.usecases.programmes import ActivateProgramme, CreateProgramme, activate, create
from zi_workflow.usecases.units import NewUnit

START = date(2025, 1, 2)


@dataclass(frozen=True)
class Going:
    """An active programme and the working days of its unit."""

    id: str
    unit_id: str
    calendar: WorkCalendar


def going(store: Store, now: datetime, code: str = "ZI-A", zone: str = "WIB", on: date = START) -> Going:
    """Create a programme that starts on a day, give every office a person, and activate it."""
    unit = NewUnit(f"unit-{code}", f"Dinas {code}", zone=zone)
    command = CreateProgramme(code=code, target="wbk", start=on, actor="Citra", on=on, unit=unit)
    facts = do(store, create, command, now)
    with store.writing() as session:
        plan = load_plan(session, facts.id)
        areas = list(dict.fromkeys(task.area for task in plan.tasks))
        fill(session, facts.unit_id, seats(areas, framework=True), on, now, gaps=False)
    do(store, activate, ActivateProgramme(programme_id=facts.id, actor="Citra", on=on), now)
    calendar = working_calendar(plan.week, plan.days_off, on - timedelta(days=60), on + timedelta(days=900))
    return Going(facts.id, facts.unit_id, calendar)
