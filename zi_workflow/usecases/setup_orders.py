"""Reads what was typed for a new programme as the order to make it, with what is wrong by field; stores nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlmodel import Session

from zi_workflow.domain.calendars import FIVE_DAYS, ZONES
from zi_workflow.domain.errors import N_, Problem
from zi_workflow.domain.local_days import read_local_days
from zi_workflow.domain.people_sheets import SheetRow
from zi_workflow.domain.programmes import Route
from zi_workflow.domain.scopes import Viewer
from zi_workflow.domain.setups import NEW_UNIT
from zi_workflow.frameworks import loader
from zi_workflow.storage.queries.programmes import all_programmes
from zi_workflow.storage.tables import Unit
from zi_workflow.usecases.programmes import CreateProgramme
from zi_workflow.usecases.setting_up import Problems, SetUp, problems_of
from zi_workflow.usecases.units import NewUnit

Typed = Mapping[str, Any]
REHEARSAL = "system"
_COLUMNS = tuple(each.name for each in fields(SheetRow))


@dataclass(frozen=True)
class Look:
    """An order and what is wrong with it; an order with problems in a field cannot be carried out."""

    order: SetUp
    problems: Problems


def look(session: Session, typed: Typed, by: Viewer | None, on: date) -> Look:
    """The order that was typed so far, as of a day; what is missing is among the problems. None: a rehearsal of it."""
    found: dict[str, list[Problem]] = {}
    known = None if typed.get("unit") == NEW_UNIT else session.get(Unit, typed.get("unit") or "")
    start = _day(typed, "start", found)
    years = {decree.year for decree in loader.decrees()}
    days, wrong = read_local_days(typed.get("days_off", ""), years)
    if wrong:
        found["days_off"] = wrong
    unit = _new_unit(typed) if known is None else None
    programme = CreateProgramme(
        code=typed.get("code", "").strip() or _free_code(session, known.code if known else unit, start),
        target=typed.get("target", ""),
        route=typed.get("route", "") or Route.TPN.value,
        start=start or on,
        deadline=_day(typed, "deadline", found) if typed.get("deadline") else None,
        title=typed.get("title", ""),
        unit=unit,
        unit_id=known.id if known else None,
        actor=by.person_id if by is not None else REHEARSAL,
        on=on,
    )
    if unit is not None and unit.zone not in ZONES:
        found["zone"] = [
            Problem(N_("Please choose one of these time zones: {known}."), {"known": ", ".join(ZONES)})
        ]
    order = SetUp(programme=programme, days_off=days, rows=rows_of(typed), by=by)
    if known is None and typed.get("unit") != NEW_UNIT:
        found["unit"] = [Problem(N_("Please choose a unit."))]
    return Look(order, _joined(found, problems_of(session, order)))


def rows_of(typed: Typed) -> tuple[SheetRow, ...]:
    """The lines of the list of people that was taken in."""
    return tuple(SheetRow(**dict(zip(_COLUMNS, row, strict=True))) for row in typed.get("people", ()))


def kept_rows(rows: tuple[SheetRow, ...]) -> list[list[Any]]:
    """The lines as they are kept among what was typed."""
    return [[getattr(row, name) for name in _COLUMNS] for row in rows]


def _new_unit(typed: Typed) -> NewUnit:
    return NewUnit(
        typed.get("unit_code", "").strip(),
        typed.get("unit_name", "").strip(),
        typed.get("agency", "").strip(),
        typed.get("zone", ""),
        tuple(typed.get("week", FIVE_DAYS)),
    )


def _free_code(session: Session, unit: str | NewUnit | None, start: date | None) -> str:
    """A code that says unit and year and is not taken."""
    front = unit.code if isinstance(unit, NewUnit) else unit or ""
    front = re.sub(r"[^A-Za-z0-9._-]", "", front)[:40] or "zi"
    wanted = f"{front}-{start.year}" if start else front
    taken = {facts.code.lower() for facts in all_programmes(session)}
    return next(code for code in _numbered(wanted) if code.lower() not in taken)


def _numbered(code: str) -> Iterator[str]:
    yield code
    number = 2
    while True:
        yield f"{code}-{number}"
        number += 1


def _day(typed: Typed, name: str, found: dict[str, list[Problem]]) -> date | None:
    try:
        return date.fromisoformat(typed.get(name, ""))
    except ValueError:
        found[name] = [Problem(N_("Please choose a date."))]
        return None


def _joined(typed: Problems, ordered: Problems) -> Problems:
    """A field that could not even be read has nothing else to say; a unit that is missing needs no code."""
    names = dict.fromkeys((*typed, *ordered))
    joined = {name: tuple(typed.get(name) or ordered.get(name, ())) for name in names}
    if "unit" in typed:
        joined = {name: said for name, said in joined.items() if name not in _OF_NEW_UNIT}
    return joined


_OF_NEW_UNIT = frozenset({"unit_code", "unit_name", "zone", "week"})
