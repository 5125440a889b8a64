"""A monev round closes: every recommendation before it is closed or carried into the next one; settles none itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from zi_workflow.domain.errors import ForbiddenError, Problem
from zi_workflow.domain.recommendations import RecommendationState
from zi_workflow.domain.round_states import RoundState, moved
from zi_workflow.storage.queries.findings import RecommendationRow, before_round
from zi_workflow.usecases.conducting import Conduct, look, record
from zi_workflow.usecases.follow_up import carry_over
from zi_workflow.usecases.meetings import ONLY_TEAM, begin_of_team, writes


@dataclass(frozen=True, kw_only=True)
class Close(Conduct):
    """Nothing more happens in this round."""


@dataclass(frozen=True, slots=True)
class Closing:
    """What lies before a round, its own and what was carried into it: closed, and what goes into the next one."""

    closed: tuple[RecommendationRow, ...]
    carried: tuple[RecommendationRow, ...]

    @property
    def waiting(self) -> int:
        """How many of those that are carried are answered, and the chair has yet to decide."""
        return sum(row.state == RecommendationState.RESPONDED for row in self.carried)


def foresee(session: Session, round_id: str) -> Closing:
    """What would be carried over if the round closed now."""
    rows = before_round(session, round_id)
    closed = tuple(row for row in rows if row.state == RecommendationState.CLOSED)
    return Closing(closed, tuple(row for row in rows if row.state != RecommendationState.CLOSED))


def preview(session: Session, command: Close, now: datetime) -> Closing:
    """What closing it would do; writes nothing. Refuses what `close` refuses."""
    found = look(session, command.viewer, command.programme_id, command.quarter, now)
    if not writes(session, command.viewer, found.programme, found.round.session_id):
        raise ForbiddenError(Problem(ONLY_TEAM, where=found.place))
    moved(found.place, found.round.state, RoundState.CLOSED)
    return foresee(session, found.round.id)


def close(session: Session, command: Close, now: datetime) -> Closing | None:
    """What was closed and what was carried over; None when this very form came before.

    As `meetings.begin_of_team`; RefusedError (state).
    """
    found = begin_of_team(session, command, now)
    if found is None:
        return None
    to = moved(found.place, found.round.state, RoundState.CLOSED)
    closing = foresee(session, found.round.id)
    carry_over(session, found, now)
    found.round.state, found.round.closed_on = str(to), found.on
    said = {
        "state": str(to),
        "closed": [[row.quarter, row.number] for row in closing.closed],
        "carried": [[row.quarter, row.number] for row in closing.carried],
    }
    record(session, "round.closed", command, found, said, now)
    return closing
