"""Reads what was said and kept in a monev meeting: checks, photos, who was there; decides nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain.invitations import usual_guests
from zi_workflow.storage.queries.invitations import invitation, people_of
from zi_workflow.storage.queries.meeting_sides import assessing
from zi_workflow.storage.queries.monev import SessionFacts
from zi_workflow.storage.queries.people import directory
from zi_workflow.storage.queries.programmes import programme_facts
from zi_workflow.storage.tables import Attendance, Check, MatrixLine, Person, RoundFile

PERSON, GUEST = "p", "g"


@dataclass(frozen=True, slots=True)
class CheckRow:
    """The team's word on a task or an item; `by` is empty for the console."""

    verdict: str
    note: str
    by: str
    at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class FileRow:
    """A photo or another file about something of the round."""

    id: str
    target: str
    name: str
    sha256: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody on the attendance list; `key` names them in a form, `programme_id` is None for who is of no unit's list.

    `row` is the id of what was written down about them, None while they are only expected; `of_team` whether they sit on
    the team's side, also when a unit's invitation brought them.
    """

    key: str
    name: str
    office: str
    programme_id: str | None
    person_id: str | None
    present: bool
    row: str | None
    of_team: bool = False


def checks(session: Session, round_id: str) -> Mapping[tuple[str, str], CheckRow]:
    """Everything that has a word, by kind and code."""
    rows = session.execute(
        select(Check, col(Person.name))
        .outerjoin(Person, col(Person.id) == col(Check.noted_by))
        .where(col(Check.round_id) == round_id)
    )
    return {
        (row.kind, row.target): CheckRow(row.verdict, row.note, name or "", row.noted_at, row.version)
        for row, name in rows
    }


def files(session: Session, round_id: str) -> list[FileRow]:
    """The files that were not withdrawn, in order of their coming."""
    rows = session.execute(
        select(RoundFile, col(Person.name))
        .outerjoin(Person, col(Person.id) == col(RoundFile.added_by))
        .where(col(RoundFile.round_id) == round_id, col(RoundFile.withdrawn_at).is_(None))
        .order_by(col(RoundFile.added_at), col(RoundFile.id))
    )
    return [FileRow(row.id, row.target, row.name, row.sha256, name or "", row.added_at) for row, name in rows]


def seats(session: Session, meeting: SessionFacts) -> list[Seat]:
    """Who was written down and who is expected: the team, the guests of each unit's invitation, then guests by name.

    Where nobody was invited those are expected whom a round usually needs.
    """
    rows = list(
        session.scalars(
            select(Attendance)
            .where(col(Attendance.session_id) == meeting.id)
            .order_by(col(Attendance.position), col(Attendance.id))
        )
    )
    written = {row.person_id: row for row in rows if row.person_id is not None}
    found: dict[str, Seat] = {}
    for person_id, name, office, programme_id in _expected(session, meeting):
        row = written.get(person_id)
        found.setdefault(
            person_id, _of_row(row) if row is not None else _seat(person_id, name, office, programme_id)
        )
    found |= {row.id: _of_row(row) for row in rows if row.person_id not in found}
    team = {each.person_id for each in meeting.team}
    judges = assessing(session, [programme for programme, _round in meeting.rounds], meeting.meeting.on)
    return [replace(seat, of_team=_is_of_team(seat, team, judges)) for seat in found.values()]


def _is_of_team(seat: Seat, team: Collection[str], judges: Collection[tuple[str, str]]) -> bool:
    return (
        seat.programme_id is None
        or seat.person_id in team
        or (seat.programme_id, seat.person_id or "") in judges
    )


def _expected(session: Session, meeting: SessionFacts) -> Iterator[tuple[str, str, str, str | None]]:
    for member in meeting.team:
        yield member.person_id, member.name, member.office, None
    for programme_id, round_id in meeting.rounds:
        guests = invitation(session, round_id, meeting.quarter).guests
        if not guests:
            unit_id = programme_facts(session, programme_id).unit_id
            guests = usual_guests(directory(session, unit_id, meeting.meeting.on))
        people = people_of(session, (each.person for each in guests))
        for each in guests:
            if each.person in people:
                yield each.person, people[each.person].name, people[each.person].office, programme_id


def _seat(person_id: str, name: str, office: str, programme_id: str | None) -> Seat:
    return Seat(f"{PERSON}-{person_id}", name, office, programme_id, person_id, False, None)


def _of_row(row: Attendance) -> Seat:
    key = f"{PERSON}-{row.person_id}" if row.person_id is not None else f"{GUEST}-{row.id}"
    return Seat(key, row.name, row.office, row.programme_id, row.person_id, row.present, row.id)


def asked_tasks(session: Session, round_id: str) -> frozenset[str]:
    """Codes of the tasks in the matrices that the round's areas were asked for; none before it was opened."""
    rows = session.scalars(select(col(MatrixLine.task)).where(col(MatrixLine.round_id) == round_id))
    return frozenset(rows)
