"""What somebody types for a new programme is kept step by step, rehearsed, and activated once; makes no page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from zi_workflow.domain.errors import N_, ConflictError, InputError, NotFoundError, Problem, RefusedError
from zi_workflow.domain.scopes import Action, Place, Viewer, scope_of
from zi_workflow.domain.setups import FIELDS, NEW_UNIT, Rehearsing, Step
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.queries.setups import SetupFacts, setup, units_in
from zi_workflow.storage.tables import Person, Setup, Unit
from zi_workflow.usecases.setting_up import SetUp, set_up
from zi_workflow.usecases.setup_orders import Typed, look
from zi_workflow.usecases.task_moves import local_date

MOST_OPEN = 20
PATIENCE = timedelta(minutes=10)
"""A rehearsal that has said nothing for so long has ended with the service it ran in."""


@dataclass(frozen=True, kw_only=True)
class BeginSetup:
    """Begin a new programme with what the first step asks for."""

    viewer: Viewer
    typed: Typed


@dataclass(frozen=True, kw_only=True)
class KeepStep:
    """Keep what was typed in a step; `version` is that of the page it was typed into."""

    viewer: Viewer
    setup_id: str
    step: Step
    typed: Typed
    version: int


@dataclass(frozen=True, kw_only=True)
class SetupOf:
    """Something done to a setup as it was seen."""

    viewer: Viewer
    setup_id: str
    version: int


@dataclass(frozen=True)
class Progress:
    """How far the rehearsal of a version is: days done, days in all; `figures` at its end, None in `failed`."""

    setup_id: str
    version: int
    done: int = 0
    days: int = 0
    figures: dict[str, Any] | None = None
    failed: bool = False


def begin(session: Session, command: BeginSetup, now: datetime) -> str:
    """The id of the new setup; InputError with everything that is wrong with its first step.

    The same words again, while nothing was added to the first ones, are the same setup: somebody pressed twice.
    """
    _check(session, command.viewer, command.typed, Step.UNIT, now)
    session.get_one(
        Person, command.viewer.person_id, with_for_update=True
    )  # the second press waits for the first
    mine = col(Setup.person_id) == command.viewer.person_id
    open_ones = session.scalars(select(Setup).where(mine, col(Setup.programme_id).is_(None))).all()
    twin = next((each.id for each in open_ones if each.version == 1 and each.typed == command.typed), None)
    if twin is not None:
        return twin
    if len(open_ones) >= MOST_OPEN:
        message = N_("You have {n} unfinished programmes; please go on with one of them or discard one.")
        raise RefusedError(Problem(message, {"n": len(open_ones)}))
    made = Setup(
        id=new_id(session, now),
        person_id=command.viewer.person_id,
        typed=dict(command.typed),
        created_at=now,
        updated_at=now,
    )
    session.add(made)
    session.flush()
    return made.id


def keep(session: Session, command: KeepStep, now: datetime) -> SetupFacts:
    """The setup with the step's fields; InputError by field, ConflictError when it was changed elsewhere."""
    facts = mine(session, command.viewer, command.setup_id)
    typed = {**facts.typed, **{n: command.typed[n] for n in FIELDS[command.step] if n in command.typed}}
    _refuse_done(facts)
    if facts.version != command.version and typed != facts.typed:
        raise ConflictError(Problem(CHANGED))
    _check(session, command.viewer, typed, command.step, now)
    if typed != facts.typed:
        _write(session, facts, {"typed": typed, "version": facts.version + 1}, now)
    return mine(session, command.viewer, command.setup_id)


def discard(session: Session, command: SetupOf, now: datetime) -> None:
    """Throw away what was typed; a programme that was made of it stays."""
    facts = mine(session, command.viewer, command.setup_id)
    if facts.programme is None:
        session.execute(delete(Setup).where(col(Setup.id) == facts.id))


def begin_rehearsal(session: Session, command: SetupOf, now: datetime) -> bool:
    """Mark the rehearsal as running; False when one of this version runs or is done already."""
    facts = mine(session, command.viewer, command.setup_id)
    _refuse_done(facts)
    if facts.version != command.version:
        raise ConflictError(Problem(CHANGED))
    order = _whole(session, command.viewer, facts, now)
    if running(facts, now) or is_fresh(facts, order.programme.on):
        return False
    values = {
        "rehearsal": str(Rehearsing.RUNNING),
        "rehearsed_version": facts.version,
        "rehearsed_at": now,
        "done": 0,
        "days": 0,
    }
    session.execute(update(Setup).where(col(Setup.id) == facts.id).values(**values))
    return True


