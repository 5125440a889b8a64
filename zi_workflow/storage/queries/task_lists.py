"""The list of a programme's tasks, and what it can be narrowed to; words are the web's."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, func, select
from sqlmodel import Session

from zi_workflow.storage.queries.lists import Rows, Shape, Wanted
from zi_workflow.storage.queries.pages import PROGRAMME, TASKS, TaskRow, task_rows
from zi_workflow.storage.tables import Task

AREA, STAGE, STANDING = "area", "stage", "standing"


class Standing(StrEnum):
    """How far a task is, as far as the list tells it apart."""

    LATE = "late"
    OPEN = "open"
    DONE = "done"


_TASK, _STATE, _PLAN = (Task.metadata.tables[name].c for name in ("task", "task_state", "task_analysis"))
_OPEN = _STATE.finished.is_(None)
_STANDINGS: dict[str, ColumnElement[bool]] = {
    Standing.LATE: _OPEN & (_PLAN.late_days > 0),
    Standing.OPEN: _OPEN,
    Standing.DONE: _STATE.finished.is_not(None),
}
_SHAPE = Shape(
    searched=(_TASK.title, _TASK.code),
    sorts={
        "task": _TASK.title,
        "plan": func.coalesce(_PLAN.planned_finish, _TASK.planned_finish),
        "finish": func.coalesce(_STATE.finished, _PLAN.forecast_finish),
        "late": case((_OPEN, func.coalesce(_PLAN.late_days, 0)), else_=0),
    },
    ties=(_TASK.position,),
)


def tasks(programme_id: str, wanted: Wanted) -> Rows[TaskRow]:
    """The tasks of a programme, narrowed by area, stage and standing; a standing that there is not narrows nothing."""
    chosen = wanted.chosen
    query = _narrowed(AREA in chosen, STAGE in chosen, chosen.get(STANDING, ""))
    facts = {PROGRAMME: programme_id, AREA: chosen.get(AREA), STAGE: chosen.get(STAGE)}
    return Rows(query, _SHAPE, wanted, task_rows, facts)


@lru_cache(maxsize=64)
def _narrowed(by_area: bool, by_stage: bool, standing: str) -> Select[Any]:
    """Made once for all programmes."""
    query = TASKS
    if by_area:
        query = query.where(_TASK.area == bindparam(AREA))
    if by_stage:
        query = query.where(_TASK.stage == bindparam(STAGE))
    return query.where(_STANDINGS[standing]) if standing in _STANDINGS else query


_AREAS = (
    select(_TASK.area)
    .where(_TASK.programme_id == bindparam(PROGRAMME))
    .group_by(_TASK.area)
    .order_by(func.min(_TASK.position))
)


def areas(session: Session, programme_id: str) -> list[str]:
    """The areas of a programme in the order in which its plan comes to them."""
    return list(session.scalars(_AREAS, {PROGRAMME: programme_id}))
