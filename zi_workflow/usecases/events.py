"""Appends to an agency's chain of events, verifies it and replays it; knows their shape, not their kinds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, func, insert, select, text
from sqlmodel import Session, col

from zi_workflow.domain.events import GENESIS, Event, chain_hash, plain
from zi_workflow.storage.tables import EventRow

_EVENT = EventRow.metadata.tables["event"]
_PAGE = 500
_SEALED = (
    "agency",
    "number",
    "kind",
    "unit_id",
    "programme_id",
    "subject",
    "actor",
    "occurred_on",
    "recorded_at",
    "payload",
)


@dataclass(frozen=True)
class ChainState:
    """One agency's chain: how many events, the newest's hash, and the first number that does not fit, if any."""

    agency: str
    count: int
    head: str
    broken: int | None


@dataclass(frozen=True)
class ChainReport:
    """The chains that were verified."""

    chains: tuple[ChainState, ...]

    @property
    def intact(self) -> bool:
        """Whether every event fits the one before it."""
        return all(chain.broken is None for chain in self.chains)


def record(session: Session, agency: str, event: Event, now: datetime) -> EventRow:
    """Append an event to the agency's chain in the session's transaction; the row returned is a copy.

    Recorded at `now`, or when the event before was if that is later: recorded_at never decreases in a chain.
    Two writers cannot fork it: a SQLite writer is alone, on Postgres the chain is locked until the commit.
    Raises TypeError or ValueError for a naive `now` or a payload that JSON cannot say (dates and instants can be).
    """
    _lock(session, agency)
    number, previous, last = _head(session, agency)
    fields = {
        "agency": agency,
        "number": number + 1,
        "kind": event.kind,
        "unit_id": event.unit_id,
        "programme_id": event.programme_id,
        "subject": event.subject,
        "actor": event.actor,
        "occurred_on": event.occurred_on,
        "recorded_at": max(now, last) if last else now,
        "payload": plain(event.payload),
    }
    row = {**fields, "previous": previous, "hash": chain_hash(previous, fields)}
    session.execute(insert(_EVENT), row)
    return EventRow(**row)


def _lock(session: Session, agency: str) -> None:
    if session.get_bind().dialect.name != "postgresql":
        return
    key = int.from_bytes(hashlib.sha256(f"event:{agency}".encode()).digest()[:8], "big", signed=True)
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def _head(session: Session, agency: str) -> tuple[int, str, datetime | None]:
    statement = (
        select(col(EventRow.number), col(EventRow.hash), col(EventRow.recorded_at))
        .where(col(EventRow.agency) == agency)
        .order_by(col(EventRow.number).desc())
        .limit(1)
    )
    with session.no_autoflush:
        head = session.execute(statement).one_or_none()
    return (head.number, head.hash, head.recorded_at) if head else (0, GENESIS, None)


def verify(session: Session, agency: str | None = None) -> ChainReport:
    """Recompute the chain of one agency, or of all in order of name.

    Tamper-evident, not tamper-proof: it finds any changed row and any missing one that is not at the end; a cut
    tail, or a chain computed anew, shows only against a head that was kept elsewhere.
    """
    names: list[str] = [agency] if agency is not None else _agencies(session)
    return ChainReport(tuple(_chain(session, name) for name in names))


def _agencies(session: Session) -> list[str]:
    return list(session.scalars(select(col(EventRow.agency)).distinct().order_by(col(EventRow.agency))))


def chain_of(session: Session, agency: str, *, checked: bool) -> ChainState:
    """The chain of one agency; only `checked` is every event of it computed anew."""
    return _chain(session, agency, checked=checked)


def _chain(session: Session, agency: str, *, checked: bool = True) -> ChainState:
    count = session.scalar(select(func.count()).where(col(EventRow.agency) == agency)) or 0
    newest = select(col(EventRow.hash)).where(col(EventRow.agency) == agency)
    head = session.scalar(newest.order_by(col(EventRow.number).desc()).limit(1))
    broken = _first_broken(session, agency) if checked else None
    return ChainState(agency, count, head or GENESIS, broken)


def _first_broken(session: Session, agency: str) -> int | None:
    expected, previous = 1, GENESIS
    while page := _page(session, agency, expected):
        for row in page:
            if row is None or row.number != expected or row.previous != previous or row.hash != _sealed(row):
                return expected
            expected, previous = expected + 1, row.hash
    return None


def _sealed(row: Row[Any]) -> str:
    return chain_hash(row.previous, {name: row._mapping[name] for name in _SEALED})


def _page(session: Session, agency: str, first: int) -> list[Row[Any] | None]:
    """The next rows from a number on; None stands for a row that cannot even be read."""
    statement = select(*_EVENT.c).where(_EVENT.c.agency == agency).order_by(_EVENT.c.number)
    if first > 1:  # the first page has no lower bound: a number below 1 is a forgery too
        statement = statement.where(_EVENT.c.number >= first)
    try:
        return list(session.execute(statement.limit(_PAGE)))
    except (TypeError, ValueError):  # a date or a payload that was overwritten with something else
        return list(_one_by_one(session, statement))


def _one_by_one(session: Session, statement: Select[Any]) -> Iterator[Row[Any] | None]:
    for position in range(_PAGE):
        try:
            row = session.execute(statement.offset(position).limit(1)).one_or_none()
        except (TypeError, ValueError):
            yield None
            return
        if row is None:
            return
        yield row


def rebuild(
    session: Session, programme_id: str, until: date | None = None, *, known_by: datetime | None = None
) -> dict[str, dict[str, Any]]:
    """The state of every task of a programme by code, from its events alone.

    `until`: only what is said to have happened up to that day (the unit's date). `known_by`: only what was
    recorded up to that instant, so that an entry made late is left out of what was known before it.
    """
    statement = select(_EVENT.c.payload).where(_EVENT.c.programme_id == programme_id)
    if until is not None:
        statement = statement.where(_EVENT.c.occurred_on <= until)
    if known_by is not None:
        statement = statement.where(_EVENT.c.recorded_at <= known_by)
    states: dict[str, dict[str, Any]] = {}
    for payload in session.scalars(statement.order_by(_EVENT.c.agency, _EVENT.c.number)):
        _apply(states, payload)
    return states


def _apply(states: dict[str, dict[str, Any]], payload: Mapping[str, Any]) -> None:
    changes = dict(payload.get("states", {}))
    if "task" in payload and "state" in payload:
        changes[payload["task"]] = payload["state"]
    for code, state in changes.items():
        if state is None:
            states.pop(code, None)
        else:
            states[code] = state
