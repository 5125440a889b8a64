"""Reads the parts of a round's papers: who comes, what was sent, seen, found, recommended; without rows a part is empty."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session, col

from zi_workflow.domain.matrices import AREAS
from zi_workflow.domain.papers import (
    NO_WORK,
    OTHERS,
    TEAM,
    UNIT,
    Attendee,
    CarriedLine,
    Cause,
    CheckLine,
    FindingLine,
    MatrixRow,
    MatrixSent,
    Progress,
    RecommendationLine,
)
from zi_workflow.storage.queries.invitations import invitation
from zi_workflow.storage.queries.meeting_sides import assessing
from zi_workflow.storage.queries.monev import RoundFacts
from zi_workflow.storage.queries.pages import TaskRow, tasks
from zi_workflow.storage.queries.people import directory
from zi_workflow.storage.queries.programmes import ProgrammeFacts
from zi_workflow.storage.tables import (
    Attendance,
    Check,
    Finding,
    Matrix,
    MatrixLine,
    ProgrammeAnalysis,
    Recommendation,
    RecommendationCarry,
    Round,
    Snapshot,
    Task,
)
from zi_workflow.wording import local

ItemsOf = Callable[[str], Mapping[str, tuple[str, str]]]
"""Area and label of the items of a framework's sheet, by code; the sheet is no table, so whoever asks brings it along."""


def no_items(_framework: str) -> Mapping[str, tuple[str, str]]:
    """For whoever does not print what was looked at."""
    return {}


def of_round(
    session: Session,
    found: RoundFacts,
    programme: ProgrammeFacts,
    frozen: Snapshot | None,
    items: ItemsOf = no_items,
) -> dict[str, Any]:
    """The parts that hang on the round, by the names they have in `Paper`."""
    return {
        "matrices": _matrices(session, found, programme.zone, frozen),
        "matrix": _matrix(session, found.id),
        "checks": _checks(session, found, items(programme.framework)),
        **found_and_recommended(session, found.id),
        "carried": _carried(session, found.id),
    }


def found_and_recommended(session: Session, round_id: str) -> dict[str, Any]:
    """Findings and recommendations of a round that were not withdrawn, by the names they have in `Paper`."""
    return {
        "findings": _findings(session, round_id),
        "recommendations": _recommendations(session, round_id),
    }


def guests(session: Session, found: RoundFacts, unit_id: str, on: date) -> tuple[Attendee, ...]:
    """Whom the unit's invitation asks to come, with the offices that they hold that day; who assesses it, for the team."""
    people = directory(session, unit_id, on).people
    asked = [people[each.person] for each in invitation(session, found.id, found.quarter).guests
             if each.person in people]  # fmt: skip
    team = {each.person_id for each in found.session.team} if found.session else set()
    judges = assessing(session, [found.programme_id], on)
    return tuple(
        Attendee(TEAM if (found.programme_id, each.id) in judges else UNIT, each.name, each.office)
        for each in asked
        if each.id not in team
    )


def attendance(session: Session, found: RoundFacts) -> tuple[Attendee, ...]:
    """Who is on the list of the round's session: the team, this unit's people, and guests of no unit."""
    if found.session is None:
        return ()
    rows = session.scalars(
        select(Attendance)
        .where(col(Attendance.session_id) == found.session.id)
        .order_by(col(Attendance.position), col(Attendance.id))
    )
    team = {each.person_id for each in found.session.team}
    on = found.held_on or found.session.meeting.on
    team |= {person for _programme, person in assessing(session, [found.programme_id], on)}
    return tuple(
        Attendee(_side(row, team), row.name, row.office, row.present)
        for row in rows
        if row.programme_id in (None, found.programme_id)
    )


def _side(row: Attendance, team: set[str]) -> str:
    return TEAM if row.person_id in team else UNIT if row.programme_id else OTHERS


def progress(
    session: Session, programme_id: str, frozen: Snapshot | None
) -> tuple[date | None, tuple[Progress, ...]]:
    """The day of the figures and those of each area: frozen ones where there are any, else those of the last analysis."""
    if frozen is not None:
        said: Mapping[str, Any] = frozen.facts.get("areas", {})
        return frozen.cutoff, tuple(_frozen(area, each) for area, each in said.items())
    analysed = session.get(ProgrammeAnalysis, programme_id)
    if analysed is None:
        return None, ()
    areas: dict[str, list[TaskRow]] = {}
    for row in tasks(session, programme_id):
        areas.setdefault(row.area, []).append(row)
    return analysed.as_of, tuple(_area(area, rows, analysed.as_of) for area, rows in areas.items())


def _frozen(area: str, said: Mapping[str, Any]) -> Progress:
    return Progress(
        area, said["done"], said["total"], said.get("late", 0), said.get("late_days", 0),
        _causes(said.get("because", {})), said.get("planned"),
    )  # fmt: skip


