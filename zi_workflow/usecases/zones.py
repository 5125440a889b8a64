"""Which time zones have programmes at work, and on which days their offices work; knows no schedule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain.calendars import WEEKDAYS
from zi_workflow.domain.errors import N_, NotFoundError, Problem
from zi_workflow.domain.programmes import ProgrammeState
from zi_workflow.storage.tables import DecreeRow, Programme, Unit
from zi_workflow.usecases.plans import days_off


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone with the different office weeks in it: week days (0 is Monday) and days off."""

    name: str
    weeks: tuple[tuple[frozenset[int], frozenset[date]], ...]

    def is_working(self, day: date) -> bool:
        """Whether any of its offices works on the day; each programme asks its own calendar again."""
        return any(day.weekday() in week and day not in off for week, off in self.weeks)


@dataclass(frozen=True, slots=True)
class Woken:
    """An active programme that something happened to, and when it was marked."""

    programme_id: str
    zone: str
    woken_at: datetime


def active_zones(session: Session) -> tuple[Zone, ...]:
    """The zones of active programmes, by name."""
    units = session.execute(
        select(col(Unit.id), col(Unit.zone), col(Unit.week))
        .where(
            col(Unit.id).in_(
                select(col(Programme.unit_id)).where(col(Programme.state) == ProgrammeState.ACTIVE)
            )
        )
        .order_by(col(Unit.zone), col(Unit.id))
    ).all()
    own_days = set(session.scalars(select(col(DecreeRow.unit_id)).distinct()))
    weeks: dict[str, dict[tuple[frozenset[int], str | None], None]] = {}
    for unit in units:
        week = frozenset(WEEKDAYS.index(name) for name in unit.week)
        weeks.setdefault(unit.zone, {})[week, unit.id if unit.id in own_days else None] = None
    off = {unit_id: days_off(session, unit_id) for zone in weeks.values() for _, unit_id in zone}
    return tuple(
        Zone(name, tuple((week, off[unit_id]) for week, unit_id in found)) for name, found in weeks.items()
    )


def woken_programmes(session: Session) -> tuple[Woken, ...]:
    """Active programmes that wait for their build-up, longest first."""
    rows = session.execute(
        select(col(Programme.id), col(Unit.zone), col(Programme.woken_at))
        .join(Unit, col(Unit.id) == col(Programme.unit_id))
        .where(col(Programme.woken_at).is_not(None), col(Programme.state) == ProgrammeState.ACTIVE)
        .order_by(col(Programme.woken_at), col(Programme.id))
    )
    return tuple(Woken(row.id, row.zone, row.woken_at) for row in rows)


def zone_of(session: Session, programme_id: str) -> str:
    """The time zone of a programme's unit; NotFoundError."""
    zone = session.scalar(
        select(col(Unit.zone))
        .join(Programme, col(Programme.unit_id) == col(Unit.id))
        .where(col(Programme.id) == programme_id)
    )
    if zone is None:
        raise NotFoundError(Problem(N_("There is no such programme."), where=programme_id))
    return zone
