"""What the assistance team recommends because of a finding, to which office and by when; knows no page.

It becomes a task of the unit's plan once the Berita Acara is signed, which is others' work.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from zi_workflow.domain.calendars import working_calendar
from zi_workflow.domain.errors import N_, InputError, NotFoundError, Problem, RefusedError
from zi_workflow.domain.meetings import ANSWERING, Offered, offered
from zi_workflow.domain.people import Role
from zi_workflow.domain.recommendation_ties import Ties
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.queries.monev import session_facts
from zi_workflow.storage.queries.people import directory
from zi_workflow.storage.queries.programmes import ProgrammeFacts
from zi_workflow.storage.tables import Finding, Recommendation, Round
from zi_workflow.usecases.conducting import Conduct, Conducted, record
from zi_workflow.usecases.findings import finding_of, next_number, text_of, unchanged
from zi_workflow.usecases.meetings import begin_noting
from zi_workflow.usecases.plans import days_off
from zi_workflow.usecases.recommendation_ties import read_ties, ties_of

MOST_OFFICE = 200
_REACH = timedelta(days=120)  # 30 working days, with every holiday season between them


@dataclass(frozen=True, kw_only=True)
class Recommend(Conduct):
    """What follows from the finding with that number: who of the unit is responsible, and until when.

    Without an office it is that of whoever holds the role today. `deadline` is one of `deadlines`, or the number of
    working days after which it lies. `after` are codes of tasks that its task waits for, `before` of those that wait for
    it; None: as it is.
    """

    finding: int
    words: str
    responsible: str
    office: str = ""
    deadline: date | int
    after: tuple[str, ...] | None = None
    before: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class ChangeRecommendation(Recommend):
    """Other words, office or deadline; a deadline that stays is not asked about again. `seen` as for a finding."""

    number: int
    seen: int | None = None


@dataclass(frozen=True, kw_only=True)
class WithdrawRecommendation(Conduct):
    """It is not recommended after all."""

    number: int
    seen: int | None = None


def deadlines(session: Session, programme: ProgrammeFacts, row: Round) -> tuple[Offered, ...]:
    """The days a deadline can be, counted in the unit's working days from the day of the meeting."""
    base = row.held_on
    if base is None:
        base = session_facts(session, row.session_id).meeting.on if row.session_id else row.planned_on
    off = days_off(session, programme.unit_id)
    calendar = working_calendar(programme.week, off, base, base + _REACH)
    return offered(calendar, base)


def recommend(session: Session, command: Recommend, now: datetime) -> int | None:
    """The number of the recommendation; None when this very form came before. As `add`; NotFoundError."""
    found = begin_noting(session, command, now)
    if found is None:
        return None
    number = next_number(session, Recommendation, found.round.id)
    finding, values = _read_recommendation(session, found, command, number)
    row = Recommendation(id=new_id(session, now), round_id=found.round.id, programme_id=found.programme.id,
                         number=number, finding_id=finding.id, area=finding.area,
                         made_by=command.viewer.person_id, made_at=now, **values)  # fmt: skip
    session.add(row)
    said = {"number": number, "finding": finding.number, "area": row.area, **values}
    record(session, "round.recommended", command, found, said, now)
    return number


def change_recommendation(session: Session, command: ChangeRecommendation, now: datetime) -> None:
    """Say it otherwise. As `change`."""
    found = begin_noting(session, command, now)
    if found is None:
        return
    row = _recommendation(session, found, command.number, command.seen)
    finding, values = _read_recommendation(session, found, command, row)
    row.finding_id, row.area = finding.id, finding.area
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    session.add(row)
    said = {"number": row.number, "finding": finding.number, "area": row.area, **values}
    record(session, "round.recommendation_changed", command, found, said, now)


def withdraw_recommendation(session: Session, command: WithdrawRecommendation, now: datetime) -> None:
    """Take it back. As `change`."""
    found = begin_noting(session, command, now)
    if found is None:
        return
    row = _recommendation(session, found, command.number, command.seen)
    row.withdrawn_at, row.version = now, row.version + 1
    session.add(row)
    record(session, "round.recommendation_withdrawn", command, found, {"number": row.number}, now)


def _read_recommendation(
    session: Session, found: Conducted, command: Recommend, of: Recommendation | int
) -> tuple[Finding, dict[str, Any]]:
    """The finding, and what the command says `of` a recommendation that is there, or of a new one by its number."""
    there = of if isinstance(of, Recommendation) else None
    words, problems = text_of(command.words, N_("Please write what is recommended."))
    problems += _wrong_office(command)
    deadline, wrong = _deadline(session, found, command, there.deadline if there is not None else None)
    problems += wrong
    kept = ties_of(there) if there is not None else Ties()
    typed = Ties(
        kept.after if command.after is None else command.after,
        kept.before if command.before is None else command.before,
    )
    number = of.number if isinstance(of, Recommendation) else of
    ties, wrong = read_ties(session, found, typed, number, kept)
    finding = _because(session, found, command.finding, [*problems, *wrong])
    office = command.office.strip() or _office(session, found, command.responsible, finding.area)
    return finding, {
        "words": words,
        "responsible": command.responsible,
        "office": office,
        "deadline": deadline,
        "after": list(ties.after),
        "before": list(ties.before),
    }


def _because(session: Session, found: Conducted, number: int, problems: list[Problem]) -> Finding:
    """The finding with that number; InputError with what else is wrong. Raises as `finding_of`."""
    try:
        finding = finding_of(session, found, number, None)
    except (NotFoundError, RefusedError) as error:
        if problems:
            raise InputError([*error.problems, *problems]) from None
        raise
    if problems:
        raise InputError(problems)
    return finding


def _wrong_office(command: Recommend) -> Iterator[Problem]:
    if command.responsible not in list(ANSWERING):
        message = N_("Please choose an office of the unit that is responsible.")
        yield Problem(message, where="responsible")
    if len(command.office.strip()) > MOST_OFFICE:
        message = N_("This has {n} characters; at most {most}.")
        yield Problem(message, {"n": len(command.office.strip()), "most": MOST_OFFICE}, where="office")


def _deadline(
    session: Session, found: Conducted, command: Recommend, kept: date | None
) -> tuple[date, list[Problem]]:
    """The day, and what is wrong with it; one that was `kept` is not asked about again."""
    days = {each.days: each.on for each in deadlines(session, found.programme, found.round)}
    typed = command.deadline
    if isinstance(typed, int):
        if typed in days:
            return days[typed], []
        message = N_("{n} working days are too few or too many; a unit is given {first} to {last}.")
        said: dict[str, object] = {"n": typed, "first": min(days), "last": max(days)}
        return found.on, [Problem(message, said, where="deadline")]
    if typed in days.values() or typed == kept:
        return typed, []
    message = N_("{on} is no deadline; it is a working day from {first} to {last}.")
    said = {"on": typed, "first": min(days.values()), "last": max(days.values())}
    return typed, [Problem(message, said, where="deadline")]


def _office(session: Session, found: Conducted, role: str, area: str) -> str:
    holder = directory(session, found.programme.unit_id, found.on).holder(Role(role), area)
    return holder.office if holder is not None else ""


def _recommendation(session: Session, found: Conducted, number: int, seen: int | None) -> Recommendation:
    rows = select(Recommendation).where(
        Recommendation.round_id == found.round.id, Recommendation.number == number
    )
    row = session.exec(rows.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        message = N_("This round has no recommendation number {n}.")
        raise NotFoundError(Problem(message, {"n": number}, where=found.place))
    unchanged(found, row, seen)
    return row
