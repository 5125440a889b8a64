"""Reads an agency's own templates for papers; opens no file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain.papers import PaperKind
from zi_workflow.storage.tables import PaperTemplate, Person


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A version of an agency's template for a kind of paper; `added_name` is empty for the console."""

    id: str
    kind: PaperKind
    number: int
    name: str
    sha256: str
    added_name: str
    added_at: datetime
    withdrawn_at: datetime | None


def templates(session: Session, agency: str) -> dict[PaperKind, list[TemplateRow]]:
    """Every version by kind, the newest first."""
    rows = session.execute(
        select(PaperTemplate, col(Person.name))
        .outerjoin(Person, col(Person.id) == col(PaperTemplate.added_by))
        .where(col(PaperTemplate.agency) == agency)
        .order_by(col(PaperTemplate.number).desc())
    )
    found: dict[PaperKind, list[TemplateRow]] = {kind: [] for kind in PaperKind}
    for row, name in rows:
        made = TemplateRow(row.id, PaperKind(row.kind), row.number, row.name, row.sha256, name or "", row.added_at,
                           row.withdrawn_at)  # fmt: skip
        found[made.kind].append(made)
    return found


def in_use(session: Session, agency: str, kind: PaperKind) -> TemplateRow | None:
    """The newest version that was not withdrawn; None: our own template is used."""
    rows = templates(session, agency)[kind]
    return next((row for row in rows if row.withdrawn_at is None), None)
