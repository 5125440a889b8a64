"""The list of programmes beside each other, narrowed to the viewer's scope; reads no task, however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Date, Select, bindparam, case, func, select
from sqlmodel import Session

from zi_workflow.domain.portfolio import SILENT_AFTER
from zi_workflow.domain.scopes import Place, Scope
from zi_workflow.storage.one_of import one_of
from zi_workflow.storage.queries import plain
from zi_workflow.storage.queries.lists import Rows, Shape, Wanted
from zi_workflow.storage.queries.recommendation_lists import open_by_programme
from zi_workflow.storage.queries.scoping import portfolio_in
from zi_workflow.storage.tables import PortfolioRow

CAUSE, SILENT = "cause", "silent"
UNIT = "unit"


class Compared(NamedTuple):
    """A programme as it stands beside others; days are working days, rounds are the days of monev."""

    code: str
    title: str
    unit: str
    unit_code: str
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
    last_round: date | None
    next_round: date | None
    recommendations: int


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
_TABLE, _PROGRAMME, _UNIT, _ROUND = (
    PortfolioRow.metadata.tables[name] for name in ("portfolio", "programme", "unit", "round")
)
_SHAPE = Shape(
    searched=(_UNIT.c.name, _UNIT.c.code, _PROGRAMME.c.title, _PROGRAMME.c.code),
    sorts={
        UNIT: _UNIT.c.name,
        "progress": _TABLE.c.progress,
        "tasks": _TABLE.c.late_tasks,
        "late": _TABLE.c.late_days,
        "own": _TABLE.c.own_days,
        "inherited": _TABLE.c.inherited_days,
        "silent": _TABLE.c.silent_since,
    },
    ties=(_TABLE.c.programme_id,),
    turned=True,
)


def compared(scope: Scope, wanted: Wanted, today: date) -> Rows[Compared]:
    """The programmes in reach that were analysed, narrowed by main cause and by silence."""
    query = _within(
        scope, bool(wanted.search) or wanted.sort == UNIT, CAUSE in wanted.chosen, SILENT in wanted.chosen
    )
    facts = {CAUSE: wanted.chosen.get(CAUSE), SILENT: today - SILENT_AFTER}

    def made(session: Session, rows: Sequence[Any]) -> list[Compared]:
        return _compared(session, rows, scope, today)

    return Rows(query, _SHAPE, wanted, made, facts)


@lru_cache(maxsize=256)
def _within(scope: Scope, named: bool, by_cause: bool, by_silence: bool) -> Select[Any]:
    """Made once for whoever reaches as far; names are only joined where they decide what is shown."""
    query = select(_TABLE.c.programme_id, *(_TABLE.c[name] for name in _FIGURES)).where(portfolio_in(scope))
    if named:
        query = query.join(_PROGRAMME, _PROGRAMME.c.id == _TABLE.c.programme_id).join(
            _UNIT, _UNIT.c.id == _TABLE.c.unit_id
        )
    if by_cause:
        query = query.where(_TABLE.c.cause == bindparam(CAUSE))
    if by_silence:
        query = query.where(_TABLE.c.silent_since <= bindparam(SILENT))
    return query


def by_cause(session: Session, scope: Scope, wanted: Wanted, today: date) -> dict[str | None, int]:
    """How many of the programmes have which main cause, whichever of them is looked at."""
    others = {key: value for key, value in wanted.chosen.items() if key != CAUSE}
    rows = compared(scope, replace(wanted, chosen=others), today)
    return rows.total_by(session, _TABLE.c.cause)


_NAMES = (
    select(_PROGRAMME.c.id, _PROGRAMME.c.unit_id, _UNIT.c.agency, _PROGRAMME.c.code, _PROGRAMME.c.title, _UNIT.c.name,
           _UNIT.c.code, _PROGRAMME.c.state)
    .join(_UNIT, _UNIT.c.id == _PROGRAMME.c.unit_id)
    .where(one_of(_PROGRAMME.c.id, "ids"))
)  # fmt: skip
_DAY, _TODAY = _ROUND.c.planned_on, bindparam("today", type_=Date)
_ROUNDS = (
    select(
        _ROUND.c.programme_id, func.max(case((_DAY < _TODAY, _DAY))), func.min(case((_DAY >= _TODAY, _DAY)))
    )
    .where(one_of(_ROUND.c.programme_id, "ids"), _ROUND.c.state != "cancelled")
    .group_by(_ROUND.c.programme_id)
)
_NO_ROUNDS = (None, None)


def _compared(session: Session, rows: Sequence[Any], scope: Scope, today: date) -> list[Compared]:
    ids = [row.programme_id for row in rows]
    if not ids:
        return []
    named = {
        row.id: row[3:]
        for row in plain.rows(session, _NAMES, {"ids": ids})
        # asked here, or the store would walk the agency's units
        if scope.covers(Place(row.unit_id, row.agency))
    }
    rounds = {row[0]: row[1:] for row in plain.rows(session, _ROUNDS, {"ids": ids, "today": today})}
    unfinished = open_by_programme(session, ids)
    return [
        Compared(*(*named[id], *row[1:], *rounds.get(id, _NO_ROUNDS), unfinished.get(id, 0)))
        for id, row in zip(ids, rows, strict=True)
        if id in named
    ]
