"""A decree of days off as somebody takes it into use who saw first what it moves, in every programme in reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain.calendars import Decree
from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.domain.scopes import Scope
from zi_workflow.storage.queries.programmes import ProgrammeFacts, all_programmes
from zi_workflow.storage.tables import Unit
from zi_workflow.usecases import calendars
from zi_workflow.usecases.agreements import lock
from zi_workflow.usecases.calendars import ApplyDecree, CalendarPreview, ProgrammeShift
from zi_workflow.usecases.foresight import Foresight, Line, foresee, insist

MOST_SIGHTS = 10
"""Programmes whose coming mails are compared morning by morning; of more, only what is told at once."""


@dataclass(frozen=True, kw_only=True)
class ImportDecrees:
    """Decrees for these units (None: the nation), all or none; everybody who is told reads the reason."""

    decrees: tuple[Decree, ...]
    units: tuple[str | None, ...]
    actor: str
    on: date
    reason: str = ""


@dataclass(frozen=True)
class Imported:
    """What decrees change: days, and every programme whose plan they touch; `known` are in use everywhere already."""

    numbers: tuple[str, ...]
    known: tuple[str, ...]
    off: tuple[date, ...]
    given_back: tuple[date, ...]
    programmes: tuple[ProgrammeShift, ...]


@dataclass(frozen=True, slots=True)
class AgreedImport:
    """An import, the digest of what its sender saw of it, and the basis of that."""

    command: ImportDecrees
    seen: str
    basis: str = ""


def units_in(session: Session, scope: Scope, code: str = "") -> tuple[str | None, ...]:
    """For whom a decree is taken into use: the nation, every unit of the agencies in reach, or the one named.

    InputError when no unit in reach has that code.
    """
    if scope.service and not code:
        return (None,)
    query = select(col(Unit.id)).order_by(col(Unit.code))
    if not scope.service:
        query = query.where(col(Unit.agency).in_(scope.agencies))
    found = session.scalars(query.where(col(Unit.code) == code) if code else query).all()
    if not found:
        raise InputError(Problem(N_("There is no unit with this code in your reach."), where="unit"))
    return tuple(found)


def shown(session: Session, command: ImportDecrees, now: datetime) -> Foresight[Imported]:
    """What the decrees do. They are taken into use in this session: let its transaction go. InputError."""
    return foresee(
        session, _touched(session, command), lambda: _apply(session, command, now), now, MOST_SIGHTS
    )


def agree(session: Session, agreed: AgreedImport, now: datetime) -> Foresight[Imported] | None:
    """Take them into use if they do what was seen; None when all of them are in use already. ConflictError."""
    command = agreed.command
    lock(session, [facts.id for facts in _touched(session, command)])
    found = shown(session, command, now)
    if len(found.result.known) == len(command.decrees):
        return None
    insist(found, lambda: lines(found), agreed, command.decrees[0].number)
    return found


def lines(found: Foresight[Imported]) -> tuple[Line, ...]:
    """All that is shown of it."""
    result = found.result
    days = [("off", day.isoformat(), "-") for day in result.off]
    days += [("given", day.isoformat(), "-") for day in result.given_back]
    moves = (
        ("moved", each.code, move.task, *(day.isoformat() for day in (*move.old, *move.new)))
        for each in result.programmes
        for move in each.moves
    )
    ends = (("ends", each.code, each.before.forecast.isoformat(), each.after.forecast.isoformat())
            for each in result.programmes)  # fmt: skip
    return (*days, *moves, *ends, *found.lines())


def _touched(session: Session, command: ImportDecrees) -> list[ProgrammeFacts]:
    return [
        facts for facts in all_programmes(session) if None in command.units or facts.unit_id in command.units
    ]


def _apply(session: Session, command: ImportDecrees, now: datetime) -> Imported:
    commands = [
        ApplyDecree(decree=decree, actor=command.actor, on=command.on, unit_id=unit, reason=command.reason)
        for decree in command.decrees
        for unit in command.units
    ]
    return _merged(command, calendars.apply_all(session, commands, now))


def _merged(command: ImportDecrees, found: Sequence[CalendarPreview]) -> Imported:
    """Days once, whichever unit they are for; a programme that several decrees move from its first to its last state."""
    fresh = {each.number for each in found if not each.known}
    numbers = tuple(dict.fromkeys(decree.number for decree in command.decrees))
    by_code: dict[str, list[ProgrammeShift]] = {}
    for each in found:
        for shift in each.programmes:
            by_code.setdefault(shift.code, []).append(shift)
    programmes = (
        ProgrammeShift(
            code, tuple(move for shift in shifts for move in shift.moves), shifts[0].before, shifts[-1].after
        )
        for code, shifts in sorted(by_code.items())
    )
    return Imported(
        numbers,
        tuple(number for number in numbers if number not in fresh),
        tuple(sorted({day for each in found for day in each.off})),
        tuple(sorted({day for each in found for day in each.given_back})),
        tuple(programmes),
    )
