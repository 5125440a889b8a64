"""What inviting to a round, changing or cancelling it would do: who is told what, and when; writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from zi_workflow.domain import invitations as rules
from zi_workflow.domain.calendars import working_calendar
from zi_workflow.domain.errors import N_, InputError, Problem, RefusedError
from zi_workflow.domain.invitation_steps import Known, Step, invited, met, released
from zi_workflow.domain.invitations import Guest, Meeting, Method, News, Seat, Summons, Working
from zi_workflow.domain.people import Directory, Role
from zi_workflow.domain.programmes import ProgrammeState
from zi_workflow.domain.round_terms import Terms
from zi_workflow.frameworks import loader
from zi_workflow.storage.queries.invitations import (
    CANCELLED,
    INVITED,
    Invitation,
    Trail,
    invitation,
    people_of,
    round_of,
    team_of_round,
    terms_of_round,
    trails,
)
from zi_workflow.storage.queries.people import directory
from zi_workflow.storage.queries.programmes import ProgrammeFacts, programme_facts
from zi_workflow.storage.tables import InviteeRow
from zi_workflow.usecases.invitation_commands import Change, Held, Invite, Letter, Plan, RoundCommand
from zi_workflow.usecases.plans import named_off
from zi_workflow.usecases.task_moves import changed_meanwhile, optional_words, who, words
from zi_workflow.usecases.windows import next_window

_REACH = timedelta(days=60)  # enough calendar for the next office day


@dataclass(frozen=True)
class _Ground:
    """What a command meets; `local` is the instant on the unit's clock."""

    session: Session
    command: RoundCommand
    facts: ProgrammeFacts
    seen: Invitation
    people: Directory
    working: Working
    local: datetime
    leaves: datetime


@dataclass(frozen=True)
class _Aim:
    """What everybody is to know: those with a seat the meeting and its terms, all others `otherwise`.

    `same`: as it stands already.
    """

    meeting: Meeting
    guests: tuple[Guest, ...]
    seats: Mapping[str, Seat]
    otherwise: News
    same: bool
    terms: Terms | None = None


def planned(session: Session, command: RoundCommand, now: datetime) -> Plan:
    """What the command would do.

    Raises NotFoundError (no such round), ConflictError (another version), InputError (everything wrong with the
    meeting, the people or the reason), RefusedError (draft, no right, the state of the invitation).
    """
    ground = _ground(session, command, now)
    trails_ = trails(session, ground.facts.id, ground.seen.round_id)
    aim = _inviting(ground, command, trails_) if isinstance(command, Invite) else _ending(ground)
    steps = {
        person: _step(ground, trails_.get(person, Trail()), person, aim) for person in (*aim.seats, *trails_)
    }
    letters = tuple(_letters(ground, aim, steps, trails_))
    stopped = {id: person for person, step in steps.items() if step.stops for id in trails_[person].stoppable}
    return Plan(
        command=command,
        facts=ground.facts,
        seen=ground.seen,
        meeting=aim.meeting,
        guests=aim.guests,
        letters=letters,
        stopped=stopped,
        leaves=ground.leaves,
        idle=aim.same and not letters and not stopped,
        sequence=_sequence(ground, aim),
    )


def _sequence(ground: _Ground, aim: _Aim) -> int:
    """One more with every change; who is only told once more is told of the same version."""
    return ground.seen.sequence + (0 if aim.same and not isinstance(ground.command, Held) else 1)


def _ground(session: Session, command: RoundCommand, now: datetime) -> _Ground:
    facts = programme_facts(session, command.programme_id)
    place = f"{facts.code} {command.quarter}"
    if facts.state == ProgrammeState.DRAFT:
        raise RefusedError(Problem(N_("The programme is a draft; activate it first."), where=facts.code))
    if not command.permitted and not rules.may_invite(who(session, facts.unit_id, command.actor, command.on)):
        message = N_("This person has no role in the unit that may invite to a round.")
        raise RefusedError(Problem(message, where=place))
    round_id = round_of(session, facts.id, command.quarter).id
    seen = invitation(session, round_id, command.quarter)
    if command.version is not None and command.version != seen.version:
        raise changed_meanwhile(place)
    working = _working(session, facts)
    local = now.astimezone(ZoneInfo(facts.zone))
    calendar = working_calendar(facts.week, working.off, local.date() - _REACH, local.date() + _REACH)
    soonest = max(now, command.not_before or now)
    leaves = next_window(soonest, facts.zone, calendar).astimezone(local.tzinfo)
    people = directory(session, facts.unit_id, leaves.date())
    return _Ground(session, command, facts, seen, people, working, local, leaves)


def _working(session: Session, facts: ProgrammeFacts) -> Working:
    years = [decree.year for decree in loader.decrees()]
    off = named_off(session, facts.unit_id)
    return Working(facts.week, off, min(years), max(years))


def _inviting(ground: _Ground, command: Invite, trails_: Mapping[str, Trail]) -> _Aim:
    if isinstance(command, Change):
        _check_open(ground, unheld=command.unheld)
    meeting = rules.tidy(command.meeting)
    guests, problems = _guests(ground, command)
    problems += rules.problems(meeting, ground.working, ground.local, ground.leaves)
    if problems:
        raise InputError(problems)
    seen = ground.seen
    same = seen.state == INVITED and (seen.meeting, set(seen.guests)) == (meeting, set(guests))
    if not isinstance(command, Change) and seen.state == INVITED and not same:
        message = N_("People are invited to this round already; change that instead.")
        raise RefusedError(Problem(message, where=ground.seen.quarter))
    knowing = {person for person, trail in trails_.items() if trail.known.holds or trail.known.coming}
    held = [_seat_of(row) for row in seen.invitees.values() if row.person_id in knowing]
    seats = {seat.person: seat for seat in rules.seats(guests, ground.people, held)}
    terms = _terms(ground)
    same = same and not any(_hears_of(trails_[person].known, terms) for person in knowing & seats.keys())
    return _Aim(meeting, guests, seats, News.UNINVITED, same, terms)


