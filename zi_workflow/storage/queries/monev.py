"""Reads a monev round with its session and team; decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain.invitations import Meeting, meeting_from_json
from zi_workflow.domain.teams import Duty, TeamMember
from zi_workflow.storage.queries.invitations import round_of
from zi_workflow.storage.tables import MonevSession, MonevTeamMember, Person, Round, Snapshot, Task


@dataclass(frozen=True)
class SessionFacts:
    """A meeting and who comes for the assistance team, in order; `rounds` are (programme id, round id).

    `joint` is how it was opened; `together` whether several units are in it. Nobody was asked to it before `made_at`.
    """

    id: str
    agency: str
    quarter: str
    joint: bool
    meeting: Meeting
    documents: tuple[str, ...]
    letter_number: str
    letter_date: date | None
    team: tuple[TeamMember, ...]
    rounds: tuple[tuple[str, str], ...]
    version: int
    made_at: datetime

    @property
    def together(self) -> bool:
        """Whether several units meet in it: a joint one can have lost the others, or never got them."""
        return self.joint and len(self.rounds) > 1


@dataclass(frozen=True)
class RoundFacts:
    """A round as it stands; without a session nobody has opened it yet.

    `cutoff` is the day that people were told, `frozen_on` the last one that counts in the frozen figures.
    """

    id: str
    programme_id: str
    quarter: str
    state: str
    planned_on: date
    cutoff: date | None
    frozen_at: datetime | None
    held_on: date | None
    closed_on: date | None
    reason: str
    version: int
    session: SessionFacts | None
    frozen_on: date | None = None


def round_facts(session: Session, programme_id: str, quarter: str) -> RoundFacts:
    """The programme's round about a quarter (`2025-Q1`); NotFoundError names those there are."""
    return facts_of(session, round_of(session, programme_id, quarter))


def facts_of(session: Session, row: Round) -> RoundFacts:
    """What a round's row and its session say."""
    return RoundFacts(
        row.id, row.programme_id, row.quarter, row.state, row.planned_on, row.cutoff, row.frozen_at, row.held_on,
        row.closed_on, row.reason, row.version, session_facts(session, row.session_id) if row.session_id else None,
        _frozen_on(session, row),
    )  # fmt: skip


def _frozen_on(session: Session, row: Round) -> date | None:
    if row.frozen_at is None:
        return None
    return session.scalar(select(col(Snapshot.cutoff)).where(col(Snapshot.round_id) == row.id)) or row.cutoff


def session_facts(session: Session, session_id: str) -> SessionFacts:
    """A session by its id."""
    row = session.get_one(MonevSession, session_id)
    rounds = session.execute(
        select(col(Round.programme_id), col(Round.id))
        .where(col(Round.session_id) == session_id)
        .order_by(col(Round.programme_id))
    )
    meeting: Mapping[str, Any] = row.meeting
    return SessionFacts(
        row.id, row.agency, row.quarter, row.joint, meeting_from_json(meeting), tuple(row.documents),
        row.letter_number, row.letter_date, team_of(session, session_id),
        tuple((each.programme_id, each.id) for each in rounds), row.version, row.made_at,
    )  # fmt: skip


def team_of(session: Session, session_id: str) -> tuple[TeamMember, ...]:
    """Who comes for the assistance team, the chair first."""
    rows = session.execute(
        select(col(MonevTeamMember.duty), Person)
        .join(Person, col(Person.id) == col(MonevTeamMember.person_id))
        .where(col(MonevTeamMember.session_id) == session_id)
        .order_by(col(MonevTeamMember.position), col(MonevTeamMember.person_id))
    )
    return tuple(TeamMember(person.id, Duty(duty), person.name, person.office) for duty, person in rows)


MONITORING = "monitoring"
"""The stage of a programme whose tasks, quarter by quarter, are its own part in the rounds."""


def tasks_about(session: Session, programme_id: str, quarter: str) -> list[str]:
    """Codes of the tasks by which the programme itself prepares and follows a quarter's round, in its order."""
    query = select(col(Task.code)).where(
        col(Task.programme_id) == programme_id,
        col(Task.stage) == MONITORING,
        col(Task.period) == quarter,
    )
    return list(session.scalars(query.order_by(col(Task.position))))
