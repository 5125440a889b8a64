"""Proposes the monev rounds of the year ahead for all programmes of a time zone, as the schedule wants it; opens none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain.programmes import ProgrammeState
from zi_workflow.storage.tables import Programme, Unit
from zi_workflow.usecases.round_plans import ProposeRounds, propose

SERVICE = "system"


@dataclass(frozen=True, slots=True)
class ProposeZone:
    """For every active programme of a time zone."""

    zone: str


def propose_zone(session: Session, command: ProposeZone, now: datetime) -> int:
    """How many rounds are new; a second time none is."""
    ids = session.scalars(
        select(col(Programme.id))
        .join(Unit, col(Unit.id) == col(Programme.unit_id))
        .where(col(Unit.zone) == command.zone, col(Programme.state) == str(ProgrammeState.ACTIVE))
        .order_by(col(Programme.code))
    ).all()
    return sum(len(propose(session, ProposeRounds(each, SERVICE), now).rounds) for each in ids)
