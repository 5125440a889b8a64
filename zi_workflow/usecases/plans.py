"""A programme as the engine's plan, on its unit's working days: shipped decrees and those applied since."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlmodel import Session

from zi_workflow.domain.calendars import effective_days_off, named_days_off
from zi_workflow.domain.plans import Plan
from zi_workflow.frameworks import loader
from zi_workflow.storage.queries.plans import applied_decrees, stored_plan, units_with_decrees


def load_plan(session: Session, programme_id: str) -> Plan:
    """The programme as a plan whose ids are task codes, on the unit's working calendar; NotFoundError."""
    return stored_plan(session, programme_id, lambda unit_id: days_off(session, unit_id))


def days_off(session: Session, unit_id: str | None) -> frozenset[date]:
    """The days off of a unit (None: of the nation): the shipped decrees and those applied since."""
    applied = applied_decrees(session, unit_id)
    return effective_days_off((*loader.decrees(), *applied)) if applied else loader.national_days_off()


def named_off(session: Session, unit_id: str | None) -> dict[date, str]:
    """`days_off`, each with its name."""
    return named_days_off((*loader.decrees(), *applied_decrees(session, unit_id)))


def days_off_of(session: Session, unit_ids: Collection[str]) -> dict[str, frozenset[date]]:
    """`days_off` of many units; most have no decree of their own, and share the nation's."""
    own, national = units_with_decrees(session), days_off(session, None)
    return {unit_id: days_off(session, unit_id) if unit_id in own else national for unit_id in unit_ids}
