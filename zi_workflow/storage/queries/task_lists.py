"""The list of a programme's tasks, and what it can be narrowed to; words are the web's."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlmodel import Session, col

from zi_workflow.storage.queries.lists import Rows, Shape, Wanted
from zi_workflow.storage.queries.pages import TaskRow, task_rows, tasks_query
from zi_workflow.storage.tables import Task, TaskAnalysis, TaskState

AREA, STAGE, STANDING = "area", "stage", "standing"


class Standing(StrEnum):
    """How far a task is, as far as the list tells it apart."""

    LATE = "late"
    OPEN = "open"
    DONE = "done"


_OPEN = col(TaskState.finished).is_(None)
_STANDINGS: dict[str, ColumnElement[bool]] = {
    Standing.LATE: _OPEN & (col(TaskAnalysis.late_days) > 0),
    Standing.OPEN: _OPEN,
    Standing.DONE: col(TaskState.finished).is_not(None),
}
_PLANNED = func.coalesce(col(TaskAnalysis.planned_finish), col(Task.planned_finish))
_EXPECTED: ColumnElement[Any] = func.coalesce(col(TaskState.finished), col(TaskAnalysis.forecast_finish))
_SHAPE = Shape(
    searched=(col(Task.title), col(Task.code)),
    sorts={
        "task": col(Task.title),
        "plan": _PLANNED,
        "finish": _EXPECTED,
        "late": case((_OPEN, func.coalesce(col(TaskAnalysis.late_days), 0)), else_=0),
    },
    ties=(col(Task.position),),
)


def tasks(programme_id: str, wanted: Wanted) -> Rows[TaskRow]:
    """The tasks of a programme, narrowed by area, stage and standing; a standing that there is not narrows nothing."""
    query = tasks_query(programme_id)
    for key, column in ((AREA, Task.area), (STAGE, Task.stage)):
        if key in wanted.chosen:
            query = query.where(col(column) == wanted.chosen[key])
    standing = _STANDINGS.get(wanted.chosen.get(STANDING, ""))
    if standing is not None:
        query = query.where(standing)
    return Rows(query, _SHAPE, wanted, task_rows)


def areas(session: Session, programme_id: str) -> list[str]:
    """The areas of a programme in the order in which its plan comes to them."""
    query = select(col(Task.area)).where(col(Task.programme_id) == programme_id).group_by(col(Task.area))
    return list(session.scalars(query.order_by(func.min(col(Task.position)))))
