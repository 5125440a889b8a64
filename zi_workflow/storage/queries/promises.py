"""Reads requests for more time that nobody has answered; decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain.people import Duty
from zi_workflow.domain.tasks import OPEN_WORK
from zi_workflow.storage.queries.tasks import DUTY
from zi_workflow.storage.tables import EventRow, Person, Task, TaskState

PROMISED = "task.promised"


@dataclass(frozen=True, slots=True)
class OpenPromise:
    """A new date that somebody asked for on a day; `name` is theirs, empty for the console."""

    code: str
    title: str
    duty: Duty
    until: date
    reason: str
    asked_by: str
    name: str
    since: date


def open_promises(session: Session, programme_id: str, task: str | None = None) -> list[OpenPromise]:
    """Those of a programme (or of one task) that wait, in the programme's order."""
    query = (
        select(
            col(Task.code),
            col(Task.title),
            *DUTY,
            col(TaskState.promised),
            col(TaskState.promise_reason),
        )
        .join(TaskState, col(TaskState.task_id) == col(Task.id))
        .where(
            col(Task.programme_id) == programme_id,
            col(TaskState.promised).is_not(None),
            col(TaskState.promise_accepted).is_(False),
            col(TaskState.state).in_([str(state) for state in OPEN_WORK]),
        )
        .order_by(col(Task.position))
    )
    if task is not None:
        query = query.where(col(Task.code) == task)
    rows = session.execute(query).all()
    asked = _asked(session, programme_id, [row[0] for row in rows]) if rows else {}
    return [
        OpenPromise(row[0], row[1], Duty(*row[2:8]), row[8], row[9] or "", *asked[row[0]])
        for row in rows
        if row[0] in asked
    ]


def _asked(session: Session, programme_id: str, tasks: list[str]) -> dict[str, tuple[str, str, date]]:
    """Who asked last about each of the tasks, their name, and when."""
    rows = session.execute(
        select(col(EventRow.subject), col(EventRow.actor), col(Person.name), col(EventRow.occurred_on))
        .outerjoin(Person, col(Person.id) == col(EventRow.actor))
        .where(
            col(EventRow.programme_id) == programme_id,
            col(EventRow.kind) == PROMISED,
            col(EventRow.subject).in_(tasks),
        )
        .order_by(col(EventRow.number))
    )
    return {row[0]: (row[1], row[2] or "", row[3]) for row in rows}