def report(session: Session, command: Progress, now: datetime) -> None:
    """Keep how far a rehearsal is, unless what it rehearses was changed meanwhile."""
    values: dict[str, Any] = {"done": command.done, "days": command.days, "rehearsed_at": now}
    if command.failed:
        values = {"rehearsal": str(Rehearsing.FAILED), "rehearsed_at": now}
    elif command.figures is not None:
        values |= {
            "rehearsal": str(Rehearsing.DONE),
            "figures": command.figures,
            "figures_version": command.version,
        }
    session.execute(
        update(Setup)
        .where(col(Setup.id) == command.setup_id, col(Setup.rehearsed_version) == command.version)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def activate(session: Session, command: SetupOf, now: datetime) -> str:
    """The code of the programme that was made of it, at once with unit, days off and people; twice is once.

    RefusedError before its rehearsal was seen, ConflictError when it was changed since.
    """
    session.execute(select(Setup.id).where(Setup.id == command.setup_id).with_for_update())
    facts = mine(session, command.viewer, command.setup_id)
    if facts.programme is not None:
        return facts.programme
    if facts.version != command.version:
        raise ConflictError(Problem(CHANGED))
    if facts.figures is None or facts.figures_version != facts.version:
        raise RefusedError(Problem(N_("Please look at the rehearsal before you activate the programme.")))
    made = set_up(session, _whole(session, command.viewer, facts, now), now)
    _write(session, facts, {"programme_id": made.id, "version": facts.version + 1}, now)
    return made.code


def mine(session: Session, viewer: Viewer, setup_id: str) -> SetupFacts:
    """The viewer's own setup; NotFoundError for anybody else's."""
    found = setup(session, setup_id, viewer.person_id)
    if found is None:
        raise NotFoundError(Problem(N_("There is no such programme."), where=setup_id))
    return found


def running(facts: SetupFacts, now: datetime) -> bool:
    """Whether the setup as it stands is being rehearsed right now."""
    lately = facts.rehearsed_at is not None and now - facts.rehearsed_at < PATIENCE
    return facts.rehearsal == Rehearsing.RUNNING and facts.rehearsed_version == facts.version and lately


def is_fresh(facts: SetupFacts, on: date) -> bool:
    """Whether the figures are those of the setup as it stands, begun on that day."""
    figures = facts.figures
    return figures is not None and facts.figures_version == facts.version and figures["on"] == on.isoformat()


def today_of(session: Session, typed: Typed, now: datetime) -> date:
    """The date at the unit that is, or will be."""
    known = session.get(Unit, typed.get("unit") or "")
    zone = (
        known.zone if known else {"WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}.get(typed.get("zone", ""))
    )
    return local_date(now, zone or "Asia/Jakarta")


CHANGED = N_("This was changed in another window meanwhile; please look at it again.")


def _refuse_done(facts: SetupFacts) -> None:
    if facts.programme is not None:
        message = N_("The programme {code} was activated already; nothing was changed.")
        raise RefusedError(Problem(message, {"code": facts.programme}))


def _check(session: Session, viewer: Viewer, typed: Typed, step: Step, now: datetime) -> None:
    """InputError with the problems of the step's own fields, each under its field; who may is checked first."""
    _refuse_elsewhere(session, viewer, typed)
    found = look(session, typed, viewer, today_of(session, typed, now)).problems
    own = [Problem(p.message, p.params, p.line, name) for name in FIELDS[step] for p in found.get(name, ())]
    if own:
        raise InputError(own)


def _refuse_elsewhere(session: Session, viewer: Viewer, typed: Typed) -> None:
    """Whoever steers the unit, or for a new one the agency; another agency's unit is not there."""
    scope = scope_of(viewer, Action.STEER)
    if typed.get("unit") == NEW_UNIT:
        if typed.get("agency") not in scope.agencies:
            message = N_("Only the organisation bureau introduces a new unit.")
            raise InputError(Problem(message, where="unit"))
        return
    unit = session.get(Unit, typed.get("unit") or "")
    if unit is not None and not scope.covers(Place(unit.id, unit.agency)):
        raise InputError(Problem(N_("Please choose a unit."), where="unit"))


def _whole(session: Session, viewer: Viewer, facts: SetupFacts, now: datetime) -> SetUp:
    """The order, without a mistake in any step; InputError."""
    _refuse_elsewhere(session, viewer, facts.typed)
    found = look(session, facts.typed, viewer, today_of(session, facts.typed, now))
    if found.problems:
        raise InputError(problem for each in found.problems.values() for problem in each)
    return found.order


def _write(session: Session, facts: SetupFacts, values: dict[str, Any], now: datetime) -> None:
    done = session.execute(
        update(Setup)
        .where(col(Setup.id) == facts.id, col(Setup.version) == facts.version)
        .values(**values, updated_at=now)
        .execution_options(synchronize_session=False)
    )
    if getattr(done, "rowcount", 0) != 1:
        raise ConflictError(Problem(CHANGED))


def choices(session: Session, viewer: Viewer) -> tuple[list[Any], tuple[str, ...]]:
    """The units for which the viewer may set up a programme, and the agencies in which they may introduce one."""
    scope = scope_of(viewer, Action.STEER)
    return units_in(session, scope), tuple(sorted(scope.agencies))
