"""A signed-in person's word on work that was handed in; whether they may is asked of both tables, of places and of tasks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from zi_workflow.domain.errors import Problem, RefusedError
from zi_workflow.domain.scopes import Action, Place, Viewer, may
from zi_workflow.storage.queries.tasks import task_facts
from zi_workflow.usecases import reviews
from zi_workflow.usecases.task_moves import local_date


class Decision(StrEnum):
    """What the review says; verify and approve are one move: the approver's word finishes the task."""

    VERIFY = "verify"
    APPROVE = "approve"
    RETURN = "return"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewSigned:
    """What a signed-in person says; `version` is that of the state they saw, `via` by what they say it."""

    viewer: Viewer
    programme_id: str
    task: str
    decision: Decision
    note: str = ""
    version: int | None = None
    via: str = ""


def review(session: Session, command: ReviewSigned, now: datetime) -> dict[str, Any]:
    """The whole state that results. NotFoundError, ConflictError (changed meanwhile), RefusedError, InputError."""
    facts = task_facts(session, command.programme_id, command.task)
    allowed = may(command.viewer, Action.REVIEW, Place(facts.unit_id, facts.agency, facts.duty.area))
    if not allowed.allowed:
        raise RefusedError(Problem(allowed.reason, where=facts.code))
    common: dict[str, Any] = {
        "programme_id": command.programme_id,
        "task": command.task,
        "actor": command.viewer.person_id,
        "on": local_date(now, facts.zone),
        "version": command.version,
        "via": command.via,
        "note": command.note,
    }
    if command.decision is Decision.RETURN:
        return reviews.return_(session, reviews.Return(**common), now)
    return reviews.verify(session, reviews.Verify(**common), now)
