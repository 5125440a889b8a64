"""Reads what programmes and units have set for themselves; knows no default but the office day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain.ladder_rules import ProgrammeLadder
from zi_workflow.domain.office_hours import OFFICE_DAY, Hours
from zi_workflow.domain.situations import Rules
from zi_workflow.storage.one_of import one_of
from zi_workflow.storage.queries import plain
from zi_workflow.storage.tables import ProgrammeRules, UnitHours


@dataclass(frozen=True, slots=True)
class OwnLadder:
    """A ladder that a programme has set, and its version."""

    ladder: ProgrammeLadder
    version: int


@dataclass(frozen=True, slots=True)
class OwnHours:
    """The hours of a unit's mail; version 0: it has set none."""

    hours: Hours
    version: int


def own_ladder(session: Session, programme_id: str) -> OwnLadder | None:
    """The programme's own; None where it keeps its framework's."""
    row = session.get(ProgrammeRules, programme_id)
    if row is None:
        return None
    rules = Rules(tuple(row.rungs), tuple(row.thresholds), tuple(row.thresholds_holding), row.review_days)
    return OwnLadder(ProgrammeLadder(rules, row.separate_from), row.version)


def separate_levels(session: Session, programmes: Collection[str]) -> dict[str, int]:
    """The level from which escalations leave the digest, of the programmes that have set one."""
    query = select(col(ProgrammeRules.programme_id), col(ProgrammeRules.separate_from)).where(
        col(ProgrammeRules.programme_id).in_(programmes)
    )
    return {row.programme_id: row.separate_from for row in session.execute(query)}


def hours_of(session: Session, unit_id: str) -> OwnHours:
    """The hours between which the unit's mail leaves."""
    row = session.get(UnitHours, unit_id)
    return OwnHours(OFFICE_DAY, 0) if row is None else OwnHours(Hours(row.opens, row.closes), row.version)


def hours_of_units(session: Session, units: Collection[str]) -> dict[str, Hours]:
    """The same for many units at once, without the versions."""
    found = plain.rows(session, _HOURS, {"units": list(units)})
    own = {unit: Hours(opens, closes) for unit, opens, closes in found}
    return {unit: own.get(unit, OFFICE_DAY) for unit in units}


_HOURS = select(col(UnitHours.unit_id), col(UnitHours.opens), col(UnitHours.closes)).where(
    one_of(col(UnitHours.unit_id), "units")
)
