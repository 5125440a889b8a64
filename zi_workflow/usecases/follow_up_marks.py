"""Keeps a recommendation where the task that carries it out is, by whatever door that was moved; decides no move."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlmodel import Session, col

from zi_workflow.domain.errors import N_, ForbiddenError, Problem
from zi_workflow.domain.follow_up import FOLLOWS
from zi_workflow.domain.recommendations import RecommendationState
from zi_workflow.domain.tasks import Standing, Verb
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.queries.evidence import PieceRow, pieces_of_task
from zi_workflow.storage.queries.follow_up import carried_out_by
from zi_workflow.storage.queries.tasks import TaskFacts
from zi_workflow.storage.tables import Recommendation, RecommendationAnswer

OF_CHAIR = frozenset({Verb.VERIFY, Verb.RETURN, Verb.OUTCOME, Verb.WAIVE, Verb.REOPEN})
"""What ends a task or takes its end back: for a recommendation that is the chair's decision alone."""
DECISIONS = {RecommendationState.CLOSED: "closed", RecommendationState.REJECTED: "rejected"}
ONLY_THE_CHAIR = N_(
    "This task carries out a recommendation; only the chair of the assistance team or the named deputy decides on it."
)


def refuse(session: Session, programme_id: str, task: str, verb: Verb) -> None:
    """ForbiddenError where the task carries out a recommendation and the verb would decide on it by another door."""
    if verb in OF_CHAIR and carried_out_by(session, programme_id, task) is not None:
        raise ForbiddenError(Problem(ONLY_THE_CHAIR, where=task))


def follow(
    session: Session, task: TaskFacts, standing: Standing, actor: str, now: datetime
) -> dict[str, Any]:
    """Bring the recommendation to where its task is now; what the task's event says of it, nothing for other tasks.

    Work that is handed in is the answer: its note are the words, its evidence is noted with version and hash. The end
    of the task, and its return, are the decision on the newest answer.
    """
    row = carried_out_by(session, task.programme_id, task.code)
    to = FOLLOWS.get(standing.state)
    if row is None or to is None or to == row.state:
        return {}
    row.state = str(to)
    row.version += 1
    said: dict[str, Any] = {}
    if to is RecommendationState.CLOSED:
        row.closed_by, row.closed_on = actor, standing.finished
    session.add(row)
    session.flush()
    known = {name: getattr(row, name) for name in ("id", "state", "version", "closed_by", "closed_on")}
    if to is RecommendationState.RESPONDED:
        said["answer"] = _answer(session, row, task, standing, now)
    elif to in DECISIONS:
        said["answer"] = _decide(session, row, (DECISIONS[to], actor, standing.note or ""), now)
    return {"recommendation": known, **said}


def _decide(
    session: Session, row: Recommendation, decided: tuple[str, str, str], now: datetime
) -> dict[str, Any]:
    newest = session.scalars(
        select(RecommendationAnswer)
        .where(col(RecommendationAnswer.recommendation_id) == row.id)
        .order_by(col(RecommendationAnswer.number).desc())
    ).first()
    if newest is None:
        return {}
    newest.decision, newest.decided_by, newest.note = decided
    newest.decided_at = now
    session.add(newest)
    session.flush()
    return {
        "id": newest.id,
        "decision": newest.decision,
        "decided_by": newest.decided_by,
        "note": newest.note,
    }


def _answer(
    session: Session, row: Recommendation, task: TaskFacts, standing: Standing, now: datetime
) -> dict[str, Any]:
    number = select(func.max(col(RecommendationAnswer.number)))
    earlier = session.scalar(number.where(col(RecommendationAnswer.recommendation_id) == row.id))
    pieces = [each for each in pieces_of_task(session, task.programme_id, task.code) if each.counts]
    values: dict[str, Any] = {
        "id": new_id(session, now),
        "recommendation_id": row.id,
        "number": (earlier or 0) + 1,
        "words": standing.note or "",
        "evidence": [_shown(each) for each in pieces],
        "answered_by": standing.submitted_by,
        "answered_on": standing.submitted,
        "answered_at": now,
    }
    session.execute(insert(RecommendationAnswer), {**values, "note": ""})
    return values


def _shown(piece: PieceRow) -> dict[str, Any]:
    newest = piece.newest
    return {
        "piece": piece.id,
        "version": newest.number,
        "name": newest.name,
        "reference": newest.reference,
        "sha256": newest.sha256,
    }
