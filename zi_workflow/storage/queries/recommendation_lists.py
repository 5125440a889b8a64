"""The list of recommendations over many units, narrowed to the viewer's scope; counts no working day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlmodel import Session, col

from zi_workflow.domain.recommendations import RecommendationState
from zi_workflow.domain.scopes import Scope
from zi_workflow.storage.one_of import one_of
from zi_workflow.storage.queries import plain
from zi_workflow.storage.queries.lists import Rows, Shape, Wanted
from zi_workflow.storage.queries.scoping import programmes_in
from zi_workflow.storage.tables import (
    Programme,
    Recommendation,
    RecommendationAnswer,
    RecommendationCarry,
    Round,
    Unit,
)

STATE, AREA, UNIT, QUARTER, OVERDUE = "state", "area", "unit", "quarter", "overdue"
STATE_COLUMN = col(Recommendation.state)
UNANSWERED = (RecommendationState.OPEN, RecommendationState.IN_PROGRESS, RecommendationState.REJECTED)


@dataclass(frozen=True, slots=True)
class Listed:
    """A recommendation with where it belongs; `age` are the rounds since its own, `answered_on` of the newest answer."""

    id: str
    programme: str
    unit: str
    unit_id: str
    week: tuple[str, ...]
    quarter: str
    number: int
    area: str
    words: str
    office: str
    responsible: str
    deadline: date
    state: RecommendationState
    task: str | None
    closed_on: date | None
    age: int
    answered_on: date | None


_AGE = (
    select(func.coalesce(func.max(col(RecommendationCarry.age)), 0))
    .where(col(RecommendationCarry.recommendation_id) == col(Recommendation.id))
    .scalar_subquery()
)
_ANSWERED = (
    select(func.max(col(RecommendationAnswer.answered_on)))
    .where(col(RecommendationAnswer.recommendation_id) == col(Recommendation.id))
    .scalar_subquery()
)
_SHAPE = Shape(
    searched=(
        col(Recommendation.words),
        col(Recommendation.office),
        col(Unit.name),
        col(Programme.code),
        col(Recommendation.task),
    ),
    sorts={
        UNIT: col(Unit.name),
        QUARTER: col(Round.quarter),
        AREA: col(Recommendation.area),
        "deadline": col(Recommendation.deadline),
        STATE: col(Recommendation.state),
        "age": _AGE,
    },
    ties=(col(Recommendation.deadline), col(Recommendation.id)),
)


def recommendations(scope: Scope, wanted: Wanted, today: date, *also: ColumnElement[bool]) -> Rows[Listed]:
    """Those of signed minutes in reach, narrowed by state, area, unit (its code), quarter, and what is overdue or open."""
    query = (
        select(
            Recommendation,
            _AGE.label("age"),
            _ANSWERED.label("answered_on"),
            col(Round.quarter),
            col(Programme.code),
            col(Programme.unit_id),
            col(Unit.name),
            col(Unit.week),
        )
        .join(Round, col(Round.id) == col(Recommendation.round_id))
        .join(Programme, col(Programme.id) == col(Recommendation.programme_id))
        .join(Unit, col(Unit.id) == col(Programme.unit_id))
        .where(
            programmes_in(scope),
            col(Recommendation.withdrawn_at).is_(None),
            col(Recommendation.task).is_not(None),
            *also,
        )
    )
    return Rows(_narrowed(query, wanted, today), _SHAPE, wanted, _made)


def of_round(round_id: str) -> ColumnElement[bool]:
    """That lay before a round: its own, and what was carried into it."""
    carried = select(col(RecommendationCarry.recommendation_id)).where(
        col(RecommendationCarry.round_id) == round_id
    )
    return or_(col(Recommendation.round_id) == round_id, col(Recommendation.id).in_(carried))


def within(programme_id: str) -> ColumnElement[bool]:
    """Of one programme."""
    return col(Recommendation.programme_id) == programme_id


def among(ids: Sequence[str]) -> ColumnElement[bool]:
    """With one of these ids."""
    return col(Recommendation.id).in_(ids)


def units_of(session: Session, scope: Scope) -> list[tuple[str, str]]:
    """Code and name of the units in reach that have any, in order of name."""
    rows = session.execute(
        select(col(Unit.code), col(Unit.name))
        .join(Programme, col(Programme.unit_id) == col(Unit.id))
        .join(Recommendation, col(Recommendation.programme_id) == col(Programme.id))
        .where(programmes_in(scope), col(Recommendation.task).is_not(None))
        .distinct()
        .order_by(col(Unit.name))
    )
    return [(row.code, row.name) for row in rows]


def values_of(session: Session, scope: Scope) -> tuple[list[str], list[str]]:
    """The areas and the quarters that the recommendations in reach have."""
    rows = session.execute(
        select(col(Recommendation.area), col(Round.quarter))
        .join(Round, col(Round.id) == col(Recommendation.round_id))
        .join(Programme, col(Programme.id) == col(Recommendation.programme_id))
        .join(Unit, col(Unit.id) == col(Programme.unit_id))
        .where(programmes_in(scope), col(Recommendation.task).is_not(None))
        .distinct()
    ).all()
    return sorted({row.area for row in rows}), sorted({row.quarter for row in rows}, reverse=True)


def _narrowed(query: Select[Any], wanted: Wanted, today: date) -> Select[Any]:
    chosen = wanted.chosen
    for key, column in (
        (STATE, col(Recommendation.state)),
        (AREA, col(Recommendation.area)),
        (UNIT, col(Unit.code)),
        (QUARTER, col(Round.quarter)),
    ):
        if key in chosen:
            query = query.where(column == chosen[key])
    if OVERDUE in chosen:
        query = query.where(overdue(today))
    return query


def overdue(today: date) -> ColumnElement[bool]:
    """Without an answer that may do although its deadline has passed."""
    return and_(
        col(Recommendation.deadline) < today,
        col(Recommendation.state).in_([str(state) for state in UNANSWERED]),
    )


_OPEN = (
    select(col(Recommendation.programme_id), func.count())
    .where(
        one_of(col(Recommendation.programme_id), "ids"),
        col(Recommendation.withdrawn_at).is_(None),
        col(Recommendation.task).is_not(None),
        col(Recommendation.state) != RecommendationState.CLOSED,
    )
    .group_by(col(Recommendation.programme_id))
)
"""Built once: it is asked for every page of units."""


def open_by_programme(session: Session, programme_ids: Sequence[str]) -> dict[str, int]:
    """How many recommendations of each programme are not closed, in one read."""
    return {row[0]: row[1] for row in plain.rows(session, _OPEN, {"ids": programme_ids})}


def _made(_session: Session, rows: Sequence[Any]) -> list[Listed]:
    return [
        Listed(
            id=row.Recommendation.id,
            programme=row.code,
            unit=row.name,
            unit_id=row.unit_id,
            week=tuple(row.week),
            quarter=row.quarter,
            number=row.Recommendation.number,
            area=row.Recommendation.area,
            words=row.Recommendation.words,
            office=row.Recommendation.office,
            responsible=row.Recommendation.responsible,
            deadline=row.Recommendation.deadline,
            state=RecommendationState(row.Recommendation.state),
            task=row.Recommendation.task,
            closed_on=row.Recommendation.closed_on,
            age=row.age,
            answered_on=row.answered_on,
        )
        for row in rows
    ]
