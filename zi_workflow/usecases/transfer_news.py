"""Who takes work over hears of every task, and of what was not yet said to whoever leaves it; moves nothing itself."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain.notices import About, NoticeKind, NoticeState, Reason
from zi_workflow.domain.people import Duty
from zi_workflow.domain.programmes import ProgrammeState
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.queries.programmes import ProgrammeFacts
from zi_workflow.storage.tables import NoticeRow
from zi_workflow.usecases.announcements import Announce, announce

_TO_DOER = (NoticeKind.NUDGE, NoticeKind.RETURNED, NoticeKind.PLAN_CHANGED, NoticeKind.ANSWERED)
_TO_OFFICE = (NoticeKind.NUDGE, NoticeKind.HAND_OVER, NoticeKind.DECISION, NoticeKind.MORE_TIME)
_WAITING = (str(NoticeState.DUE), str(NoticeState.COLLECTED))


@dataclass(frozen=True, slots=True)
class News:
    """From whom to whom, from which day, and the reason that everybody reads; `on` is the day of the transfer."""

    person_id: str
    to_id: str
    first: date
    on: date
    reason: str


def unsaid(session: Session, programme_ids: Collection[str], person_id: str) -> list[str]:
    """The person's notices about tasks that they were not told yet, by id, and that no morning decides anew."""
    query = select(col(NoticeRow.id)).where(
        col(NoticeRow.programme_id).in_(programme_ids),
        col(NoticeRow.recipient_id) == person_id,
        col(NoticeRow.task).is_not(None),
        col(NoticeRow.kind).in_([str(kind) for kind in {*_TO_DOER, *_TO_OFFICE}]),
        col(NoticeRow.state).in_(_WAITING),
    )
    return list(session.scalars(query.order_by(col(NoticeRow.created_at), col(NoticeRow.id))))


def tell_taken(
    session: Session, facts: ProgrammeFacts, news: News, taken: Sequence[tuple[str, Duty]], now: datetime
) -> None:
    """A new task each, all in the digest of the first morning on which they are the other's."""
    if facts.state != ProgrammeState.ACTIVE:
        return
    for code, duty in taken:
        told = Announce(
            facts.id, NoticeKind.ASSIGNED, code, news.to_id, duty.responsible, news.first, news.reason
        )
        announce(session, told, now)


def pass_on(
    session: Session, news: News, before: Collection[str], theirs: Collection[tuple[str, str]], now: datetime
) -> None:
    """What was `before` unsaid goes to the other: about tasks that are `theirs` to do now (programme, code), and what
    went with an office. That a plan changed is covered by the notice of a new task.
    """
    rows = session.scalars(
        select(NoticeRow)
        .where(col(NoticeRow.id).in_(before))
        .order_by(col(NoticeRow.created_at), col(NoticeRow.id))
        .execution_options(populate_existing=True)
    ).all()
    for row in rows:
        does = (row.programme_id, row.task) in theirs and row.about == About.WORK and row.kind in _TO_DOER
        office = row.state == NoticeState.CANCELLED and row.kind in _TO_OFFICE
        if does and row.state != NoticeState.CANCELLED:
            row.state, row.reason = str(NoticeState.CANCELLED), str(Reason.NOT_ACTIVE)
        if (does and row.kind != NoticeKind.PLAN_CHANGED) or office:
            session.add(_copy(session, row, news, now))
    session.flush()


def _copy(session: Session, row: NoticeRow, news: News, now: datetime) -> NoticeRow:
    """The same notice for the other; its key names both, so that it is passed on once."""
    return NoticeRow(
        id=new_id(session, now),
        key=f"{row.key}>{news.to_id}",
        programme_id=row.programme_id,
        kind=row.kind,
        task=row.task,
        about=row.about,
        cycle=row.cycle,
        level=row.level,
        rung=row.rung,
        recipient_id=news.to_id,
        role=row.role,
        due_on=news.on,
        state=str(NoticeState.DUE),
        facts=dict(row.facts),
        created_at=now,
    )
