"""Evidence handed in with a task: a named reference, a file's content hash, its review; opens no file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import insert, update
from sqlmodel import Session, col

from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.queries.tasks import TaskFacts
from zi_workflow.storage.tables import Evidence

_SHA256 = re.compile(r"[0-9a-f]{64}")


class EvidenceState(StrEnum):
    """What the review said of a piece of evidence."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REVISION_REQUESTED = "revision_requested"


@dataclass(frozen=True)
class Handed:
    """A piece of evidence: a name, where it is, and the content's SHA-256 (hex) where it is a file."""

    name: str
    reference: str = ""
    sha256: str | None = None


def keep(session: Session, task: TaskFacts, handed: Sequence[Handed], now: datetime) -> None:
    """Store what was handed in, at least one piece where evidence is wanted; InputError names what is missing."""
    if task.evidence_wanted and not handed:
        wanted = "; ".join(task.evidence_wanted)
        raise InputError(
            Problem(N_("Evidence is missing; wanted: {wanted}."), {"wanted": wanted}, where=task.code)
        )
    problems = [problem for each in handed for problem in _problems(each, task.code)]
    if problems:
        raise InputError(problems)
    if handed:
        session.execute(insert(Evidence), [_row(session, task, each, now) for each in handed])


def judge(session: Session, task: TaskFacts, state: EvidenceState) -> None:
    """Note the review's word on what was handed in and not yet judged in this cycle."""
    session.execute(
        update(Evidence)
        .where(
            col(Evidence.task_id) == task.id,
            col(Evidence.cycle) == task.standing.cycle,
            col(Evidence.state) == EvidenceState.SUBMITTED.value,
        )
        .values(state=state.value)
        .execution_options(synchronize_session=False)
    )


def _problems(handed: Handed, task: str) -> list[Problem]:
    found = []
    if not handed.name.strip():
        found.append(Problem(N_("A piece of evidence needs a name."), where=task))
    if len(handed.name) > 300 or len(handed.reference) > 1000:
        found.append(Problem(N_("The name or reference of a piece of evidence is too long."), where=task))
    if handed.sha256 is not None and not _SHA256.fullmatch(handed.sha256):
        found.append(Problem(N_("{value!r} is not a SHA-256 value."), {"value": handed.sha256}, where=task))
    return found


def _row(session: Session, task: TaskFacts, handed: Handed, now: datetime) -> dict[str, object]:
    return {
        "id": new_id(session, now),
        "task_id": task.id,
        "name": handed.name.strip(),
        "reference": handed.reference,
        "sha256": handed.sha256,
        "cycle": task.standing.cycle,
        "state": EvidenceState.SUBMITTED.value,
        "added_at": now,
    }
