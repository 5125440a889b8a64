"""Who of an order's people would be in two meetings at once, also with rounds that are opened; refuses nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain.clashes import Appointment, clashes
from zi_workflow.domain.invitations import Meeting, meeting_from_json
from zi_workflow.domain.round_openings import Opening
from zi_workflow.domain.round_states import RoundState
from zi_workflow.domain.scopes import Action, Place, Scope, Viewer, scope_of
from zi_workflow.storage.queries.invitations import people_of
from zi_workflow.storage.tables import InvitationRow, MonevSession, MonevTeamMember, Programme, Round, Unit
from zi_workflow.usecases.round_openings import UnitOpening

_TOGETHER = "together"
_NEXT = timedelta(days=1)
"""A meeting by another clock may be on the day before or after."""


@dataclass(frozen=True, slots=True)
class Doubled:
    """Somebody by name, and the meetings of which they can be in one only."""

    name: str
    appointments: tuple[Appointment, ...]


def doubled(
    session: Session, viewer: Viewer, opening: Opening, units: Iterable[UnitOpening]
) -> tuple[Doubled, ...]:
    """Everybody whom these openings would ask to two meetings at once, by name; a unit out of sight has no name."""
    team = frozenset(person for person, _duty in opening.team)
    new = [_new(each, team) for each in units]
    if not new:
        return ()
    days = [each.meeting.on for each in new]
    seen = scope_of(viewer, Action.SEE_PROGRAMME)
    found = clashes(new, _opened(session, seen, min(days) - _NEXT, max(days) + _NEXT))
    people = people_of(session, [each.person_id for each in found])
    made = [
        Doubled(people[each.person_id].name, each.appointments) for each in found if each.person_id in people
    ]
    return tuple(sorted(made, key=lambda each: each.name))


def _new(opened: UnitOpening, team: frozenset[str]) -> Appointment:
    facts, guests = opened.plan.facts, {each.person for each in opened.plan.guests}
    key = _TOGETHER if opened.together else opened.found.round.id
    return _appointment(key, (facts.unit_name, facts.zone), opened.plan.meeting, team | guests)


def _appointment(key: str, of: tuple[str, str], meeting: Meeting, people: frozenset[str]) -> Appointment:
    unit, name = of
    zone = ZoneInfo(name)
    begins = datetime.combine(meeting.on, meeting.begins, zone)
    ends = datetime.combine(meeting.on, meeting.ends, zone)
    return Appointment(key, unit, name, meeting, people, begins, ends)


def _opened(session: Session, seen: Scope, since: date, until: date) -> Iterator[Appointment]:
    rows = session.execute(
        select(Round, MonevSession, Unit, col(InvitationRow.guests))
        .join(MonevSession, col(MonevSession.id) == col(Round.session_id))
        .join(Programme, col(Programme.id) == col(Round.programme_id))
        .join(Unit, col(Unit.id) == col(Programme.unit_id))
        .outerjoin(InvitationRow, col(InvitationRow.round_id) == col(Round.id))
        .where(col(Round.state) == str(RoundState.PREPARING), col(Round.planned_on).between(since, until))
    ).all()
    teams = _teams(session, {held.id for _round, held, *_rest in rows})
    for _round, held, unit, guests in rows:
        people = frozenset(each["person"] for each in guests or ()) | teams.get(held.id, frozenset())
        name = unit.name if seen.covers(Place(unit.id, unit.agency)) else ""
        yield _appointment(held.id, (name, unit.zone), meeting_from_json(held.meeting), people)


def _teams(session: Session, sessions: Iterable[str]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    rows = select(col(MonevTeamMember.session_id), col(MonevTeamMember.person_id)).where(
        col(MonevTeamMember.session_id).in_(sessions)
    )
    for held, person in session.execute(rows):
        found.setdefault(held, set()).add(person)
    return {held: frozenset(people) for held, people in found.items()}
