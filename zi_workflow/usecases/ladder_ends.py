"""Ends the ladder of a lateness, so that the next one begins anew; decides nothing and tells nobody."""

from __future__ import annotations

from datetime import date

from sqlalchemy import update
from sqlmodel import Session, col

from zi_workflow.domain.ladder import LADDER_KINDS
from zi_workflow.domain.notices import About
from zi_workflow.storage.tables import NoticeRow


def end_ladder(session: Session, programme_id: str, task: str, about: About, on: date) -> None:
    """What was told about this lateness counts no more for a later one of the task."""
    session.execute(
        update(NoticeRow)
        .where(
            col(NoticeRow.programme_id) == programme_id,
            col(NoticeRow.task) == task,
            col(NoticeRow.about) == str(about),
            col(NoticeRow.closed_on).is_(None),
            col(NoticeRow.kind).in_([str(kind) for kind in LADDER_KINDS]),
        )
        .values(closed_on=on)
    )
