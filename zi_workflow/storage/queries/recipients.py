"""Reads whether a mail's receiver is who the directory says, and how many receivers there are; judges no volume."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from sqlalchemy import and_, bindparam, func, or_, select
from sqlmodel import Session, col

from zi_workflow.domain.digests import SEPARATE_FROM_LEVEL
from zi_workflow.domain.notices import MailKind
from zi_workflow.domain.offices import ROLE_OF_LEVEL
from zi_workflow.domain.people import Role
from zi_workflow.domain.programmes import ProgrammeState
from zi_workflow.storage.one_of import one_of
from zi_workflow.storage.queries import plain
from zi_workflow.storage.queries.people import goes_on
from zi_workflow.storage.tables import Absence, InviteeRow, Membership, MessageRow, Person, Programme, Unit

HIGH_OFFICES = frozenset(role for level, role in ROLE_OF_LEVEL.items() if level >= SEPARATE_FROM_LEVEL)
"""Offices that get escalations of their own."""
COMING = (Role.ASSISTANCE_TEAM, Role.INSPECTORATE)
"""Offices whose holders come to monev rounds of any unit of their agency."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the directory says of a message's receiver on a day."""

    address_known: bool
    never_there: bool  # never held an office in the message's unit, nor ever stood in for somebody who did
    left: bool
    away: bool  # on leave that day
    foreign_matter: bool  # a line about a unit to which the same applies
    ended: bool  # the receiver got it, or a line of it, as somebody's substitute, and is that no more
    too_high: (
        bool  # an escalation that this receiver's offices, and whoever they ever stood in for, never get
    )


def standing(session: Session, row: MessageRow, on: date) -> Standing:
    """The receiver of a message as the directory knows them on a day."""
    return standings(session, [row], on)[row.id]


def standings(session: Session, rows: Sequence[MessageRow], on: date) -> dict[str, Standing]:
    """`standing` of many messages, by their ids."""
    known = _look_up(session, rows, on)
    return {row.id: _standing(row, known, on) for row in rows}


class _Office(NamedTuple):
    """An office that somebody holds or held in a unit."""

    unit_id: str
    role: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class _Known:
    """What the directory says about all receivers: addresses and memberships by person, units by programme."""

    emails: Mapping[str, str | None]
    away: frozenset[str]
    stood_for: Mapping[str, frozenset[str]]  # by message: its receiver, and everybody they act for
    offices: Mapping[str, Sequence[_Office]]
    once: Mapping[
        str, Sequence[_Office]
    ]  # by message: those its receiver ever stood in for; looked up at need
    units_by_code: Mapping[str, str]
    units_by_id: Mapping[str, str]
    coming: Mapping[str, bool]  # by invitation: its receiver comes for an assistance team; still, or once


def _look_up(session: Session, rows: Sequence[MessageRow], on: date) -> _Known:
    people = {row.person_id for row in rows}
    acting, asked = _absences(session, on), _asked_on(session, rows)
    others = {day: _absences(session, day) for day in set(asked.values()) - {on}}
    stood_for = {
        row.id: frozenset({row.person_id})
        | _covered(row.person_id, acting)
        | _covered(row.person_id, others.get(asked.get(row.id, on), {}))
        for row in rows
    }
    programmes = plain.rows(session, _PROGRAMMES, _spoken_of(rows)).all()
    known = _Known(
        emails=dict(plain.rows(session, _EMAILS, {"people": people}).all()),
        away=frozenset(people & acting.keys()),
        stood_for=stood_for,
        offices=_offices(session, frozenset[str]().union(*stood_for.values())),
        once={},
        units_by_code={code: unit for _id, code, unit in programmes},
        units_by_id={id: unit for id, _code, unit in programmes},
        coming=_coming(session, rows, on),
    )
    strangers = [
        row for row in rows if not _units(row, known) <= _at_home(row, known) or _out_of_reach(row, known)
    ]
    return replace(known, once=_once(session, strangers)) if strangers else known


def _standing(row: MessageRow, known: _Known, on: date) -> Standing:
    there = [each for each in _held(row, known) if each.unit_id == row.unit_id]
    stood_in = known.once.get(row.id, ())
    once, foreign = {each.unit_id for each in stood_in}, _units(row, known) - _at_home(row, known)
    too_high, once_high = _out_of_reach(row, known), any(each.role in HIGH_OFFICES for each in stood_in)
    return Standing(
        address_known=_is_same(known.emails.get(row.person_id), row.to_address),
        never_there=not there and row.unit_id not in once and row.id not in known.coming,
        left=not any(
            each.valid_from <= on and (each.valid_to is None or each.valid_to >= on) for each in there
        )
        and not known.coming.get(row.id, False),
        away=row.person_id in known.away,
        foreign_matter=not foreign - {row.unit_id} <= once,
        ended=bool((foreign - {row.unit_id}) & once) or (too_high and once_high),
        too_high=too_high and not once_high,
    )


def _held(row: MessageRow, known: _Known) -> list[_Office]:
    """The offices that the receiver, or somebody they act for, holds or held."""
    return [each for person in known.stood_for[row.id] for each in known.offices.get(person, ())]


def _out_of_reach(row: MessageRow, known: _Known) -> bool:
    """Whether it tells of a level that none of these offices gets."""
    lines = row.facts.get("lines", ())
    high = any((line.get("level") or 0) >= SEPARATE_FROM_LEVEL and not line.get("repeat") for line in lines)
    return high and not any(each.role in HIGH_OFFICES for each in _held(row, known))


