"""Keeps the outbox true when people leave, change office or get another address, in the change's own transaction.

Knows no list of people and no transport; what a worker holds and has not begun to hand over is taken back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, or_, select, true, update
from sqlmodel import Session, col

from zi_workflow.domain.messages import MAIL, PRINT, UNSENT, MessageState
from zi_workflow.domain.notices import NoticeState, Reason
from zi_workflow.domain.people import AREA_ROLES
from zi_workflow.storage.queries.people import goes_on
from zi_workflow.storage.queries.recipients import standing
from zi_workflow.storage.tables import Membership, MessageRow, NoticeRow, Person, Programme, Task, Unit
from zi_workflow.usecases import accounts, links
from zi_workflow.usecases.invitation_checks import takes_back
from zi_workflow.usecases.links import VoidOf

Offices = frozenset[tuple[str, str | None]]
"""Role and area."""
LEFT, MOVED = "left", "new address"
_MOVABLE = [str(state) for state in (*UNSENT, MessageState.CLAIMED)]


@dataclass(frozen=True, slots=True)
class Follow:
    """People whose roles in a unit have just changed; `moved`: those of them who have another address."""

    unit_id: str
    people: frozenset[str]
    moved: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Followed:
    """How many unsent mails were cancelled, and how many got another address."""

    cancelled: int = 0
    readdressed: int = 0


def follow(session: Session, command: Follow, now: datetime) -> Followed:
    """Nothing more goes to who left or to an old address; nothing is lost for whoever takes over.

    Who left the unit: their unsent mails are cancelled(not-active), with the notices that were for themselves; those
    for somebody whom they stood in for are due again. Their notices for an office they do not hold any more are
    cancelled, and the morning decides for whoever holds it. Unsent mails follow a new address; links in mails that
    went to the old one, or to who left, are dead.
    """
    unit = session.get_one(Unit, command.unit_id)
    today = now.astimezone(ZoneInfo(unit.zone)).date()
    cancelled = readdressed = 0
    for person in _people(session, command.people):
        offices = _offices(session, unit.id, person.id, today)
        _drop_notices(session, unit.id, person.id, offices)
        for row in _unsent(session, person.id):
            if _is_over(session, row, unit.id, person, today):
                give_up(session, row)
                cancelled += 1
            elif _readdress(row, person):
                readdressed += 1
        accounts.follow(session, person, now)
        gone = not person.active or not offices
        if gone or person.id in command.moved:
            links.void_of_person(session, VoidOf(person.id, LEFT if gone else MOVED), now)
    session.flush()
    return Followed(cancelled, readdressed)


def take_back(session: Session, person_id: str) -> None:
    """Out of a worker's hands, so that it is asked once more whether the person gets it."""
    session.execute(
        update(MessageRow)
        .where(col(MessageRow.person_id) == person_id, col(MessageRow.state) == str(MessageState.CLAIMED))
        .values(state=str(MessageState.RETRY), owner=None, lease_until=None)
        .execution_options(synchronize_session=False)
    )


def give_up(session: Session, row: MessageRow) -> None:
    """Cancel a mail to somebody who left; notices for whom they stood in are due again."""
    row.state, row.reason, row.owner, row.lease_until = (
        str(MessageState.CANCELLED), str(Reason.NOT_ACTIVE), None, None,
    )  # fmt: skip
    session.flush()
    here = (col(NoticeRow.message_id) == row.id) & (col(NoticeRow.state) == str(NoticeState.COLLECTED))
    own = col(NoticeRow.recipient_id) == row.person_id
    session.execute(
        update(NoticeRow)
        .where(here, own)
        .values(state=str(NoticeState.CANCELLED), reason=str(Reason.NOT_ACTIVE))
    )
    session.execute(
        update(NoticeRow).where(here, ~own).values(state=str(NoticeState.DUE), reason=None, message_id=None)
    )


def _people(session: Session, ids: Iterable[str]) -> list[Person]:
    query = select(Person).where(col(Person.id).in_(list(ids))).order_by(col(Person.id))
    return list(session.scalars(query.execution_options(populate_existing=True)))


def _offices(session: Session, unit_id: str, person_id: str, today: date) -> Offices:
    rows = session.execute(
        select(col(Membership.role), col(Membership.area)).where(
            col(Membership.person_id) == person_id,
            col(Membership.unit_id) == unit_id,
            goes_on(today),
        )
    )
    return frozenset((row.role, row.area) for row in rows)


def _unsent(session: Session, person_id: str) -> list[MessageRow]:
    query = select(MessageRow).where(
        col(MessageRow.person_id) == person_id, col(MessageRow.state).in_(_MOVABLE)
    )
    query = query.order_by(col(MessageRow.id)).with_for_update().execution_options(populate_existing=True)
    return list(session.scalars(query))


def _drop_notices(session: Session, unit_id: str, person_id: str, offices: Offices) -> None:
    """Told to nobody yet, and for an office that the person does not hold any more; the last look at a mail skips them."""
    programmes = select(col(Programme.id)).where(col(Programme.unit_id) == unit_id)
    waiting = [str(NoticeState.DUE), str(NoticeState.COLLECTED)]
    roles = sorted({role for role, _area in offices})
    elsewhere = [_of_other_areas(role, person_id, offices) for role in roles if role in AREA_ROLES]
    lost = or_(col(NoticeRow.role).not_in([*roles, ""]), *elsewhere) if offices else true()
    session.execute(
        update(NoticeRow)
        .where(
            col(NoticeRow.recipient_id) == person_id,
            col(NoticeRow.programme_id).in_(programmes),
            col(NoticeRow.state).in_(waiting),
            lost,
        )
        .values(state=str(NoticeState.CANCELLED), reason=str(Reason.NOT_ACTIVE))
        .execution_options(synchronize_session=False)
    )


def _of_other_areas(role: str, person_id: str, offices: Offices) -> ColumnElement[bool]:
    """Notices for the same office of an area that the person does not hold; what is given to them by name stays."""
    areas = [area for held, area in offices if held == role and area is not None]
    task = select(col(Task.id)).where(
        col(Task.programme_id) == col(NoticeRow.programme_id),
        col(Task.code) == col(NoticeRow.task),
        col(Task.area).not_in(areas),
        or_(col(Task.assignee_id).is_(None), col(Task.assignee_id) != person_id),
    )
    return (col(NoticeRow.role) == role) & task.exists()


def _is_over(session: Session, row: MessageRow, unit_id: str, person: Person, today: date) -> bool:
    if takes_back(row):
        return False
    return not person.active or (row.unit_id == unit_id and standing(session, row, today).left)


def _readdress(row: MessageRow, person: Person) -> bool:
    """Follow the person's address; a worker that prepared the mail for the old one finds it taken away."""
    address = person.email if person.suppressed is None else None
    if (row.to_address or "").lower() == (address or "").lower():
        return False
    row.to_address, row.channel = address, MAIL if address else PRINT
    if row.state == MessageState.CLAIMED:
        row.state, row.owner, row.lease_until = str(MessageState.RETRY), None, None
    return True
