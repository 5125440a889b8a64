"""A small unit and its people: Ayu leads an area, Budi another and waits for Ayu, Citra leads the team, Dewi is outside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tests.support.clocks import wib
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.people import Role
from zi_workflow.domain.plans import Plan, PlanTask, parse_dependency
from zi_workflow.frameworks.loader import national_days_off
from zi_workflow.storage.queries.tasks import TaskFacts, task_facts
from zi_workflow.usecases import tasks
from zi_workflow.usecases.absences import NewPerson, add_person
from zi_workflow.usecases.programmes import (
    ActivateProgramme,
    CreateFromPlan,
    CreateProgramme,
    activate,
    create,
    create_from_plan,
)
from zi_workflow.usecases.units import NewUnit

START = date(2025, 1, 2)
MORNING = wib(2025, 1, 2)
LATER = wib(2025, 6, 2)
UNIT = NewUnit("contoh", "Dinas Contoh")


@dataclass(frozen=True)
class Office:
    """A programme of the small unit and the ids of its people; acts through the use cases."""

    store: Store
    programme_id: str
    unit_id: str
    ayu: str
    budi: str
    citra: str
    dewi: str
    now: datetime = LATER

    def does(
        self, verb: Any, command: type[Any], task: str, actor: str, on: date, **more: Any
    ) -> dict[str, Any]:
        """One move of a task; the whole state that results."""
        made = command(programme_id=self.programme_id, task=task, actor=actor, on=on, **more)
        state: dict[str, Any] = do(self.store, verb, made, self.now)
        return state

    def starts(self, task: str, on: date, actor: str = "cli", **more: Any) -> dict[str, Any]:
        """Begin a task."""
        return self.does(tasks.start, tasks.Start, task, actor, on, **more)

    def submits(self, task: str, on: date, actor: str = "cli", **more: Any) -> dict[str, Any]:
        """Hand a task in."""
        return self.does(tasks.submit, tasks.Submit, task, actor, on, **more)

    def verifies(self, task: str, on: date, actor: str, **more: Any) -> dict[str, Any]:
        """Accept a task."""
        return self.does(tasks.verify, tasks.Verify, task, actor, on, **more)

    def finishes(self, task: str, start: date, finish: date) -> dict[str, Any]:
        """Begin a task, hand it in and have Citra accept it."""
        self.starts(task, start)
        self.submits(task, finish)
        return self.verifies(task, finish, self.citra)

    def task(self, code: str) -> TaskFacts:
        """A task as it stands."""
        with self.store.reading() as session:
            return task_facts(session, self.programme_id, code)


def plan(*tasks: PlanTask, **more: Any) -> Plan:
    """A plan on the shipped calendar that starts on START."""
    values: dict[str, Any] = {"start": START, "days_off": national_days_off(), **more}
    return Plan(tasks=tasks or small_tasks(), **values)


def planned(id: str, days: int, after: str = "", area: str = "", **more: Any) -> PlanTask:
    """One task of a plan; its area is the front of its id unless given, `after` is written as in plan files."""
    links = tuple(parse_dependency(text) for text in after.split(",") if text)
    return PlanTask(id, area or id.split("-")[0].lower(), days, after=links, **more)


def small_tasks() -> tuple[PlanTask, ...]:
    """Two tasks of Ayu's area, then one of Budi's, and one that waits for nobody."""
    return (
        planned("TL-01", 5),
        planned("TL-02", 10, "TL-01"),
        planned("PP-01", 5, "TL-02"),
        planned("PP-02", 3),
    )


def small_office(store: Store, tasks_: Plan | None = None, *, active: bool = True) -> Office:
    """The small plan as an active programme with its people."""
    command = CreateFromPlan(code="ZI-1", unit=UNIT, plan=tasks_ or plan(), actor="cli", on=START)
    facts = do(store, create_from_plan, command, MORNING)
    return _office(store, facts.id, facts.unit_id, active)


def whole_office(store: Store, *, active: bool = True) -> Office:
    """The shipped framework as an active programme with the same people."""
    command = CreateProgramme(code="ZI-1", target="wbk", start=START, actor="cli", on=START, unit=UNIT)
    facts = do(store, create, command, MORNING)
    return _office(store, facts.id, facts.unit_id, active)


def joins(
    store: Store,
    unit_id: str,
    name: str,
    role: str | None = None,
    area: str | None = None,
    email: str | None = None,
) -> str:
    """The id of a new person with a role from START on."""
    command = NewPerson(
        name=name, office="", email=email, unit_id=unit_id, actor="cli", on=START, role=role, area=area
    )
    return do(store, add_person, command, MORNING)


def _office(store: Store, programme_id: str, unit_id: str, active: bool) -> Office:
    ayu, budi, citra, dewi = (
        joins(store, unit_id, "Ayu", Role.COORDINATOR, "tl", "ayu@contoh.go.id"),
        joins(store, unit_id, "Budi", Role.COORDINATOR, "pp", "budi@contoh.go.id"),
        joins(store, unit_id, "Citra", Role.TEAM_LEAD, None, "citra@contoh.go.id"),
        joins(store, unit_id, "Dewi", None, None, "dewi@contoh.go.id"),
    )
    if active:
        command = ActivateProgramme(programme_id=programme_id, actor="cli", on=START)
        do(store, activate, command, MORNING)
    return Office(store, programme_id, unit_id, ayu, budi, citra, dewi)
