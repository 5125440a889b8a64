"""Reads a programme as the engine's plan: its calendar, baseline, bounds and actuals; computes nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, or_, select
from sqlmodel import Session, col

from zi_workflow.domain.calendars import WEEKDAYS, DayKind, DayOff, Decree, DecreeStatus
from zi_workflow.domain.errors import N_, NotFoundError, Problem
from zi_workflow.domain.plans import Dependency, Kind, Plan, PlanTask, Span
from zi_workflow.storage.tables import CalendarDay, DecreeRow, DependencyRow, Programme, Task, TaskState, Unit


def stored_plan(session: Session, programme_id: str, days_off: Callable[[str], frozenset[date]]) -> Plan:
    """The programme as a plan whose ids are task codes; `days_off` gives those of a unit by id. NotFoundError."""
    programme = session.execute(
        select(col(Programme.start), col(Programme.deadline), col(Programme.unit_id), col(Unit.week))
        .join(Unit, col(Unit.id) == col(Programme.unit_id))
        .where(col(Programme.id) == programme_id)
    ).one_or_none()
    if programme is None:
        raise NotFoundError(Problem(N_("There is no such programme."), where=programme_id))
    week, off = tuple(programme.week), days_off(programme.unit_id)
    numbers = frozenset(WEEKDAYS.index(name) for name in week)
    links = _links(session, programme_id)
    tasks = tuple(
        PlanTask(
            row.code,
            row.area,
            row.days,
            row.title,
            tuple(links.get(row.code, ())),
            row.not_before,
            worked_span(row.planned_start, row.planned_finish, numbers, off),
            row.started,
            row.finished,
        )
        for row in session.execute(_TASKS.where(col(Task.programme_id) == programme_id))
    )
    return Plan(programme.start, tasks, programme.deadline, week, off)


def units_with_decrees(session: Session) -> frozenset[str]:
    """The units for which a decree of their own was imported."""
    units = session.scalars(select(col(DecreeRow.unit_id)).where(col(DecreeRow.unit_id).is_not(None)))
    return frozenset(unit for unit in units if unit is not None)


def applied_decrees(
    session: Session, unit_id: str | None, known_by: datetime | None = None
) -> tuple[Decree, ...]:
    """The decrees that were imported for the nation or this unit, in order of signature; one a year they touch.

    `known_by`: only those that had been imported up to that instant.
    """
    rows = session.execute(
        select(
            col(DecreeRow.id),
            col(DecreeRow.number),
            col(DecreeRow.signed_on),
            col(DecreeRow.title),
            col(DecreeRow.source),
            col(CalendarDay.day),
            col(CalendarDay.kind),
            col(CalendarDay.name),
        )
        .join(CalendarDay, col(CalendarDay.decree_id) == col(DecreeRow.id))
        .where(
            or_(col(DecreeRow.unit_id).is_(None), col(DecreeRow.unit_id) == unit_id),
            *([col(DecreeRow.applied_at) <= known_by] if known_by is not None else ()),
        )
        .order_by(col(DecreeRow.signed_on), col(DecreeRow.id), col(CalendarDay.day))
    )
    found: dict[tuple[str, int], list[Row[Any]]] = {}
    for row in rows:
        found.setdefault((row.id, row.day.year), []).append(row)
    return tuple(
        Decree(
            number=days[0].number,
            signed=days[0].signed_on,
            title=days[0].title,
            source=days[0].source,
            status=DecreeStatus.FIXED,
            year=year,
            days=tuple(DayOff(each.day, DayKind(each.kind), each.name) for each in days),
        )
        for (_, year), days in found.items()
    )


def _links(session: Session, programme_id: str) -> dict[str, list[Dependency]]:
    found: dict[str, list[Dependency]] = {}
    for task, predecessor, kind, lag in session.execute(
        select(
            col(DependencyRow.task),
            col(DependencyRow.predecessor),
            col(DependencyRow.kind),
            col(DependencyRow.lag),
        )
        .where(col(DependencyRow.programme_id) == programme_id)
        .order_by(col(DependencyRow.task), col(DependencyRow.position))
    ):
        found.setdefault(task, []).append(Dependency(predecessor, Kind(kind), lag))
    return found


_TASKS = (
    select(
        col(Task.code),
        col(Task.area),
        col(Task.days),
        col(Task.title),
        col(Task.not_before),
        col(Task.planned_start),
        col(Task.planned_finish),
        col(TaskState.started),
        col(TaskState.finished),
    )
    .join(TaskState, col(TaskState.task_id) == col(Task.id))
    .order_by(col(Task.position))
)


def worked_span(
    start: date | None, finish: date | None, week: Collection[int], off: Collection[date]
) -> Span | None:
    """The span, or the next working day where a later decree took every working day out of it."""
    if start is None or finish is None:
        return None
    first = start
    while first.weekday() not in week or first in off:
        first += timedelta(days=1)
    return Span(start, finish) if first <= finish else Span(first, first)
