"""Opens the round of one unit: what that does, what speaks against it, and doing it; knows no order of many units."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain import round_openings as rules
from zi_workflow.domain.calendars import WEEKDAYS, zone_label
from zi_workflow.domain.errors import N_, ConflictError, InputError, NotFoundError, Problem, RefusedError
from zi_workflow.domain.events import canonical
from zi_workflow.domain.invitations import Meeting, tidy
from zi_workflow.domain.messages import PLAIN, Letterhead
from zi_workflow.domain.round_openings import Opening
from zi_workflow.domain.round_states import RoundState, moved
from zi_workflow.domain.scopes import Viewer
from zi_workflow.storage.queries.invitations import invitation
from zi_workflow.storage.queries.programmes import ProgrammeFacts
from zi_workflow.storage.queries.snapshots import frozen_days
from zi_workflow.storage.tables import InvitationRow, Programme, Round, Unit
from zi_workflow.usecases import invitations, round_teams
from zi_workflow.usecases.conducting import Conducted, look
from zi_workflow.usecases.invitation_commands import Change, Invite, Plan
from zi_workflow.usecases.invitation_plans import planned
from zi_workflow.usecases.invitation_room import Room
from zi_workflow.usecases.plans import named_off
from zi_workflow.usecases.round_teams import Judged

Refusals = (InputError, RefusedError, ConflictError, NotFoundError)
"""What is said about one unit and stops no other."""
_MOST_DAYS = 10  # office days on which an invitation may still wait for room
_SEEN = 16


@dataclass(frozen=True, kw_only=True)
class OpenUnit:
    """Open a programme's round about a quarter; `meeting` is the unit's own."""

    viewer: Viewer
    programme_id: str
    quarter: str
    opening: Opening
    meeting: Meeting
    letterhead: Letterhead = PLAIN


@dataclass
class Ground:
    """What many units share while they are looked at: the team's people, room for mails, who is asked already.

    `asked` are those whom another round of the same session invites, `clock` is what their clocks show (WIB).
    """

    team: Mapping[str, Viewer]
    room: Room
    asked: set[str] = field(default_factory=set)
    clock: str = ""


@dataclass(frozen=True)
class UnitOpening:
    """What opening does in one unit: the plan of its invitations, or why it cannot be opened; and what is to be known.

    `seen` names the unit as it was looked at and what it is opened with: another version of the round, other people or
    addresses, another cutoff, team, document or letter make another one.
    """

    found: Conducted
    plan: Plan
    warnings: tuple[Problem, ...]
    seen: str
    together: bool = False  # in one session with other units


def unit_opening(session: Session, command: OpenUnit, ground: Ground, now: datetime) -> UnitOpening:
    """What it would do; counts its mails and people into the ground.

    NotFoundError and ForbiddenError (out of reach), RefusedError (opened already, draft, figures frozen as of another
    day, somebody of the team works there, a joint session by another clock), InputError (day off, past, nobody to invite).
    """
    found = look(session, command.viewer, command.programme_id, command.quarter, now)
    _check_state(found)
    _check_cutoff(session, found, command.opening.cutoff)
    joint, clock = command.opening.joint, zone_label(found.programme.zone)
    if joint:
        _check_clock(clock, ground.clock)
    judged = _judged(command, ground, found.programme)
    plan = _with_room(session, _invite(session, command, ground, found), ground, now)
    ground.room.take(plan.leaves, _mails(plan))
    seen = _seen(found, plan, command)
    if joint:
        ground.asked |= {guest.person for guest in plan.guests}
        ground.clock = clock
    warnings = (*judged.warnings, *_cutoff(session, found, command.opening.cutoff), *_delayed(plan, now))
    return UnitOpening(found, plan, warnings, seen, joint)


def open_unit(session: Session, opened: UnitOpening, session_id: str, cutoff: date, now: datetime) -> Plan:
    """Do it, in the caller's transaction, which holds the round: people are asked, and the round is under preparation."""
    row = opened.found.round
    command = opened.plan.command
    assert isinstance(command, Invite)
    if isinstance(command, Change):
        plan = invitations.change(session, command, now)
    else:
        plan = invitations.invite(session, command, now)
    row.state = moved(opened.found.place, row.state, RoundState.PREPARING)
    row.session_id, row.cutoff, row.reason = session_id, cutoff, ""
    session.add(row)
    session.flush()
    return plan


def _check_state(found: Conducted) -> None:
    if found.round.state == RoundState.PREPARING:
        raise RefusedError(Problem(N_("The round of this quarter was opened already."), where=found.place))
    moved(found.place, found.round.state, RoundState.PREPARING)


def _check_cutoff(session: Session, found: Conducted, cutoff: date) -> None:
    """A round that was frozen, then put or called off, keeps its figures: another cutoff would be told for nothing."""
    frozen = frozen_days(session, [found.programme.id], found.round.quarter).get(found.programme.id)
    if frozen not in (None, cutoff):
        message = N_("The figures of this round are frozen as of {cutoff}; please open it with that cutoff.")
        raise RefusedError(Problem(message, {"cutoff": frozen}, where=found.place))


