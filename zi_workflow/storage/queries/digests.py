"""Reads what a window's mails are made of: notices due, matters told, and the facts of their tasks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlmodel import Session, col

from zi_workflow.domain.digests import Entry
from zi_workflow.domain.ladder import CLIMBING
from zi_workflow.domain.notices import About, MailKind, NoticeKind, NoticeState
from zi_workflow.domain.programmes import ProgrammeState
from zi_workflow.domain.tasks import OPEN_WORK, State
from zi_workflow.storage.queries.analyses import OF_TASK
from zi_workflow.storage.tables import (
    Absence,
    MessageRow,
    NoticeRow,
    Programme,
    Task,
    TaskAnalysis,
    TaskState,
    Unit,
)

_ENTRY = (NoticeRow.id, NoticeRow.programme_id, NoticeRow.kind, NoticeRow.task, NoticeRow.about, NoticeRow.cycle,
          NoticeRow.level, NoticeRow.rung, NoticeRow.recipient_id, NoticeRow.role, NoticeRow.told_on,
          NoticeRow.facts)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Speaking:
    """An active programme with its unit, for the header of a mail."""

    id: str
    code: str
    title: str
    unit_id: str
    unit: str
    zone: str
    week: tuple[str, ...]
    agency: str
    framework: str
    year: int  # of the programme's first day: what the subject and the head of its mails say


def speaking(session: Session, zone: str | None, on: date) -> list[Speaking]:
    """Active programmes (of one zone) whose mail has started by the day, in order of code."""
    query = (
        select(
            col(Programme.id), col(Programme.code), col(Programme.title), col(Unit.id), col(Unit.name),
            col(Unit.zone), col(Unit.week), col(Unit.agency), col(Programme.framework),
            col(Programme.start),
        )
        .join(Unit, col(Unit.id) == col(Programme.unit_id))
        .where(col(Programme.state) == str(ProgrammeState.ACTIVE), col(Programme.activated_on) <= on)
        .order_by(col(Programme.code))
    )  # fmt: skip
    if zone is not None:
        query = query.where(col(Unit.zone) == zone)
    return [
        Speaking(r[0], r[1], r[2], r[3], r[4], r[5], tuple(r[6]), r[7], r[8], r[9].year)
        for r in session.execute(query)
    ]


def due_entries(session: Session, programmes: Sequence[str], on: date) -> list[Entry]:
    """Notices that are due by the day and in no message yet, in order of writing."""
    rows = session.execute(
        select(*(col(column) for column in _ENTRY))
        .where(
            col(NoticeRow.programme_id).in_(programmes),
            col(NoticeRow.state) == str(NoticeState.DUE),
            col(NoticeRow.due_on) <= on,
            col(NoticeRow.recipient_id).is_not(None),
        )
        .order_by(col(NoticeRow.created_at), col(NoticeRow.programme_id), col(NoticeRow.id))
    )
    return [_entry(row) for row in rows]


def told_entries(session: Session, programmes: Sequence[str]) -> list[Entry]:
    """Matters that somebody was told of and that are not solved: late work, and reviews that wait."""
    unsolved = or_(
        and_(col(NoticeRow.about) == str(About.WORK), col(TaskState.state).in_([str(s) for s in OPEN_WORK])),
        and_(col(NoticeRow.about) == str(About.REVIEW), col(TaskState.state) == str(State.SUBMITTED)),
        and_(col(NoticeRow.about) == str(About.APPROVAL), col(TaskState.state) == str(State.VERIFIED)),
    )
    rows = session.execute(
        select(*(col(column) for column in _ENTRY))
        .join(
            Task,
            and_(
                col(Task.programme_id) == col(NoticeRow.programme_id), col(Task.code) == col(NoticeRow.task)
            ),
        )
        .join(TaskState, col(TaskState.task_id) == col(Task.id))
        .where(
            col(NoticeRow.programme_id).in_(programmes),
            col(NoticeRow.state) == str(NoticeState.TOLD),
            col(NoticeRow.closed_on).is_(None),
            col(NoticeRow.kind).in_([str(kind) for kind in CLIMBING]),
            unsolved,
        )
        .order_by(col(NoticeRow.created_at), col(NoticeRow.programme_id), col(NoticeRow.id))
    )
    return [_entry(row) for row in rows]


def _entry(row: Any) -> Entry:
    facts = row.facts or {}
    clock = facts.get("clock")
    return Entry(
        notice=row.id,
        programme=row.programme_id,
        kind=NoticeKind(row.kind),
        task=row.task,
        about=About(row.about),
        cycle=row.cycle,
        level=row.level,
        rung=row.rung,
        person=row.recipient_id,
        role=row.role,
        told_on=row.told_on,
        count=facts.get("count"),
        note=facts.get("note", ""),
        at_once=facts.get("at_once", False),
        quarter=facts.get("quarter", ""),
        area=facts.get("area", ""),
        clock=date.fromisoformat(clock) if clock else None,
    )


def last_digests(session: Session, holders: Iterable[str], since: date, on: date) -> dict[str, date]:
    """The day of each office holder's latest digest; one to who acted for them from `since` to `on` counts."""
    receivers = {holder: {holder} for holder in holders}
    for holder, acting in session.execute(
        select(col(Absence.person_id), col(Absence.substitute_id)).where(
            col(Absence.person_id).in_(list(receivers)),
            col(Absence.substitute_id).is_not(None),
            col(Absence.first) <= on,
            col(Absence.last) >= since,
        )
    ):
        receivers[holder].add(acting)
    last = _last_digests(session, set().union(*receivers.values()))
    return {
        holder: max(last[person] for person in people & last.keys())
        for holder, people in receivers.items()
        if people & last.keys()
    }


