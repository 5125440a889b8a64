"""Evidence handed in with a task: a named reference, a file's content hash, its review; opens no file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, update
from sqlmodel import Session, col, select

from zi_workflow.domain.calendars import quarter_named
from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.domain.evidence import EvidenceState, UseKind, quarter_key
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.queries.evidence import shown_for, versions_named
from zi_workflow.storage.queries.tasks import TaskFacts
from zi_workflow.storage.tables import Evidence, EvidencePiece, EvidenceUse, Task

_SHA256 = re.compile(r"[0-9a-f]{64}")
_QUARTER = re.compile(r"\d{4}-Q[1-4]")


@dataclass(frozen=True)
class Handed:
    """A piece of evidence: a name, where it is, the content's SHA-256 (hex) where it is a file, and its quarter.

    Without a quarter it is that of a quarterly task, or valid without an end.
    """

    name: str
    reference: str = ""
    sha256: str | None = None
    quarter: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a review says, and who says it."""

    state: EvidenceState
    by: str
    note: str | None = None


def keep(session: Session, task: TaskFacts, handed: Sequence[Handed], by: str, now: datetime) -> None:
    """Store what was handed in; InputError names what is missing.

    Where evidence is wanted there is at least one piece, or one that the task shows already. A file of the same name as
    a piece of the task becomes that piece's next version.
    """
    if task.evidence_wanted and not handed and not shown_for(session, task):
        wanted = "; ".join(task.evidence_wanted)
        raise InputError(
            Problem(N_("Evidence is missing; wanted: {wanted}."), {"wanted": wanted}, where=task.code)
        )
    problems = [problem for each in handed for problem in problems_of(each, task.code)]
    if problems:
        raise InputError(problems)
    for each in handed:
        before = versions_named(session, task.id, each.name.strip())
        piece_id = before[0].piece_id if before else _new_piece(session, task, by, now)
        add_version(session, task, piece_id, each, by, now)


def add_version(
    session: Session, task: TaskFacts, piece_id: str, handed: Handed, by: str, now: datetime
) -> int:
    """The next version of a piece, to be judged; one before it that nobody judged is replaced. Its number."""
    _mark(session, piece_id, EvidenceState.SUBMITTED, EvidenceState.REPLACED)
    known = session.exec(select(Evidence.number).where(Evidence.piece_id == piece_id)).all()
    number = max(known, default=0) + 1
    values = {
        "id": new_id(session, now),
        "piece_id": piece_id,
        "number": number,
        "task_id": task.id,
        "name": handed.name.strip(),
        "reference": handed.reference,
        "sha256": handed.sha256,
        "quarter": handed.quarter or _quarter_of(session, task.id),
        "cycle": task.standing.cycle,
        "state": EvidenceState.SUBMITTED.value,
        "added_by": by,
        "added_at": now,
    }
    session.execute(insert(Evidence), values)
    return number


def judge(session: Session, task: TaskFacts, verdict: Verdict, now: datetime) -> None:
    """Note the review's word on what was handed in in this cycle, and neither judged nor withdrawn."""
    gone = select(EvidencePiece.id).where(col(EvidencePiece.withdrawn_at).is_not(None))
    session.execute(
        update(Evidence)
        .where(
            col(Evidence.task_id) == task.id,
            col(Evidence.cycle) == task.standing.cycle,
            col(Evidence.state) == EvidenceState.SUBMITTED.value,
            col(Evidence.piece_id).not_in(gone),
        )
        .values(
            state=verdict.state.value, judged_by=verdict.by, judged_at=now, judged_note=verdict.note or None
        )
        .execution_options(synchronize_session=False)
    )


def problems_of(handed: Handed, task: str) -> list[Problem]:
    """What is wrong with a piece, all at once."""
    found = []
    if not handed.name.strip():
        found.append(Problem(N_("A piece of evidence needs a name."), where=task))
    if len(handed.name) > 300 or len(handed.reference) > 1000:
        found.append(Problem(N_("The name or reference of a piece of evidence is too long."), where=task))
    if handed.sha256 is not None and not _SHA256.fullmatch(handed.sha256):
        found.append(Problem(N_("{value!r} is not a SHA-256 value."), {"value": handed.sha256}, where=task))
    if handed.quarter is not None and not _QUARTER.fullmatch(handed.quarter):
        found.append(Problem(N_("{value!r} is no quarter."), {"value": handed.quarter}, where=task))
    return found


def _new_piece(session: Session, task: TaskFacts, by: str, now: datetime) -> str:
    made = new_id(session, now)
    session.execute(insert(EvidencePiece), {"id": made, "task_id": task.id, "made_at": now})
    use = {"piece_id": made, "kind": UseKind.TASK.value, "target": task.code}
    session.execute(insert(EvidenceUse), {**use, "added_by": by, "added_at": now})
    return made


def _mark(session: Session, piece_id: str, old: EvidenceState, new: EvidenceState) -> None:
    session.execute(
        update(Evidence)
        .where(col(Evidence.piece_id) == piece_id, col(Evidence.state) == old.value)
        .values(state=new.value)
        .execution_options(synchronize_session=False)
    )


def _quarter_of(session: Session, task_id: str) -> str | None:
    """The quarter of a task that comes back every quarter."""
    period = session.exec(select(Task.period).where(Task.id == task_id)).one()
    found = quarter_named(period) if period and _QUARTER.fullmatch(period) else None
    return quarter_key(found) if found else None
