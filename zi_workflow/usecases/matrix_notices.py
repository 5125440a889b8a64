"""Tells areas that their matrix is awaited, and the team lead once when it did not come; words nothing, sends nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain.calendars import WorkCalendar
from zi_workflow.domain.matrix_reminders import FIRST, Step, due
from zi_workflow.domain.notices import NoticeKind, NoticeState, Reason, notice_key
from zi_workflow.domain.people import Directory, Person, Role
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.queries.matrices import Awaited, awaited
from zi_workflow.storage.queries.people import directory
from zi_workflow.storage.queries.programmes import ProgrammeFacts
from zi_workflow.storage.tables import NoticeRow, Programme, Round
from zi_workflow.usecases.task_moves import local_date

_UNTOLD = (str(NoticeState.DUE), str(NoticeState.COLLECTED))
_AGAIN = (str(NoticeState.CANCELLED), str(NoticeState.FAILED))
_LEADS = (Role.TEAM_LEAD, Role.SECRETARY, Role.HEAD)


def ask_areas(session: Session, round_row: Round, programme: ProgrammeFacts, on: date, now: datetime) -> None:
    """The first line to whoever coordinates each area whose matrix the round awaits; once for a cutoff."""
    people = directory(session, programme.unit_id, on)
    waiting = [each for each in awaited(session, [programme.code]) if each.quarter == round_row.quarter]
    for each in waiting:
        _tell(session, programme.id, people, each, FIRST, on, now)


def decide(
    session: Session, programme: Programme, people: Directory, calendar: WorkCalendar, on: date, now: datetime,
    zone: str,
) -> int:  # fmt: skip
    """The reminders that are due on a working day; how many are new."""
    written = 0
    for each in awaited(session, [programme.code]):
        step = due(calendar, local_date(each.asked_at, zone), each.cutoff, on) if each.cutoff else None
        if step is not None:
            written += _tell(session, programme.id, people, each, step, on, now)
    return written


def no_more(session: Session, programme_id: str, quarter: str, area: str) -> None:
    """It was sent: what was not told yet is not told any more."""
    for row in _untold(session, programme_id, quarter, area):
        row.state, row.reason = str(NoticeState.CANCELLED), str(Reason.OBSOLETE)
        session.add(row)
    session.flush()


def _tell(
    session: Session, programme_id: str, people: Directory, each: Awaited, step: Step, on: date, now: datetime
) -> int:
    receiver = _receiver(people, each.area, step)
    if receiver is None:
        return 0
    person, role = receiver
    subject = f"{each.quarter}.{each.area}@{each.cutoff}"
    key = (
        f"{programme_id}:{notice_key(NoticeKind.MATRIX, f'{subject}.{step.mark}', 1, step.level, person.id)}"
    )
    known = session.scalars(select(NoticeRow).where(col(NoticeRow.key) == key)).one_or_none()
    if known is not None and known.state not in _AGAIN:
        return 0
    for row in _untold(session, programme_id, each.quarter, each.area):
        if row.state == NoticeState.DUE:
            row.state, row.reason = str(NoticeState.SUPERSEDED), str(Reason.SUPERSEDED)
            session.add(row)
    row = known or NoticeRow(
        id=new_id(session, now), key=key, programme_id=programme_id, kind=str(NoticeKind.MATRIX),
        recipient_id=person.id, role=role, rung=step.rung, level=step.level, due_on=on,
        state=str(NoticeState.DUE), created_at=now,
        facts={
            "quarter": each.quarter, "area": each.area,
            "clock": each.cutoff.isoformat() if each.cutoff else None,
        },
    )  # fmt: skip
    row.state, row.reason, row.due_on, row.message_id = str(NoticeState.DUE), None, on, None
    session.add(row)
    session.flush()
    return 1


def _receiver(people: Directory, area: str, step: Step) -> tuple[Person, str] | None:
    """The area's coordinator, else who leads the team; the lead hears of it once more unless they were asked themselves."""
    asked = people.decider(area, "")
    if step.level is None or asked is None:
        return asked
    return next(
        ((person, str(role)) for role in _LEADS for person in people.holders(role) if person != asked[0]),
        None,
    )


def _untold(session: Session, programme_id: str, quarter: str, area: str) -> Iterable[NoticeRow]:
    rows = session.scalars(
        select(NoticeRow).where(
            col(NoticeRow.programme_id) == programme_id,
            col(NoticeRow.kind) == str(NoticeKind.MATRIX),
            col(NoticeRow.state).in_(_UNTOLD),
        )
    )
    return [row for row in rows if (row.facts["quarter"], row.facts["area"]) == (quarter, area)]
