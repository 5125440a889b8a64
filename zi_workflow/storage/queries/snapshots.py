"""Reads frozen rounds, and what was known by an instant of a programme's evidence, matrices and recommendations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Text, cast, or_, select
from sqlmodel import Session, col

from zi_workflow.domain.calendars import Quarter, quarter_named
from zi_workflow.domain.evidence import EvidenceState
from zi_workflow.domain.follow_up import FOLLOWS
from zi_workflow.domain.recommendations import RecommendationState
from zi_workflow.domain.snapshots import NOT_SENT
from zi_workflow.domain.tasks import State
from zi_workflow.storage.queries import evidence
from zi_workflow.storage.queries.evidence import PieceRow, VersionRow
from zi_workflow.storage.tables import (
    EventRow,
    EvidenceUse,
    Matrix,
    Recommendation,
    Round,
    RoundRecord,
    Snapshot,
)

Row = dict[str, Any]
MATRIX_SENT = "round.matrix_sent"


@dataclass(frozen=True, slots=True)
class LateVersion:
    """A version of a piece that came after the cutoff."""

    piece: PieceRow
    version: VersionRow


def snapshot_of(session: Session, round_id: str) -> Snapshot | None:
    """A round's frozen figures; None while they are not frozen."""
    return session.get(Snapshot, round_id)


def snapshots(session: Session, programme_id: str) -> dict[str, Snapshot]:
    """The frozen rounds of a programme by quarter, the earliest first."""
    rows = session.execute(
        select(col(Round.quarter), Snapshot)
        .join(Round, col(Round.id) == col(Snapshot.round_id))
        .where(col(Round.programme_id) == programme_id)
        .order_by(col(Round.quarter))
    )
    return {row.quarter: row.Snapshot for row in rows}


def frozen_days(session: Session, programme_ids: Collection[str], quarter: str) -> dict[str, date]:
    """By programme, the last day that counts in the frozen figures of its round about a quarter."""
    rows = session.execute(
        select(col(Round.programme_id), col(Snapshot.cutoff))
        .join(Snapshot, col(Snapshot.round_id) == col(Round.id))
        .where(col(Round.programme_id).in_(programme_ids), col(Round.quarter) == quarter)
    )
    return {row.programme_id: row.cutoff for row in rows}


def frozen_in(session: Session, programme_id: str, piece_id: str) -> tuple[str, ...]:
    """The quarters whose frozen rounds name the piece; the facts, which are long, are searched as text and not read."""
    rows = session.scalars(
        select(col(Round.quarter))
        .join(Snapshot, col(Snapshot.round_id) == col(Round.id))
        .where(
            col(Round.programme_id) == programme_id,
            cast(col(Snapshot.facts), Text).contains(piece_id, autoescape=True),
        )
        .order_by(col(Round.quarter))
    )
    return tuple(rows)


def late_versions(session: Session, programme_id: str, since: datetime, until: datetime) -> list[LateVersion]:
    """Versions that came after the instant `since` and not after `until`, the earliest first."""
    found = [
        LateVersion(piece, version)
        for piece in evidence.pieces(session, programme_id)
        for version in piece.versions
        if since < version.added_at <= until
    ]
    return sorted(found, key=lambda each: (each.version.added_at, each.version.id))


def evidence_known(session: Session, programme_id: str, until: datetime) -> list[Row]:
    """Every version that had come by an instant, as it was judged then, and what its piece served."""
    pieces = evidence.pieces(session, programme_id)
    uses = session.scalars(
        select(EvidenceUse).where(
            col(EvidenceUse.piece_id).in_([each.id for each in pieces]), col(EvidenceUse.added_at) <= until
        )
    )
    serves = defaultdict[str, list[str]](list)
    for use in uses:
        serves[use.piece_id].append(f"{use.kind}:{use.target}")
    found = [
        _version(piece, version, until, serves[piece.id])
        for piece in pieces
        for version in piece.versions
        if version.added_at <= until
    ]
    return sorted(found, key=lambda row: (row["piece"], row["number"]))


