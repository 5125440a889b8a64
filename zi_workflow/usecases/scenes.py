"""Carries a unit and an order for a new programme from one database to a scratch one, as plain data; plays nothing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, insert, or_, select
from sqlmodel import Session, col

from zi_workflow.domain.events import plain
from zi_workflow.storage.queries.programmes import ProgrammeFacts
from zi_workflow.storage.tables import Absence, CalendarDay, DecreeRow, Membership, Person, Unit, metadata
from zi_workflow.storage.types import UtcDateTime
from zi_workflow.usecases.setting_up import set_up
from zi_workflow.usecases.setup_orders import Typed, look

TABLES = ("unit", "decree", "calendar_day", "person", "membership", "absence")
Scene = dict[str, Any]


def scene_of(session: Session, typed: Typed, on: date) -> Scene:
    """What was typed, with the rows of the unit it is for: people, absences, days off. Plain enough for JSON."""
    unit_id = typed.get("unit") or ""
    here = select(col(Membership.person_id)).where(col(Membership.unit_id) == unit_id)
    away = select(col(Absence.substitute_id)).where(col(Absence.person_id).in_(here))
    decrees = or_(col(DecreeRow.unit_id) == unit_id, col(DecreeRow.unit_id).is_(None))
    queries = {
        "unit": col(Unit.id) == unit_id,
        "decree": decrees,
        "calendar_day": col(CalendarDay.decree_id).in_(select(col(DecreeRow.id)).where(decrees)),
        "person": or_(col(Person.id).in_(here), col(Person.id).in_(away)),
        "membership": col(Membership.unit_id) == unit_id,
        "absence": col(Absence.person_id).in_(here),
    }
    rows = {
        name: [dict(row._mapping) for row in session.execute(select(metadata.tables[name]).where(where))]
        for name, where in queries.items()
    }
    found: Scene = plain({"typed": dict(typed), "on": on, "rows": rows})
    return found


def restore(session: Session, scene: Scene, now: datetime) -> ProgrammeFacts:
    """The unit as it was and the new programme, active, in an empty database; InputError as in `set_up`."""
    for name in TABLES:
        rows = [_row(name, row) for row in scene["rows"][name]]
        if rows:
            session.execute(insert(metadata.tables[name]), rows)
    order = look(session, scene["typed"], None, date.fromisoformat(scene["on"])).order
    return set_up(session, order, now)


def _row(table: str, values: dict[str, Any]) -> dict[str, Any]:
    columns = metadata.tables[table].columns
    return {name: _value(columns[name].type, value) for name, value in values.items()}


def _value(kind: object, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(kind, Date) else value
