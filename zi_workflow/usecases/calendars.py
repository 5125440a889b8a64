"""Days off that change during the year: preview what moves, then apply once; sends no mail and reads no file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import insert, select
from sqlmodel import Session, col

from zi_workflow.domain.analysis import Finish
from zi_workflow.domain.calendars import DayKind, Decree, effective_days_off
from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.domain.events import Event
from zi_workflow.frameworks import loader
from zi_workflow.i18n import _
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.queries.plans import applied_decrees
from zi_workflow.storage.queries.programmes import ProgrammeFacts, all_programmes
from zi_workflow.storage.tables import Unit, metadata
from zi_workflow.usecases import analyses, events
from zi_workflow.usecases.calendar_shifts import Shift, shift_of
from zi_workflow.usecases.moves import Move
from zi_workflow.usecases.plan_rows import save_rows, tell_moved
from zi_workflow.usecases.plans import days_off
from zi_workflow.usecases.programmes import change_programme
from zi_workflow.usecases.task_moves import local_date

KALENDER = "kalender"
"""The reason on record of dates that a decree moved."""


@dataclass(frozen=True, kw_only=True)
class ApplyDecree:
    """A decree of days off for the whole nation, or for one unit; everybody who is told reads the reason."""

    decree: Decree
    actor: str
    on: date
    unit_id: str | None = None
    reason: str = ""


@dataclass(frozen=True)
class ProgrammeShift:
    """What a decree does to one programme: unfinished tasks whose plan moves, and its finish before and after."""

    code: str
    moves: tuple[Move, ...]
    before: Finish
    after: Finish


@dataclass(frozen=True)
class CalendarPreview:
    """What a decree changes; `known` when it was applied already, and then nothing else is there."""

    number: str
    known: bool
    off: tuple[date, ...]
    given_back: tuple[date, ...]
    programmes: tuple[ProgrammeShift, ...]


def preview(session: Session, command: ApplyDecree, on: date) -> CalendarPreview:
    """What would move, as seen on `on`; saves nothing. InputError when the number is known with other days."""
    if _known(session, command):
        return CalendarPreview(command.decree.number, True, (), (), ())
    return _shown(session, command, _shifts(session, command, lambda _facts: on))


def apply(session: Session, command: ApplyDecree, now: datetime) -> CalendarPreview:
    """Keep the decree and recompute what has not started; finished tasks stay as they are; twice is once.

    Whoever does a moved task finds it in the next digest. InputError as in `preview`.
    """
    if _known(session, command):
        return CalendarPreview(command.decree.number, True, (), (), ())
    shifts = _shifts(session, command, lambda facts: local_date(now, facts.zone))
    shown = _shown(session, command, shifts)
    _keep(session, command, now)
    for shift in shifts:
        _save(session, shift, command, now)
        analyses.renew(session, shift.facts.id, now)
    return shown


def apply_all(session: Session, commands: Sequence[ApplyDecree], now: datetime) -> list[CalendarPreview]:
    """Apply several decrees in order of signature, all or none; each sees the ones before it."""
    inorder = sorted(commands, key=lambda command: command.decree.signed)
    return [apply(session, command, now) for command in inorder]


def _known(session: Session, command: ApplyDecree) -> bool:
    """Whether this decree is in use; the same number with other days is a mistake, a change has its own number."""
    number = command.decree.number
    known = (*loader.decrees(), *applied_decrees(session, command.unit_id))
    found = [decree for decree in known if decree.number == number]
    if found and _days(*found) != _days(command.decree):
        message = N_("The decree {number} is known with other days; a change is a decree of its own.")
        raise InputError(Problem(message, {"number": number}))
    return bool(found)


def _days(*decrees: Decree) -> set[tuple[date, bool]]:
    return {(each.day, each.kind is DayKind.WORKING) for decree in decrees for each in decree.days}


def _shifts(session: Session, command: ApplyDecree, day: Callable[[ProgrammeFacts], date]) -> list[Shift]:
    return [
        shift_of(session, facts, _with(session, command, facts.unit_id), day(facts))
        for facts in all_programmes(session)
        if command.unit_id in (None, facts.unit_id)
    ]


def _with(session: Session, command: ApplyDecree, unit_id: str | None) -> frozenset[date]:
    """The unit's days off once the decree holds."""
    return effective_days_off((*loader.decrees(), *applied_decrees(session, unit_id), command.decree))


def _shown(session: Session, command: ApplyDecree, shifts: list[Shift]) -> CalendarPreview:
    before = days_off(session, command.unit_id)
    after = _with(session, command, command.unit_id)
    return CalendarPreview(
        command.decree.number,
        False,
        tuple(sorted(after - before)),
        tuple(sorted(before - after)),
        tuple(ProgrammeShift(each.facts.code, each.moves, each.before, each.after) for each in shifts),
    )


def _keep(session: Session, command: ApplyDecree, now: datetime) -> None:
    """Store the decree, and record it once in the chain of every agency it holds for."""
    decree, decree_id = command.decree, new_id(session, now)
    row = {
        "id": decree_id,
        "number": decree.number,
        "signed_on": decree.signed,
        "title": decree.title,
        "source": decree.source,
        "unit_id": command.unit_id,
        "applied_at": now,
    }
    days = [
        {
            "decree_id": decree_id,
            "day": each.day,
            "off": each.kind is not DayKind.WORKING,
            "kind": str(each.kind),
            "name": each.name,
        }
        for each in decree.days
    ]
    session.execute(insert(metadata.tables["decree"]), [row])
    session.execute(insert(metadata.tables["calendar_day"]), days)
    agencies = select(col(Unit.agency)).distinct().order_by(col(Unit.agency))
    if command.unit_id is not None:
        agencies = agencies.where(col(Unit.id) == command.unit_id)
    for agency in session.scalars(agencies).all():
        payload = {"decree": row, "days": days}
        subject = decree.number[:80]
        event = Event(
            "calendar.imported", subject, command.actor, command.on, payload, unit_id=command.unit_id
        )
        events.record(session, agency, event, now)


def _save(session: Session, shift: Shift, command: ApplyDecree, now: datetime) -> None:
    facts = shift.facts
    save_rows(session, facts, shift.rows)
    version = _next_version(facts.calendar_version)
    change_programme(session, facts, {"calendar_version": version, "deadline": shift.deadline}, now)
    payload = {
        "reason": KALENDER,
        "decree": command.decree.number,
        "note": command.reason,
        "moved": [move.task for move in shift.moves],
        "moves": [asdict(move) for move in shift.moves],
        "tasks": shift.rows.tasks,
        "calendar_version": {"before": facts.calendar_version, "after": version},
        "deadline": {"before": facts.deadline, "after": shift.deadline},
    }
    event = Event(
        "calendar.applied",
        facts.code,
        command.actor,
        command.on,
        payload,
        unit_id=facts.unit_id,
        programme_id=facts.id,
    )
    events.record(session, facts.agency, event, now)
    why = _("The working calendar changed: {number}", number=command.decree.number)
    told = f"{why}. {command.reason}" if command.reason else why
    tell_moved(session, facts, shift.rows, (command.on, told), now)


def _next_version(version: str) -> str:
    """The shipped calendar's version with the number of decrees applied since (`...+1a2b3c4d~2`)."""
    shipped, _mark, count = version.partition("~")
    return f"{shipped}~{int(count or 0) + 1}"
