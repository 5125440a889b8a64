"""Checks the lines of a list of people against a unit: roles, areas, addresses, who is who; stores nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.domain.people_sheets import Entry, SheetRow, entry
from zi_workflow.domain.sentences import AREA_NAMES
from zi_workflow.frameworks import loader
from zi_workflow.i18n import LANGUAGES, translations
from zi_workflow.storage.tables import Programme, Task, Unit
from zi_workflow.usecases.people_addresses import taken


def entries_of(
    session: Session, unit: Unit, rows: Sequence[SheetRow], near: Collection[str] | None = None
) -> tuple[list[Entry], tuple[Problem, ...]]:
    """What the lines mean, and a sentence for each that deserves a look; InputError with every error.

    `near` are the people whom they may mean; None: everybody.
    """
    areas = _areas(session, unit.id)
    found: list[Entry] = []
    problems: list[Problem] = []
    for row in rows:
        meant, wrong = entry(row, areas)
        problems += [*wrong, *_address_problems(row)]
        if meant is not None:
            found.append(meant)
    if not rows:
        problems.append(Problem(N_("The list holds no people.")))
    problems += _repeated(found)
    found, unclear = _same_people(found)
    problems += unclear
    elsewhere = taken(session, unit.id, found, near)
    problems += elsewhere.problems
    if problems:
        raise InputError(sorted(problems, key=lambda problem: problem.line or 0))
    return found, (*_warnings(found), *elsewhere.warnings)


def _areas(session: Session, unit_id: str) -> dict[str, str]:
    """Lower-case keys and titles of the areas of the framework and of the unit's programmes."""
    known = {area.title.lower(): area.key for area in loader.load().areas}
    known |= {area.key: area.key for area in loader.load().areas}
    for lang in LANGUAGES:  # and whatever the pages call them
        known |= {translations(lang).gettext(name).lower(): key for key, name in AREA_NAMES.items()}
    used = session.scalars(
        select(col(Task.area))
        .join(Programme, col(Programme.id) == col(Task.programme_id))
        .where(col(Programme.unit_id) == unit_id)
        .distinct()
    )
    return known | {area.lower(): area for area in used}


def _address_problems(row: SheetRow) -> Iterator[Problem]:
    if row.email:
        try:
            validate_email(row.email, check_deliverability=False, allow_smtputf8=False)
            row.email.encode(
                "ascii"
            )  # nor a domain in other letters: the relays of offices rarely take either
        except (EmailNotValidError, UnicodeEncodeError):
            yield Problem(N_("{email!r} is not an address."), {"email": row.email[:80]}, line=row.line)


def _repeated(entries: Sequence[Entry]) -> Iterator[Problem]:
    first: dict[tuple[str, str | None, str, str | None], int] = {}
    for each in entries:
        key = (each.name.casefold(), each.email, each.role, each.area)
        line = first.setdefault(key, each.line)
        if line != each.line:
            yield Problem(
                N_("{name} has this role on line {first} already."),
                {"name": each.name, "first": line},
                line=each.line,
            )


def _same_people(entries: Sequence[Entry]) -> tuple[list[Entry], list[Problem]]:
    """Lines of one name belong to one person, unless their addresses differ; a line without one takes the other's."""
    addresses: dict[str, set[str]] = {}
    for each in entries:
        known = addresses.setdefault(each.name.casefold(), set())
        if each.email is not None:
            known.add(each.email)
    settled: list[Entry] = []
    problems: list[Problem] = []
    for each in entries:
        known = addresses[each.name.casefold()]
        if each.email is None and len(known) > 1:
            message = N_("Several people are called {name}; give the address.")
            problems.append(Problem(message, {"name": each.name}, line=each.line))
        settled.append(replace(each, email=each.email or next(iter(known), None)))
    return settled, problems


def _warnings(entries: Sequence[Entry]) -> Iterator[Problem]:
    seen: set[str] = set()
    owners: dict[str, str] = {}
    for each in entries:
        name = each.name.casefold()
        if each.email is None and name not in seen:
            message = N_("{name} has no address; their notices go on the printable list.")
            yield Problem(message, {"name": each.name}, line=each.line)
        if each.email is not None and owners.setdefault(each.email, name) != name and name not in seen:
            message = N_("{name} shares the address {email} with somebody else.")
            yield Problem(message, {"name": each.name, "email": each.email}, line=each.line)
        seen.add(name)