def _hears_of(known: Known, terms: Terms | None) -> bool:
    """Whether the terms, as the last mail has them or will have them, are others now."""
    return (known.holds_terms if known.coming is None else known.coming_terms) != terms


def _ending(ground: _Ground) -> _Aim:
    """Nobody is to come any more: it was held, or is called off."""
    seen = ground.seen
    if isinstance(ground.command, Held):
        assert seen.meeting is not None
        return _Aim(seen.meeting, seen.guests, {}, News.HELD, same=True)
    words(ground.command.reason, "--reason", N_("Cancelling a round needs a reason."))
    if seen.state != CANCELLED:
        _check_open(ground)
    assert seen.meeting is not None
    return _Aim(seen.meeting, seen.guests, {}, News.CANCELLED, seen.state == CANCELLED)


def _check_open(ground: _Ground, *, unheld: bool = False) -> None:
    """RefusedError unless people are invited to a meeting that is still to come, or that did not take place."""
    seen = ground.seen
    if seen.state != INVITED or seen.meeting is None:
        raise RefusedError(Problem(N_("Nobody is invited to this round."), where=seen.quarter))
    if rules.is_over(seen.meeting, ground.local) and not unheld:
        message = N_("The meeting of {on} is over; its invitation stays as it was.")
        raise RefusedError(Problem(message, {"on": seen.meeting.on}, where=seen.quarter))


def _guests(ground: _Ground, command: Invite) -> tuple[tuple[Guest, ...], list[Problem]]:
    """Whom the command wants there, and what is wrong with that; who left unit and team is no guest any more."""
    people = ground.people
    usual = not isinstance(command, Change) or command.usual
    here = {each.person_id for each in people.holdings}
    team = _team(ground, command)
    stay = here | {each.person for each in team}
    kept = [g for g in ground.seen.guests if g.person in stay]
    base = [*(rules.usual_guests(people) if usual else kept), *team]
    base = [each for each in base if each.person not in command.elsewhere]
    added = {person: rules.guest(people, person) for person in command.add}
    problems = [
        Problem(N_("{name} holds no office in this unit."), {"name": _name(ground, person)}, where="--with")
        for person, guest in added.items()
        if guest is None
    ]
    problems += [
        Problem(N_("{name} is not among the guests."), {"name": _name(ground, person)}, where="--without")
        for person in command.drop
        if person not in {each.person for each in base}
    ]
    guests = rules.asked(base, filter(None, added.values()), command.drop)
    if not guests and not problems:
        problems.append(Problem(N_("Nobody is left to be invited."), where=ground.seen.quarter))
    return guests, problems


def _team(ground: _Ground, command: Invite) -> list[Guest]:
    """Who comes for the assistance team: as the command says, else who of the session's team is a guest already."""
    if command.team is not None:
        return [Guest(person, Role.ASSISTANCE_TEAM) for person in command.team]
    of_session = team_of_round(ground.session, ground.seen.round_id)
    return [each for each in ground.seen.guests if each.person in of_session]


def _name(ground: _Ground, person: str) -> str:
    known = ground.people.people.get(person) or people_of(ground.session, [person]).get(person)
    return known.name if known else person


def _step(ground: _Ground, trail: Trail, person: str, aim: _Aim) -> Step:
    if isinstance(ground.command, Held):
        return met(trail.known, ground.command.held_on, ground.local)
    if person in aim.seats:
        return invited(trail.known, aim.meeting, aim.terms)
    return released(trail.known, aim.otherwise)


def _letters(
    ground: _Ground, aim: _Aim, steps: Mapping[str, Step], trails_: Mapping[str, Trail]
) -> Iterator[Letter]:
    told = {person: step.news for person, step in steps.items() if step.news is not None}
    people = {**people_of(ground.session, told), **ground.people.people}
    for person, news in told.items():
        if person not in people:  # not active any more: nobody reads that address
            continue
        trail = trails_.get(person, Trail())
        seat = aim.seats.get(person) or _seat_of(ground.seen.invitees[person])
        acting = _name(ground, seat.guest.person) if seat.guest.person != person else None
        yield Letter(people[person], seat, acting, _summons(ground, aim, news, trail), trail.number + 1)


def _seat_of(row: InviteeRow) -> Seat:
    return Seat(row.person_id, Guest(row.guest_id, row.role, row.area))


def _summons(ground: _Ground, aim: _Aim, news: News, trail: Trail) -> Summons:
    """A mail that takes back speaks of the meeting that its receiver knows."""
    holds = trail.known.holds
    asks = news.method is Method.REQUEST
    reason = optional_words(ground.command.reason, "--reason") or ""
    return Summons(
        round_id=ground.seen.round_id,
        quarter=ground.seen.quarter,
        sequence=_sequence(ground, aim),
        news=news,
        meeting=aim.meeting if asks or holds is None else holds,
        stamp=ground.local.astimezone(UTC).replace(microsecond=0),
        before=holds if news is News.CHANGED and holds != aim.meeting else None,
        reason=reason if news is not News.NEW else "",
        terms=aim.terms if asks else None,
        before_terms=told
        if news is News.CHANGED and (told := trail.known.holds_terms) != aim.terms
        else None,
    )


def _terms(ground: _Ground) -> Terms | None:
    said = ground.command.terms if isinstance(ground.command, Invite) else None
    return said or terms_of_round(ground.session, ground.seen.round_id)
