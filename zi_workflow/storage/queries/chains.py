"""Reads where an agency's chain of events ends; verifies nothing."""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain.events import GENESIS
from zi_workflow.storage.tables import EventRow


def chain_end(session: Session, agency: str) -> tuple[int, str]:
    """The newest event's number and hash; 0 and GENESIS for a chain that has none."""
    newest = session.execute(
        select(col(EventRow.number), col(EventRow.hash))
        .where(col(EventRow.agency) == agency)
        .order_by(col(EventRow.number).desc())
        .limit(1)
    ).one_or_none()
    return (newest.number, newest.hash) if newest else (0, GENESIS)
