"""Notices are found by programme and state: by the state alone a mail's own were sought among all that wait."""

from __future__ import annotations

from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """One index in the other's place."""
    op.drop_index("ix_notice_state", table_name="notice")
    op.create_index("ix_notice_programme_state", "notice", ["programme_id", "state"], unique=False)
