"""Keeps the row by which a programme is compared with others, beside the day's analysis; compares nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, insert, select, update
from sqlmodel import Session, col

from zi_workflow.domain.portfolio import Late, delay
from zi_workflow.domain.scopes import OF_UNIT
from zi_workflow.domain.shares import percent
from zi_workflow.storage.tables import EventRow, Membership, Programme, Unit, metadata

_ROWS = metadata.tables["portfolio"]
_ROLES = sorted(str(role) for role in OF_UNIT)
Values = dict[str, Any]


def keep(session: Session, programme_id: str, summary: Values, late: Sequence[Late]) -> None:
    """The row of a programme from the figures of its analysis, written only where it changed."""
    values = _values(session, programme_id, summary, late)
    here = _ROWS.c.programme_id == programme_id
    known = session.execute(select(_ROWS).where(here)).one_or_none()
    if known is None:
        session.execute(insert(_ROWS).values(**values))
    elif dict(known._mapping) != values:
        session.execute(update(_ROWS).where(here).values(**values))


def _values(session: Session, programme_id: str, summary: Values, late: Sequence[Late]) -> Values:
    columns = (Programme.unit_id, Programme.start, Programme.activated_on, Unit.agency, Unit.zone)
    facts = session.execute(
        select(*(col(column) for column in columns))
        .join(Unit, col(Unit.id) == col(Programme.unit_id))
        .where(col(Programme.id) == programme_id)
    ).one()
    parts, total = delay(late), summary["total"]
    return {
        "programme_id": programme_id,
        "unit_id": facts.unit_id,
        "agency": facts.agency,
        "as_of": summary["as_of"],
        "done": summary["done"],
        "total": total,
        "progress": percent(summary["done"], total),
        "late_tasks": parts.tasks,
        "late_days": parts.days,
        "own_days": parts.own,
        "inherited_days": parts.inherited,
        "cause": parts.cause,
        "silent_since": _heard(session, programme_id, facts) or facts.activated_on or facts.start,
    }


def _heard(session: Session, programme_id: str, facts: Any) -> date | None:
    """The unit's date of the last deed of somebody who builds there; what the service itself notes is none."""
    builders = select(col(Membership.person_id)).where(
        col(Membership.unit_id) == facts.unit_id, col(Membership.role).in_(_ROLES)
    )
    last = session.scalar(
        select(func.max(col(EventRow.recorded_at))).where(
            col(EventRow.programme_id) == programme_id, col(EventRow.actor).in_(builders)
        )
    )
    return last.astimezone(ZoneInfo(facts.zone)).date() if last is not None else None
