"""Asks the areas of a programme for their matrices and keeps what these begin with up to date; writes nobody's words."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain.calendars import quarter_named
from zi_workflow.domain.errors import N_, NotFoundError, Problem
from zi_workflow.domain.matrices import Line, MatrixState, merged
from zi_workflow.storage.queries.matrices import line_of
from zi_workflow.storage.queries.programmes import ProgrammeFacts
from zi_workflow.storage.tables import Matrix, MatrixLine, Round
from zi_workflow.usecases.matrix_lines import lines_of
from zi_workflow.usecases.matrix_notices import ask_areas
from zi_workflow.usecases.task_moves import local_date


def ask(session: Session, round_row: Round, programme: ProgrammeFacts, now: datetime) -> tuple[str, ...]:
    """A matrix for each area that has work about the round's quarter, prefilled; which areas are asked for the first time.

    A second time it only refreshes. Each area's coordinator is told in the next digest.
    """
    on = local_date(now, programme.zone)
    lines = fresh(session, round_row, programme, on)
    known = {row.area for row in _rows(session, round_row.id)}
    new = tuple(dict.fromkeys(line.area for line in lines if line.area not in known))
    session.add_all(Matrix(round_id=round_row.id, area=area, asked_at=now) for area in new)
    session.flush()
    _settle(session, round_row.id, lines)
    ask_areas(session, round_row, programme, on, now)
    return new


def refresh(session: Session, round_row: Round, programme: ProgrammeFacts, now: datetime) -> None:
    """Bring what nobody wrote in the matrices that are still asked for up to how the tasks stand."""
    _settle(session, round_row.id, fresh(session, round_row, programme, local_date(now, programme.zone)))


def fresh(session: Session, round_row: Round, programme: ProgrammeFacts, on: date) -> tuple[Line, ...]:
    """What the lines of the round's matrices would be if nobody had written a word."""
    quarter = quarter_named(round_row.quarter)
    if quarter is None:
        raise NotFoundError(Problem(N_("There is no such round."), where=round_row.quarter))
    return lines_of(session, programme, quarter, on)


def _rows(session: Session, round_id: str) -> list[Matrix]:
    return list(session.scalars(select(Matrix).where(col(Matrix.round_id) == round_id)))


def _settle(session: Session, round_id: str, lines: Collection[Line]) -> None:
    """Keep the lines of the matrices that were not sent; what was sent stays as it was."""
    open_areas = {row.area for row in _rows(session, round_id) if row.state != MatrixState.SENT}
    for area in sorted(open_areas):
        before = rows_of_area(session, round_id, area)
        keep(session, round_id, before, merged(map(line_of, before.values()), _of(lines, area)))


def _of(lines: Collection[Line], area: str) -> list[Line]:
    return [line for line in lines if line.area == area]


def rows_of_area(session: Session, round_id: str, area: str) -> dict[str, MatrixLine]:
    """The kept lines of an area by task, in order."""
    rows = session.scalars(
        select(MatrixLine)
        .where(col(MatrixLine.round_id) == round_id, col(MatrixLine.area) == area)
        .order_by(col(MatrixLine.position), col(MatrixLine.task))
    )
    return {row.task: row for row in rows}


def keep(
    session: Session, round_id: str, before: dict[str, MatrixLine], lines: Collection[Line], by: str = ""
) -> None:
    """Keep these lines instead of those before; `by` wrote those that are newly somebody's words."""
    elsewhere = set(
        session.scalars(select(col(MatrixLine.task)).where(col(MatrixLine.round_id) == round_id))
    ) - set(before)
    for line in lines:
        if line.task in elsewhere:  # its area changed: it stays where it was asked for
            continue
        row = before.get(line.task) or MatrixLine(
            round_id=round_id, task=line.task, area=line.area, position=line.number, activity=line.activity,
            starts=line.starts, finishes=line.finishes,
        )  # fmt: skip
        told = line.told
        values = {
            "area": line.area, "position": line.number, "activity": line.activity, "target": line.target,
            "output": line.output, "starts": line.starts, "finishes": line.finishes,
            "responsible": line.responsible, "evidence": list(line.evidence), "realisation": told.realisation,
            "percent": told.percent, "obstacle": told.obstacle, "solution": told.solution,
            "typed_by": (row.typed_by or by) if line.typed else None,
        }  # fmt: skip
        for name, value in values.items():
            if getattr(row, name) != value:
                setattr(row, name, value)
        session.add(row)
    gone = before.keys() - {line.task for line in lines}
    for task in gone:
        session.delete(before[task])
    session.flush()
