"""Reads what was found and recommended in a monev round, with what was carried into it from earlier ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import Session, col

from zi_workflow.storage.tables import Finding, Person, Recommendation, RecommendationCarry, Round


@dataclass(frozen=True, slots=True)
class RecommendationRow:
    """A recommendation as it stands; `quarter` is its own round's, `age` counts the rounds since then (0: this one)."""

    id: str
    quarter: str
    number: int
    finding: int | None
    area: str
    words: str
    responsible: str
    office: str
    deadline: date
    state: str
    task: str | None
    after: Sequence[str]
    before: Sequence[str]
    age: int
    version: int


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding that was not withdrawn, with what is recommended because of it."""

    number: int
    area: str
    words: str
    by: str
    version: int
    recommendations: Sequence[RecommendationRow]


def findings(session: Session, round_id: str) -> list[FindingRow]:
    """A round's findings in order of number."""
    rows = session.execute(
        select(Finding, col(Person.name))
        .outerjoin(Person, col(Person.id) == col(Finding.made_by))
        .where(col(Finding.round_id) == round_id, col(Finding.withdrawn_at).is_(None))
        .order_by(col(Finding.number))
    ).all()
    own = recommendations(session, round_id)
    return [
        FindingRow(
            row.number,
            row.area,
            row.words,
            name or "",
            row.version,
            [each for each in own if each.finding == row.number],
        )
        for row, name in rows
    ]


def recommendations(session: Session, round_id: str) -> list[RecommendationRow]:
    """A round's own recommendations that were not withdrawn, in order of number."""
    rows = session.execute(
        _RECOMMENDED.where(col(Recommendation.round_id) == round_id).order_by(col(Recommendation.number))
    )
    return [_row(row, 0) for row in rows]


def carried_into(session: Session, round_id: str) -> list[RecommendationRow]:
    """What earlier rounds left to this one, the oldest first."""
    rows = session.execute(
        _RECOMMENDED.add_columns(col(RecommendationCarry.age))
        .join(RecommendationCarry, col(RecommendationCarry.recommendation_id) == col(Recommendation.id))
        .where(col(RecommendationCarry.round_id) == round_id)
        .order_by(col(Round.quarter), col(Recommendation.number))
    )
    return [_row(row, row.age) for row in rows]


def before_round(session: Session, round_id: str) -> list[RecommendationRow]:
    """Everything that lies before a round: what was carried into it, then its own."""
    return [*carried_into(session, round_id), *recommendations(session, round_id)]


_COLUMNS: list[Any] = [Recommendation, col(Round.quarter), col(Finding.number).label("finding")]
_RECOMMENDED = (
    select(*_COLUMNS)
    .join(Round, col(Round.id) == col(Recommendation.round_id))
    .outerjoin(Finding, col(Finding.id) == col(Recommendation.finding_id))
    .where(col(Recommendation.withdrawn_at).is_(None))
)


def _row(found: Row[Any], age: int) -> RecommendationRow:
    row, quarter, finding = found.Recommendation, found.quarter, found.finding
    return RecommendationRow(
        row.id, quarter, row.number, finding, row.area, row.words, row.responsible, row.office, row.deadline,
        row.state, row.task, tuple(row.after), tuple(row.before), age, row.version,
    )  # fmt: skip
