"""Reads what a change of a programme does to its notices and mails, and when its people change; decides nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlmodel import Session, col

from zi_workflow.domain.messages import UNSENT, MessageState
from zi_workflow.domain.notices import NoticeKind
from zi_workflow.storage.tables import Absence, Membership, MessageRow, NoticeRow, Person


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """A notice as it stands: about what, to whom, how far, and from which day on it may be said."""

    id: str
    programme_id: str
    kind: str
    task: str | None
    recipient: str | None
    role: str
    state: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Waiting:
    """A mail that has not gone out: whose it is, what kind, and where it would go."""

    id: str
    programme_id: str | None
    kind: str
    person: str
    address: str | None


def notices(session: Session, programme_ids: Collection[str]) -> dict[str, NoticeFacts]:
    """Every notice of the programmes, by id, in order of writing."""
    columns = (NoticeRow.id, NoticeRow.programme_id, NoticeRow.kind, NoticeRow.task, NoticeRow.recipient_id,
               NoticeRow.role, NoticeRow.state, NoticeRow.due_on)  # fmt: skip
    rows = session.execute(
        select(*(col(column) for column in columns))
        .where(col(NoticeRow.programme_id).in_(programme_ids))
        .order_by(col(NoticeRow.created_at), col(NoticeRow.id))
    )
    return {row.id: NoticeFacts(*row) for row in rows}


def waiting(session: Session, programme_ids: Collection[str]) -> dict[str, Waiting]:
    """The mails of the programmes that have not gone out, by id."""
    columns = (
        MessageRow.id,
        MessageRow.programme_id,
        MessageRow.kind,
        MessageRow.person_id,
        MessageRow.to_address,
    )
    rows = session.execute(
        select(*(col(column) for column in columns))
        .where(
            col(MessageRow.programme_id).in_(programme_ids),
            col(MessageRow.state).in_([str(state) for state in (*UNSENT, MessageState.CLAIMED)]),
        )
        .order_by(col(MessageRow.id))
    )
    return {row.id: Waiting(*row) for row in rows}


def greeted(session: Session, programme_id: str) -> frozenset[str]:
    """Who was told once of all that is theirs."""
    rows = session.scalars(
        select(col(NoticeRow.recipient_id)).where(
            col(NoticeRow.programme_id) == programme_id,
            col(NoticeRow.kind) == str(NoticeKind.ASSIGNED),
            col(NoticeRow.task).is_(None),
        )
    )
    return frozenset(person for person in rows if person is not None)


def days_of_change(session: Session, unit_id: str, first: date, last: date) -> list[date]:
    """The days after `first` and up to `last` on which who holds an office, or who is away, is another than before."""
    day = timedelta(days=1)
    found: set[date] = set()
    holdings = session.execute(
        select(col(Membership.person_id), col(Membership.valid_from), col(Membership.valid_to)).where(
            col(Membership.unit_id) == unit_id
        )
    ).all()
    found |= {row.valid_from for row in holdings}
    ends = {row.valid_to for row in holdings if row.valid_to is not None}
    absences = session.execute(
        select(col(Absence.first), col(Absence.last)).where(
            col(Absence.last) >= first, col(Absence.first) <= last
        )
    ).all()
    found |= {row.first for row in absences}
    ends |= {row.last for row in absences}
    found |= {end + day for end in ends if end < last}  # the last day of all has none after it
    return sorted(each for each in found if first < each <= last)


def names(session: Session, people: Collection[str], units: Collection[str]) -> dict[str, str]:
    """What these people, and all who ever had an office in these units, are called, by id."""
    there = select(col(Membership.person_id)).where(col(Membership.unit_id).in_(units))
    rows = session.execute(
        select(col(Person.id), col(Person.name)).where(
            or_(col(Person.id).in_(people), col(Person.id).in_(there))
        )
    )
    return {row.id: row.name for row in rows}
