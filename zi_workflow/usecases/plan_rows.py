"""From two plans of a programme to the rows that differ, with both their faces; decides nothing about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlmodel import Session

from zi_workflow.domain.notices import NoticeKind
from zi_workflow.domain.people import Duty
from zi_workflow.domain.plans import Plan, PlanTask
from zi_workflow.domain.programmes import ProgrammeState
from zi_workflow.domain.tasks import Standing
from zi_workflow.storage.queries.people import directory
from zi_workflow.storage.queries.programmes import ProgrammeFacts
from zi_workflow.storage.tables import metadata
from zi_workflow.usecases.announcements import Announce, announce
from zi_workflow.usecases.programme_parts import links_of
from zi_workflow.usecases.task_moves import changed_meanwhile

_TASKS = metadata.tables["task"]
_LINKS = metadata.tables["dependency"]
Values = dict[str, Any]
Faces = dict[str, Any]  # {"before": ..., "after": ...}


@dataclass(frozen=True)
class Rows:
    """Whole task rows and whole lists of dependencies that differ, by task code, each before and after."""

    tasks: Mapping[str, Faces]
    dependencies: Mapping[str, Faces]

    @property
    def empty(self) -> bool:
        """Whether nothing differs."""
        return not self.tasks and not self.dependencies


def rows_of(
    session: Session,
    programme_id: str,
    before: Plan,
    after: Plan,
    more: Mapping[str, str | None],
    fixed: Mapping[str, Values] | None = None,
) -> Rows:
    """The rows that `after` changes; `more` gives new assignees, `fixed` further values of a task, by code."""
    found = session.execute(select(_TASKS).where(_TASKS.c.programme_id == programme_id))
    known = {row.code: dict(row._mapping) for row in found}
    tasks: dict[str, Faces] = {}
    for was, task in zip(before.tasks, after.tasks, strict=True):
        old = known[task.id]
        wanted = {**old, **_values(was, task), **(fixed or {}).get(task.id, {})}
        if task.id in more:
            wanted["assignee_id"] = more[task.id]
        if wanted != old:
            tasks[task.id] = {"before": old, "after": {**wanted, "version": old["version"] + 1}}
    links = {
        new.id: {"before": links_of(old.id, old.after), "after": links_of(new.id, new.after)}
        for old, new in zip(before.tasks, after.tasks, strict=True)
        if old.after != new.after
    }
    return Rows(tasks, links)


def save_rows(session: Session, facts: ProgrammeFacts, rows: Rows) -> None:
    """Write the new faces over the old ones. ConflictError when another writer changed one of these tasks meanwhile."""
    if rows.tasks:
        columns = [column.name for column in _TASKS.c if column.name != "id"]
        statement = (
            update(_TASKS)
            .where(_TASKS.c.id == bindparam("which"), _TASKS.c.version == bindparam("seen"))
            .values({name: bindparam(f"new_{name}") for name in columns})
        )
        values = [
            {
                "which": faces["after"]["id"],
                "seen": faces["before"]["version"],
                **{f"new_{name}": faces["after"][name] for name in columns},
            }
            for faces in rows.tasks.values()
        ]
        if session.connection().execute(statement, values).rowcount != len(values):
            raise changed_meanwhile(facts.code)
    if rows.dependencies:
        session.execute(
            delete(_LINKS).where(
                _LINKS.c.programme_id == facts.id, _LINKS.c.task.in_(sorted(rows.dependencies))
            )
        )
        new = [link for faces in rows.dependencies.values() for link in faces["after"]]
        if new:
            session.execute(insert(_LINKS), [{"programme_id": facts.id, **link} for link in new])


def insert_tasks(
    session: Session, facts: ProgrammeFacts, tasks: Sequence[Values], links: Sequence[Values], now: datetime
) -> dict[str, Values]:
    """Write whole rows of new tasks, which nobody has begun, and what they wait for; their states by code."""
    states = {task["code"]: state_row(task["id"], None, now) for task in tasks}
    session.execute(insert(_TASKS), list(tasks))
    session.execute(insert(metadata.tables["task_state"]), list(states.values()))
    if links:
        session.execute(insert(_LINKS), [{"programme_id": facts.id, **link} for link in links])
    return states


def state_row(task_id: str, standing: Standing | None, now: datetime) -> Values:
    """The first row of a task's state; None: merely planned."""
    known = standing or Standing()
    return {"task_id": task_id, **asdict(known), "state": str(known.state), "version": 1, "updated_at": now}


def tell_moved(
    session: Session, facts: ProgrammeFacts, rows: Rows, why: tuple[date, str], now: datetime
) -> int:
    """Tell whoever does the work of an active programme that its dates changed, or that it is theirs; how many."""
    if facts.state != ProgrammeState.ACTIVE:
        return 0
    on, reason = why
    people = directory(session, facts.unit_id, on)
    told = 0
    for code, faces in rows.tasks.items():
        old, new = faces["before"], faces["after"]
        duty = _duty(new)
        person = None if duty.external else people.assignee(duty)
        if person is None:
            continue
        assigned = old["assignee_id"] != new["assignee_id"]
        moved = _dates(old) != _dates(new)
        for kind, holds in (
            (NoticeKind.ASSIGNED, assigned),
            (NoticeKind.PLAN_CHANGED, moved and not assigned),
        ):
            if holds:
                announce(
                    session, Announce(facts.id, kind, code, person.id, duty.responsible, on, reason), now
                )
                told += 1
    return told


def _values(before: PlanTask, after: PlanTask) -> Values:
    """The columns that differ between the two plans."""
    values: Values = {}
    if after.days != before.days:
        values["days"] = after.days
    if after.not_before != before.not_before:
        values["not_before"] = after.not_before
    if after.planned is not None and after.planned != before.planned:
        values |= {"planned_start": after.planned.start, "planned_finish": after.planned.finish}
    return values


def _dates(row: Values) -> tuple[Any, ...]:
    return row["planned_start"], row["planned_finish"], row["due"]


def _duty(row: Values) -> Duty:
    names = ("area", "responsible", "verifier", "approver", "assignee_id", "external")
    return Duty(**{name: row[name] for name in names})
