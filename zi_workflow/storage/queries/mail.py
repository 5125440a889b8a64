"""Reads the outbox for the command line and for sending; renders nothing and changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlmodel import Session, col

from zi_workflow.domain.messages import PRINT, MessageState
from zi_workflow.domain.notices import MailFacts, facts_from_json
from zi_workflow.domain.people import Directory, Role
from zi_workflow.domain.people import Person as Holder
from zi_workflow.storage.one_of import one_of
from zi_workflow.storage.queries import plain
from zi_workflow.storage.queries.people import directory
from zi_workflow.storage.tables import MessageRow, Person

_SENIORS = (Role.TEAM_LEAD, Role.SECRETARY, Role.HEAD)


@dataclass(frozen=True, slots=True)
class Printable:
    """A message for somebody without an address, and who can bring it to them (None: nobody holds the office)."""

    id: str
    on: date
    unit_id: str
    person_id: str
    to_name: str
    language: str
    facts: MailFacts
    text: str | None
    bearer: Holder | None


def languages_of(session: Session, people: Collection[str]) -> dict[str, str]:
    """The languages in which people are written to."""
    return dict(plain.rows(session, _LANGUAGES, {"people": people}).all())


_LANGUAGES = select(col(Person.id), col(Person.language)).where(one_of(col(Person.id), "people"))


def count_in(session: Session, state: str) -> int:
    """How many messages are in a state."""
    return session.scalar(select(func.count()).where(col(MessageRow.state) == state)) or 0


def ids_like(session: Session, part: str, most: int = 2) -> list[str]:
    """Ids of messages that are, begin or end with `part`, at most `most`."""
    ids = col(MessageRow.id)
    query = select(ids).where(or_(ids.startswith(part, autoescape=True), ids.endswith(part, autoescape=True)))
    return list(session.scalars(query.order_by(ids).limit(most)))


def facts_of(session: Session, id: str) -> tuple[MailFacts, str]:
    """What a message tells, and the language its receiver is written to."""
    facts, language = session.execute(
        select(col(MessageRow.facts), col(Person.language))
        .join(Person, col(Person.id) == col(MessageRow.person_id))
        .where(col(MessageRow.id) == id)
    ).one()
    return facts_from_json(facts), language


def last_printed_day(session: Session, unit_id: str | None = None) -> date | None:
    """The newest date with something to print (in a unit)."""
    here = [col(MessageRow.unit_id) == unit_id] if unit_id is not None else []
    return session.scalar(select(func.max(col(MessageRow.on))).where(*_to_print(), *here))


def printables(session: Session, on: date) -> list[Printable]:
    """What is to be handed over on paper or by chat on that date, by unit, bearer and name."""
    columns = (MessageRow.id, MessageRow.on, MessageRow.unit_id, MessageRow.to_name, MessageRow.person_id,
               MessageRow.facts, MessageRow.text, Person.language)  # fmt: skip
    rows = session.execute(
        select(*(col(column) for column in columns))
        .join(Person, col(Person.id) == col(MessageRow.person_id))
        .where(*_to_print(), col(MessageRow.on) == on)
        .order_by(col(MessageRow.unit_id), col(MessageRow.to_name), col(MessageRow.id))
    ).all()
    people = {unit: directory(session, unit, on) for unit in {row.unit_id for row in rows}}
    found = [_printable(row._asdict(), people) for row in rows]
    return sorted(found, key=lambda each: (each.unit_id, each.bearer.name if each.bearer else ""))


def _to_print() -> tuple[ColumnElement[bool], ...]:
    gone = (str(MessageState.CANCELLED), str(MessageState.FAILED))
    return col(MessageRow.channel) == PRINT, col(MessageRow.state).not_in(gone)


def _printable(row: Mapping[str, Any], people: Mapping[str, Directory]) -> Printable:
    facts = facts_from_json(row["facts"])
    return Printable(
        id=row["id"],
        on=row["on"],
        unit_id=row["unit_id"],
        person_id=row["person_id"],
        to_name=row["to_name"],
        language=row["language"],
        facts=facts,
        text=row["text"],
        bearer=bearer(people[row["unit_id"]], row["person_id"], facts),
    )


def bearer(people: Directory, person_id: str, facts: MailFacts) -> Holder | None:
    """The coordinator of the receiver's area, else the next office above; never the receiver, who gets no mail."""
    area = facts.area or next((line.area for line in facts.lines if line.area), None)
    coordinators = people.holders(Role.COORDINATOR, area) if area else ()
    seniors = (holder for role in _SENIORS for holder in people.holders(role))
    return next((p for p in (*coordinators, *seniors) if p.id != person_id and p.email), None)
