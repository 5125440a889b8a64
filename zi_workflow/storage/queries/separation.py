"""Reads who holds two duties towards a unit that are better held by two people; decides nothing."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from zi_workflow.domain.people import Person, Role
from zi_workflow.storage.queries.people import directory


def both_duties(session: Session, unit_id: str, on: date) -> list[Person]:
    """Who is in the unit's assistance team and its internal assessor as well on that day; allowed, and shown."""
    people = directory(session, unit_id, on)
    judges = {each.id for each in people.holders(Role.INTERNAL_ASSESSOR)}
    return [each for each in people.holders(Role.ASSISTANCE_TEAM) if each.id in judges]
