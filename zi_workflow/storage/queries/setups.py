"""Reads the programmes that somebody is setting up; nobody else's are there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session, col

from zi_workflow.domain.scopes import Scope
from zi_workflow.storage.tables import Programme, Setup, Unit


@dataclass(frozen=True, slots=True)
class SetupFacts:
    """What was typed so far and how far its rehearsal is; `figures` hold for `figures_version`."""

    id: str
    person_id: str
    typed: dict[str, Any]
    version: int
    rehearsal: str
    rehearsed_version: int
    rehearsed_at: datetime | None
    done: int
    days: int
    figures: dict[str, Any] | None
    figures_version: int
    programme: str | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A unit for which somebody may set up a programme."""

    id: str
    code: str
    name: str
    zone: str
    week: tuple[str, ...]


_COLUMNS = ("id", "person_id", "typed", "version", "rehearsal", "rehearsed_version", "rehearsed_at", "done", "days",
            "figures", "figures_version")  # fmt: skip


def setup(session: Session, setup_id: str, person_id: str | None) -> SetupFacts | None:
    """The one with this id, if it is that person's (None: whoever's)."""
    mine = [col(Setup.person_id) == person_id] if person_id is not None else []
    return next(iter(_facts(session, col(Setup.id) == setup_id, *mine)), None)


def open_setups(session: Session, person_id: str) -> list[SetupFacts]:
    """A person's that became no programme yet, the newest first."""
    return _facts(session, col(Setup.person_id) == person_id, col(Setup.programme_id).is_(None))


def units_in(session: Session, scope: Scope) -> list[UnitChoice]:
    """The whole units of a scope in order of name."""
    inside = or_(col(Unit.agency).in_(scope.agencies), col(Unit.id).in_(scope.units))
    rows = session.execute(
        select(col(Unit.id), col(Unit.code), col(Unit.name), col(Unit.zone), col(Unit.week))
        .where(inside)
        .order_by(col(Unit.name), col(Unit.id))
    )
    return [
        UnitChoice(row.id, row.code, row.name, row.zone, tuple(row.week))
        for row in rows
        if row.id not in scope.without
    ]


def _facts(session: Session, *where: Any) -> list[SetupFacts]:
    table = Setup.metadata.tables["setup"]
    rows = session.execute(
        select(*(table.c[name] for name in _COLUMNS), col(Programme.code), table.c.updated_at)
        .join(Programme, col(Programme.id) == table.c.programme_id, isouter=True)
        .where(*where)
        .order_by(table.c.updated_at.desc(), table.c.id)
    )
    return [SetupFacts(*row) for row in rows]
