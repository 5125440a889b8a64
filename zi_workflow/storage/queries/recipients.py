"""Reads whether a mail's receiver is who the directory says, and how many receivers there are; judges no volume."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, or_, select
from sqlmodel import Session, col

from zi_workflow.domain.digests import SEPARATE_FROM_LEVEL
from zi_workflow.domain.notices import MailKind
from zi_workflow.domain.offices import ROLE_OF_LEVEL
from zi_workflow.domain.programmes import ProgrammeState
from zi_workflow.storage.tables import Absence, InviteeRow, Membership, MessageRow, Person, Programme

HIGH_OFFICES = frozenset(role for level, role in ROLE_OF_LEVEL.items() if level >= SEPARATE_FROM_LEVEL)
"""Offices that get escalations of their own."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the directory says of a message's receiver on a day."""

    address_known: bool
    never_there: bool  # never held an office in the message's unit, nor ever stood in for somebody who did
    left: bool
    away: bool  # on leave that day
    foreign_matter: bool  # a line about a unit to which the same applies
    ended: bool  # a line about a unit in which the receiver stood in for somebody, and does not any more
    too_high: bool  # an escalation that this receiver's offices never get


def standing(session: Session, row: MessageRow, on: date) -> Standing:
    """The receiver of a message as the directory knows them on a day."""
    email = session.scalar(
        select(col(Person.email)).where(col(Person.id) == row.person_id, col(Person.active))
    )
    held = _held(session, row.person_id, on, _asked_on(session, row))
    there = [(valid, role) for unit, role, valid in held if unit == row.unit_id]
    lines = row.facts.get("lines", ())
    ever = {unit for unit, _role, _valid in held}
    units = _units(session, row, {str(line.get("programme_code") or "") for line in lines})
    foreign = [_stood_in(session, row.person_id, unit) for unit in units - ever]
    high = any((line.get("level") or 0) >= SEPARATE_FROM_LEVEL and not line.get("repeat") for line in lines)
    return Standing(
        address_known=email is not None and email.lower() == (row.to_address or "").lower(),
        never_there=not there and not _stood_in(session, row.person_id, row.unit_id),
        left=not any(valid for valid, _role in there),
        away=_is_away(session, row.person_id, on),
        foreign_matter=any(not stood_in for stood_in in foreign),
        ended=any(foreign),
        too_high=high and not any(role in HIGH_OFFICES for _unit, role, _valid in held),
    )


def _is_away(session: Session, person_id: str, on: date) -> bool:
    absence = select(col(Absence.id)).where(
        col(Absence.person_id) == person_id, col(Absence.first) <= on, col(Absence.last) >= on
    )
    return session.scalar(absence.limit(1)) is not None


def _stood_in(session: Session, person_id: str, unit_id: str) -> bool:
    """Whether somebody was once a substitute in the unit: the term may have ended since a mail was made."""
    covered = _covered(session, person_id, None)
    held = select(col(Membership.id)).where(
        col(Membership.person_id).in_(covered), col(Membership.unit_id) == unit_id
    )
    return session.scalar(held.limit(1)) is not None


def _asked_on(session: Session, row: MessageRow) -> date | None:
    """The day on which the receiver of an invitation came to it: whoever acted for a guest then hears of every change."""
    if row.kind != MailKind.INVITATION:
        return None
    query = select(col(InviteeRow.since)).where(
        col(InviteeRow.message_id) == row.id, col(InviteeRow.person_id) == row.person_id
    )
    return session.scalar(query)


def _held(session: Session, person_id: str, on: date, also: date | None) -> list[tuple[str, str, bool]]:
    """Unit, role and whether it holds on the day, of the person and of everybody they act for that day (or `also`)."""
    acted = _covered(session, person_id, also) if also not in (None, on) else set[str]()
    acting = select(col(Absence.person_id)).where(
        col(Absence.substitute_id).is_not(None), col(Absence.first) <= on, col(Absence.last) >= on
    )
    covered = _covered(session, person_id, on) if session.scalar(acting.limit(1)) else set[str]()
    rows = session.execute(
        select(
            col(Membership.unit_id),
            col(Membership.role),
            col(Membership.valid_from),
            col(Membership.valid_to),
        ).where(col(Membership.person_id).in_({person_id, *covered, *acted}))
    )
    return [(r[0], r[1], r[2] <= on and (r[3] is None or r[3] >= on)) for r in rows]


def _covered(session: Session, person_id: str, on: date | None) -> set[str]:
    """Everybody whose chain of substitutes leads to the person on the day (None: of whatever days)."""
    query = select(col(Absence.person_id), col(Absence.substitute_id)).where(
        col(Absence.substitute_id).is_not(None)
    )
    if on is not None:
        query = query.where(col(Absence.first) <= on, col(Absence.last) >= on)
    rows = session.execute(query).all()
    found, waiting = set[str](), [person_id]
    while waiting:
        by = waiting.pop()
        below = {away for away, substitute in rows if substitute == by} - found
        found |= below
        waiting += below
    return found


def _units(session: Session, row: MessageRow, codes: set[str]) -> set[str]:
    """The units that a message is about: of its programme, and of its lines'."""
    wanted = or_(col(Programme.code).in_(codes), col(Programme.id) == row.programme_id)
    return set(session.scalars(select(col(Programme.unit_id)).where(wanted)))


def recipients(session: Session, on: date) -> int:
    """How many active people with an address hold an office in a unit with an active programme on the day."""
    query = (
        select(func.count(func.distinct(col(Person.id))))
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .join(Programme, col(Programme.unit_id) == col(Membership.unit_id))
        .where(
            col(Person.active),
            col(Person.email).is_not(None),
            col(Person.suppressed).is_(None),
            col(Programme.state) == str(ProgrammeState.ACTIVE),
            and_(
                col(Membership.valid_from) <= on,
                or_(col(Membership.valid_to).is_(None), col(Membership.valid_to) >= on),
            ),
        )
    )
    return session.scalar(query) or 0
