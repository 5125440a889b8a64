"""Reads the record of a programme and of its unit's people from the log of events, a page at a time; words are the web's."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, cast, func, or_, select
from sqlmodel import Session, col

from zi_workflow.storage.queries.lists import PAGE, Wanted, page_within
from zi_workflow.storage.tables import EventRow, Person

OF_UNIT = ("people.", "person.added", "person.away", "person.back", "unit.", "calendar.")
"""What is about the whole unit; what is about somebody's account, address or mail is nobody else's business."""
OF_TASKS = (
    "programme.edited",
    "programme.rebaselined",
    "calendar.applied",
    "task.split",
    "people.transferred",
)
"""What changes many tasks at once; the payload names each by its code."""
TASK, PERSON, KIND = "tugas", "orang", "jenis"


@dataclass(frozen=True, slots=True)
class Recorded:
    """One event: `name` is of whoever did it, `person` of whom it is about; both empty where it is no person."""

    number: int
    kind: str
    subject: str
    actor: str
    name: str
    person: str
    on: date
    payload: dict[str, Any]
    people: Mapping[str, str] = field(default_factory=dict)  # names of those whom a changed plan gives tasks


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A page of the record, the newest first."""

    rows: list[Recorded]
    number: int
    total: int


def of_programme(session: Session, programme_id: str, unit_id: str, wanted: Wanted) -> RecordPage:
    """What was done in a programme and about its unit, narrowed by task, person and kind."""
    return _page(session, [_about(programme_id, unit_id), *_narrowed(wanted)], wanted)


def of_service(session: Session, wanted: Wanted) -> RecordPage:
    """Everything that was ever recorded, narrowed in the same way."""
    return _page(session, _narrowed(wanted), wanted)


def people(session: Session, programme_id: str, unit_id: str) -> list[tuple[str, str]]:
    """Ids and names of those who did something there."""
    actors = select(col(EventRow.actor)).where(_about(programme_id, unit_id)).distinct()
    rows = session.execute(
        select(col(Person.id), col(Person.name)).where(col(Person.id).in_(actors)).order_by(col(Person.name))
    )
    return [(row.id, row.name) for row in rows]


def _about(programme_id: str, unit_id: str) -> ColumnElement[bool]:
    unit = and_(
        col(EventRow.unit_id) == unit_id,
        col(EventRow.programme_id).is_(None),
        or_(*(col(EventRow.kind).startswith(each) for each in OF_UNIT)),
    )
    return or_(col(EventRow.programme_id) == programme_id, unit)


def _narrowed(wanted: Wanted) -> list[ColumnElement[bool]]:
    chosen, found = wanted.chosen, []
    if TASK in chosen:
        found.append(_of_task(chosen[TASK]))
    if PERSON in chosen:
        found.append(or_(col(EventRow.actor) == chosen[PERSON], col(EventRow.subject) == chosen[PERSON]))
    if KIND in chosen:
        found.append(col(EventRow.kind).startswith(f"{chosen[KIND]}.", autoescape=True))
    return found


def _of_task(code: str) -> ColumnElement[bool]:
    own = and_(col(EventRow.subject) == code, col(EventRow.kind).startswith("task."))
    named = cast(col(EventRow.payload), Text).contains(json.dumps(code), autoescape=True)
    return or_(own, and_(col(EventRow.kind).in_(OF_TASKS), named))


def _page(session: Session, where: list[ColumnElement[bool]], wanted: Wanted) -> RecordPage:
    total: int = session.execute(select(func.count(col(EventRow.number))).where(*where)).scalar_one()
    number = page_within(wanted, total)
    rows = session.scalars(
        select(EventRow)
        .where(*where)
        .order_by(col(EventRow.recorded_at).desc(), col(EventRow.agency), col(EventRow.number).desc())
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    ).all()
    names = _names(session, rows)
    return RecordPage([_recorded(row, names) for row in rows], number, total)


def _names(session: Session, rows: Iterable[EventRow]) -> dict[str, str]:
    ids = {each for row in rows for each in (row.actor, _whom(row), *_given_to(row))}
    found = session.execute(select(col(Person.id), col(Person.name)).where(col(Person.id).in_(ids)))
    return {row.id: row.name for row in found}


def _whom(row: EventRow) -> str:
    """The id of the person whom an event is about, if it is about one."""
    payload = row.payload
    said = payload.get("person_id") or payload.get("person") or payload.get("command", {}).get("person_id")
    return said if isinstance(said, str) else row.subject


def _given_to(row: EventRow) -> Iterator[str]:
    """The ids of those to whom a change of the plan gives tasks."""
    for each in row.payload.get("changes") or []:
        if isinstance(each, dict) and isinstance(person := each.get("person_id"), str):
            yield person


def _recorded(row: EventRow, names: dict[str, str]) -> Recorded:
    return Recorded(
        number=row.number,
        kind=row.kind,
        subject=row.subject,
        actor=row.actor,
        name=names.get(row.actor, ""),
        person=names.get(_whom(row), ""),
        on=row.occurred_on,
        payload=row.payload,
        people={id: names[id] for id in _given_to(row) if id in names},
    )
