"""Reads pieces of evidence with their versions and what they serve; words and judgements are others'."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from zi_workflow.domain.errors import N_, NotFoundError, Problem
from zi_workflow.domain.evidence import COUNTING, EvidenceState, Use, UseKind
from zi_workflow.storage.queries.tasks import TaskFacts
from zi_workflow.storage.tables import Evidence, EvidencePiece, EvidenceUse, Person, Task


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version; `added_by` and `judged_by` are ids, the names are empty for the console and the service."""

    id: str
    piece_id: str
    number: int
    name: str
    reference: str
    sha256: str | None
    quarter: str | None
    state: EvidenceState
    cycle: int
    added_by: str
    added_name: str
    added_at: datetime
    judged_name: str
    judged_at: datetime | None
    judged_note: str


@dataclass(frozen=True, slots=True)
class PieceRow:
    """A piece with its versions, the newest first, and what it serves; `task` is whose people look after it."""

    id: str
    task: str
    area: str
    withdrawn_at: datetime | None
    withdrawn_name: str
    withdrawn_reason: str
    versions: tuple[VersionRow, ...]
    uses: tuple[Use, ...]

    @property
    def newest(self) -> VersionRow:
        """What counts now."""
        return self.versions[0]

    @property
    def tasks(self) -> tuple[str, ...]:
        """Codes of the tasks that it serves, the one with which it came first."""
        found = [target for kind, target in self.uses if kind is UseKind.TASK]
        return tuple(sorted(found, key=lambda code: code != self.task))

    @property
    def items(self) -> tuple[str, ...]:
        """Codes of the items that it was given to by itself, besides those of its tasks."""
        return tuple(target for kind, target in self.uses if kind is UseKind.ITEM)

    @property
    def counts(self) -> bool:
        """Whether it is something to show."""
        return self.withdrawn_at is None and any(each.state in COUNTING for each in self.versions)


def pieces(session: Session, programme_id: str) -> list[PieceRow]:
    """Every piece of a programme, the newest first."""
    return _pieces(session, col(Task.programme_id) == programme_id)


def pieces_of_task(session: Session, programme_id: str, code: str) -> list[PieceRow]:
    """Those that serve a task."""
    served = select(col(EvidenceUse.piece_id)).where(
        col(EvidenceUse.kind) == UseKind.TASK.value, col(EvidenceUse.target) == code
    )
    return _pieces(session, and_(col(Task.programme_id) == programme_id, col(EvidencePiece.id).in_(served)))


def piece(session: Session, programme_id: str, piece_id: str) -> PieceRow | None:
    """One piece of the programme; None when it has none with that id."""
    found = _pieces(session, and_(col(Task.programme_id) == programme_id, col(EvidencePiece.id) == piece_id))
    return found[0] if found else None


def piece_for(session: Session, programme_id: str, piece_id: str) -> PieceRow:
    """One piece of the programme; NotFoundError, the same for one of another and for none at all."""
    found = piece(session, programme_id, piece_id)
    if found is None:
        raise no_piece()
    return found


def no_piece() -> NotFoundError:
    """The same for a piece of another programme and for none at all."""
    return NotFoundError(Problem(N_("There is no such piece of evidence in this programme.")))


def versions_named(session: Session, task_id: str, name: str) -> list[Evidence]:
    """Versions with that name (case does not matter) of pieces that came with the task and were not withdrawn."""
    rows = session.scalars(
        select(Evidence)
        .join(EvidencePiece, col(EvidencePiece.id) == col(Evidence.piece_id))
        .where(col(EvidencePiece.task_id) == task_id, col(EvidencePiece.withdrawn_at).is_(None))
        .order_by(col(Evidence.added_at).desc(), col(Evidence.id).desc())
    )
    return [row for row in rows if row.name.casefold() == name.casefold()]


def shown_for(session: Session, task: TaskFacts) -> bool:
    """Whether the task has something to show already: new in this cycle, or shared by another task."""
    own = and_(
        col(Evidence.task_id) == task.id,
        col(Evidence.cycle) == task.standing.cycle,
        col(Evidence.state) == EvidenceState.SUBMITTED.value,
    )
    shared = and_(col(Evidence.task_id) != task.id, col(Evidence.state).in_([str(s) for s in COUNTING]))
    found = session.scalars(
        select(col(Evidence.id))
        .join(EvidencePiece, col(EvidencePiece.id) == col(Evidence.piece_id))
        .join(Task, col(Task.id) == col(EvidencePiece.task_id))
        .join(EvidenceUse, col(EvidenceUse.piece_id) == col(EvidencePiece.id))
        .where(
            col(Task.programme_id) == task.programme_id,
            col(EvidenceUse.kind) == UseKind.TASK.value,
            col(EvidenceUse.target) == task.code,
            col(EvidencePiece.withdrawn_at).is_(None),
            or_(own, shared),
        )
        .limit(1)
    )
    return found.first() is not None


def _pieces(session: Session, which: ColumnElement[bool]) -> list[PieceRow]:
    rows = session.execute(
        select(EvidencePiece, col(Task.code), col(Task.area), col(Person.name))
        .join(Task, col(Task.id) == col(EvidencePiece.task_id))
        .outerjoin(Person, col(Person.id) == col(EvidencePiece.withdrawn_by))
        .where(which)
        .order_by(col(EvidencePiece.made_at).desc(), col(EvidencePiece.id).desc())
    ).all()
    ids = select(col(EvidencePiece.id)).join(Task, col(Task.id) == col(EvidencePiece.task_id)).where(which)
    versions, uses = _versions(session, col(Evidence.piece_id).in_(ids)), defaultdict[str, list[Use]](list)
    for use in session.scalars(
        select(EvidenceUse)
        .where(col(EvidenceUse.piece_id).in_(ids))
        .order_by(col(EvidenceUse.added_at), col(EvidenceUse.target))
    ):
        uses[use.piece_id].append((UseKind(use.kind), use.target))
    return [
        PieceRow(
            row.id,
            code,
            area,
            row.withdrawn_at,
            name or "",
            row.withdrawn_reason or "",
            tuple(versions[row.id]),
            tuple(uses[row.id]),
        )
        for row, code, area, name in rows
    ]


def _versions(session: Session, which: ColumnElement[bool]) -> dict[str, list[VersionRow]]:
    adder, judge = aliased(Person), aliased(Person)
    found = defaultdict[str, list[VersionRow]](list)
    rows = session.execute(
        select(Evidence, col(adder.name), col(judge.name))
        .outerjoin(adder, col(adder.id) == col(Evidence.added_by))
        .outerjoin(judge, col(judge.id) == col(Evidence.judged_by))
        .where(which)
        .order_by(col(Evidence.number).desc())
    )
    for row, added_name, judged_name in rows:
        found[row.piece_id].append(
            VersionRow(
                id=row.id,
                piece_id=row.piece_id,
                number=row.number,
                name=row.name,
                reference=row.reference,
                sha256=row.sha256,
                quarter=row.quarter,
                state=EvidenceState(row.state),
                cycle=row.cycle,
                added_by=row.added_by,
                added_name=added_name or "",
                added_at=row.added_at,
                judged_name=judged_name or "",
                judged_at=row.judged_at,
                judged_note=row.judged_note or "",
            )
        )
    return found
