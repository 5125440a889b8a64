"""Reads the outbox for the command line and for sending; renders nothing and changes nothing."""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.storage.tables import Person


def language_of(session: Session, person_id: str) -> str:
    """The language a person is written to."""
    return session.scalar(select(col(Person.language)).where(col(Person.id) == person_id)) or "id"
