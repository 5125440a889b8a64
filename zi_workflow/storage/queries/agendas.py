"""Reads the rounds of a programme with their agreed hours, and how often and when it changed; judges nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlmodel import Session, col

from zi_workflow.domain.invitations import Meeting, meeting_from_json
from zi_workflow.domain.programmes import ProgrammeState
from zi_workflow.domain.scopes import Scope
from zi_workflow.storage.queries.invitations import INVITED
from zi_workflow.storage.queries.scoping import programmes_in
from zi_workflow.storage.tables import EventRow, InvitationRow, Programme, Round, Unit


@dataclass(frozen=True, slots=True)
class AgendaRound:
    """A round with its planned day, and the meeting to which people are invited."""

    id: str
    quarter: str
    planned_on: date
    meeting: Meeting | None


_ROUNDS = (
    select(
        col(Round.id),
        col(Round.quarter),
        col(Round.planned_on),
        col(InvitationRow.state),
        col(InvitationRow.meeting),
    )
    .outerjoin(InvitationRow, col(InvitationRow.round_id) == col(Round.id))
    .where(col(Round.state) != "cancelled")
    .order_by(col(Round.planned_on), col(Round.id))
)


def rounds(session: Session, programme_id: str) -> list[AgendaRound]:
    """The rounds that were not called off, by their day."""
    return [_round(row) for row in session.execute(_ROUNDS.where(col(Round.programme_id) == programme_id))]


def _round(row: Row[Any]) -> AgendaRound:
    meeting = meeting_from_json(row.meeting) if row.state == INVITED else None
    return AgendaRound(row.id, row.quarter, row.planned_on, meeting)


@dataclass(frozen=True, slots=True)
class WatchedRound:
    """A round of a unit that somebody watches; `number` rises with every change of it, `at` is the newest."""

    round: AgendaRound
    programme: str
    title: str
    unit: str
    zone: str
    number: int
    at: datetime


def watched(session: Session, scope: Scope, without: Collection[str], since: date) -> list[WatchedRound]:
    """The rounds from a day on of all active programmes in a scope but those of some units, in one question."""
    about: tuple[Any, ...] = (
        col(Programme.code).label("programme"), col(Programme.title), col(Unit.name), col(Unit.zone),
        col(Round.version), col(InvitationRow.sequence), col(InvitationRow.changed_at), col(Programme.created_at),
    )  # fmt: skip
    rows = session.execute(
        _ROUNDS.add_columns(*about)
        .join(Programme, col(Programme.id) == col(Round.programme_id))
        .join(Unit, col(Unit.id) == col(Programme.unit_id))
        .where(
            programmes_in(scope),
            col(Programme.state) == str(ProgrammeState.ACTIVE),
            col(Unit.id).not_in(without),
            col(Round.planned_on) >= since,
        )
    )
    return [
        WatchedRound(
            _round(row), row.programme, row.title, row.name, row.zone,
            row.version + (row.sequence or 0), row.changed_at or row.created_at,
        )
        for row in rows
    ]  # fmt: skip


def changes(session: Session, programme_id: str) -> tuple[int, datetime | None]:
    """How many events are about the programme, and when the newest was recorded."""
    row = session.execute(
        select(func.count(col(EventRow.number)), func.max(col(EventRow.recorded_at))).where(
            col(EventRow.programme_id) == programme_id
        )
    ).one()
    return row[0], row[1]
