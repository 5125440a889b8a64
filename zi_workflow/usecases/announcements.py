"""Writes the notice of a change in the change's own transaction; decides no rung of the ladder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from zi_workflow.domain.notices import NoticeKind, NoticeState, Reason, notice_key
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.tables import NoticeRow


@dataclass(frozen=True, slots=True)
class Announce:
    """Tell a person (in their role) about a change of a task that happened on `on`; `note` is the reason given."""

    programme_id: str
    kind: NoticeKind
    task: str
    recipient_id: str
    role: str
    on: date
    note: str = ""


def announce(session: Session, command: Announce, now: datetime) -> NoticeRow:
    """A due notice: each change is told once, so its number stands where the ladder has its level."""
    earlier = session.execute(
        select(func.count())
        .select_from(NoticeRow)
        .where(
            col(NoticeRow.programme_id) == command.programme_id,
            col(NoticeRow.task) == command.task,
            col(NoticeRow.kind) == str(command.kind),
            col(NoticeRow.recipient_id) == command.recipient_id,
        )
    ).scalar_one()
    number = earlier + 1
    key = notice_key(command.kind, command.task, number, None, command.recipient_id)
    row = NoticeRow(
        id=new_id(session, now),
        key=f"{command.programme_id}:{key}",
        programme_id=command.programme_id,
        kind=str(command.kind),
        task=command.task,
        cycle=number,
        recipient_id=command.recipient_id,
        role=command.role,
        due_on=command.on,
        state=str(NoticeState.DUE),
        facts={"note": command.note} if command.note else {},
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row


def take_back(session: Session, programme_id: str, task: str, kind: NoticeKind) -> None:
    """Nobody needs to hear any more what was announced about the task in this kind and has not left."""
    session.execute(
        update(NoticeRow)
        .where(
            col(NoticeRow.programme_id) == programme_id,
            col(NoticeRow.task) == task,
            col(NoticeRow.kind) == str(kind),
            col(NoticeRow.state).in_([str(NoticeState.DUE), str(NoticeState.COLLECTED)]),
        )
        .values(state=str(NoticeState.CANCELLED), reason=str(Reason.OBSOLETE))
    )
