"""An order to open the rounds of one or many units: what it would do unit by unit, and keeping it once; opens nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from zi_workflow.domain.errors import N_, InputError, Problem, RefusedError
from zi_workflow.domain.invitations import Meeting, tidy
from zi_workflow.domain.messages import PLAIN, Letterhead
from zi_workflow.domain.round_openings import Opening
from zi_workflow.domain.round_orders import MOST_UNITS
from zi_workflow.domain.scopes import Viewer
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.queries.programmes import programme_facts
from zi_workflow.storage.queries.snapshots import frozen_days
from zi_workflow.storage.tables import MonevOrder, MonevOrderUnit
from zi_workflow.usecases import conducting, round_teams
from zi_workflow.usecases.form_marks import mark_of
from zi_workflow.usecases.invitation_room import room
from zi_workflow.usecases.mail_passes import SERVICE_ZONE
from zi_workflow.usecases.round_clashes import Doubled, doubled
from zi_workflow.usecases.round_openings import Ground, OpenUnit, Refusals, UnitOpening, check, unit_opening

_ALONE = Problem(
    N_("An ekspose together needs at least two units that can be opened; please open this one by itself.")
)


@dataclass(frozen=True, kw_only=True)
class UnitAsked:
    """A unit of an order: its programme, its own meeting if it has one, and what was seen of it (empty: anything)."""

    programme_id: str
    meeting: Meeting | None = None
    seen: str = ""


@dataclass(frozen=True, kw_only=True)
class PlaceOrder:
    """Open the rounds about a quarter in these units of one agency."""

    viewer: Viewer
    quarter: str
    opening: Opening
    units: tuple[UnitAsked, ...]
    letterhead: Letterhead = PLAIN

    @property
    def chosen(self) -> tuple[UnitAsked, ...]:
        """The units, each once: a programme that is named twice has one round about the quarter all the same."""
        once: dict[str, UnitAsked] = {}
        for each in self.units:
            once.setdefault(each.programme_id, each)
        return tuple(once.values())


@dataclass(frozen=True)
class UnitShown:
    """What an order would do in a unit: open it, or why not."""

    programme_id: str
    code: str
    unit: str
    zone: str
    opening: UnitOpening | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class OrderShown:
    """What an order would do: unit by unit, and how many invitations the breaker lets go on one day.

    `opening` is what all of them are opened with, `names` those of the team's people by id, `doubled` who
    would be in two meetings at once.
    """

    units: tuple[UnitShown, ...]
    most_a_day: int
    opening: Opening
    names: Mapping[str, str]
    doubled: tuple[Doubled, ...] = ()

    @property
    def openable(self) -> tuple[UnitShown, ...]:
        """The units that would be opened."""
        return tuple(each for each in self.units if each.opening is not None)

    @property
    def mails(self) -> int:
        """How many people would be written to."""
        return sum(len(each.opening.plan.letters) for each in self.units if each.opening is not None)


def preview(session: Session, command: PlaceOrder, now: datetime) -> OrderShown:
    """What the order would do; writes nothing. InputError with everything that is wrong whichever unit it is for."""
    _check(session, command, now)
    ground = Ground(round_teams.viewers(session, command.opening.team, now), room(session, now))
    shown = tuple(_shown(session, command, each, ground, now) for each in command.chosen)
    names = {person: viewer.name for person, viewer in ground.team.items()}
    shown = _not_alone(shown) if command.opening.joint else shown
    openings = [each.opening for each in shown if each.opening is not None]
    twice = doubled(session, command.viewer, command.opening, openings)
    return OrderShown(shown, ground.room.most, command.opening, names, twice)


def _not_alone(shown: tuple[UnitShown, ...]) -> tuple[UnitShown, ...]:
    """The units of a joint ekspose; one whose others are all refused would be told of a meeting together, and meet alone."""
    if sum(each.opening is not None for each in shown) != 1:
        return shown
    return tuple(replace(each, opening=None, problems=(_ALONE,)) if each.opening else each for each in shown)


def _shown(
    session: Session, command: PlaceOrder, asked: UnitAsked, ground: Ground, now: datetime
) -> UnitShown:
    facts = programme_facts(session, asked.programme_id)
    known = (facts.id, facts.code, facts.unit_name, facts.zone)
    ask = OpenUnit(
        viewer=command.viewer,
        programme_id=asked.programme_id,
        quarter=command.quarter,
        opening=command.opening,
        meeting=asked.meeting or command.opening.meeting,
        letterhead=command.letterhead,
    )
    try:
        return UnitShown(*known, unit_opening(session, ask, ground, now))
    except Refusals as error:
        return UnitShown(*known, None, error.problems)


def _check(session: Session, command: PlaceOrder, now: datetime) -> None:
    """A cutoff may have passed only where all figures are frozen already, which each unit is asked for by itself."""
    cutoff, today = command.opening.cutoff, now.astimezone(SERVICE_ZONE).date()
    units = {each.programme_id for each in command.units}
    frozen = bool(units) and units == frozen_days(session, units, command.quarter).keys()
    check(command.opening, min(cutoff, today) if frozen else today)
    if not command.units:
        raise InputError(Problem(N_("Please choose at least one unit."), where="units"))
    if len(command.chosen) > MOST_UNITS:
        raise InputError(Problem(N_("At most {most} units at once."), {"most": MOST_UNITS}, where="units"))


def place(session: Session, command: PlaceOrder, now: datetime) -> str:
    """Keep the order; its id. The same order sent again, at once or later, is the one that is kept already.

    Opens nothing yet (`open_next`). InputError, NotFoundError and ForbiddenError (a unit out of reach), RefusedError
    (units of several agencies).
    """
    _check(session, command, now)
    if command.opening.joint and len(command.chosen) == 1:
        raise InputError(replace(_ALONE, where="units"))
    agency = _agency(session, command, now)
    via = _via(command, now)
    known = _known(session, via)
    if known is not None:
        return known
    try:
        with session.begin_nested():
            return _keep(session, command, agency, via, now)
    except IntegrityError:  # the same form, a moment earlier
        return _known(session, via) or ""


def _known(session: Session, via: str) -> str | None:
    return session.scalar(select(col(MonevOrder.id)).where(col(MonevOrder.via) == via))


def _via(command: PlaceOrder, now: datetime) -> str:
    """What was seen of the units is part of it: after a round was called off the same words are another order."""
    opening = command.opening
    units = sorted(
        (each.programme_id, each.meeting.to_json() if each.meeting else None, each.seen)
        for each in command.chosen
    )
    day = now.astimezone(SERVICE_ZONE).date()
    return mark_of(
        ("order", command.viewer.person_id, day, command.quarter, opening.meeting.to_json(), opening, units)
    )


def _agency(session: Session, command: PlaceOrder, now: datetime) -> str:
    found = {
        conducting.look(session, command.viewer, each.programme_id, command.quarter, now).programme.agency
        for each in command.chosen
    }
    if len(found) > 1:
        raise RefusedError(Problem(N_("The units of one order belong to one agency."), where="units"))
    return found.pop()


def _keep(session: Session, command: PlaceOrder, agency: str, via: str, now: datetime) -> str:
    opening = command.opening
    order = MonevOrder(
        id=new_id(session, now),
        agency=agency,
        quarter=command.quarter,
        joint=opening.joint,
        meeting=tidy(opening.meeting).to_json(),
        cutoff=opening.cutoff,
        documents=list(opening.documents),
        team=[{"person": person, "duty": str(duty)} for person, duty in opening.team],
        letter_number=opening.letter_number,
        letter_date=opening.letter_date,
        via=via,
        made_by=command.viewer.person_id,
        made_at=now,
    )
    session.add(order)
    session.flush()
    for position, each in enumerate(command.chosen):
        own = tidy(each.meeting).to_json() if each.meeting and not opening.joint else None
        row = MonevOrderUnit(
            order_id=order.id,
            programme_id=each.programme_id,
            position=position,
            meeting=own,
            seen=each.seen,
        )
        session.add(row)
    session.flush()
    return order.id