def _last_digests(session: Session, people: Iterable[str]) -> dict[str, date]:
    rows = session.execute(
        select(col(MessageRow.person_id), func.max(col(MessageRow.on)))
        .where(col(MessageRow.person_id).in_(list(people)), col(MessageRow.kind) == str(MailKind.DIGEST))
        .group_by(col(MessageRow.person_id))
    )
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True, slots=True)
class TaskFigures:
    """What a mail says of a task: its names and the figures of the programme's last analysis."""

    code: str
    title: str
    area: str
    state: str
    clock: date | None
    blocked_by: str | None
    finish_days: int | None
    other_areas_days: int | None
    submitted: date | None
    verified: date | None


def task_figures(session: Session, programme_id: str) -> dict[str, TaskFigures]:
    """Every task of the programme by code, in order of the plan."""
    rows = session.execute(
        select(
            col(Task.code), col(Task.title), col(Task.area), col(TaskAnalysis.state), col(TaskAnalysis.clock),
            col(TaskAnalysis.blocked_by), col(TaskAnalysis.finish_days), col(TaskAnalysis.other_areas_days),
            col(TaskState.submitted), col(TaskState.verified),
        )
        .join(TaskState, col(TaskState.task_id) == col(Task.id))
        .outerjoin(TaskAnalysis, OF_TASK)
        .where(col(Task.programme_id) == programme_id)
        .order_by(col(Task.position))
    )  # fmt: skip
    return {row[0]: TaskFigures(row[0], row[1], row[2], row[3] or "", *row[4:]) for row in rows}


def highest_levels(session: Session, programme_id: str) -> dict[tuple[str, About], tuple[int, str]]:
    """Per open ladder the highest level decided so far and the role it went to, for "passed on to ..."."""
    rows = session.execute(
        select(col(NoticeRow.task), col(NoticeRow.about), col(NoticeRow.level), col(NoticeRow.role)).where(
            col(NoticeRow.programme_id) == programme_id,
            col(NoticeRow.kind) == str(NoticeKind.ESCALATION),
            col(NoticeRow.closed_on).is_(None),
            col(NoticeRow.state).in_(
                [str(NoticeState.DUE), str(NoticeState.COLLECTED), str(NoticeState.TOLD)]
            ),
        )
    )
    found: dict[tuple[str, About], tuple[int, str]] = {}
    for task, about, level, role in rows:
        key = (task, About(about))
        if level > found.get(key, (0, ""))[0]:
            found[key] = (level, role)
    return found
