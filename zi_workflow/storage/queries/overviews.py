"""Reads what a head of unit sees on one page: the programmes, what waits for a decision, how their mail stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, func, select
from sqlmodel import Session, col

from zi_workflow.domain.notices import NoticeKind
from zi_workflow.domain.people import Duty
from zi_workflow.domain.programmes import ProgrammeState
from zi_workflow.domain.scopes import Scope
from zi_workflow.domain.tasks import FINISHED, IN_REVIEW, State
from zi_workflow.storage.queries import plain
from zi_workflow.storage.queries.pages import ProgrammeRow, programme_rows, programmes_query
from zi_workflow.storage.queries.tasks import DUTY
from zi_workflow.storage.tables import (
    EventRow,
    MessageRow,
    NoticeRow,
    Person,
    Programme,
    ProgrammeAnalysis,
    Task,
    TaskState,
)

ASKED, GIVEN, REFUSED = "task.handover_asked", "task.assigned", "task.handover_refused"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A task that waits for somebody's decision since a day; `by` handed it in or asks, `said` is their note."""

    code: str
    title: str
    duty: Duty
    since: date
    by: str | None = None
    said: str = ""
    state: State | None = None


def running(session: Session, scope: Scope, most: int) -> list[ProgrammeRow]:
    """The active programmes in reach, the latest first, at most so many."""
    query = (
        programmes_query(scope)
        .where(col(Programme.state) == str(ProgrammeState.ACTIVE))
        .order_by(func.coalesce(col(ProgrammeAnalysis.late_days), 0).desc(), col(Programme.code))
        .limit(most)
    )
    return programme_rows(session, session.execute(query).all())


_TASK = (col(Task.code), col(Task.title), *DUTY)


def in_review(session: Session, programme_id: str) -> list[Waiting]:
    """Tasks whose reviewer or approver has yet to decide, the oldest first; `since` they were handed in or verified."""
    rows = session.execute(
        select(
            *_TASK,
            col(TaskState.verified),
            col(TaskState.submitted),
            col(TaskState.submitted_by),
            col(TaskState.state),
        )
        .join(TaskState, col(TaskState.task_id) == col(Task.id))
        .where(
            col(Task.programme_id) == programme_id,
            col(TaskState.state).in_([str(state) for state in IN_REVIEW]),
        )
        .order_by(func.coalesce(col(TaskState.verified), col(TaskState.submitted)), col(Task.position))
    )
    return [
        Waiting(row[0], row[1], Duty(*row[2:8]), row[8] or row[9], row[10], state=State(row[11]))
        for row in rows
    ]


def hand_overs(session: Session, programme_id: str, person_id: str) -> list[Waiting]:
    """Open tasks whose doer asked this person that somebody else takes them, and which nobody was given since."""
    rows = session.execute(
        select(*_TASK, col(NoticeRow.due_on), col(NoticeRow.facts))
        .join(
            NoticeRow,
            (col(NoticeRow.programme_id) == col(Task.programme_id)) & (col(NoticeRow.task) == col(Task.code)),
        )
        .join(TaskState, col(TaskState.task_id) == col(Task.id))
        .where(
            col(Task.programme_id) == programme_id,
            col(NoticeRow.kind) == str(NoticeKind.HAND_OVER),
            col(NoticeRow.recipient_id) == person_id,
            col(TaskState.state).not_in([str(state) for state in FINISHED]),
        )
        .order_by(col(NoticeRow.created_at), col(NoticeRow.id))
    ).all()
    if not rows:
        return []
    open_wishes = _last_asked(session, programme_id)
    newest = {
        row[0]: Waiting(row[0], row[1], Duty(*row[2:8]), row[8], said=(row[9] or {}).get("note", ""))
        for row in rows
    }
    return [waiting for code, waiting in newest.items() if code in open_wishes]


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody's wish of a day that another person (`to`, if they named one) does their task; `name` is theirs."""

    asked_by: str
    name: str
    since: date
    note: str
    to: str | None


def open_wish(session: Session, programme_id: str, task: str) -> Wish | None:
    """The newest wish about a task, unless it was answered since."""
    row = session.execute(
        select(EventRow, col(Person.name))
        .outerjoin(Person, col(Person.id) == col(EventRow.actor))
        .where(
            col(EventRow.programme_id) == programme_id,
            col(EventRow.subject) == task,
            col(EventRow.kind).in_([ASKED, GIVEN, REFUSED]),
        )
        .order_by(col(EventRow.number).desc())
        .limit(1)
    ).one_or_none()
    if row is None or row[0].kind != ASKED:
        return None
    event, name = row
    said = event.payload
    return Wish(event.actor, name or "", event.occurred_on, said.get("note", ""), said.get("to"))


def _last_asked(session: Session, programme_id: str) -> frozenset[str]:
    """The tasks about which asking came after giving and refusing."""
    rows = session.execute(
        select(col(EventRow.subject), col(EventRow.kind))
        .where(col(EventRow.programme_id) == programme_id, col(EventRow.kind).in_([ASKED, GIVEN, REFUSED]))
        .order_by(col(EventRow.number))
    )
    last = {row.subject: row.kind for row in rows}
    return frozenset(task for task, kind in last.items() if kind == ASKED)


_BY_STATE = (
    select(col(MessageRow.state), col(MessageRow.transport), func.count(col(MessageRow.id)))
    .where(col(MessageRow.programme_id) == bindparam("programme"))
    .group_by(col(MessageRow.state), col(MessageRow.transport))
)


def mails_by_state(session: Session, programme_id: str) -> dict[tuple[str, str | None], int]:
    """How many messages about a programme are in each state, by the transport that they went with."""
    rows = plain.rows(session, _BY_STATE, {"programme": programme_id})
    return {(row[0], row[1]): row[2] for row in rows}
