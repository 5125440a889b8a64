"""Reads programmes and their units, stages and rounds; decides nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlmodel import Session, col

from zi_workflow.domain.errors import N_, NotFoundError, Problem
from zi_workflow.storage.queries import plain
from zi_workflow.storage.tables import Programme, Round, Stage, Unit


@dataclass(frozen=True)
class ProgrammeFacts:
    """A programme with what everybody needs to know of its unit; `version` is the programme's."""

    id: str
    code: str
    title: str
    state: str
    framework: str
    framework_version: str
    calendar_version: str
    target: str
    route: str
    start: date
    deadline: date | None
    activated_on: date | None
    baseline: int
    version: int
    unit_id: str
    unit_code: str
    unit_name: str
    agency: str
    zone: str
    week: tuple[str, ...]


_TABLE = Programme.metadata.tables["programme"]
_PROGRAMME = (
    "id",
    "code",
    "title",
    "state",
    "framework",
    "framework_version",
    "calendar_version",
    "target",
    "route",
    "start",
    "deadline",
    "activated_on",
    "baseline",
    "version",
    "unit_id",
)


def programme_facts(session: Session, programme_id: str) -> ProgrammeFacts:
    """One programme by its id; NotFoundError."""
    found = _facts(session, _FACTS_OF_ONE, programme_id)
    if not found:
        raise NotFoundError(Problem(N_("There is no such programme."), where=programme_id))
    return found[0]


def programme_by_code(session: Session, code: str) -> ProgrammeFacts:
    """One programme by its code; NotFoundError names the codes there are."""
    found = _facts(session, _FACTS.where(col(Programme.code) == code))
    if found:
        return found[0]
    known = ", ".join(facts.code for facts in all_programmes(session)[:10]) or "-"
    raise NotFoundError(
        Problem(N_("There is no programme {code!r}; known: {known}."), {"code": code, "known": known})
    )


def all_programmes(session: Session) -> list[ProgrammeFacts]:
    """Every programme in order of code."""
    return _facts(session, _FACTS)


def some_programmes(session: Session, ids: Collection[str]) -> list[ProgrammeFacts]:
    """Those with these ids, in order of code; ids that are none are left out."""
    return _facts(session, _FACTS.where(col(Programme.id).in_(ids))) if ids else []


def programmes_of(session: Session, unit_id: str) -> list[ProgrammeFacts]:
    """A unit's programmes in order of code."""
    return _facts(session, _FACTS.where(col(Programme.unit_id) == unit_id))


def unit_by_code(session: Session, code: str) -> Unit | None:
    """The unit with this code."""
    return session.scalars(select(Unit).where(col(Unit.code) == code)).one_or_none()


def unit_alike(session: Session, code: str) -> Unit | None:
    """The unit whose code reads the same, in capitals or not; where there are several, the one with this code."""
    alike = select(Unit).where(func.lower(col(Unit.code)) == code.lower()).order_by(col(Unit.created_at))
    found = list(session.scalars(alike))
    return next((unit for unit in found if unit.code == code), found[0] if found else None)


def programme_alike(session: Session, code: str) -> str | None:
    """The code of a programme that reads the same, in capitals or not."""
    alike = select(col(Programme.code)).where(func.lower(col(Programme.code)) == code.lower())
    return session.scalars(alike.order_by(col(Programme.id)).limit(1)).first()


def stages(session: Session, programme_id: str) -> list[Stage]:
    """The stages of a programme in order."""
    return list(
        session.scalars(
            select(Stage).where(col(Stage.programme_id) == programme_id).order_by(col(Stage.position))
        )
    )


def rounds(session: Session, programme_id: str) -> list[Round]:
    """The monev rounds of a programme in order of date."""
    return list(
        session.scalars(
            select(Round).where(col(Round.programme_id) == programme_id).order_by(col(Round.planned_on))
        )
    )


_FACTS = (
    select(
        *(_TABLE.c[name] for name in _PROGRAMME),
        col(Unit.code).label("unit_code"),
        col(Unit.name).label("unit_name"),
        col(Unit.agency),
        col(Unit.zone),
        col(Unit.week),
    )
    .join(Unit, col(Unit.id) == col(Programme.unit_id))
    .order_by(col(Programme.code))
)
_FACTS_OF_ONE = _FACTS.where(col(Programme.id) == bindparam("programme"))


def _facts(session: Session, query: Select[Any], programme_id: str | None = None) -> list[ProgrammeFacts]:
    rows = plain.rows(session, query, {} if programme_id is None else {"programme": programme_id})
    return [ProgrammeFacts(**{**row._mapping, "week": tuple(row.week)}) for row in rows]
