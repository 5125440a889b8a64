"""Reads the rounds of a programme with their agreed hours, and how often and when it changed; judges nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from zi_workflow.domain.invitations import Meeting, meeting_from_json
from zi_workflow.storage.queries.invitations import INVITED
from zi_workflow.storage.tables import EventRow, InvitationRow, Round


@dataclass(frozen=True, slots=True)
class AgendaRound:
    """A round with its planned day, and the meeting to which people are invited."""

    id: str
    quarter: str
    planned_on: date
    meeting: Meeting | None


def rounds(session: Session, programme_id: str) -> list[AgendaRound]:
    """The rounds that were not called off, by their day."""
    rows = session.execute(
        select(
            col(Round.id),
            col(Round.quarter),
            col(Round.planned_on),
            col(InvitationRow.state),
            col(InvitationRow.meeting),
        )
        .outerjoin(InvitationRow, col(InvitationRow.round_id) == col(Round.id))
        .where(col(Round.programme_id) == programme_id, col(Round.state) != "cancelled")
        .order_by(col(Round.planned_on), col(Round.id))
    )
    return [
        AgendaRound(
            row.id,
            row.quarter,
            row.planned_on,
            meeting_from_json(row.meeting) if row.state == INVITED else None,
        )
        for row in rows
    ]


def changes(session: Session, programme_id: str) -> tuple[int, datetime | None]:
    """How many events are about the programme, and when the newest was recorded."""
    row = session.execute(
        select(func.count(col(EventRow.number)), func.max(col(EventRow.recorded_at))).where(
            col(EventRow.programme_id) == programme_id
        )
    ).one()
    return row[0], row[1]
