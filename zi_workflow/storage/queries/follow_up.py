"""Reads recommendations with their rounds, answers and who decides on them; decides nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from zi_workflow.domain.calendars import quarter_named
from zi_workflow.domain.errors import N_, NotFoundError, Problem
from zi_workflow.domain.evidence import quarter_key
from zi_workflow.domain.follow_up import Counts, Followed, counts_of
from zi_workflow.domain.recommendations import RecommendationState
from zi_workflow.domain.teams import Duty, TeamMember, decides
from zi_workflow.storage.queries.monev import team_of
from zi_workflow.storage.tables import (
    MonevTeamMember,
    Person,
    Recommendation,
    RecommendationAnswer,
    RecommendationCarry,
    Round,
)

MOST_NUMBER = 9_999
"""No round has as many recommendations."""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer of the unit and what the chair said to it; names are empty for the console."""

    number: int
    words: str
    evidence: Sequence[Mapping[str, Any]]
    answered_name: str
    answered_on: date
    decision: str | None
    decided_name: str
    decided_at: datetime | None
    note: str


@dataclass(frozen=True, slots=True)
class Carried:
    """A round that a recommendation was carried into; `age` counts the rounds since its own."""

    round_id: str
    quarter: str
    age: int


def recommendation_of(session: Session, programme_id: str, quarter: str, number: int) -> Recommendation:
    """A recommendation by its number in the round of its own quarter; NotFoundError, also where it was withdrawn."""
    named = quarter_named(quarter)
    possible = named is not None and quarter_key(named) == quarter and 0 < number <= MOST_NUMBER
    query = (
        select(Recommendation)
        .join(Round, col(Round.id) == col(Recommendation.round_id))
        .where(
            col(Recommendation.programme_id) == programme_id,
            col(Round.quarter) == quarter,
            col(Recommendation.number) == number,
            col(Recommendation.withdrawn_at).is_(None),
        )
    )
    row = session.scalars(query).one_or_none() if possible else None
    if row is None:
        message = N_("There is no recommendation {number} of the round {quarter}.")
        raise NotFoundError(Problem(message, {"number": number, "quarter": quarter}))
    return row


def carried_out_by(session: Session, programme_id: str, task: str) -> Recommendation | None:
    """The recommendation that a task carries out; None: the task is one of the plan's own."""
    return session.scalars(
        select(Recommendation).where(
            col(Recommendation.programme_id) == programme_id, col(Recommendation.task) == task
        )
    ).first()


def place_of_task(session: Session, programme_id: str, task: str) -> tuple[str, int] | None:
    """The quarter and number of the recommendation that a task carries out."""
    row = session.execute(
        select(col(Round.quarter), col(Recommendation.number))
        .join(Round, col(Round.id) == col(Recommendation.round_id))
        .where(col(Recommendation.programme_id) == programme_id, col(Recommendation.task) == task)
    ).first()
    return None if row is None else (row.quarter, row.number)


def in_round(session: Session, round_id: str) -> list[Recommendation]:
    """A round's own recommendations that were not withdrawn, by number."""
    return list(
        session.scalars(
            select(Recommendation)
            .where(col(Recommendation.round_id) == round_id, col(Recommendation.withdrawn_at).is_(None))
            .order_by(col(Recommendation.number))
        )
    )


def answers(session: Session, recommendation_id: str) -> list[AnswerRow]:
    """What the unit answered so far, the newest first."""
    decider = Person.__table__.alias("decider")  # type: ignore[attr-defined]
    rows = session.execute(
        select(RecommendationAnswer, col(Person.name), decider.c.name)
        .outerjoin(Person, col(Person.id) == col(RecommendationAnswer.answered_by))
        .outerjoin(decider, decider.c.id == col(RecommendationAnswer.decided_by))
        .where(col(RecommendationAnswer.recommendation_id) == recommendation_id)
        .order_by(col(RecommendationAnswer.number).desc())
    )
    return [
        AnswerRow(
            row.number, row.words, tuple(row.evidence), answered or "", row.answered_on, row.decision,
            decided or "", row.decided_at, row.note,
        )
        for row, answered, decided in rows
    ]  # fmt: skip


def carries(session: Session, which: ColumnElement[bool]) -> dict[str, tuple[Carried, ...]]:
    """The rounds that each recommendation was carried into, in order, by its id."""
    rows = session.execute(
        select(RecommendationCarry, col(Round.quarter))
        .join(Recommendation, col(Recommendation.id) == col(RecommendationCarry.recommendation_id))
        .join(Round, col(Round.id) == col(RecommendationCarry.round_id))
        .where(which)
        .order_by(col(RecommendationCarry.age))
    )
    found = defaultdict[str, list[Carried]](list)
    for row, quarter in rows:
        found[row.recommendation_id].append(Carried(row.round_id, quarter, row.age))
    return {recommendation: tuple(them) for recommendation, them in found.items()}