def _units(row: MessageRow, known: _Known) -> frozenset[str]:
    """The units that a message is about: its own, that of its programme, and those of its lines."""
    codes = {str(line.get("programme_code") or "") for line in row.facts.get("lines", ())}
    of_lines = {known.units_by_code[code] for code in codes & known.units_by_code.keys()}
    return frozenset({row.unit_id, known.units_by_id.get(row.programme_id or "", row.unit_id), *of_lines})


def _at_home(row: MessageRow, known: _Known) -> frozenset[str]:
    """The units in which the receiver, or somebody they act for, holds or held an office."""
    return frozenset(each.unit_id for each in _held(row, known))


def _once(session: Session, rows: Sequence[MessageRow]) -> dict[str, list[_Office]]:
    ever = _absences(session, None)
    covered = {row.id: _covered(row.person_id, ever) for row in rows}
    offices = _offices(session, frozenset[str]().union(*covered.values()))
    return {
        id: [each for person in people for each in offices.get(person, ())] for id, people in covered.items()
    }


def _is_same(address: str | None, other: str | None) -> bool:
    return address is not None and address.lower() == (other or "").lower()


def _absences(session: Session, on: date | None) -> dict[str, frozenset[str]]:
    """Who is away on the day (None: was or will be on any), and who acts for each of them."""
    found: dict[str, frozenset[str]] = {}
    for person, substitute in plain.rows(session, _EVER if on is None else _AWAY, {"on": on}):
        found[person] = found.get(person, frozenset()) | ({substitute} if substitute else set())
    return found


_EVER = select(col(Absence.person_id), col(Absence.substitute_id))
_AWAY = _EVER.where(col(Absence.first) <= bindparam("on"), col(Absence.last) >= bindparam("on"))


def _asked_on(session: Session, rows: Sequence[MessageRow]) -> dict[str, date]:
    """The days on which receivers of invitations came to them: whoever acted for a guest then hears of every change."""
    invitations = {row.id: row.person_id for row in rows if row.kind == MailKind.INVITATION}
    if not invitations:
        return {}
    query = select(col(InviteeRow.message_id), col(InviteeRow.person_id), col(InviteeRow.since)).where(
        col(InviteeRow.message_id).in_(invitations)
    )
    return {id: since for id, person, since in session.execute(query) if invitations[id] == person}


def _coming(session: Session, rows: Sequence[MessageRow], on: date) -> dict[str, bool]:
    """Invitations to people of assistance teams and the inspectorate, who come to any unit of their agency."""
    asked = [row for row in rows if row.kind == MailKind.INVITATION and row.role in COMING]
    if not asked:
        return {}
    units = {row.unit_id for row in asked}
    named = select(col(Unit.id), col(Unit.agency)).where(col(Unit.id).in_(units))
    agencies = {row.id: row.agency for row in session.execute(named)}
    query = (
        select(
            col(Membership.person_id), col(Unit.agency), col(Membership.valid_from), col(Membership.valid_to)
        )
        .join(Unit, col(Unit.id) == col(Membership.unit_id))
        .where(
            col(Membership.person_id).in_({row.person_id for row in asked}),
            col(Membership.role).in_([str(role) for role in COMING]),
        )
    )
    held: dict[tuple[str, str], bool] = {}
    for person, agency, first, last in session.execute(query):
        now = first <= on and (last is None or last >= on)
        held[person, agency] = held.get((person, agency), False) or now
    keys = {row.id: (row.person_id, agencies.get(row.unit_id, "")) for row in asked}
    return {id: held[key] for id, key in keys.items() if key in held}


def _covered(person_id: str, absences: Mapping[str, Collection[str]]) -> frozenset[str]:
    """Everybody whose chain of substitutes leads to the person."""
    found, waiting = set[str](), [person_id] if absences else []
    while waiting:
        by = waiting.pop()
        below = {away for away, substitutes in absences.items() if by in substitutes} - found
        found |= below
        waiting += below
    return frozenset(found)


def _offices(session: Session, people: Collection[str]) -> dict[str, list[_Office]]:
    found: dict[str, list[_Office]] = {}
    for person, unit, role, first, last in plain.rows(session, _OFFICES, {"people": people}):
        found.setdefault(person, []).append(_Office(unit, role, first, last))
    return found


_OFFICES = select(
    col(Membership.person_id), col(Membership.unit_id), col(Membership.role), col(Membership.valid_from),
    col(Membership.valid_to),
).where(one_of(col(Membership.person_id), "people"))  # fmt: skip


def _spoken_of(rows: Sequence[MessageRow]) -> dict[str, set[str]]:
    """The programmes of the messages, and those of their lines, as `_PROGRAMMES` wants them."""
    codes = {str(line.get("programme_code") or "") for row in rows for line in row.facts.get("lines", ())}
    ids = {row.programme_id for row in rows if row.programme_id is not None}
    return {"codes": codes, "ids": ids}


_PROGRAMMES = select(col(Programme.id), col(Programme.code), col(Programme.unit_id)).where(
    or_(
        one_of(col(Programme.code), "codes"),
        one_of(col(Programme.id), "ids"),
    )
)
_EMAILS = select(col(Person.id), col(Person.email)).where(
    one_of(col(Person.id), "people"),
    col(Person.active),
    col(Person.email).is_not(None),
)


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
                goes_on(on),
            ),
        )
    )
    return session.scalar(query) or 0
