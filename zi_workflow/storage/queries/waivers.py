"""Reads proposals to set a task aside that wait for a decision; decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain.tasks import FINISHED
from zi_workflow.storage.tables import Person, Task, TaskState, WaiverRow


@dataclass(frozen=True, slots=True)
class Proposal:
    """Somebody's proposal about a task that is not finished; `name` is theirs."""

    id: str
    task: str
    reason: str
    asked_by: str
    name: str
    asked_on: date


def proposals(session: Session, programme_id: str) -> list[Proposal]:
    """Those of a programme that wait, the oldest first; one whose task is finished has nothing to wait for."""
    rows = session.execute(
        select(
            col(WaiverRow.id),
            col(WaiverRow.task),
            col(WaiverRow.reason),
            col(WaiverRow.asked_by),
            col(Person.name),
            col(WaiverRow.asked_on),
        )
        .join(
            Task,
            (col(Task.programme_id) == col(WaiverRow.programme_id)) & (col(Task.code) == col(WaiverRow.task)),
        )
        .join(TaskState, col(TaskState.task_id) == col(Task.id))
        .outerjoin(Person, col(Person.id) == col(WaiverRow.asked_by))
        .where(
            col(WaiverRow.programme_id) == programme_id,
            col(WaiverRow.pending).is_not(None),
            col(TaskState.state).not_in([str(state) for state in FINISHED]),
        )
        .order_by(col(WaiverRow.asked_on), col(WaiverRow.id))
    )
    return [Proposal(row[0], row[1], row[2], row[3], row[4] or "", row[5]) for row in rows]


def proposal(session: Session, programme_id: str, task: str) -> Proposal | None:
    """The one about a task."""
    return next((each for each in proposals(session, programme_id) if each.task == task), None)
