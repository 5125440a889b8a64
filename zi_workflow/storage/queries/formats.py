"""Reads the formats of agencies and which of them a task has; decides nothing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlmodel import Session, col

from zi_workflow.domain.evidence import UseKind
from zi_workflow.domain.scopes import Scope
from zi_workflow.storage.queries.scoping import units_in
from zi_workflow.storage.tables import (
    FormatDocument,
    FormatFile,
    FormatUse,
    Person,
    Programme,
    Task,
    Unit,
)


@dataclass(frozen=True, slots=True)
class FileRow:
    """One version of a format's file."""

    number: int
    name: str
    sha256: str
    added_name: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class FormatRow:
    """A format with its files, the newest first, and the codes of the work it belongs to; `version` is for editing."""

    id: str
    agency: str
    framework: str
    title: str
    legal_basis: str
    version: int
    withdrawn_at: datetime | None
    withdrawn_name: str
    withdrawn_reason: str
    files: tuple[FileRow, ...]
    tasks: tuple[str, ...]
    items: tuple[str, ...]

    @property
    def newest(self) -> FileRow:
        """The file to use now."""
        return self.files[0]


def agencies(session: Session, scope: Scope) -> list[str]:
    """The agencies of which the viewer sees a unit."""
    rows = session.scalars(select(col(Unit.agency)).where(units_in(scope)).distinct())
    return sorted(rows)


def zone_of(session: Session, agency: str) -> str:
    """The zone by which an agency's days are counted: that of its first unit."""
    rows = session.scalars(
        select(col(Unit.zone)).where(col(Unit.agency) == agency).order_by(col(Unit.created_at), col(Unit.id))
    )
    return rows.first() or "Asia/Jakarta"


def formats(session: Session, agency: str) -> list[FormatRow]:
    """Every format of an agency, by title; those that were withdrawn last."""
    found = _formats(session, col(FormatDocument.agency) == agency)
    return sorted(found, key=lambda row: (row.withdrawn_at is not None, row.title.casefold(), row.id))


def format_(session: Session, format_id: str, scope: Scope) -> FormatRow | None:
    """One format in reach; None when there is none, or it is another agency's."""
    found = _formats(session, col(FormatDocument.id) == format_id)
    seen = agencies(session, scope) if found else []
    return found[0] if found and found[0].agency in seen else None


def of_task(session: Session, programme_id: str, code: str) -> list[FormatRow]:
    """The formats in force of a task of a programme, by its code in the framework or one of its items."""
    row = session.execute(
        select(col(Unit.agency), col(Programme.framework), col(Task.template), col(Task.items))
        .join(Programme, col(Programme.id) == col(Task.programme_id))
        .join(Unit, col(Unit.id) == col(Programme.unit_id))
        .where(col(Task.programme_id) == programme_id, col(Task.code) == code)
    ).one_or_none()
    if row is None:
        return []
    served = or_(
        and_(
            col(FormatUse.kind) == UseKind.TASK.value,
            col(FormatUse.target) == row.template,
            row.template != "",
        ),
        and_(col(FormatUse.kind) == UseKind.ITEM.value, col(FormatUse.target).in_(row.items)),
    )
    ids = select(col(FormatUse.format_id)).where(served)
    found = _formats(
        session,
        and_(
            col(FormatDocument.agency) == row.agency,
            col(FormatDocument.framework) == row.framework,
            col(FormatDocument.withdrawn_at).is_(None),
            col(FormatDocument.id).in_(ids),
        ),
    )
    return sorted(found, key=lambda each: each.title.casefold())


def _formats(session: Session, which: ColumnElement[bool]) -> list[FormatRow]:
    rows = session.execute(
        select(FormatDocument, col(Person.name))
        .outerjoin(Person, col(Person.id) == col(FormatDocument.withdrawn_by))
        .where(which)
    ).all()
    ids = select(col(FormatDocument.id)).where(which)
    files, uses = defaultdict[str, list[FileRow]](list), defaultdict[tuple[str, str], list[str]](list)
    for file, name in session.execute(
        select(FormatFile, col(Person.name))
        .outerjoin(Person, col(Person.id) == col(FormatFile.added_by))
        .where(col(FormatFile.format_id).in_(ids))
        .order_by(col(FormatFile.number).desc())
    ):
        each = FileRow(file.number, file.name, file.sha256, name or "", file.added_at)
        files[file.format_id].append(each)
    for use in session.scalars(
        select(FormatUse).where(col(FormatUse.format_id).in_(ids)).order_by(col(FormatUse.target))
    ):
        uses[use.format_id, use.kind].append(use.target)
    return [
        FormatRow(
            row.id,
            row.agency,
            row.framework,
            row.title,
            row.legal_basis,
            row.version,
            row.withdrawn_at,
            name or "",
            row.withdrawn_reason or "",
            tuple(files[row.id]),
            tuple(uses[row.id, UseKind.TASK.value]),
            tuple(uses[row.id, UseKind.ITEM.value]),
        )
        for row, name in rows
    ]
