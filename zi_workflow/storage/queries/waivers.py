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


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a proposal: `name` decided it, with a word; `own`: whoever made it took it back."""

    granted: bool
    own: bool
    name: str
    on: date
    answer: str


def decided(session: Session, programme_id: str, task: str, proposal_id: str) -> Decided | None:
    """The decision about a task's proposal; None while it waits, or where the task's next cycle overtook it."""
    row = session.execute(
        select(WaiverRow, col(Person.name))
        .outerjoin(Person, col(Person.id) == col(WaiverRow.decided_by))
        .where(
            col(WaiverRow.id) == proposal_id,
            col(WaiverRow.programme_id) == programme_id,
            col(WaiverRow.task) == task,
            col(WaiverRow.decided_on).is_not(None),
        )
    ).one_or_none()
    if row is None or row[0].decided_on is None:
        return None
    known, name = row
    own = known.decided_by == known.asked_by
    return Decided(known.state == "granted", own, name or "", known.decided_on, known.answer or "")


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
