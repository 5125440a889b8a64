"""Who came to a monev meeting: one list for the whole session, whichever of its rounds somebody writes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from zi_workflow.domain.errors import N_, InputError, NotFoundError, Problem
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.queries.meetings import GUEST, Seat, seats
from zi_workflow.storage.queries.monev import session_facts
from zi_workflow.storage.tables import Attendance, MonevSession
from zi_workflow.usecases.conducting import Conduct, Conducted, record
from zi_workflow.usecases.meetings import begin_noting

MOST_LETTERS = 200


@dataclass(frozen=True, kw_only=True)
class NoteAttendance(Conduct):
    """Who is there, by the keys of the list; `was` is who was there on their page, so that only what they changed changes.

    `seen` is the session's version on their page; it tells a later form with the same ticks from the same form.
    """

    present: tuple[str, ...]
    was: tuple[str, ...] = ()
    seen: int = 0


@dataclass(frozen=True, kw_only=True)
class AddGuest(Conduct):
    """Somebody who came and is not on the list; `of_unit`: on the unit's side, else on the team's."""

    name: str
    office: str = ""
    of_unit: bool = True
    seen: int = 0


@dataclass(frozen=True, kw_only=True)
class DropGuest(Conduct):
    """A guest who was added by mistake; people of the team and of the units stay on the list."""

    key: str


def note(session: Session, command: NoteAttendance, now: datetime) -> None:
    """Everybody on the list with whether they are there. As `meetings.begin_noting`; NotFoundError for a strange key."""
    found = begin_noting(session, command, now)
    if found is None:
        return
    home = _session(session, found)
    listed = seats(session, session_facts(session, home.id))
    _check_keys(found, listed, (*command.present, *command.was))
    came, left = set(command.present) - set(command.was), set(command.was) - set(command.present)
    for position, seat in enumerate(listed):
        present = (seat.present or seat.key in came) and seat.key not in left
        _write(session, home, seat, present, position, command.viewer.person_id, now)
    _written(session, home)
    said = {"session": home.id, "came": sorted(came), "left": sorted(left)}
    record(session, "round.attended", command, found, said, now)


def add_guest(session: Session, command: AddGuest, now: datetime) -> None:
    """They are there, at the end of the list. As `note`; InputError without a name."""
    found = begin_noting(session, command, now)
    if found is None:
        return
    name, office = guest_named(command.name, command.office)
    home = _session(session, found)
    position = len(seats(session, session_facts(session, home.id)))
    side = found.programme.id if command.of_unit else None
    row = Attendance(id=new_id(session, now), session_id=home.id, programme_id=side, name=name, office=office,
                     present=True, position=position, noted_by=command.viewer.person_id, noted_at=now)  # fmt: skip
    session.add(row)
    _written(session, home)
    said = {"session": home.id, "name": name, "office": office, "side": "unit" if side else "team"}
    record(session, "round.guest_added", command, found, said, now)


def guest_named(name: str, office: str) -> tuple[str, str]:
    """A guest's name and office as they are kept; InputError without a name, and for more than fits."""
    name, office = " ".join(name.split()), " ".join(office.split())
    problems = [] if name else [Problem(N_("Please write the name of the guest."), where="name")]
    for where, text in (("name", name), ("office", office)):
        if len(text) > MOST_LETTERS:
            message = N_("This has {n} characters; at most {most}.")
            problems.append(Problem(message, {"n": len(text), "most": MOST_LETTERS}, where=where))
    if problems:
        raise InputError(problems)
    return name, office


def drop_guest(session: Session, command: DropGuest, now: datetime) -> None:
    """Take them off the list. As `note`."""
    found = begin_noting(session, command, now)
    if found is None:
        return
    home = _session(session, found)
    listed = seats(session, session_facts(session, home.id))
    seat = next((each for each in listed if each.key == command.key and each.person_id is None), None)
    if seat is None or seat.row is None:
        raise _nobody(found)
    session.delete(session.get_one(Attendance, seat.row))
    _written(session, home)
    record(session, "round.guest_dropped", command, found, {"session": home.id, "name": seat.name}, now)


def _session(session: Session, found: Conducted) -> MonevSession:
    """The meeting, for this transaction alone: its list belongs to all its rounds."""
    if found.round.session_id is None:
        raise NotFoundError(Problem(N_("Nobody opened this round yet."), where=found.place))
    return session.get_one(MonevSession, found.round.session_id, with_for_update=True, populate_existing=True)


def _write(
    session: Session, home: MonevSession, seat: Seat, present: bool, position: int, by: str, now: datetime
) -> None:
    if seat.row is not None:
        row = session.get_one(Attendance, seat.row)
        if row.present == present:
            return
    else:
        row = Attendance(id=new_id(session, now), session_id=home.id, programme_id=seat.programme_id,
                         person_id=seat.person_id, name=seat.name, office=seat.office, position=position,
                         noted_at=now)  # fmt: skip
    row.present, row.noted_by, row.noted_at = present, by, now
    session.add(row)


def _written(session: Session, home: MonevSession) -> None:
    home.version += 1
    session.add(home)


def _check_keys(found: Conducted, listed: list[Seat], keys: tuple[str, ...]) -> None:
    strange = set(keys) - {seat.key for seat in listed}
    if any(not key.startswith(GUEST) for key in strange):  # a guest may have been taken off meanwhile
        raise _nobody(found)


def _nobody(found: Conducted) -> NotFoundError:
    return NotFoundError(Problem(N_("There is nobody like that on the attendance list."), where=found.place))
