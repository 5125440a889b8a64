"""Reads the areas' matrices of a round with their lines; decides nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain.matrices import AREAS, Line, MatrixState, Told
from zi_workflow.domain.round_states import RoundState
from zi_workflow.storage.tables import Matrix, MatrixLine, Person, Programme, Round


@dataclass(frozen=True, slots=True)
class MatrixFacts:
    """An area's matrix as it stands; `sent_name` is empty for the console, `late` says that it came after the cutoff."""

    round_id: str
    area: str
    state: MatrixState
    asked_at: datetime
    sent_name: str
    sent_at: datetime | None
    late: bool
    version: int
    lines: tuple[Line, ...]


def matrices(session: Session, round_id: str) -> list[MatrixFacts]:
    """Every matrix of a round, in the order of the paper."""
    lines = defaultdict[str, list[Line]](list)
    for row in session.scalars(
        select(MatrixLine)
        .where(col(MatrixLine.round_id) == round_id)
        .order_by(col(MatrixLine.position), col(MatrixLine.task))
    ):
        lines[row.area].append(line_of(row))
    rows = session.execute(
        select(Matrix, col(Person.name))
        .outerjoin(Person, col(Person.id) == col(Matrix.sent_by))
        .where(col(Matrix.round_id) == round_id)
    )
    found = [
        MatrixFacts(row.round_id, row.area, MatrixState(row.state), row.asked_at, name or "", row.sent_at,
                    row.late, row.version, tuple(lines[row.area]))
        for row, name in rows
    ]  # fmt: skip
    return sorted(found, key=lambda each: AREAS.index(each.area))


def matrix(session: Session, round_id: str, area: str) -> MatrixFacts | None:
    """An area's matrix; None where the round does not ask for one."""
    return next((each for each in matrices(session, round_id) if each.area == area), None)


def line_of(row: MatrixLine) -> Line:
    """A line as the domain has it."""
    told = Told(row.realisation, row.percent, row.obstacle, row.solution)
    return Line(
        row.task, row.area, row.position, row.activity, row.target, row.output, row.starts, row.finishes,
        row.responsible, told, tuple(row.evidence), row.typed_by is not None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Awaited:
    """A matrix that nobody sent, of a round under preparation; `asked_at` is when it was asked for."""

    programme: str
    quarter: str
    area: str
    cutoff: date | None
    asked_at: datetime


def awaited(session: Session, codes: Collection[str]) -> list[Awaited]:
    """What is still to be sent in these programmes, by their codes; a frozen round waits for nothing but late ones."""
    columns = (Programme.code, Round.quarter, Matrix.area, Round.cutoff, Matrix.asked_at)
    rows = session.execute(
        select(*(col(column) for column in columns))
        .join(Round, col(Round.programme_id) == col(Programme.id))
        .join(Matrix, col(Matrix.round_id) == col(Round.id))
        .where(
            col(Programme.code).in_(codes),
            col(Round.state) == RoundState.PREPARING.value,
            col(Matrix.state) != MatrixState.SENT.value,
        )
        .order_by(col(Round.quarter), col(Matrix.area))
    )
    return [Awaited(*row) for row in rows]
