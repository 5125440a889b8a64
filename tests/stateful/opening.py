"""How every run begins: two units with people and programmes under way, in the store and in the model alike."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import col, select

from tests.stateful.model import Agency, Model, Office, Someone, Work
from tests.support.clocks import wib
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.plans import Plan, PlanTask, parse_dependency
from zi_workflow.frameworks.loader import national_days_off
from zi_workflow.storage.tables import Round
from zi_workflow.usecases.absences import NewPerson, add_person
from zi_workflow.usecases.programmes import (
    ActivateProgramme,
    CreateFromPlan,
    activate,
    create_from_plan,
)
from zi_workflow.usecases.units import NewUnit

START = date(2025, 1, 2)
BEGIN = wib(2025, 1, 2, 8)
ACTOR = "cli"
QUARTERS = ("2025-Q1", "2025-Q2")
ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}


@dataclass(frozen=True, slots=True)
class Scene:
    """A unit to be made; seats are role, area and whether there is an address."""

    word: str
    zone: str
    tasks: tuple[PlanTask, ...]
    seats: tuple[tuple[str, str | None, bool], ...]


def planned(code: str, days: int, *after: str) -> PlanTask:
    """A task of the area that its code begins with."""
    return PlanTask(code, code[:2].lower(), days, after=tuple(parse_dependency(each) for each in after))


MELATI = Scene(
    "Melati",
    "WIB",
    (
        planned("TL-01", 3),
        planned("TL-02", 2, "TL-01"),
        planned("PP-01", 3, "TL-02"),
        planned("PP-02", 4),
        planned("MA-01", 2, "PP-01"),
        planned("MA-02", 8),
    ),
    (
        ("member", "tl", True),
        ("coordinator", "tl", True),
        ("member", "pp", False),
        ("coordinator", "pp", True),
        ("member", "ma", True),
        ("coordinator", "ma", False),
        ("team_lead", None, True),
        ("head", None, True),
        ("assistance_team", None, True),
        ("administrator", None, True),
    ),
)
KENANGA = Scene(
    "Kenanga",
    "WIT",
    (planned("TL-01", 2), planned("TL-02", 3, "TL-01")),
    (("member", "tl", True), ("coordinator", "tl", True), ("team_lead", None, True), ("head", None, True)),
)
CEMPAKA = Scene(
    "Cempaka",
    "WITA",
    (planned("TL-01", 1), planned("PP-01", 2, "TL-01")),
    (("member", "tl", True), ("coordinator", "pp", True), ("team_lead", None, True)),
)


def open_scenes(store: Store) -> Model:
    """Two units at work, one person in both; what the tester knows of them."""
    model = Model()
    for scene in (MELATI, KENANGA):
        make(store, model, scene, START, BEGIN)
    join(store, model, "Tamu", None, START, BEGIN)
    return model


def make(store: Store, model: Model, scene: Scene, on: date, now: datetime) -> None:
    """A unit with an active programme of the scene's tasks that starts on a day."""
    tasks = tuple(replace(task, title=f"Berkas {scene.word} {task.id}") for task in scene.tasks)
    unit = NewUnit(scene.word.lower(), f"Dinas {scene.word}", zone=scene.zone)
    plan = Plan(start=on, tasks=tasks, days_off=national_days_off())
    code = f"ZI-{scene.word}"
    facts = do(
        store, create_from_plan, CreateFromPlan(code=code, unit=unit, plan=plan, actor=ACTOR, on=on), now
    )
    agency = Agency(facts.unit_id, scene.word, ZONES[scene.zone], national_days_off())
    model.agencies[agency.id] = agency
    model.programmes[code] = (facts.id, agency.id)
    for task in scene.tasks:
        after = {link.predecessor for link in task.after}
        model.tasks[code, task.id] = Work(agency.id, task.area, after=after)
    for role, area, reachable in scene.seats:
        name = " ".join(filter(None, (role.replace("_", " ").title(), area, scene.word[0])))
        join(store, model, name, Office(agency.id, role, area, on), on, now, reachable=reachable)
    with store.writing() as session:
        for number, quarter in enumerate(QUARTERS):
            session.add(
                Round(id=f"{scene.word}-{number}", programme_id=facts.id, quarter=quarter, planned_on=on)
            )
    do(store, activate, ActivateProgramme(programme_id=facts.id, actor=ACTOR, on=on), now)


def join(
    store: Store,
    model: Model,
    name: str,
    office: Office | None,
    on: date,
    now: datetime,
    *,
    reachable: bool = True,
) -> str:
    """A new person, in an office or without one; their id."""
    address = f"{name.lower().replace(' ', '.')}@contoh.go.id" if reachable else None
    unit = office.unit if office else next(iter(model.agencies))
    command = NewPerson(
        name=name, office="", email=address, unit_id=unit, actor=ACTOR, on=on,
        role=office.role if office else None, area=office.area if office else None,
    )  # fmt: skip
    id = do(store, add_person, command, now)
    model.people[id] = Someone(id, name, address, [office] if office else [])
    return id


def rounds_of(store: Store, programme_id: str) -> list[str]:
    """The quarters that have a round."""
    with store.reading() as session:
        rows = session.exec(select(Round).where(col(Round.programme_id) == programme_id))
        return sorted(row.quarter for row in rows)