def _area(area: str, rows: list[TaskRow], on: date) -> Progress:
    """As a snapshot counts: late is an open task that should have begun, and the one longest behind speaks for all."""
    late = [row for row in rows if row.late_days and (row.planned_start is None or row.planned_start <= on)]
    worst = max(late, key=lambda row: row.late_days, default=None)
    causes = _causes(worst.forecast.because) if worst and worst.forecast else ()
    done = sum(row.done for row in rows)
    planned = sum(row.planned_finish is not None and row.planned_finish <= on for row in rows)
    return Progress(area, done, len(rows), len(late), worst.late_days if worst else 0, causes, planned)


def _causes(because: Mapping[str, float]) -> tuple[Cause, ...]:
    return tuple(
        Cause(area, float(days)) for area, days in sorted(because.items(), key=lambda each: -each[1])
    )


def _of(table: Any, round_id: str) -> Select[Any]:
    return select(table).where(col(table.round_id) == round_id)


def _matrices(
    session: Session, found: RoundFacts, zone: str, frozen: Snapshot | None
) -> tuple[MatrixSent, ...]:
    """What had been sent by the cutoff where it was frozen; a later one has its day all the same.

    Of a round that asked for matrices also the areas with work in the programme, but none about the quarter.
    """
    rows = session.scalars(_of(Matrix, found.id).order_by(col(Matrix.area))).all()
    said: Mapping[str, Any] = frozen.facts.get("matrices", {}) if frozen is not None else {}
    sent = {
        row.area: MatrixSent(
            row.area,
            said.get(row.area, {}).get("state", row.state),
            local(row.sent_at, zone).date() if row.sent_at else None,
            row.late,
        )
        for row in rows
    }
    at_work = select(col(Task.area)).where(col(Task.programme_id) == found.programme_id).distinct()
    areas = set(session.scalars(at_work)) & set(AREAS) if sent else set[str]()
    none = {area: MatrixSent(area, NO_WORK) for area in areas - sent.keys()}
    return tuple(each for _area, each in sorted({**sent, **none}.items()))


def _matrix(session: Session, round_id: str) -> tuple[MatrixRow, ...]:
    rows = session.scalars(_of(MatrixLine, round_id).order_by(col(MatrixLine.area), col(MatrixLine.position)))
    return tuple(
        MatrixRow(
            row.area, row.activity, row.target, row.output, row.starts, row.finishes, row.responsible,
            row.realisation, row.percent, row.obstacle, row.solution, len(row.evidence),
        )
        for row in rows
    )  # fmt: skip


def _checks(
    session: Session, found: RoundFacts, items: Mapping[str, tuple[str, str]]
) -> tuple[CheckLine, ...]:
    """Those of tasks in the plan's order, then those of items, each with area and words."""
    tasks = session.execute(
        select(col(Task.code), col(Task.area), col(Task.title))
        .where(col(Task.programme_id) == found.programme_id)
        .order_by(col(Task.position))
    ).all()
    named = {
        **{("task", code): (area, title) for code, area, title in tasks},
        **{("item", code): said for code, said in items.items()},
    }
    places = {key: place for place, key in enumerate(named)}
    rows = sorted(
        session.scalars(_of(Check, found.id)),
        key=lambda row: (row.kind != "task", places.get((row.kind, row.target), 0), row.target),
    )
    lines = []
    for row in rows:
        area, title = named.get((row.kind, row.target), ("", ""))
        lines.append(CheckLine(area, row.target, title, row.verdict, row.note))
    return tuple(lines)


def _findings(session: Session, round_id: str) -> tuple[FindingLine, ...]:
    rows = session.scalars(
        _of(Finding, round_id).where(col(Finding.withdrawn_at).is_(None)).order_by(col(Finding.number))
    )
    return tuple(FindingLine(row.number, row.area, row.words) for row in rows)


def _recommendations(session: Session, round_id: str) -> tuple[RecommendationLine, ...]:
    rows = session.scalars(
        _of(Recommendation, round_id)
        .where(col(Recommendation.withdrawn_at).is_(None))
        .order_by(col(Recommendation.number))
    )
    return tuple(
        RecommendationLine(
            row.number, row.area, row.words, row.office or row.responsible, row.deadline, row.state
        )
        for row in rows
    )


def _carried(session: Session, round_id: str) -> tuple[CarriedLine, ...]:
    rows = session.execute(
        select(Recommendation, col(RecommendationCarry.age), col(Round.quarter))
        .join(RecommendationCarry, col(RecommendationCarry.recommendation_id) == col(Recommendation.id))
        .join(Round, col(Round.id) == col(Recommendation.round_id))
        .where(col(RecommendationCarry.round_id) == round_id)
        .order_by(col(Round.quarter), col(Recommendation.number))
    )
    return tuple(
        CarriedLine(
            quarter,
            row.number,
            row.area,
            row.words,
            row.office or row.responsible,
            row.deadline,
            row.state,
            age,
        )
        for row, age, quarter in rows
    )
