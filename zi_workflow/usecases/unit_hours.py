"""The hours of a unit's clock between which its mail leaves; they lie inside the office day, which nothing widens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import insert, update
from sqlmodel import Session, col

from zi_workflow.domain.errors import InputError
from zi_workflow.domain.events import Event
from zi_workflow.domain.office_hours import Hours, hours_problems
from zi_workflow.storage.queries.rules import OwnHours, hours_of
from zi_workflow.storage.tables import UnitHours
from zi_workflow.usecases import events
from zi_workflow.usecases.task_moves import changed_meanwhile
from zi_workflow.usecases.units import unit_of


@dataclass(frozen=True, kw_only=True)
class ChangeHours:
    """Other hours for a unit's mail; `version` is that of those the actor saw, 0 for the office day."""

    unit_id: str
    opens: time
    closes: time
    version: int
    actor: str
    on: date


def change_hours(session: Session, command: ChangeHours, now: datetime) -> OwnHours:
    """Keep other hours, which the next mail keeps to; the same again changes nothing. InputError, ConflictError."""
    hours = Hours(command.opens, command.closes)
    if problems := hours_problems(hours):
        raise InputError(problems)
    unit, known = unit_of(session, command.unit_id), hours_of(session, command.unit_id)
    if known.hours == hours:
        return known
    if known.version != command.version:
        raise changed_meanwhile(unit.code)
    values = {"opens": hours.opens, "closes": hours.closes, "version": known.version + 1, "changed_at": now}
    if known.version == 0:
        session.execute(insert(UnitHours).values(unit_id=unit.id, **values))
    else:
        done = session.execute(
            update(UnitHours)
            .where(col(UnitHours.unit_id) == unit.id, col(UnitHours.version) == known.version)
            .values(**values)
        )
        if getattr(done, "rowcount", 0) != 1:
            raise changed_meanwhile(unit.code)
    payload = {"before": _said(known.hours), "after": _said(hours), "version": known.version + 1}
    event = Event("unit.hours_changed", unit.code, command.actor, command.on, payload, unit_id=unit.id)
    events.record(session, unit.agency, event, now)
    return OwnHours(hours, known.version + 1)


def _said(hours: Hours) -> dict[str, str]:
    return {"opens": hours.opens.isoformat("minutes"), "closes": hours.closes.isoformat("minutes")}
