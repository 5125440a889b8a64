"""The papers of a round as they were signed, and an agency's own templates; both only grow."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field

from zi_workflow.storage.types import Table, UtcDateTime


class RoundRecord(Table, table=True):
    """A signed Berita Acara or an issued report (`kind` ba or report), never changed: a correction is the next number.

    `signers` are {side, name, number, title, capacity}: the title at that time; capacity is definitive, plt or plh.
    `facts` is what the paper says, sealed by `facts_sha256`; `chain_number` and `chain_head` name the chain's end then.
    """

    __tablename__ = "monev_record"
    __table_args__ = (UniqueConstraint("round_id", "kind", "number"),)
    id: str = Field(primary_key=True, max_length=36)
    round_id: str = Field(foreign_key="round.id", max_length=36)
    kind: str = Field(max_length=10)
    number: int
    letter_number: str = Field(max_length=120)
    dated: date
    signers: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    file_name: str = Field(max_length=300)
    sha256: str = Field(max_length=64)
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    facts_sha256: str = Field(max_length=64)
    chain_number: int
    chain_head: str = Field(max_length=64)
    made_by: str = Field(max_length=80)
    made_at: datetime = Field(sa_type=UtcDateTime)
    reason: str = Field(default="", max_length=500)


class PaperTemplate(Table, table=True):
    """An agency's own DOCX template for a kind of paper; the newest that was not withdrawn is used."""

    __tablename__ = "monev_template"
    __table_args__ = (UniqueConstraint("agency", "kind", "number"),)
    id: str = Field(primary_key=True, max_length=36)
    agency: str = Field(max_length=40)
    kind: str = Field(max_length=20)
    number: int
    name: str = Field(max_length=300)
    sha256: str = Field(max_length=64)
    added_by: str = Field(max_length=80)
    added_at: datetime = Field(sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
