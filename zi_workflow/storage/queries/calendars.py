"""Reads when the monev rounds of a programme are; judges nothing."""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.storage.queries.pages import RoundRow
from zi_workflow.storage.tables import Round


def rounds(session: Session, programme_id: str) -> list[RoundRow]:
    """The monev rounds of a programme that were not called off, by their day."""
    rows = session.execute(
        select(col(Round.quarter), col(Round.planned_on), col(Round.state))
        .where(col(Round.programme_id) == programme_id, col(Round.state) != "cancelled")
        .order_by(col(Round.planned_on), col(Round.quarter))
    )
    return [RoundRow(*row) for row in rows]
