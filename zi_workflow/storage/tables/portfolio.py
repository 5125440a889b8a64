"""One row a programme for comparing units; derived with the day's analysis, never a source of truth."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index
from sqlmodel import Field

from zi_workflow.storage.types import Table


class PortfolioRow(Table, table=True):
    """How a programme stands beside others. Days are working days, `progress` is in per cent.

    `late_days` is the longest delay among its late tasks; own and inherited days are its parts.

    Unit and agency stand here once more, so that a page of 50 among thousands reads no other table to find them.
    """

    __tablename__ = "portfolio"
    __table_args__ = (
        Index("ix_portfolio_agency_order", "agency", "own_days", "programme_id"),
        Index("ix_portfolio_agency_cause", "agency", "cause"),
    )
    programme_id: str = Field(primary_key=True, foreign_key="programme.id", max_length=36)
    unit_id: str = Field(foreign_key="unit.id", index=True, max_length=36)
    agency: str = Field(max_length=40)
    as_of: date
    done: int
    total: int
    progress: int
    late_tasks: int
    late_days: int
    own_days: float
    inherited_days: float
    cause: str | None = Field(default=None, max_length=20)
    silent_since: date
