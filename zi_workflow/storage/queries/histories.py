"""Reads what was done about a task from the log of events, with the names of who did it; words are the web's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.storage.tables import EventRow, Person


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that was done: `kind` is the event's, `name` the person's, empty for the service and the console.

    `version` is the task's state after it; None when it changed none. `via` says by what they acted.
    """

    kind: str
    actor: str
    name: str
    on: date
    version: int | None
    said: str
    until: str
    progress: int | None
    via: str


def history(session: Session, programme_id: str, task: str) -> list[Happening]:
    """Everything that was done about the task, the newest first."""
    rows = session.execute(
        select(EventRow, col(Person.name))
        .outerjoin(Person, col(Person.id) == col(EventRow.actor))
        .where(
            col(EventRow.programme_id) == programme_id,
            col(EventRow.subject) == task,
            col(EventRow.kind).startswith("task."),
        )
        .order_by(col(EventRow.number).desc())
    )
    return [_happening(row, name or "") for row, name in rows]


def _happening(row: EventRow, name: str) -> Happening:
    payload: dict[str, Any] = row.payload
    said: dict[str, Any] = {**payload, **payload.get("command", {})}
    return Happening(
        kind=row.kind,
        actor=row.actor,
        name=name,
        on=row.occurred_on,
        version=payload.get("state", {}).get("version"),
        said=said.get("note") or said.get("reason") or "",
        until=said.get("until") or "",
        progress=said.get("progress"),
        via=said.get("via") or "",
    )
