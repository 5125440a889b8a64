"""Knows the same form again: sent twice on a day by the same person it acts once; knows no field of a form."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, select
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
    return mark_of(sorted(said.items()), door)


def mark_of(said: object, door: str = "form") -> str:
    """The same for the same words."""
    return f"{door}:{token_hash(repr(said))[:32]}"


def came_before(session: Session, programme_id: str, task: str, via: str) -> bool:
    """Whether a form with this mark acted on the task already."""
    return any(each.via == via for each in history(session, programme_id, task))


def recorded_before(session: Session, via: str, *among: ColumnElement[bool]) -> str | None:
    """The subject of the event, among those, that a form with this mark made."""
    rows = session.execute(select(col(EventRow.subject), col(EventRow.payload)).where(*among))
    return next((row.subject for row in rows if row.payload.get("via") == via), None)


def about(agency: str, subject: str) -> tuple[ColumnElement[bool], ...]:
    """An agency's events about something."""
    return col(EventRow.agency) == agency, col(EventRow.subject) == subject
