"""The list of programmes beside each other, narrowed to the viewer's scope; reads no task, however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, select
from sqlmodel import Session, col

from zi_workflow.domain.portfolio import SILENT_AFTER
from zi_workflow.domain.scopes import Place, Scope
from zi_workflow.storage.queries.lists import Rows, Shape, Wanted
from zi_workflow.storage.queries.scoping import portfolio_in
from zi_workflow.storage.tables import PortfolioRow, Programme, Round, Unit

CAUSE, SILENT = "cause", "silent"
UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Compared:
    """A programme as it stands beside others; days are working days, rounds are (quarter, day)."""

    code: str
    title: str
    unit: str
    state: str
    as_of: date
    done: int
    total: int
    progress: int
    late_tasks: int
    late_days: int
    own_days: float
    inherited_days: float
    cause: str | None
    silent_since: date
    last_round: tuple[str, date] | None
    next_round: tuple[str, date] | None


_FIGURES = (
    "as_of",
    "done",
    "total",
    "progress",
    "late_tasks",
    "late_days",
    "own_days",
    "inherited_days",
    "cause",
    "silent_since",
)
_SHAPE = Shape(
    searched=(col(Unit.name), col(Unit.code), col(Programme.title), col(Programme.code)),
    sorts={
        UNIT: col(Unit.name),
        "progress": col(PortfolioRow.progress),
        "tasks": col(PortfolioRow.late_tasks),
        "late": col(PortfolioRow.late_days),
        "own": col(PortfolioRow.own_days),
        "inherited": col(PortfolioRow.inherited_days),
        "silent": col(PortfolioRow.silent_since),
    },
    ties=(col(PortfolioRow.programme_id),),
)


def compared(scope: Scope, wanted: Wanted, today: date) -> Rows[Compared]:
    """The programmes in reach that were analysed, narrowed by main cause and by silence."""
    query = _narrowed(
        select(PortfolioRow.metadata.tables["portfolio"]).where(portfolio_in(scope)), wanted, today
    )

    def made(session: Session, rows: Sequence[Any]) -> list[Compared]:
        return _compared(session, rows, scope, today)

    return Rows(query, _SHAPE, wanted, made)


def by_cause(session: Session, scope: Scope, wanted: Wanted, today: date) -> dict[str | None, int]:
    """How many of the programmes have which main cause, whichever of them is looked at."""
    others = {key: value for key, value in wanted.chosen.items() if key != CAUSE}
    rows = compared(scope, replace(wanted, chosen=others), today)
    return rows.total_by(session, col(PortfolioRow.cause))


def _narrowed(query: Select[Any], wanted: Wanted, today: date) -> Select[Any]:
    """The names of units and programmes are only joined where they decide which rows are shown."""
    if wanted.search or wanted.sort == UNIT:
        query = query.join(Programme, col(Programme.id) == col(PortfolioRow.programme_id)).join(
            Unit, col(Unit.id) == col(PortfolioRow.unit_id)
        )
    if CAUSE in wanted.chosen:
        query = query.where(col(PortfolioRow.cause) == wanted.chosen[CAUSE])
    if SILENT in wanted.chosen:
        query = query.where(col(PortfolioRow.silent_since) <= today - SILENT_AFTER)
    return query


def _compared(session: Session, rows: Sequence[Any], scope: Scope, today: date) -> list[Compared]:
    ids = [row.programme_id for row in rows]
    if not ids:
        return []
    columns = (Programme.id, Programme.code, Programme.title, Programme.state, Programme.unit_id, Unit.agency)
    named = {
        row.id: row
        for row in session.execute(
            select(*(col(column) for column in columns), col(Unit.name).label("unit"))
            .join(Unit, col(Unit.id) == col(Programme.unit_id))
            .where(col(Programme.id).in_(ids))
        )
        if scope.covers(
            Place(row.unit_id, row.agency)
        )  # asked here, or the store would walk the agency's units
    }
    rounds = _rounds(session, ids)
    return [
        _one(row, named[row.programme_id], rounds.get(row.programme_id, []), today)
        for row in rows
        if row.programme_id in named
    ]


def _one(figures: Any, named: Row[Any], rounds: Sequence[tuple[str, date]], today: date) -> Compared:
    return Compared(
        code=named.code,
        title=named.title,
        unit=named.unit,
        state=named.state,
        **{name: getattr(figures, name) for name in _FIGURES},
        last_round=next((each for each in reversed(rounds) if each[1] < today), None),
        next_round=next((each for each in rounds if each[1] >= today), None),
    )


def _rounds(session: Session, ids: Sequence[str]) -> dict[str, list[tuple[str, date]]]:
    """The monev rounds of these programmes that were not called off, in order of their days."""
    found: dict[str, list[tuple[str, date]]] = {}
    rows = session.execute(
        select(col(Round.programme_id), col(Round.quarter), col(Round.planned_on))
        .where(col(Round.programme_id).in_(ids), col(Round.state) != "cancelled")
        .order_by(col(Round.planned_on))
    )
    for programme_id, quarter, on in rows:
        found.setdefault(programme_id, []).append((quarter, on))
    return found
