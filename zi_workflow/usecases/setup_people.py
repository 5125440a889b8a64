"""Who would hold which office once a new programme is activated, and which offices nobody would; stores nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from zi_workflow.domain.calendars import FIVE_DAYS, working_calendar
from zi_workflow.domain.errors import Problem, ZiError
from zi_workflow.domain.gaps import Gap, gaps
from zi_workflow.domain.people import Directory, Duty, Holding, Person
from zi_workflow.domain.people_sheets import Entry
from zi_workflow.domain.recurrence import horizon, instances
from zi_workflow.domain.scopes import Place
from zi_workflow.frameworks import loader
from zi_workflow.storage.queries.people import directory
from zi_workflow.usecases.people_entries import entries_of
from zi_workflow.usecases.people_rights import near_people
from zi_workflow.usecases.setting_up import SetUp, unit_like


@dataclass(frozen=True)
class Team:
    """The people on the day of activation, sentences for what deserves a look, and the gaps."""

    people: Directory
    warnings: tuple[Problem, ...]
    gaps: tuple[Gap, ...]


def team(session: Session, order: SetUp, on: date) -> Team:
    """Those of the unit today and those of the list; a list with errors adds nobody."""
    programme = order.programme
    known = directory(session, programme.unit_id, on) if programme.unit_id else Directory({})
    entries: list[Entry] = []
    warnings: tuple[Problem, ...] = ()
    if order.rows:
        try:
            unit = unit_like(session, programme)
            near = near_people(session, order.by, Place(unit.id, unit.agency))
            entries, warnings = entries_of(session, unit, order.rows, near)
        except ZiError as error:
            warnings = error.problems
    people = _joined(known, entries)
    return Team(people, warnings, gaps(people, duties(programme.start)))


def duties(start: date) -> tuple[Duty, ...]:
    """Of the framework's tasks in a programme that starts on a day."""
    calendar = working_calendar(FIVE_DAYS, loader.national_days_off(), *horizon(start))
    return tuple(
        Duty(task.area, task.responsible, task.verifier, task.approver, None, task.external)
        for task in instances(loader.load(), start, calendar)
        if not task.milestone
    )


def _joined(known: Directory, entries: list[Entry]) -> Directory:
    by_name = {person.name.casefold(): person.id for person in known.people.values()}
    people, holdings = dict(known.people), list(known.holdings)
    for each in entries:
        key = by_name.setdefault(each.name.casefold(), f"{each.name.casefold()}\n{each.email or ''}")
        people.setdefault(key, Person(key, each.name, each.office, each.email, each.phone))
        holding = Holding(key, str(each.role), each.area)
        if holding not in holdings:
            holdings.append(holding)
    return Directory(people, tuple(holdings), known.away)