def _version(piece: PieceRow, version: VersionRow, until: datetime, serves: list[str]) -> Row:
    return {
        "piece": piece.id,
        "number": version.number,
        "name": version.name,
        "reference": version.reference,
        "sha256": version.sha256,
        "quarter": version.quarter,
        "state": _state_known(piece, version, until).value,
        "withdrawn": piece.withdrawn_at is not None and piece.withdrawn_at <= until,
        "added_at": version.added_at,
        "task": piece.task,
        "serves": sorted(serves),
    }


def _state_known(piece: PieceRow, version: VersionRow, until: datetime) -> EvidenceState:
    """A version is judged once, or replaced by the next before that; neither after `until` was known."""
    if version.judged_at is not None:
        return version.state if version.judged_at <= until else EvidenceState.SUBMITTED
    newer = any(each.number > version.number and each.added_at <= until for each in piece.versions)
    return EvidenceState.REPLACED if newer else EvidenceState.SUBMITTED


def matrices_known(session: Session, programme_id: str, round_id: str, until: datetime) -> dict[str, Row]:
    """The matrices that were asked of a round, by area: as they had been sent by an instant, or not sent.

    What was sent last is told by its event, which carries the lines in full; later changes leave it alone.
    """
    sent = {
        payload["area"]: payload["lines"]
        for payload in session.scalars(
            select(col(EventRow.payload))
            .where(
                col(EventRow.programme_id) == programme_id,
                col(EventRow.kind) == MATRIX_SENT,
                col(EventRow.recorded_at) <= until,
            )
            .order_by(col(EventRow.agency), col(EventRow.number))
        )
        if payload["round"] == round_id
    }
    asked = session.scalars(
        select(col(Matrix.area)).where(col(Matrix.round_id) == round_id).order_by(col(Matrix.area))
    )
    return {
        area: {"state": "sent" if area in sent else NOT_SENT, "lines": sent.get(area, [])} for area in asked
    }


def recommendations_known(
    session: Session,
    programme_id: str,
    quarter: str,
    at: tuple[date, datetime],
    standings: Mapping[str, Row],
) -> list[Row]:
    """Recommendations of earlier rounds whose minutes were signed by then, `at` the last day that counts and its end.

    `standings` are the states of the tasks then, by code; `age` counts the quarters since a recommendation's own round.
    """
    cutoff, until = at
    signed = select(col(RoundRecord.round_id)).where(
        col(RoundRecord.kind) == "ba", col(RoundRecord.made_at) <= until
    )
    rows = session.execute(
        select(Recommendation, col(Round.quarter))
        .join(Round, col(Round.id) == col(Recommendation.round_id))
        .where(
            col(Recommendation.programme_id) == programme_id,
            col(Recommendation.round_id).in_(signed),
            col(Round.quarter) < quarter,
            or_(col(Recommendation.withdrawn_at).is_(None), col(Recommendation.withdrawn_at) > until),
        )
        .order_by(col(Round.quarter), col(Recommendation.number))
    ).all()
    return [_recommendation(row, (made, quarter), cutoff, standings) for row, made in rows]


def _recommendation(
    row: Recommendation, quarters: tuple[str, str], cutoff: date, standings: Mapping[str, Row]
) -> Row:
    made, quarter = quarters
    return {
        "id": row.id,
        "made": made,
        "number": row.number,
        "area": row.area,
        "words": row.words,
        "office": row.office,
        "responsible": row.responsible,
        "deadline": row.deadline,
        "overdue": row.deadline < cutoff,
        "age": quarters_between(made, quarter),
        "task": row.task,
        "state": _stood(row.task, standings).value,
    }


def _stood(task: str | None, standings: Mapping[str, Row]) -> RecommendationState:
    """A recommendation stands where the task that carries it out stands."""
    state = standings.get(task or "", {}).get("state", State.PLANNED.value)
    return FOLLOWS.get(State(state), RecommendationState.OPEN)


def quarters_between(earlier: str, later: str) -> int:
    """How many quarters one key (`2025-Q1`) lies before another."""
    return _place(quarter_named(later)) - _place(quarter_named(earlier))


def _place(quarter: Quarter | None) -> int:
    return 4 * quarter.year + quarter.number if quarter else 0
