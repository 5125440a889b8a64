"""Knows the same form again: sent twice on a day by the same person it acts once; knows no field of a form."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.storage.ids import token_hash
from zi_workflow.storage.queries.histories import history
from zi_workflow.storage.tables import EventRow

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def mark(command: DataclassInstance, person_id: str, on: date, door: str = "form") -> str:
    """The same for the same form of the same person on the same day; the command's `viewer` is that person.

    `door` says by what it came: a form of a page, or a program's token.
    """
    said: dict[str, Any] = {
        **asdict(command),
        "viewer": person_id,
        "on": on,
        "command": type(command).__name__,
    }
    return f"{door}:{token_hash(repr(sorted(said.items())))[:32]}"


def came_before(session: Session, programme_id: str, task: str, via: str) -> bool:
    """Whether a form with this mark acted on the task already."""
    return any(each.via == via for each in history(session, programme_id, task))


def recorded_before(
    session: Session, agency: str, via: str, *, kind: str = "", subject: str = ""
) -> str | None:
    """The subject of an agency's event (of that kind, about that subject) that a form with this mark made."""
    query = select(col(EventRow.subject), col(EventRow.payload)).where(col(EventRow.agency) == agency)
    if kind:
        query = query.where(col(EventRow.kind) == kind)
    if subject:
        query = query.where(col(EventRow.subject) == subject)
    rows = session.execute(query)
    return next((row.subject for row in rows if row.payload.get("via") == via), None)
