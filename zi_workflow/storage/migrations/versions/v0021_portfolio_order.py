"""Units are found in the order in which their list comes: those with one delay were sorted for each page."""

from __future__ import annotations

from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """One index in the other's place."""
    op.drop_index("ix_portfolio_agency_own_days", table_name="portfolio")
    order = ["agency", "own_days", "programme_id"]
    op.create_index("ix_portfolio_agency_order", "portfolio", order, unique=False)
