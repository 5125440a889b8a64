"""Plans monev rounds: proposes those that are lacking a year ahead, and moves one that nobody has opened; opens none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from zi_workflow.domain.calendars import WEEKDAYS, quarter_named, working_calendar
from zi_workflow.domain.errors import N_, InputError, Problem, RefusedError
from zi_workflow.domain.events import Event
from zi_workflow.domain.programmes import ProgrammeState
from zi_workflow.domain.round_states import OVER, RoundState
from zi_workflow.domain.rounds import MOST_DAY, USUAL_DAY, ProposedRound, ends_later, rounds_between
from zi_workflow.frameworks import loader
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.queries.people import directory
from zi_workflow.storage.queries.programmes import ProgrammeFacts, programme_facts
from zi_workflow.storage.tables import Programme, Round, Task, Unit
from zi_workflow.usecases import events
from zi_workflow.usecases.conducting import Conduct, Conducted, begin, look, record
from zi_workflow.usecases.plans import days_off, named_off
from zi_workflow.usecases.task_moves import local_date

AHEAD = timedelta(days=366)
MOST_LATER = timedelta(days=365)
"""How long after its quarter's end a round is planned for at the latest."""
_REACH = timedelta(days=200)  # enough calendar for the last working day that can be asked for


@dataclass(frozen=True, slots=True)
class ProposeRounds:
    """Give a programme the rounds that it lacks for the year to come.

    Each on the `working_day`-th working day after its quarter; None: the one of its edition. A round that there is
    keeps its date, whatever is proposed.
    """

    programme_id: str
    actor: str
    working_day: int | None = None


@dataclass(frozen=True)
class Proposal:
    """The rounds that a programme lacks, with their proposed days, and on which working day that is."""

    programme_id: str
    code: str
    unit: str
    working_day: int
    rounds: tuple[ProposedRound, ...]


@dataclass(frozen=True, kw_only=True)
class MoveRound(Conduct):
    """Plan a round that nobody has opened for another day."""

    to: date


@dataclass(frozen=True)
class DayShown:
    """What a round's new day meets: who of the unit sees it there, and what else lies on that day."""

    found: Conducted
    to: date
    people: int
    rounds: tuple[tuple[str, str], ...]
    tasks: int


def active(session: Session, _command: None, _now: datetime) -> Sequence[str]:
    """The programmes for which rounds are proposed, by code."""
    query = select(col(Programme.id)).where(col(Programme.state) == str(ProgrammeState.ACTIVE))
    return session.scalars(query.order_by(col(Programme.code))).all()


def proposed(session: Session, command: ProposeRounds, now: datetime) -> Proposal:
    """What the command would add. InputError for a working day that no quarter has, RefusedError if it is not active."""
    facts = programme_facts(session, command.programme_id)
    if facts.state != ProgrammeState.ACTIVE:
        raise RefusedError(Problem(N_("Rounds are proposed for active programmes only."), where=facts.code))
    day = usual_day(facts) if command.working_day is None else command.working_day
    if not 1 <= day <= MOST_DAY:
        message = N_("The working day after the quarter is a number from 1 to {most}, not {k}.")
        raise InputError(Problem(message, {"most": MOST_DAY, "k": day}, where="--k"))
    on = local_date(now, facts.zone)
    calendar = working_calendar(
        facts.week, days_off(session, facts.unit_id), on - _REACH, on + AHEAD + _REACH
    )
    known = set(session.scalars(select(col(Round.quarter)).where(col(Round.programme_id) == facts.id)))
    wanted = rounds_between(facts.start, calendar, day, on, on + AHEAD)
    lacking = tuple(each for each in wanted if key_of(each) not in known)
    return Proposal(facts.id, facts.code, facts.unit_name, day, lacking)


