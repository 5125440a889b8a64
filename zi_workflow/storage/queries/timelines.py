"""Reads what a timeline shows beside the tasks' rows: who waits for whom, gates, rounds; draws nothing."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlmodel import Session, col

from zi_workflow.domain.plans import Kind
from zi_workflow.storage.queries.pages import RoundRow
from zi_workflow.storage.tables import DependencyRow, Round, Task


@dataclass(frozen=True, slots=True)
class Tie:
    """`task` is bound by `predecessor`, both codes of one programme."""

    task: str
    predecessor: str
    kind: Kind


def ties(session: Session, programme_id: str) -> list[Tie]:
    """Every dependency of a programme, in the order of its tasks."""
    rows = session.execute(
        select(col(DependencyRow.task), col(DependencyRow.predecessor), col(DependencyRow.kind))
        .where(col(DependencyRow.programme_id) == programme_id)
        .order_by(col(DependencyRow.task), col(DependencyRow.position))
    )
    return [Tie(row.task, row.predecessor, Kind(row.kind)) for row in rows]


def gates(session: Session, programme_id: str) -> frozenset[str]:
    """The codes of the tasks that open or close a stage, and of those that take no time."""
    rows = session.scalars(
        select(col(Task.code)).where(
            col(Task.programme_id) == programme_id, or_(col(Task.gate), col(Task.days) == 0)
        )
    )
    return frozenset(rows)


def rounds(session: Session, programme_id: str) -> list[RoundRow]:
    """The monev rounds of a programme that were not called off, in order of date."""
    rows = session.execute(
        select(col(Round.quarter), col(Round.planned_on), col(Round.state))
        .where(col(Round.programme_id) == programme_id, col(Round.state) != "cancelled")
        .order_by(col(Round.planned_on))
    )
    return [RoundRow(*row) for row in rows]
