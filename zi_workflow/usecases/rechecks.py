"""Looks once more, at send time, whether a mail is still true; sends nothing and decides nothing new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Table, select, update
from sqlmodel import Session, col

from zi_workflow.domain.notices import (
    OPTIONAL,
    Line,
    MailFacts,
    MailKind,
    NoticeKind,
    NoticeState,
    Reason,
)
from zi_workflow.domain.people import Role
from zi_workflow.domain.tasks import FINISHED, IN_REVIEW, NOT_STARTED, OPEN_WORK
from zi_workflow.storage.one_of import one_of
from zi_workflow.storage.queries.matrices import awaited
from zi_workflow.storage.queries.plain import rows
from zi_workflow.storage.queries.subscriptions import still_going
from zi_workflow.storage.tables import NoticeRow, Person, Programme, Task, TaskState
from zi_workflow.usecases.invitation_checks import stands
from zi_workflow.usecases.outbox import About
from zi_workflow.usecases.sign_in_mail import still_asked
from zi_workflow.wording import local

_TO_ASSIGNEE = frozenset(
    {
        NoticeKind.ASSIGNED,
        NoticeKind.READY,
        NoticeKind.WAITING,
        NoticeKind.REMINDER,
        NoticeKind.OVERDUE,
        NoticeKind.NUDGE,
    }
)
_WANTED_STATES = {
    NoticeKind.READY: NOT_STARTED,
    NoticeKind.WAITING: NOT_STARTED,
    NoticeKind.RETURNED: OPEN_WORK,  # opened again, where its evidence was taken back
    NoticeKind.VERIFY: IN_REVIEW,
    NoticeKind.PLAN_CHANGED: OPEN_WORK | IN_REVIEW,
    NoticeKind.DECISION: OPEN_WORK | IN_REVIEW,
    NoticeKind.ANSWERED: OPEN_WORK | IN_REVIEW | FINISHED,  # who asked hears it whatever became of the task
}


_OVER = frozenset({str(NoticeState.CANCELLED), str(NoticeState.SUPERSEDED)})


@dataclass(frozen=True, slots=True)
class _Now:
    """A task at send time; `assignee` only where one was named."""

    state: str
    assignee: str | None


@dataclass(frozen=True, slots=True)
class _Notice:
    """A line's notice at send time: cancelled meanwhile, e.g. because its receiver left; `assignee` if a member's."""

    over: bool
    assignee: str | None


def recheck(
    session: Session, claimed: Sequence[tuple[About, MailFacts]], now: datetime
) -> dict[str, MailFacts | None]:
    """What is still true of the facts of each message, by its id; None: nothing is left to say.

    Notices of dropped lines become cancelled(obsolete). A digest whose news are all gone is not sent for its
    repeated lines alone.
    """
    here = _look_up(session, claimed)
    return {row.id: _rechecked(session, row, facts, here, now) for row, facts in claimed}


@dataclass(frozen=True, slots=True)
class _Here:
    """How everything that the messages speak of stands."""

    active: frozenset[str]
    going: frozenset[tuple[str, str]]  # person and kind of the optional mails that are still wanted
    tasks: Mapping[tuple[str, str], _Now]
    notices: Mapping[str, _Notice]
    matrices: frozenset[tuple[str, str, str]]  # programme, quarter and area of those that are awaited


_PEOPLE: Table = Person.__table__  # type: ignore[attr-defined]
_ACTIVE = select(_PEOPLE.c.id).where(one_of(_PEOPLE.c.id, "people"), _PEOPLE.c.active)


def _look_up(session: Session, claimed: Sequence[tuple[About, MailFacts]]) -> _Here:
    people = {row.person_id for row, _facts in claimed}
    lines = [line for _row, facts in claimed for line in facts.lines]
    going = {
        (person, kind)
        for kind in OPTIONAL & {facts.kind for _row, facts in claimed}
        for person in still_going(session, people, kind)
    }
    active = frozenset(id for (id,) in rows(session, _ACTIVE, {"people": people}))
    found = (active, frozenset(going), _tasks(session, lines), _notices(session, lines))
    return _Here(*found, _matrices(session, lines))


def _rechecked(
    session: Session, about: About, facts: MailFacts, here: _Here, now: datetime
) -> MailFacts | None:
    if about.person_id not in here.active:
        _cancel(session, facts.lines, Reason.NOT_ACTIVE)
        return None
    if facts.kind in OPTIONAL and (about.person_id, facts.kind) not in here.going:
        return None
    if facts.kind is MailKind.SIGN_IN:
        return facts if still_asked(session, about.id, now) else None
    if facts.summons is not None:
        return facts if stands(session, about, facts.summons) else None
    today = local(now, facts.zone).date()
    kept = tuple(line for line in facts.lines if not _passed(line, today) and _holds(line, here))
    if kept == facts.lines:
        return facts
    _cancel(session, (line for line in facts.lines if line not in kept), Reason.OBSOLETE)
    had_news = any(not line.repeat for line in facts.lines)
    if not kept or (had_news and all(line.repeat for line in kept)):
        return None
    return replace(facts, lines=kept)


def _passed(line: Line, today: date) -> bool:
    """A reminder of a day that is over: a mail that waited over night must not say \"tomorrow\"."""
    ahead = line.kind is NoticeKind.REMINDER or (line.kind is NoticeKind.MATRIX and line.level is None)
    return ahead and line.clock is not None and line.clock < today


