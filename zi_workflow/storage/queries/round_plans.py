"""Reads the plan of monev rounds over many units, narrowed to a viewer's scope; decides nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select
from sqlmodel import Session, col

from zi_workflow.domain.programmes import ProgrammeState
from zi_workflow.domain.round_states import NEXT, RoundState
from zi_workflow.domain.scopes import Scope
from zi_workflow.domain.teams import Duty
from zi_workflow.storage.queries.lists import Rows, Shape, Wanted
from zi_workflow.storage.queries.scoping import programmes_in
from zi_workflow.storage.tables import MonevTeamMember, Person, Programme, Round, Unit

STATE, QUARTER, SPAN = "status", "triwulan", "lihat"
EVERYTHING = "semua"
OPENABLE = tuple(str(state) for state, after in NEXT.items() if RoundState.PREPARING in after)


@dataclass(frozen=True, slots=True)
class PlannedRound:
    """A round beside others; `chair` is empty until it is opened."""

    code: str
    unit: str
    quarter: str
    planned_on: date
    state: str
    cutoff: date | None
    chair: str


@dataclass(frozen=True, slots=True)
class Openable:
    """A unit with its round, which can perhaps be opened."""

    programme_id: str
    code: str
    unit: str
    agency: str
    zone: str
    planned_on: date
    state: str


_SHAPE = Shape(
    searched=(col(Unit.name), col(Unit.code), col(Programme.title), col(Programme.code)),
    sorts={
        "unit": col(Unit.name),
        "quarter": col(Round.quarter),
        "on": col(Round.planned_on),
        "state": col(Round.state),
        "cutoff": col(Round.cutoff),
    },
    ties=(col(Round.planned_on), col(Unit.name), col(Round.id)),
)


def plan(scope: Scope, wanted: Wanted, today: date) -> Rows[PlannedRound]:
    """The rounds in reach: what is to come or not at an end yet, or everything."""
    columns: tuple[Any, ...] = (
        col(Programme.code), col(Unit.name).label("unit"), col(Round.quarter), col(Round.planned_on),
        col(Round.state), col(Round.cutoff), col(Round.session_id),
    )  # fmt: skip
    query: Select[Any] = (
        select(*columns)
        .join(Programme, col(Programme.id) == col(Round.programme_id))
        .join(Unit, col(Unit.id) == col(Programme.unit_id))
        .where(programmes_in(scope), col(Programme.state) != str(ProgrammeState.DRAFT))
    )
    if STATE in wanted.chosen:
        query = query.where(col(Round.state) == wanted.chosen[STATE])
    if QUARTER in wanted.chosen:
        query = query.where(col(Round.quarter) == wanted.chosen[QUARTER])
    elif wanted.chosen.get(SPAN) != EVERYTHING and STATE not in wanted.chosen:
        over = [str(RoundState.CLOSED), str(RoundState.CANCELLED)]
        query = query.where(or_(col(Round.planned_on) >= today, col(Round.state).not_in(over)))
    return Rows(query, _SHAPE, wanted, _made)


def _made(session: Session, rows: Sequence[Any]) -> list[PlannedRound]:
    found = chairs(session, {row.session_id for row in rows if row.session_id})
    return [
        PlannedRound(
            row.code, row.unit, row.quarter, row.planned_on, row.state, row.cutoff, found.get(row.session_id, "")
        )
        for row in rows
    ]  # fmt: skip


def chairs(session: Session, session_ids: Collection[str]) -> dict[str, str]:
    """By session, the name of the team's chair."""
    query = (
        select(col(MonevTeamMember.session_id), col(Person.name))
        .join(Person, col(Person.id) == col(MonevTeamMember.person_id))
        .where(col(MonevTeamMember.session_id).in_(session_ids), col(MonevTeamMember.duty) == str(Duty.CHAIR))
    )
    return {row.session_id: row.name for row in session.execute(query)} if session_ids else {}


def quarters(session: Session, scope: Scope) -> list[str]:
    """The quarters about which there are rounds in reach, the earliest first."""
    query = (
        select(col(Round.quarter))
        .join(Programme, col(Programme.id) == col(Round.programme_id))
        .join(Unit, col(Unit.id) == col(Programme.unit_id))
        .where(programmes_in(scope), col(Programme.state) != str(ProgrammeState.DRAFT))
    )
    return list(session.scalars(query.distinct().order_by(col(Round.quarter))))


def units(session: Session, scope: Scope, quarter: str, *, openable: bool = True) -> list[Openable]:
    """The rounds about a quarter in reach, by unit: those that can be opened, or all of them."""
    query = (
        select(
            col(Programme.id), col(Programme.code), col(Unit.name), col(Unit.agency), col(Unit.zone),
            col(Round.planned_on), col(Round.state),
        )
        .join(Programme, col(Programme.id) == col(Round.programme_id))
        .join(Unit, col(Unit.id) == col(Programme.unit_id))
        .where(programmes_in(scope), col(Round.quarter) == quarter)
        .order_by(col(Unit.name), col(Programme.code))
    )  # fmt: skip
    if openable:
        query = query.where(
            col(Round.state).in_(OPENABLE), col(Programme.state) == str(ProgrammeState.ACTIVE)
        )
    return [Openable(*row) for row in session.execute(query)]


def openable_quarters(session: Session, scope: Scope) -> list[str]:
    """The quarters about which some round in reach can be opened, the earliest first."""
    query = (
        select(col(Round.quarter))
        .join(Programme, col(Programme.id) == col(Round.programme_id))
        .join(Unit, col(Unit.id) == col(Programme.unit_id))
        .where(programmes_in(scope), col(Round.state).in_(OPENABLE))
        .where(col(Programme.state) == str(ProgrammeState.ACTIVE))
    )
    return list(session.scalars(query.distinct().order_by(col(Round.quarter))))
