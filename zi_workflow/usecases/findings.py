"""What the assistance team finds in an area, while no Berita Acara seals it; knows no page.

Numbers count up within a round and are never given twice; what was withdrawn keeps its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from zi_workflow.domain.errors import N_, ConflictError, InputError, NotFoundError, Problem, RefusedError
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.tables import Finding, Recommendation, Task
from zi_workflow.usecases.conducting import Conduct, Conducted, record
from zi_workflow.usecases.meetings import begin_noting

MOST_LETTERS = 2000


@dataclass(frozen=True, kw_only=True)
class AddFinding(Conduct):
    """Something the team found in an area of the programme."""

    area: str
    words: str


@dataclass(frozen=True, kw_only=True)
class ChangeFinding(AddFinding):
    """Other words or another area; empty: it stays in its own.

    `seen` is the finding's version on their page, None: whatever stands there.
    """

    number: int
    seen: int | None = None


@dataclass(frozen=True, kw_only=True)
class WithdrawFinding(Conduct):
    """It is no finding after all; its recommendations go with it."""

    number: int
    seen: int | None = None


def areas(session: Session, programme_id: str) -> list[str]:
    """The areas in which something can be found: those in which the programme has tasks."""
    found = session.exec(select(Task.area).where(Task.programme_id == programme_id).distinct())
    return sorted(found)


def add(session: Session, command: AddFinding, now: datetime) -> int | None:
    """The number of the finding; None when this very form came before. As `meetings.begin_noting`; InputError."""
    found = begin_noting(session, command, now)
    if found is None:
        return None
    words = _read_finding(session, found, command)
    number = next_number(session, Finding, found.round.id)
    row = Finding(id=new_id(session, now), round_id=found.round.id, number=number, area=command.area, words=words,
                  made_by=command.viewer.person_id, made_at=now)  # fmt: skip
    session.add(row)
    said = {"number": number, "area": row.area, "words": words}
    record(session, "round.found", command, found, said, now)
    return number


def change(session: Session, command: ChangeFinding, now: datetime) -> None:
    """Say it otherwise. As `meetings.begin_noting`; ConflictError where somebody changed it meanwhile; InputError."""
    found = begin_noting(session, command, now)
    if found is None:
        return
    row = finding_of(session, found, command.number, command.seen)
    before = {"words": row.words, "area": row.area}
    command = replace(command, area=command.area or row.area)
    row.words, row.area = _read_finding(session, found, command), command.area
    row.version += 1
    for each in _recommended(session, row.id):
        each.area = row.area
        session.add(each)
    session.add(row)
    said = {"number": row.number, "area": row.area, "words": row.words, "before": before}
    record(session, "round.finding_changed", command, found, said, now)


def withdraw(session: Session, command: WithdrawFinding, now: datetime) -> None:
    """Take it back with what was recommended because of it. As `change`."""
    found = begin_noting(session, command, now)
    if found is None:
        return
    row = finding_of(session, found, command.number, command.seen)
    gone = _recommended(session, row.id)
    for each in gone:
        each.withdrawn_at, each.version = now, each.version + 1
    row.withdrawn_at, row.version = now, row.version + 1
    session.add_all([row, *gone])
    said = {"number": row.number, "recommendations": [each.number for each in gone]}
    record(session, "round.finding_withdrawn", command, found, said, now)


def _read_finding(session: Session, found: Conducted, command: AddFinding) -> str:
    problems = []
    known = areas(session, found.programme.id)
    if command.area not in known:
        message = N_("The programme has no area {area!r}; known: {known}.")
        problems.append(Problem(message, {"area": command.area, "known": ", ".join(known)}, where="area"))
    words, wrong = text_of(command.words, N_("Please write what was found."))
    if problems or wrong:
        raise InputError([*problems, *wrong])
    return words


def text_of(text: str, missing: str) -> tuple[str, list[Problem]]:
    """The words as they are kept, and what is wrong with them; `missing` is said of none."""
    words = text.strip()
    if not words:
        return "", [Problem(missing, where="words")]
    if len(words) > MOST_LETTERS:
        params = {"n": len(words), "most": MOST_LETTERS}
        return "", [Problem(N_("This has {n} characters; at most {most}."), params, where="words")]
    return words, []


def next_number(session: Session, of: type[Finding | Recommendation], round_id: str) -> int:
    """The number of the next one of a round; the caller holds the round's lock."""
    newest = session.exec(select(func.max(col(of.number))).where(of.round_id == round_id)).one()
    return (newest or 0) + 1


def finding_of(session: Session, found: Conducted, number: int, seen: int | None) -> Finding:
    """The round's finding with that number. NotFoundError, and as `unchanged`."""
    rows = select(Finding).where(Finding.round_id == found.round.id, Finding.number == number)
    row = session.exec(rows.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        message = N_("This round has no finding number {n}.")
        raise NotFoundError(Problem(message, {"n": number}, where=found.place))
    unchanged(found, row, seen)
    return row


def unchanged(found: Conducted, row: Finding | Recommendation, seen: int | None) -> None:
    """RefusedError for one that was withdrawn, ConflictError for another version than was seen."""
    if row.withdrawn_at is not None:
        raise RefusedError(Problem(N_("It was withdrawn already."), where=found.place))
    if seen is not None and seen != row.version:
        message = N_("Somebody else changed it meanwhile. It says now: {words}")
        raise ConflictError(Problem(message, {"words": row.words}, where=found.place))


def _recommended(session: Session, finding_id: str) -> list[Recommendation]:
    rows = select(Recommendation).where(
        Recommendation.finding_id == finding_id, col(Recommendation.withdrawn_at).is_(None)
    )
    return list(session.exec(rows.order_by(col(Recommendation.number))))
