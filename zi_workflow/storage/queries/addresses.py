"""Reads which addresses get no mail, and why, or that none does for the relay's sake; changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session, col

from zi_workflow.domain.messages import MessageState
from zi_workflow.domain.scopes import EVERYWHERE, Place, Scope
from zi_workflow.storage.queries.lists import Rows, Shape, Wanted
from zi_workflow.storage.queries.scoping import people_in
from zi_workflow.storage.tables import BounceRow, Membership, MessageRow, Person, Unit

_OF_THE_RELAY = ("sign", "connect", "ehlo", "starttls", "auth", "archive")  # stages before any receiver's


PERSON = "person"
_SHAPE = Shape(
    searched=(col(Person.name), col(Person.email)),
    sorts={"name": col(Person.name), "address": col(Person.email)},
    ties=(col(Person.name), col(Person.id)),
)


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A person to whose address nothing is sent; since when and a server's words, where they were kept."""

    person_id: str
    name: str
    address: str
    reason: str
    since: datetime | None
    words: str


def suppressed(session: Session) -> list[Suppressed]:
    """The active people whose address gets no mail, in order of name."""
    return list(withheld((EVERYWHERE,), Wanted()).every(session))


def withheld(scopes: Sequence[Scope], wanted: Wanted) -> Rows[Suppressed]:
    """The same as a list, of the people within any of the scopes; a chosen person is looked for alone."""
    columns: list[Any] = [col(Person.id), col(Person.name), col(Person.email), col(Person.suppressed)]
    query = select(*columns).where(
        col(Person.active),
        col(Person.suppressed).is_not(None),
        col(Person.email).is_not(None),
        or_(*(people_in(scope) for scope in scopes)),
    )
    if PERSON in wanted.chosen:
        query = query.where(col(Person.id) == wanted.chosen[PERSON])
    return Rows(query, _SHAPE, wanted, _suppressed)


def reached(session: Session, people: Collection[str], scope: Scope) -> set[str]:
    """Which of these people are in reach."""
    return set(session.scalars(select(col(Person.id)).where(col(Person.id).in_(people), people_in(scope))))


def _suppressed(session: Session, rows: Sequence[Any]) -> list[Suppressed]:
    last = _last_bounces(session, {row.email for row in rows})
    return [
        Suppressed(row.id, row.name, row.email, row.suppressed, *last.get(row.email, (None, "")))
        for row in rows
    ]


def places_of(session: Session, person_id: str) -> list[Place]:
    """Where the person holds or held an office, the newest first."""
    rows = session.execute(
        select(col(Membership.unit_id), col(Unit.agency), col(Membership.area))
        .join(Unit, col(Unit.id) == col(Membership.unit_id))
        .where(col(Membership.person_id) == person_id)
        .order_by(col(Membership.valid_from).desc(), col(Membership.id).desc())
    )
    return [Place(unit_id, agency, area, person_id) for unit_id, agency, area in rows]


def _last_bounces(session: Session, addresses: set[str]) -> dict[str, tuple[datetime, str]]:
    if not addresses:
        return {}
    found = session.execute(
        select(col(BounceRow.address), col(BounceRow.noted_at), col(BounceRow.words))
        .where(col(BounceRow.address).in_(addresses))
        .order_by(col(BounceRow.noted_at), col(BounceRow.message_id))
    )
    return {row.address: (row.noted_at, row.words) for row in found}


def relay_refusal(session: Session) -> str | None:
    """Stage and words of a try that failed for no mail's sake, while a mail still waits for the next try."""
    reason = col(MessageRow.reason)
    query = (
        select(reason)
        .where(
            col(MessageRow.state) == str(MessageState.RETRY),
            or_(*(reason.startswith(f"{stage}: ") for stage in _OF_THE_RELAY)),
        )
        .order_by(col(MessageRow.next_at).desc())
        .limit(1)
    )
    return session.scalar(query)
