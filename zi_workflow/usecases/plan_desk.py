"""A programme's plan on the desk of whoever changes it: tasks, whose they are, gates and people; changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain.doers import doers
from zi_workflow.domain.edits import Change
from zi_workflow.domain.people import Directory
from zi_workflow.domain.plans import Plan, PlanTask
from zi_workflow.storage.queries.people import directory
from zi_workflow.storage.queries.programmes import ProgrammeFacts, programme_facts
from zi_workflow.storage.tables import EventRow, Person, Task
from zi_workflow.usecases.plans import load_plan
from zi_workflow.usecases.task_moves import local_date

OF_PLANS = ("programme.edited", "programme.rebaselined", "calendar.applied", "task.split")


@dataclass(frozen=True)
class PlanDesk:
    """The plan as it stands on `on`; `gates` are tasks that others wait for a decision of, and milestones."""

    facts: ProgrammeFacts
    plan: Plan
    assignees: Mapping[str, str | None]
    gates: frozenset[str]
    dues: Mapping[str, date | None]
    people: Directory
    on: date

    @cached_property
    def tasks(self) -> Mapping[str, PlanTask]:
        """By code."""
        return {task.id: task for task in self.plan.tasks}

    def areas(self, changes: Iterable[Change]) -> list[str | None]:
        """The areas of the tasks that are changed; None for a task that is not there."""
        return [self.tasks[each.task].area if each.task in self.tasks else None for each in changes]

    @property
    def candidates(self) -> Mapping[str, str]:
        """Who may be given a task: everybody with an office that builds, by id, in order of name."""
        return self._named(doers(self.people))

    @property
    def busy(self) -> Mapping[str, str]:
        """Whose work may be handed over: the candidates, and who was given an unfinished task all the same."""
        given = {person for task, person in self.assignees.items() if not self.tasks[task].finished}
        return self._named(doers(self.people) | given)

    def able(self, task: str) -> Mapping[str, str]:
        """Who may be given this task: the candidates, and whoever has it, who may keep it."""
        return self._named(doers(self.people) | {self.assignees.get(task)})

    @property
    def names(self) -> Mapping[str, str]:
        """What everybody with any office in the unit is called, by id."""
        return self._named(self.people.people.keys())

    def _named(self, ids: Set[str | None]) -> Mapping[str, str]:
        people = [person for person in self.people.people.values() if person.id in ids]
        return {person.id: person.name for person in sorted(people, key=lambda person: person.name)}


@dataclass(frozen=True, slots=True)
class PlanChange:
    """A change of the plan on record: who, when, why; `finish` is the planned last day before and after, if known."""

    kind: str
    actor: str
    name: str
    on: date
    reason: str
    version: int | None
    baseline: int | None
    tasks: int
    finish: tuple[date, date] | None


def plan_desk(session: Session, programme_id: str, now: datetime) -> PlanDesk:
    """The desk; NotFoundError."""
    facts = programme_facts(session, programme_id)
    on = local_date(now, facts.zone)
    columns = (Task.code, Task.assignee_id, Task.gate, Task.days, Task.due)
    rows = session.execute(
        select(*(col(column) for column in columns)).where(col(Task.programme_id) == programme_id)
    ).all()
    return PlanDesk(
        facts,
        load_plan(session, programme_id),
        {row.code: row.assignee_id for row in rows},
        frozenset(row.code for row in rows if row.gate or not row.days),
        {row.code: row.due for row in rows},
        directory(session, facts.unit_id, on),
        on,
    )


def plan_changes(session: Session, programme_id: str, since: int | None = None) -> list[PlanChange]:
    """What was done to the plan, the newest first; `since`: only what came after that version of the programme."""
    rows = session.execute(
        select(EventRow, col(Person.name))
        .outerjoin(Person, col(Person.id) == col(EventRow.actor))
        .where(col(EventRow.programme_id) == programme_id, col(EventRow.kind).in_(OF_PLANS))
        .order_by(col(EventRow.number).desc())
    )
    found = [_change(row, name or "") for row, name in rows]
    return [each for each in found if since is None or (each.version or 0) > since]


def _change(row: EventRow, name: str) -> PlanChange:
    payload = row.payload
    finish = payload.get("finish")
    return PlanChange(
        row.kind,
        row.actor,
        name,
        row.occurred_on,
        payload.get("decree") or payload.get("reason") or payload.get("note") or "",
        payload.get("version"),
        payload.get("baseline"),
        len(payload.get("tasks", ())),
        None
        if finish is None
        else (date.fromisoformat(finish["before"]), date.fromisoformat(finish["after"])),
    )