def propose(session: Session, command: ProposeRounds, now: datetime) -> Proposal:
    """Add them, with one event; a repeat adds nothing. Raises as `proposed` does."""
    session.get_one(Programme, command.programme_id, with_for_update=True)
    found = proposed(session, command, now)
    if not found.rounds:
        return found
    for each in found.rounds:
        session.add(
            Round(
                id=new_id(session, now),
                programme_id=found.programme_id,
                quarter=key_of(each),
                planned_on=each.on,
            )
        )
    session.flush()
    facts = programme_facts(session, found.programme_id)
    rounds = {key_of(each): each.on for each in found.rounds}
    event = Event(
        "round.proposed", facts.code, command.actor, local_date(now, facts.zone),
        {"rounds": rounds, "working_day": found.working_day}, unit_id=facts.unit_id, programme_id=facts.id,
    )  # fmt: skip
    events.record(session, facts.agency, event, now)
    return found


def key_of(each: ProposedRound) -> str:
    """`2025-Q1`."""
    return f"{each.quarter.year}-Q{each.quarter.number}"


def usual_day(facts: ProgrammeFacts) -> int:
    """What its edition says; a programme that was made from a plan alone has none."""
    known = facts.framework in loader.names()
    return loader.load(facts.framework).edition.monev_day if known else USUAL_DAY


def look_at(session: Session, command: MoveRound, now: datetime) -> DayShown:
    """What the new day meets; writes nothing. InputError for a day off or one that has passed, RefusedError once opened."""
    return _shown(session, look(session, command.viewer, command.programme_id, command.quarter, now), command)


def move(session: Session, command: MoveRound, now: datetime) -> bool:
    """Plan it for that day; False when this very form came before. Raises as `look_at` does, ConflictError too."""
    found = begin(session, command, now)
    if found is None:
        return False
    _shown(session, found, command)
    before = found.round.planned_on
    found.round.planned_on = command.to
    record(session, "round.planned", command, found, {"before": before, "on": command.to}, now)
    return True


def _shown(session: Session, found: Conducted, command: MoveRound) -> DayShown:
    facts, row = found.programme, found.round
    if row.state in OVER or row.state == RoundState.PREPARING:
        message = N_("This round was opened; its meeting is changed, not its plan.")
        raise RefusedError(Problem(message, where=found.place))
    _check_day(session, facts, command.to, found.on)
    _check_quarter(row.quarter, command.to)
    people = directory(session, facts.unit_id, command.to)
    rounds = session.execute(
        select(col(Unit.name), col(Round.quarter))
        .join(Programme, col(Programme.id) == col(Round.programme_id))
        .join(Unit, col(Unit.id) == col(Programme.unit_id))
        .where(
            col(Round.planned_on) == command.to, col(Round.id) != row.id, col(Unit.agency) == facts.agency,
            col(Round.state) != str(RoundState.CANCELLED),
        )
        .order_by(col(Unit.name))
    )  # fmt: skip
    tasks = session.scalar(
        select(func.count(col(Task.id))).where(
            col(Task.programme_id) == facts.id, col(Task.planned_finish) == command.to
        )
    )
    others = tuple((each[0], each[1]) for each in rounds)
    return DayShown(found, command.to, len(people.people), others, tasks or 0)


def _check_quarter(key: str, to: date) -> None:
    """A round looks back on its quarter: at the earliest in its last month, and not from years away."""
    quarter = quarter_named(key)
    if quarter is None:
        return
    last = quarter.last + MOST_LATER
    if ends_later(quarter, to) is not None or to > last:
        message = N_("A round about this quarter is planned for a day from {first} to {last}; {on} is none.")
        said = {"first": quarter.last.replace(day=1), "last": last, "on": to}
        raise InputError(Problem(message, said, where="date"))


def _check_day(session: Session, facts: ProgrammeFacts, to: date, on: date) -> None:
    off = named_off(session, facts.unit_id)
    if to < on:
        raise InputError(Problem(N_("Please choose a date that has not passed."), where="date"))
    if to in off:
        message = N_("{on} is a day off of the unit: {name}.")
        raise InputError(Problem(message, {"on": to, "name": off[to]}, where="date"))
    if WEEKDAYS[to.weekday()] not in facts.week:
        message = N_("{on} is a day off of the unit: it does not lie in its working week.")
        raise InputError(Problem(message, {"on": to}, where="date"))