def _holds(line: Line, here: _Here) -> bool:
    notice = here.notices.get(line.notice or "")
    if notice is not None and notice.over:
        return False
    if line.kind is NoticeKind.MATRIX:
        return (line.programme_code, line.quarter, line.area) in here.matrices
    if line.task is None:
        return True
    task = here.tasks.get((line.programme_code, line.task))
    if task is None:
        return False
    if line.kind is NoticeKind.SOLVED:
        return line.review or task.state in FINISHED
    given_away = task.assignee and notice and notice.assignee and task.assignee != notice.assignee
    if line.kind in _TO_ASSIGNEE and given_away:
        return False
    wanted = _WANTED_STATES.get(line.kind, IN_REVIEW if line.review else OPEN_WORK)
    return task.state in wanted


def _matrices(session: Session, lines: Iterable[Line]) -> frozenset[tuple[str, str, str]]:
    codes = {line.programme_code for line in lines if line.kind is NoticeKind.MATRIX}
    if not codes:
        return frozenset()
    return frozenset((each.programme, each.quarter, each.area) for each in awaited(session, codes))


def _tasks(session: Session, lines: Iterable[Line]) -> dict[tuple[str, str], _Now]:
    wanted = {(line.programme_code, line.task) for line in lines if line.task is not None}
    if not wanted:
        return {}
    found = rows(
        session, _TASKS, {"codes": {code for code, _ in wanted}, "tasks": {task for _, task in wanted}}
    )
    return {(programme, code): _Now(state, assignee) for programme, code, state, assignee in found}


_OF: Table = Programme.__table__  # type: ignore[attr-defined]
_WORK: Table = Task.__table__  # type: ignore[attr-defined]
_STANDING: Table = TaskState.__table__  # type: ignore[attr-defined]
_TASKS = (
    select(_OF.c.code, _WORK.c.code, _STANDING.c.state, _WORK.c.assignee_id)
    .select_from(
        _OF.join(_WORK, _WORK.c.programme_id == _OF.c.id).join(_STANDING, _STANDING.c.task_id == _WORK.c.id)
    )
    .where(
        one_of(_OF.c.code, "codes"),
        one_of(_WORK.c.code, "tasks"),
    )
)
"""Built once, of tables and not of classes, which would ask twice as long: it is asked for every mail."""


_ROWS: Table = NoticeRow.__table__  # type: ignore[attr-defined]
_NOTICES = select(_ROWS.c.id, _ROWS.c.state, _ROWS.c.role, _ROWS.c.recipient_id).where(
    one_of(_ROWS.c.id, "ids")
)


def _notices(session: Session, lines: Iterable[Line]) -> dict[str, _Notice]:
    ids = [line.notice for line in lines if line.notice is not None]
    if not ids:
        return {}
    found = rows(session, _NOTICES, {"ids": ids})
    return {id: _Notice(state in _OVER, to if role == Role.MEMBER else None) for id, state, role, to in found}


def _cancel(session: Session, lines: Iterable[Line], reason: Reason) -> None:
    ids = [line.notice for line in lines if line.notice is not None]
    if ids:
        session.execute(
            update(NoticeRow)
            .where(col(NoticeRow.id).in_(ids), col(NoticeRow.state).not_in(_OVER))
            .values(state=str(NoticeState.CANCELLED), reason=str(reason), message_id=None)
        )
