"""Knows a form again that is sent twice: by who sent it, what it says and the day; knows no form."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.storage.ids import token_hash
from zi_workflow.storage.tables import EventRow


def mark_of(command: Any, on: date) -> str:
    """The same for the same command (a dataclass with a `viewer`) of the same person on the same day."""
    said = asdict(command) | {"viewer": command.viewer.person_id, "on": on}
    return f"form:{token_hash(repr(sorted(said.items())))[:32]}"


def done_before(session: Session, agency: str, subject: str, via: str) -> bool:
    """Whether an event about the subject says that it was done by that form."""
    payloads = session.scalars(
        select(col(EventRow.payload)).where(col(EventRow.agency) == agency, col(EventRow.subject) == subject)
    )
    return any(payload.get("via") == via for payload in payloads)


def made_before(session: Session, agency: str, kind: str, via: str) -> str | None:
    """The subject of the event of that kind that says that it was done by that form."""
    rows = session.execute(
        select(col(EventRow.subject), col(EventRow.payload)).where(
            col(EventRow.agency) == agency, col(EventRow.kind) == kind
        )
    )
    return next((row.subject for row in rows if row.payload.get("via") == via), None)