def _check_clock(own: str, others: str) -> None:
    """One meeting at two hours would be two meetings."""
    if others and own != others:
        message = N_(
            "An ekspose together is one meeting, and the clock of this unit shows {own}, that of the others {others}; "
            "please open it by itself, or together with units in {own}."
        )
        raise RefusedError(Problem(message, {"own": own, "others": others}))


def _cutoff(session: Session, found: Conducted, cutoff: date) -> tuple[Problem, ...]:
    """Allowed on a day off, but nobody is at work then to complete anything."""
    facts = found.programme
    off = named_off(session, facts.unit_id)
    if cutoff in off:
        message = N_("The cutoff {cutoff} is a day off of the unit: {name}.")
        return (Problem(message, {"cutoff": cutoff, "name": off[cutoff]}),)
    if WEEKDAYS[cutoff.weekday()] not in facts.week:
        message = N_("The cutoff {cutoff} does not lie in the working week of the unit.")
        return (Problem(message, {"cutoff": cutoff}),)
    return ()


def _judged(command: OpenUnit, ground: Ground, facts: ProgrammeFacts) -> Judged:
    judged = round_teams.judged(command.opening.team, ground.team, facts)
    if judged.problems:
        raise RefusedError(judged.problems)
    return judged


def _invite(session: Session, command: OpenUnit, ground: Ground, found: Conducted) -> Invite:
    """The unit's own people and the team, but for those whom a joint session asks elsewhere already.

    Who holds the invitation to a meeting that was put or called off once its hours had gone by is told of the new one.
    """
    seen = invitation(session, found.round.id, command.quarter)
    asked = ground.asked if command.opening.joint else set[str]()
    team = tuple(person for person, _duty in command.opening.team if person not in asked)
    values: dict[str, Any] = {
        "programme_id": command.programme_id,
        "quarter": command.quarter,
        "actor": command.viewer.person_id,
        "on": found.on,
        "letterhead": command.letterhead,
        "permitted": True,
        "meeting": command.meeting,
        "team": team,
        "terms": command.opening.terms,
        "elsewhere": tuple(sorted(asked)),
    }
    return Change(**values, usual=True, unheld=True) if seen.is_open else Invite(**values)


def _with_room(session: Session, command: Invite, ground: Ground, now: datetime) -> Plan:
    """The plan, with its mails on the first day on which the breaker lets so many more go."""
    plan = planned(session, command, now)
    for _day in range(_MOST_DAYS):
        if _mails(plan) <= ground.room.left(plan.leaves):
            return plan
        following = (plan.leaves + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        plan = planned(session, replace(command, not_before=following), now)
    message = N_("So many invitations cannot go out in the next {n} office days without holding all mail.")
    raise RefusedError(Problem(message, {"n": _MOST_DAYS}, where=plan.facts.code))


def _mails(plan: Plan) -> int:
    return sum(letter.address is not None for letter in plan.letters)


def _delayed(plan: Plan, now: datetime) -> tuple[Problem, ...]:
    if plan.command.not_before is None or plan.leaves <= now:
        return ()
    message = N_("So many invitations go out that those of this unit wait until {day}.")
    return (Problem(message, {"day": plan.leaves.date()}),)


def _seen(found: Conducted, plan: Plan, command: OpenUnit) -> str:
    """What was shown, but for what depends on the other units of an order: who of a joint session is asked where, and when
    mails go.
    """
    opening = command.opening
    people = sorted(
        [letter.seat.guest.person, letter.person.id, letter.address]
        for letter in plan.letters
        if letter.seat.guest.role not in {str(role) for role in round_teams.OF_TEAMS}
    )
    terms = [opening.cutoff, sorted((person, str(duty)) for person, duty in opening.team), opening.documents,
             opening.letter_number, opening.letter_date, opening.joint]  # fmt: skip
    shown = [found.round.id, found.round.version, tidy(command.meeting).to_json(), terms, people]
    return hashlib.sha256(canonical(shown).encode()).hexdigest()[:_SEEN]


def asked_in(session: Session, session_id: str) -> set[str]:
    """Who is asked by any round of a session."""
    rows = session.scalars(
        select(col(InvitationRow.guests))
        .join(Round, col(Round.id) == col(InvitationRow.round_id))
        .where(col(Round.session_id) == session_id, col(Round.state) == str(RoundState.PREPARING))
    )
    return {guest["person"] for guests in rows for guest in guests}


def clock_of(session: Session, session_id: str) -> str:
    """What the clocks of the units of a session show (WIB); empty before the first of them is opened."""
    zone = session.scalar(
        select(col(Unit.zone))
        .join(Programme, col(Programme.unit_id) == col(Unit.id))
        .join(Round, col(Round.programme_id) == col(Programme.id))
        .where(col(Round.session_id) == session_id)
        .limit(1)
    )
    return zone_label(zone) if zone else ""


def check(opening: Opening, on: date) -> None:
    """InputError with everything that is wrong whichever unit it is for."""
    found = rules.problems(opening, on)
    if found:
        raise InputError(found)
