"""Reads what says that the service is alive: the last work, the next jobs, the queue; judges nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from zi_workflow.storage.tables import MessageRow, OccurrenceRow, Programme, ProgrammeAnalysis

NEXT_JOBS = 10


@dataclass(frozen=True, slots=True)
class Job:
    """One firing of the schedule."""

    job: str
    scope: str
    local_date: date
    due_at: datetime
    state: str
    attempts: int
    reason: str | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Health:
    """The last and next work of the service and the mails by state."""

    analysed: list[tuple[str, date]]
    last: Job | None
    open: list[Job]
    mails: dict[str, int]


def health(session: Session) -> Health:
    """How the service stands."""
    columns = (OccurrenceRow.job, OccurrenceRow.scope, OccurrenceRow.local_date, OccurrenceRow.due_at,
               OccurrenceRow.state, OccurrenceRow.attempts, OccurrenceRow.reason,
               OccurrenceRow.finished_at)  # fmt: skip
    jobs = select(*(col(column) for column in columns))
    finished = col(OccurrenceRow.finished_at)
    last = session.execute(jobs.where(finished.is_not(None)).order_by(finished.desc()).limit(1)).one_or_none()
    coming = session.execute(
        jobs.where(finished.is_(None)).order_by(col(OccurrenceRow.due_at)).limit(NEXT_JOBS)
    )
    analysed = session.execute(
        select(col(Programme.code), col(ProgrammeAnalysis.as_of))
        .join(ProgrammeAnalysis, col(ProgrammeAnalysis.programme_id) == col(Programme.id))
        .order_by(col(Programme.code))
    )
    return Health(
        analysed=[(row[0], row[1]) for row in analysed],
        last=None if last is None else Job(*last),
        open=[Job(*row) for row in coming],
        mails=mails_by_state(session),
    )


def mails_by_state(session: Session) -> dict[str, int]:
    """How many messages are in each state."""
    rows = session.execute(
        select(col(MessageRow.state), func.count(col(MessageRow.id))).group_by(col(MessageRow.state))
    )
    return dict(sorted((row[0], row[1]) for row in rows))
