"""Reads what a weekly summary is made of: the figures that the morning has kept, and who was summarised already."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain.notices import MailKind
from zi_workflow.domain.weekly import TaskNow
from zi_workflow.storage.queries.analyses import OF_TASK
from zi_workflow.storage.tables import MessageRow, Programme, ProgrammeAnalysis, Task, TaskAnalysis


@dataclass(frozen=True, slots=True)
class Outlook:
    """When a programme is expected to end, as of its last analysis; `late_days` are working days."""

    as_of: date
    planned_finish: date
    forecast_finish: date
    late_days: int


def activated_before(session: Session, programmes: Collection[str], day: date) -> frozenset[str]:
    """Those of the programmes that were active before the day."""
    query = select(col(Programme.id)).where(
        col(Programme.id).in_(programmes), col(Programme.activated_on) < day
    )
    return frozenset(session.scalars(query))


def summarised_since(session: Session, programmes: Collection[str], day: date) -> frozenset[str]:
    """Those of the programmes with a summary of that day or later."""
    query = select(col(MessageRow.programme_id)).where(
        col(MessageRow.kind) == str(MailKind.WEEKLY),
        col(MessageRow.on) >= day,
        col(MessageRow.programme_id).in_(programmes),
    )
    return frozenset(session.scalars(query.distinct()))


def outlook(session: Session, programme_id: str) -> Outlook | None:
    """The programme's summary row; None until it was analysed."""
    columns = (
        ProgrammeAnalysis.as_of,
        ProgrammeAnalysis.planned_finish,
        ProgrammeAnalysis.forecast_finish,
        ProgrammeAnalysis.late_days,
    )
    row = session.execute(
        select(*(col(column) for column in columns)).where(
            col(ProgrammeAnalysis.programme_id) == programme_id
        )
    ).one_or_none()
    return None if row is None else Outlook(*row)


def tasks_now(session: Session, programme_id: str) -> list[TaskNow]:
    """Every analysed task in order of the plan."""
    columns = (Task.code, Task.title, Task.area, TaskAnalysis.state, TaskAnalysis.planned_start,
               TaskAnalysis.late_days, TaskAnalysis.blocked_by, TaskAnalysis.other_areas_days)  # fmt: skip
    rows = session.execute(
        select(*(col(column) for column in columns))
        .join(TaskAnalysis, OF_TASK)
        .where(col(Task.programme_id) == programme_id)
        .order_by(col(Task.position))
    )
    return [TaskNow(*row) for row in rows]
