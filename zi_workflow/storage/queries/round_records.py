"""Reads the signed papers of a round, all numbers of them; decides nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.storage.tables import Person, RoundRecord


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A paper on record; `signers` as `papers.Party` has them; `by` is empty for the console."""

    kind: str
    number: int
    letter_number: str
    dated: date
    signers: Sequence[Mapping[str, Any]]
    file_name: str
    sha256: str
    facts_sha256: str
    chain_number: int
    chain_head: str
    by: str
    at: datetime
    reason: str


def records(session: Session, round_id: str, kind: str) -> list[RecordRow]:
    """The records of a kind, the newest first."""
    rows = session.execute(
        select(RoundRecord, col(Person.name))
        .outerjoin(Person, col(Person.id) == col(RoundRecord.made_by))
        .where(col(RoundRecord.round_id) == round_id, col(RoundRecord.kind) == kind)
        .order_by(col(RoundRecord.number).desc())
    )
    return [
        RecordRow(
            row.kind, row.number, row.letter_number, row.dated, tuple(row.signers), row.file_name, row.sha256,
            row.facts_sha256, row.chain_number, row.chain_head, name or "", row.made_at, row.reason,
        )
        for row, name in rows
    ]  # fmt: skip