def carries_of(session: Session, recommendation_id: str) -> tuple[Carried, ...]:
    """The rounds that one recommendation was carried into, in order."""
    return carries(session, col(Recommendation.id) == recommendation_id).get(recommendation_id, ())


def followed(session: Session, programme_id: str) -> dict[str, Followed]:
    """Every recommendation of a programme that was not withdrawn, in its rounds, by id."""
    mine = col(Recommendation.programme_id) == programme_id
    later = carries(session, mine)
    rows = session.execute(
        select(col(Recommendation.id), col(Recommendation.round_id), col(Recommendation.state)).where(
            mine, col(Recommendation.withdrawn_at).is_(None)
        )
    )
    return {
        row.id: Followed(
            (row.round_id, *(each.round_id for each in later.get(row.id, ()))),
            row.state == RecommendationState.CLOSED,
        )
        for row in rows
    }


def counts_by_round(session: Session, programme_id: str) -> dict[str, Counts]:
    """Carried, new, closed and open recommendations of every round of a programme, by the round's id."""
    found = followed(session, programme_id).values()
    ids = session.scalars(select(col(Round.id)).where(col(Round.programme_id) == programme_id))
    return {each: counts_of(each, found) for each in ids}


def deciding_team(session: Session, recommendation: Recommendation) -> tuple[TeamMember, ...]:
    """The team whose chair decides: that of the newest round with a session before which the recommendation lies."""
    return teams_of(session, [recommendation]).get(recommendation.id, ())


def teams_of(session: Session, them: Sequence[Recommendation]) -> dict[str, tuple[TeamMember, ...]]:
    """`deciding_team` of each by its id; as many reads as there are sessions."""
    ids = [each.id for each in them]
    into = select(col(RecommendationCarry.recommendation_id), col(Round.quarter), col(Round.session_id)).join(
        Round, col(Round.id) == col(RecommendationCarry.round_id)
    )
    own = select(col(Recommendation.id), col(Round.quarter), col(Round.session_id)).join(
        Round, col(Round.id) == col(Recommendation.round_id)
    )
    newest: dict[str, tuple[str, str]] = {}
    for query in (
        own.where(col(Recommendation.id).in_(ids)),
        into.where(col(RecommendationCarry.recommendation_id).in_(ids)),
    ):
        for recommendation, quarter, session_id in session.execute(query):
            if session_id is not None and newest.get(recommendation, ("", ""))[0] <= quarter:
                newest[recommendation] = (quarter, session_id)
    teams = {each: team_of(session, each) for each in {session_id for _, session_id in newest.values()}}
    return {recommendation: teams[session_id] for recommendation, (_, session_id) in newest.items()}


def deciding_teams(session: Session, programme_id: str) -> dict[str, tuple[TeamMember, ...]]:
    """Of every task of a programme that carries out an open recommendation, who decides on it, by its code."""
    rows = session.scalars(
        select(Recommendation).where(
            col(Recommendation.programme_id) == programme_id,
            col(Recommendation.task).is_not(None),
            col(Recommendation.state) != RecommendationState.CLOSED,
        )
    ).all()
    teams = teams_of(session, rows) if rows else {}
    return {row.task or "": teams.get(row.id, ()) for row in rows}


def waiting_for(session: Session, person_id: str) -> list[Recommendation]:
    """Answered recommendations that the person decides on as chair or deputy, the earliest deadline first."""
    decides_somewhere = select(col(MonevTeamMember.session_id)).where(
        col(MonevTeamMember.person_id) == person_id, col(MonevTeamMember.duty) != Duty.MEMBER
    )
    if session.scalars(decides_somewhere.limit(1)).first() is None:
        return []
    programmes = select(col(Round.programme_id)).where(col(Round.session_id).in_(decides_somewhere))
    rows = session.scalars(
        select(Recommendation)
        .where(
            col(Recommendation.state) == RecommendationState.RESPONDED,
            col(Recommendation.withdrawn_at).is_(None),
            col(Recommendation.programme_id).in_(programmes),
        )
        .order_by(col(Recommendation.deadline), col(Recommendation.id))
    ).all()
    teams = teams_of(session, rows) if rows else {}
    return [row for row in rows if decides(teams.get(row.id, ()), person_id)]
